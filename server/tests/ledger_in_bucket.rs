//! A ledger in a bucket from the command line: what was acknowledged is there, what was not is absent, whatever is killed
//! and however many write.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "the tests of deliveries use the rest")]
#[path = "../../crates/delivery/tests/deliveries/store.rs"]
mod store;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use store::{REGION, Store};
use tempfile::TempDir;

const HEAD: &str = "identity/LineItemId,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,\
lineItem/LineItemType,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UnblendedCost,pricing/publicOnDemandCost";

/// So many lines of one month that reading them takes a while; each costs this.
const LINES: usize = 30_000;

struct Place {
    store: Store,
    folder: TempDir,
}

impl Place {
    fn new(test: &str) -> Option<Self> {
        Some(Self { store: Store::new(test)?, folder: tempfile::tempdir().unwrap() })
    }

    fn ledger(&self) -> String {
        format!("s3://{}/muster/ledger", self.store.bucket)
    }

    /// A month of lines that cost so much each.
    fn bill(&self, name: &str, cost: u32) -> PathBuf {
        let mut text = format!("{HEAD}\n");
        for line in 0..LINES {
            let (account, day) = (line % 97, line % 28 + 1);
            writeln!(
                text,
                "{line},111122223333,2018-10-01T00:00:00Z,0111222{account:05},Usage,2018-10-{day:02}T00:00:00Z,AmazonEC2,{cost},1"
            )
            .unwrap();
        }
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
        for name in ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"] {
            command.env_remove(name);
        }
        command.env("AWS_ACCESS_KEY_ID", "AKIATEST").env("AWS_SECRET_ACCESS_KEY", "secret").env("AWS_REGION", REGION);
        command.env("AWS_ENDPOINT_URL", self.store.endpoint()).env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("HOME", self.folder.path()).current_dir(self.folder.path()).args(arguments);
        command
    }

    fn muster(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn import(&self, bill: &Path) -> Output {
        self.muster(&["import", bill.to_str().unwrap(), "--ledger", &self.ledger(), "--quiet"])
    }

    fn begin_import(&self, bill: &Path) -> Child {
        let mut command = self.command(&["import", bill.to_str().unwrap(), "--ledger", &self.ledger(), "--quiet"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// What a line of the ledger costs.
    fn cost(&self) -> u32 {
        let report = self.muster(&["report", &self.ledger(), "--group-by", "charge_type", "--quiet"]);
        assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stderr));
        let text = String::from_utf8(report.stdout).unwrap();
        let (head, row) = text.split_once('\n').unwrap();
        let place = head.split(',').position(|name| name == "Unblended").unwrap_or_else(|| panic!("{head}"));
        let sum: f64 = row.split(['\n', ',']).nth(place).unwrap().parse().unwrap();
        (sum / LINES as f64) as u32
    }
}

/// The checks that read every line, and hold kept sums against them.
fn verify(place: &Place) {
    let verified = place.muster(&["verify", &place.ledger(), "--quiet"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

fn told(output: &Output) -> (Option<i32>, String) {
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    (output.status.code(), line.trim().to_owned())
}

#[test]
fn a_report_on_a_ledger_in_a_bucket_is_the_report_on_the_bill() {
    let Some(place) = Place::new("report") else { return };
    let bill = place.bill("bill.csv", 2);
    let imported = place.import(&bill);
    assert_eq!(String::from_utf8(imported.stdout).unwrap(), "111122223333 2018-10 added: 30000 lines, unblended 60000.00\n");
    let report = |input: &str| place.muster(&["report", input, "--group-by", "account,day", "--quiet"]);
    let (near, far) = (report(bill.to_str().unwrap()), report(&place.ledger()));
    assert!(far.status.success() && !far.stdout.is_empty(), "{}", String::from_utf8_lossy(&far.stderr));
    assert_eq!(near.stdout, far.stdout);
    assert_eq!(place.cost(), 2);
    verify(&place);
}

#[test]
fn whenever_an_import_is_killed_the_month_is_the_old_one_or_the_new_one() {
    let Some(place) = Place::new("killed") else { return };
    let bills = [place.bill("one.csv", 1), place.bill("two.csv", 2)];
    let begun = Instant::now();
    assert!(place.import(&bills[0]).status.success());
    let whole = begun.elapsed();
    let mut before = 1;
    for kill in 1..=8_u32 {
        // From its beginning to shortly after its end, as it was measured.
        let next = 3 - before;
        let mut import = place.begin_import(&bills[next as usize - 1]);
        std::thread::sleep(whole * kill / 8);
        import.kill().unwrap();
        let acknowledged = import.wait().unwrap().success();
        let after = place.cost();
        assert!(after == next || (after == before && !acknowledged), "killed after {kill} eighths: {after}");
        before = after;
    }
    let next = 3 - before;
    assert!(place.import(&bills[next as usize - 1]).status.success());
    assert_eq!(place.cost(), next, "the next one does it, whatever was left");
    verify(&place);
}

#[test]
fn of_two_that_write_one_month_at_once_the_month_is_one_ones() {
    let Some(place) = Place::new("two-writers") else { return };
    let bills = [place.bill("one.csv", 1), place.bill("two.csv", 2)];
    for gap in [0, 60, 200] {
        let first = place.begin_import(&bills[0]);
        std::thread::sleep(Duration::from_millis(gap));
        let second = place.begin_import(&bills[1]);
        let ended = [first, second].map(|import| import.wait_with_output().unwrap());
        assert!(ended.iter().any(|output| output.status.success()), "{ended:?}");
        for output in ended.iter().filter(|output| !output.status.success()) {
            let (code, line) = told(output);
            assert!(code == Some(3) && line.contains("another import has taken this period over"), "{line}");
        }
        let cost = place.cost();
        let counted = ended[cost as usize - 1].status.success();
        assert!(counted, "{cost} counts, and was acknowledged");
    }
    verify(&place);
}

#[test]
fn what_is_wrong_with_the_place_is_one_line() {
    let Some(place) = Place::new("wrong") else { return };
    let bill = place.folder.path().join("bill.csv");
    std::fs::write(&bill, format!("{HEAD}\n1,111122223333,2018-10-01T00:00:00Z,1,Usage,2018-10-01T00:00:00Z,AmazonEC2,1,1\n"))
        .unwrap();
    let bill = bill.to_str().unwrap();
    let (code, line) = told(&place.muster(&["import", bill, "--ledger", "s3://no-such-bucket-of-muster/x", "--quiet"]));
    assert_eq!((code, &*line), (Some(3), "muster: s3://no-such-bucket-of-muster/x: no such bucket"));
    let mut without = place.command(&["import", bill, "--ledger", &place.ledger(), "--quiet"]);
    without.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let (code, line) = told(&without.output().unwrap());
    assert!(code == Some(3) && line.contains("this server has no AWS credentials that count"), "{line}");
}

#[test]
fn a_console_says_what_it_lacks_before_it_starts() {
    let Some(place) = Place::new("console") else { return };
    let data = format!("s3://{}/muster", place.store.bucket);
    let serve = |more: &[&str]| told(&place.muster(&[&["serve", "--address", "127.0.0.1:0", "--data", &data], more].concat()));
    let (code, line) = serve(&[]);
    assert!(code == Some(2) && line.contains("setting database_url: must be set"), "{line}");
    let database = "sqlite://muster.db";
    let (code, line) = serve(&["--database-url", database]);
    assert!(code == Some(2) && line.contains("setting secret_file: must be set"), "{line}");
    let missing = ["--database-url", database, "--secret-file", "key", "--data", "s3://no-such-bucket-of-muster/x"];
    let (code, line) = told(&place.muster(&[&["serve", "--address", "127.0.0.1:0"][..], &missing].concat()));
    assert_eq!((code, &*line), (Some(3), "muster: s3://no-such-bucket-of-muster/x: no such bucket"));
    for wrong in ["gs://bucket/x", "s3://", "s3:///x", "s3://bucket/a b", "s3://bucket/../x"] {
        let (code, line) = told(&place.muster(&["serve", "--data", wrong]));
        assert!(code == Some(2) && line.contains("setting data: ") && line.contains("s3://BUCKET/PREFIX"), "{line}");
    }
}
