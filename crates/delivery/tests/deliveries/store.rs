//! STS and S3 on this machine: one server for all tests (`store.py`), a bucket and a role for each.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// Of the bucket; nobody's default.
pub(crate) const REGION: &str = "eu-central-1";

/// Whose interpreter has moto; `cargo xtask test` sets it.
const PYTHON: &str = "MUSTER_TEST_MOTO_PYTHON";

struct Server {
    port: u16,
    /// It ends when its standard input does, which is when this process ends.
    _process: Child,
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref()
}

fn start() -> Option<Server> {
    let Some(python) = std::env::var_os(PYTHON) else {
        eprintln!("skipped: no {PYTHON}, an interpreter that has moto[server]; cargo xtask test makes one");
        return None;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/deliveries/store.py");
    let script = if Path::new(script).exists() { script.to_owned() } else { script.replace("/server/", "/crates/delivery/") };
    let mut command = Command::new(python);
    command.arg(script).env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    Some(Server { port: line.trim().parse().expect("the store prints its port"), _process: process })
}

/// A bucket of its own.
pub(crate) struct Store {
    server: &'static Server,
    pub(crate) bucket: String,
}

impl Store {
    /// None, and a line that says so, where there is no moto.
    pub(crate) fn new(test: &str) -> Option<Self> {
        let store = Self { server: server()?, bucket: format!("{test}-{}", &uuid::Uuid::now_v7().simple().to_string()[20..]) };
        let place =
            format!("<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint></CreateBucketConfiguration>");
        store.put("", place.as_bytes());
        Some(store)
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port)
    }

    pub(crate) fn put(&self, key: &str, content: &[u8]) {
        self.send("PUT", &format!("/{}/{key}", self.bucket).replace("//", "/"), content);
    }

    pub(crate) fn get(&self, key: &str) -> Vec<u8> {
        self.send("GET", &format!("/{}/{key}", self.bucket), b"")
    }

    /// Encrypted with a key of KMS.
    pub(crate) fn put_encrypted(&self, key: &str, content: &[u8]) {
        let headers = "x-amz-server-side-encryption: aws:kms\r\nx-amz-server-side-encryption-aws-kms-key-id: bills\r\n";
        self.send_with(headers, ("PUT", &format!("/{}/{key}", self.bucket)), content);
    }

    pub(crate) fn remove(&self, key: &str) {
        self.send("DELETE", &format!("/{}/{key}", self.bucket), b"");
    }

    /// Everything below `folder`, under `prefix`, manifests last as AWS writes them.
    pub(crate) fn upload(&self, folder: &Path, prefix: &str) {
        let mut files = files(folder);
        files.sort_by_key(|path| (path.extension().is_some_and(|extension| extension == "json"), path.clone()));
        for file in files {
            let key = file.strip_prefix(folder).unwrap().display().to_string();
            self.put(&format!("{prefix}/{key}"), &fs::read(&file).unwrap());
        }
    }

    pub(crate) fn upload_manifests(&self, folder: &Path, prefix: &str) {
        for file in files(folder).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
            let key = file.strip_prefix(folder).unwrap().display().to_string();
            self.put(&format!("{prefix}/{key}"), &fs::read(&file).unwrap());
        }
    }

    /// A role that trusts whoever knows `external_id`; its ARN.
    pub(crate) fn role(&self, external_id: &str, statements: &Value, lifetime: u32) -> String {
        let name = format!("muster-{}", uuid::Uuid::now_v7().simple());
        let asked = json!({ "name": name, "external_id": external_id, "statements": statements, "lifetime": lifetime });
        self.ask("roles", &asked)["arn"].as_str().unwrap().to_owned()
    }

    /// What the template grants.
    pub(crate) fn least(&self, prefix: &str) -> Value {
        let arn = format!("arn:aws:s3:::{}", self.bucket);
        json!([
            { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": arn,
              "Condition": { "StringLike": { "s3:prefix": format!("{prefix}/*") } } },
            { "Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("{arn}/{prefix}/*") },
        ])
    }

    /// What a role needs that puts reports below a prefix, and no more.
    pub(crate) fn putting(&self, prefix: &str) -> Value {
        json!([{ "Effect": "Allow", "Action": "s3:PutObject", "Resource": format!("arn:aws:s3:::{}/{prefix}/*", self.bucket) }])
    }

    /// Breaks the next reads of objects whose key ends so: `times`, after as many as `after` went well.
    pub(crate) fn breaks(&self, key: &str, mut fault: Value) {
        fault["bucket"] = json!(self.bucket);
        fault["key"] = json!(key);
        self.ask("faults", &fault);
    }

    /// Keys that were read, with the range and who pays.
    pub(crate) fn reads(&self) -> Vec<Value> {
        let log = self.ask("log", &json!({ "bucket": self.bucket }));
        log.as_array().unwrap().iter().filter(|entry| entry["key"] != "").cloned().collect()
    }

    pub(crate) fn sessions(&self, role: &str) -> u64 {
        self.ask("sessions", &json!({ "role": role }))["assumed"].as_u64().unwrap()
    }

    fn ask(&self, what: &str, asked: &Value) -> Value {
        let answer = self.send("POST", &format!("/muster/{what}"), asked.to_string().as_bytes());
        serde_json::from_slice(&answer).unwrap()
    }

    fn send(&self, method: &str, path: &str, content: &[u8]) -> Vec<u8> {
        self.send_with("", (method, path), content)
    }

    fn send_with(&self, headers: &str, (method, path): (&str, &str), content: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.server.port)).unwrap();
        let credential = format!("AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/s3/aws4_request");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {credential}\r\nContent-Type: application/octet-stream\r\n\
             {headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
            content.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(content).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let status = String::from_utf8_lossy(&answer[..12]).into_owned();
        assert!(status.contains(" 20"), "{method} {path}: {}", String::from_utf8_lossy(&answer));
        answer[end + 4..].to_vec()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
