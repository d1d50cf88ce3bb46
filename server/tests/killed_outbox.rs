//! The server is killed (SIGKILL) again and again while it sends mail, before and after it learns that one was taken:
//! every mail arrives, none is lost, and none that was taken and is out of the outbox is sent again.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use chrono::Utc;
use muster_store::{Store, outbox};
use muster_testkit::smtp::{Moment, Smtp};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse";
const MAILS: usize = 24;

/// When the server dies: with which mail since it was started, and whether it was told that the mail was taken.
const DEATHS: [(usize, Moment); 5] =
    [(1, Moment::Kept), (3, Moment::Answered), (5, Moment::Kept), (1, Moment::Answered), (2, Moment::Kept)];

fn muster(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    command.args(arguments).arg("--data").arg(data).env("NO_COLOR", "1").stdin(Stdio::null()).stderr(Stdio::null());
    command
}

fn serving(data: &Path, mail: &str) -> Command {
    let mut command = muster(data, &["serve", "--address", "127.0.0.1:0", "--log", "info"]);
    command.env("MUSTER_SMTP_URL", mail);
    command
}

/// One request of the HTTP API, which has to be answered well.
fn ask(url: &str, token: Option<&str>, body: &Value) -> Value {
    let mut curl = Command::new("curl");
    curl.args(["-sS", "--fail-with-body", url, "-H", "Content-Type: application/json", "-d", &body.to_string()]);
    if let Some(token) = token {
        curl.args(["-H", &format!("Authorization: Bearer {token}")]);
    }
    let answer = curl.output().unwrap();
    assert!(answer.status.success(), "{url}: {}", String::from_utf8_lossy(&answer.stdout));
    serde_json::from_slice(&answer.stdout).unwrap()
}

/// An administrator invites people while no server of mail is there; once the last is acknowledged, the server dies.
fn invite(data: &Path) {
    let mut user = muster(data, &["user", "create", "--email", "ada@example.org", "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    user.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(user.wait().unwrap().success());
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = serving(data, &format!("smtp://{nobody}")).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
    let says = log.find_map(|line| line.unwrap().split_once("listening on ").map(|(_, address)| address.trim().to_owned()));
    let api = format!("{}/api/v1", says.expect("the server says where it listens"));
    // Read on, so that the server never waits for a reader.
    thread::spawn(move || log.for_each(drop));
    let session = ask(&format!("{api}/session"), None, &json!({ "email": "ada@example.org", "password": PASSWORD }));
    let token = session["token"].as_str();
    let org = ask(&format!("{api}/organizations"), token, &json!({ "name": "Example" }));
    let members = format!("{api}/organizations/{}/members", org["id"].as_str().unwrap());
    for number in 0..MAILS {
        ask(&members, token, &json!({ "email": format!("guest{number}@example.org"), "role": "viewer" }));
    }
    server.kill().unwrap();
    server.wait().unwrap();
}

/// What is still to be sent, by id.
async fn waiting(store: &Store) -> Vec<String> {
    let rows = outbox::list(&mut store.read().await.unwrap(), 1000).await.unwrap();
    rows.into_iter().map(|row| row.id.to_string()).collect()
}

/// As if two minutes had passed: nobody holds a mail any more, and all are due.
async fn end_leases(store: &Store) {
    let mut tx = store.write().await.unwrap();
    for row in outbox::list(&mut tx, 1000).await.unwrap() {
        assert!(outbox::retry(&mut tx, row.id, Utc::now()).await.unwrap());
    }
    tx.commit().await.unwrap();
}

/// How often each mail arrived, by its id.
fn arrived(smtp: &Smtp) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for mail in smtp.mails() {
        let id = mail.header("Message-ID").unwrap();
        *counts.entry(id[1..].split('@').next().unwrap().to_owned()).or_default() += 1;
    }
    counts
}

/// Starts a server that dies at this moment, and gives back the id of the mail that it died with.
fn die(data: &Path, smtp: &Smtp, (place, moment): (usize, Moment)) -> String {
    let server: Arc<Mutex<Option<Child>>> = Arc::default();
    let (victim, with) = (Arc::clone(&server), Arc::new(Mutex::new(None)));
    let (mut count, last) = (0, Arc::clone(&with));
    smtp.on_mail(move |now, mail| {
        count += usize::from(now == moment);
        if now == moment && count == place {
            victim.lock().unwrap().as_mut().unwrap().kill().unwrap();
            *last.lock().unwrap() = mail.header("Message-ID");
        }
    });
    let mut started = server.lock().unwrap();
    *started = Some(serving(data, &smtp.url()).spawn().unwrap());
    drop(started);
    let patience = Instant::now() + Duration::from_secs(60);
    while server.lock().unwrap().as_mut().unwrap().try_wait().unwrap().is_none() {
        assert!(Instant::now() < patience, "the server sends mail {place}");
        thread::sleep(Duration::from_millis(20));
    }
    smtp.on_mail(|_, _| {});
    let id = with.lock().unwrap().take().expect("it died with a mail");
    id[1..].split('@').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_while_it_sends_loses_no_mail_and_repeats_none_that_it_marked() {
    let (data, smtp) = (tempfile::tempdir().unwrap(), Smtp::start());
    invite(data.path());
    let store = Store::open(&format!("sqlite://{}", data.path().join("muster.db").display())).await.unwrap();
    let mails = waiting(&store).await;
    assert_eq!(mails.len(), MAILS, "what was acknowledged is there");
    let mut marked: BTreeMap<String, usize> = BTreeMap::new();
    let mut repeated = 0;
    for death in DEATHS {
        end_leases(&store).await;
        let with = die(data.path(), &smtp, death);
        let (left, counts) = (waiting(&store).await, arrived(&smtp));
        if death.1 == Moment::Kept {
            assert!(left.contains(&with), "nobody marks what was not answered");
            repeated += 1;
        }
        for id in mails.iter().filter(|id| !left.contains(id)) {
            let times = *counts.get(id).expect("what is marked arrived");
            assert_eq!(*marked.entry(id.clone()).or_insert(times), times, "{id} was marked, and was sent again");
        }
        assert!(!left.is_empty(), "the test kills nothing: invite more");
    }
    end_leases(&store).await;
    let mut last = serving(data.path(), &smtp.url()).spawn().unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    while !waiting(&store).await.is_empty() {
        assert!(Instant::now() < patience, "all are sent in the end");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    last.kill().unwrap();
    last.wait().unwrap();
    let counts = arrived(&smtp);
    assert!(counts.len() == MAILS && mails.iter().all(|id| counts.contains_key(id)), "each arrived: {counts:?}");
    for (id, times) in &marked {
        assert_eq!(counts[id], *times, "{id} was marked, and was sent again");
    }
    let twice: usize = counts.values().map(|times| times - 1).sum();
    assert!(twice >= repeated, "each mail that was taken without an answer comes again: {counts:?}");
    for number in 0..MAILS {
        assert!(!smtp.to(&format!("guest{number}@example.org")).is_empty(), "guest{number}");
    }
}
