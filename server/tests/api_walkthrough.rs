//! docs/api.md, as whoever follows it runs it: its commands, one after the other, against a started server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

/// A server that ends with this value.
struct Server {
    process: Child,
    address: String,
    _data: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_muster"))
            .args(["serve", "--address", "127.0.0.1:0", "--log", "info", "--data"])
            .arg(data.path())
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let says = log.find_map(|line| line.unwrap().split_once("listening on ").map(|(_, address)| address.trim().to_owned()));
        let address = says.expect("the server says where it listens");
        // Read on, so that the server never waits for a reader.
        std::thread::spawn(move || log.for_each(drop));
        Self { process, address, _data: data }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The commands of a document, in order.
fn commands(document: &str) -> String {
    document.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_walk_through_the_api_goes_through() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let script = format!("set -euo pipefail\nset -x\n{}", commands(include_str!("../../docs/api.md")));
    let mut shell = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("MUSTER", &server.address)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut errors = shell.stderr.take().unwrap();
    let traced = std::thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).map(|_| text)
    });
    let output = shell.wait_with_output().unwrap();
    let (said, traced) = (String::from_utf8_lossy(&output.stdout), traced.join().unwrap().unwrap());
    assert!(output.status.success(), "{}\n{said}\n{traced}", output.status);
    let report = std::fs::read_to_string(folder.path().join("report.csv")).unwrap();
    assert!(report.contains("103.00"), "{report}");
}
