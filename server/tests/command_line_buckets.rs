//! Bills named by URL on the command line, read with what the environment says.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "the tests of deliveries use the rest")]
#[path = "../../crates/delivery/tests/deliveries/store.rs"]
mod store;

use std::path::Path;
use std::process::{Command, Output};

use store::{REGION, Store};

const BILL: &str = "\
identity/LineItemId,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,\
lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UnblendedCost,pricing/publicOnDemandCost
a,111122223333,2018-10-01T00:00:00Z,011122223333,Usage,2018-10-01T00:00:00Z,AmazonEC2,1.5,1.5
b,111122223333,2018-10-01T00:00:00Z,111122223333,Tax,2018-10-01T00:00:00Z,AmazonEC2,3.0E-1,0
";

/// With no identity but the one given.
fn muster(folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    for name in
        ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_ENDPOINT_URL"]
    {
        command.env_remove(name);
    }
    // Nor the machine's, nor one that its user has in files.
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", folder);
    command.current_dir(folder).envs(environment.iter().copied()).args(arguments).output().unwrap()
}

fn told(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn a_report_on_a_bucket_is_the_report_on_a_folder() {
    let Some(store) = Store::new("command-line") else { return };
    let folder = tempfile::tempdir().unwrap();
    let month = folder.path().join("bills/daily/20181001-20181101");
    std::fs::create_dir_all(&month).unwrap();
    std::fs::write(month.join("daily-1.csv"), BILL).unwrap();
    let manifest = r#"{"assemblyId":"a","account":"111122223333","reportKeys":["daily/20181001-20181101/daily-1.csv"]}"#;
    std::fs::write(month.join("daily-Manifest.json"), manifest).unwrap();
    store.upload(&folder.path().join("bills"), "cur");
    let (endpoint, url) = (store.endpoint(), format!("s3://{}/cur", store.bucket));
    let identity = [
        ("AWS_ACCESS_KEY_ID", "AKIATEST"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_REGION", REGION),
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
    ];
    let report = |input: &str| muster(folder.path(), &identity, &["report", input, "--group-by", "account"]);
    let from_disk = report("bills");
    assert!(from_disk.status.success() && !from_disk.stdout.is_empty());
    let from_bucket = report(&url);
    assert_eq!((told(&from_bucket), from_bucket.stdout), ((Some(0), String::new()), from_disk.stdout));
    let imported = muster(folder.path(), &identity, &["import", &url, "--ledger", "ledger"]);
    assert_eq!(String::from_utf8(imported.stdout).unwrap(), "111122223333 2018-10 added: 2 lines, unblended 1.80\n");
    assert_eq!(muster(folder.path(), &identity, &["verify", &url]).status.code(), Some(0));

    let (code, line) = told(&report(&format!("s3://{}/other", store.bucket)));
    assert_eq!(
        (code, line.trim()),
        (Some(2), &*format!("muster: s3://{}/other: no manifest of a delivery below it", store.bucket))
    );
    let (code, line) = told(&report("s3://no-such-bucket-of-muster/x"));
    assert_eq!((code, line.trim()), (Some(3), "muster: s3://no-such-bucket-of-muster/x: no such bucket"));
}

#[test]
fn without_an_identity_the_command_says_what_to_set() {
    let folder = tempfile::tempdir().unwrap();
    let (code, line) = told(&muster(folder.path(), &[("AWS_REGION", REGION)], &["verify", "s3://bills/cur"]));
    assert_eq!(code, Some(3));
    assert!(
        line.contains("s3://bills/cur: this server has no AWS credentials that count") && line.lines().count() == 1,
        "{line}"
    );
}
