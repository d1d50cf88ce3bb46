//! The command line as scripts call it (interfaces.md): what it prints, and the exit code.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::{Command, Output};

const BILL: &str = "\
identity/LineItemId,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,\
lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UnblendedCost,pricing/publicOnDemandCost
a,111122223333,2018-10-01T00:00:00Z,011122223333,Usage,2018-10-01T00:00:00Z,AmazonEC2,1.5,1.5
b,111122223333,2018-10-01T00:00:00Z,111122223333,Tax,2018-10-01T00:00:00Z,AmazonEC2,3.0E-1,0
";

/// Runs `muster` with a folder of its own as the current one, so that paths are relative.
fn muster(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_muster")).current_dir(folder).args(arguments).output().unwrap()
}

fn folder_with(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    folder
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The exit code and the one line that says why.
fn refused(output: &Output) -> (Option<i32>, String) {
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    (output.status.code(), line)
}

#[test]
fn a_report_on_a_file_and_on_its_ledger_is_the_same() {
    let folder = folder_with("bill.csv", BILL);
    let direct = printed(&muster(folder.path(), &["report", "bill.csv", "--group-by", "account,charge_type"]));
    printed(&muster(folder.path(), &["import", "bill.csv", "--ledger", "ledger"]));
    let kept = printed(&muster(folder.path(), &["report", "ledger", "--group-by", "account,charge_type"]));
    assert_eq!(direct, kept);
    assert_eq!(
        direct,
        "Usage Account,Account Name,Charge Type,Unblended,Charge From Report,Difference,RI Ondemand Cost,SP Ondemand Cost\n\
         011122223333,,Usage,1.50,1.50,0.00,0.00,0.00\n111122223333,,Tax,0.30,0.30,0.00,0.00,0.00\n"
    );
}

#[test]
fn an_explanation_says_which_rule_did_what() {
    let folder = folder_with("bill.csv", BILL);
    let workflow = r#"{"name":"W","rules":[{"rule":"remove_taxes"},{"rule":"uplift","percent":"10"}]}"#;
    std::fs::write(folder.path().join("w.json"), workflow).unwrap();
    let arguments = ["report", "bill.csv", "--workflow", "w.json", "--output", "out.csv", "--explain", "why.csv"];
    assert_eq!(printed(&muster(folder.path(), &arguments)), "");
    let why = std::fs::read_to_string(folder.path().join("why.csv")).unwrap();
    assert_eq!(
        why,
        "position,rule,account,lines,effect\n1,remove_taxes,111122223333,1,-0.30\n\
         2,uplift,011122223333,1,0.15\n2,uplift,111122223333,1,0.00\n"
    );
}

#[test]
fn a_second_import_of_the_same_delivery_changes_nothing() {
    let folder = folder_with("bill.csv", BILL);
    let import = || printed(&muster(folder.path(), &["import", "bill.csv", "--ledger", "ledger"]));
    assert_eq!(import(), "111122223333 2018-10 added: 2 lines, unblended 1.80\n");
    assert_eq!(import(), "111122223333 2018-10 unchanged: 2 lines, unblended 1.80\n");
}

#[test]
fn a_bad_number_is_told_with_file_line_and_column() {
    let folder = folder_with("bill.csv", &BILL.replace("3.0E-1", "three"));
    let (code, line) = refused(&muster(folder.path(), &["report", "bill.csv"]));
    assert_eq!(code, Some(2));
    assert!(line.contains("bill.csv: line 3, column lineItem/UnblendedCost: `three` is not a number"), "{line}");
}

#[test]
fn a_workflow_that_contradicts_itself_is_told_by_its_path() {
    let folder = folder_with("bill.csv", BILL);
    let workflow = r#"{"name":"W","rules":[{"rule":"uplift","percent":"3"},{"rule":"discount","percent":"3"}]}"#;
    std::fs::write(folder.path().join("w.json"), workflow).unwrap();
    let (code, line) = refused(&muster(folder.path(), &["report", "bill.csv", "--workflow", "w.json"]));
    assert_eq!(code, Some(2));
    assert!(line.starts_with("muster: w.json: rules[1]: "), "{line}");
}

#[test]
fn a_report_is_a_spreadsheet_or_parquet_where_that_is_asked_for() {
    let folder = folder_with("bill.csv", BILL);
    for (format, magic) in [("xlsx", b"PK".as_slice()), ("parquet", b"PAR1")] {
        let output = format!("report.{format}");
        let arguments = ["report", "bill.csv", "--group-by", "account", "--format", format, "--output", &output];
        assert_eq!(printed(&muster(folder.path(), &arguments)), "");
        assert!(std::fs::read(folder.path().join(&output)).unwrap().starts_with(magic), "{format}");
    }
}

#[test]
fn the_re_rated_bill_has_a_row_per_line_with_its_charge_and_its_rules() {
    let folder = folder_with("bill.csv", BILL);
    let workflow = r#"{"name":"W","rules":[{"rule":"remove_taxes"},{"rule":"uplift","percent":"10"}]}"#;
    std::fs::write(folder.path().join("w.json"), workflow).unwrap();
    let arguments = ["report", "bill.csv", "--workflow", "w.json", "--format", "focus", "--explain", "why.csv"];
    let bill = printed(&muster(folder.path(), &arguments));
    let ends: Vec<_> = bill.lines().map(|line| line.split_once("AmazonEC2").map_or(line, |(_, end)| end)).collect();
    assert!(ends[0].ends_with(",x_Charge,x_RuleTrail"), "{bill}");
    assert!(ends[1].ends_with(",1.65,\"{\"\"2. Uplift\"\":\"\"0.15\"\"}\""), "{bill}");
    assert!(ends[2].ends_with(",0.00,\"{\"\"1. Remove taxes\"\":\"\"-0.30\"\"}\""), "{bill}");
    assert_eq!(bill.lines().count(), 3);
    assert!(std::fs::read_to_string(folder.path().join("why.csv")).unwrap().contains("1,remove_taxes,111122223333,1,-0.30"));
    let parquet = [&arguments[..], &["--output", "bill.parquet"]].concat();
    assert_eq!(printed(&muster(folder.path(), &parquet)), "");
    assert!(std::fs::read(folder.path().join("bill.parquet")).unwrap().starts_with(b"PAR1"));
}

#[test]
fn usage_without_a_public_price_is_listed() {
    let covered = "c,111122223333,2018-10-01T00:00:00Z,011122223333,DiscountedUsage,2018-10-01T00:00:00Z,=EC2,0.25,0\n";
    let folder = folder_with("bill.csv", &format!("{BILL}{covered}"));
    std::fs::write(folder.path().join("w.json"), r#"{"name":"W","rules":[{"rule":"replace_ri_discounts"}]}"#).unwrap();
    let arguments = ["report", "bill.csv", "--workflow", "w.json", "--output", "out.csv", "--unpriced", "unpriced.csv"];
    printed(&muster(folder.path(), &arguments));
    let listed = std::fs::read_to_string(folder.path().join("unpriced.csv")).unwrap();
    assert_eq!(listed, "account,service,usage_type,region,lines,unblended\n011122223333,'=EC2,,,1,0.25\n");
}

#[test]
fn a_result_that_cannot_be_written_leaves_the_old_one() {
    let folder = folder_with("bill.csv", BILL);
    std::fs::write(folder.path().join("out.csv"), "old").unwrap();
    let refusal =
        muster(folder.path(), &["report", "bill.csv", "--from", "2018-11-01", "--to", "2018-10-01", "--output", "out.csv"]);
    assert_eq!(refused(&refusal).0, Some(2));
    assert_eq!(std::fs::read_to_string(folder.path().join("out.csv")).unwrap(), "old");
    let (code, line) = refused(&muster(folder.path(), &["report", "bill.csv", "--output", "nowhere/out.csv"]));
    assert_eq!(code, Some(3));
    assert!(line.contains("nowhere/out.csv"), "{line}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "no draft is left: {left:?}");
}

#[test]
fn checks_are_a_table_with_the_credits_that_no_pattern_caught() {
    let credit = "c,111122223333,2018-10-01T00:00:00Z,011122223333,Credit,2018-10-01T00:00:00Z,AmazonEC2,-0.25,0\n";
    let folder = folder_with("bill.csv", &format!("{BILL}{credit}"));
    let table = printed(&muster(folder.path(), &["verify", "bill.csv"]));
    assert!(table.starts_with("RESULT   CLAUSE  CHECK"), "{table}");
    assert!(table.contains("holds    i       without rules the charge is the bill"), "{table}");
    assert!(table.contains("skipped  vi      a distributed engine gives the same bytes"), "{table}");
    assert!(
        table.contains("\nLINES  AMOUNT  TYPE    COUNTS AS      DESCRIPTION\n1      -0.25   Credit  other_credits\n"),
        "{table}"
    );
    assert!(!table.contains("FAILS"), "{table}");
}

#[test]
fn a_bill_that_does_not_add_up_ends_with_one() {
    let twice = format!("{BILL}{}\n", BILL.lines().nth(1).unwrap());
    let folder = folder_with("bill.csv", &twice);
    assert_eq!(muster(folder.path(), &["verify", "bill.csv"]).status.code(), Some(1));
    std::fs::write(folder.path().join("bill.csv"), BILL).unwrap();
    assert_eq!(muster(folder.path(), &["verify", "bill.csv"]).status.code(), Some(0));
}

#[test]
fn a_user_is_created_once() {
    let folder = tempfile::tempdir().unwrap();
    let create = || muster(folder.path(), &["user", "create", "--email", "ada@example.com", "--data", "data"]);
    assert!(printed(&create()).contains("password: "));
    assert_eq!(create().status.code(), Some(2));
}

#[test]
fn the_api_describes_itself() {
    let folder = tempfile::tempdir().unwrap();
    let document = printed(&muster(folder.path(), &["openapi"]));
    assert!(document.contains("\"openapi\": \"3.1.0\"") && document.contains("/organizations/{org}/reports/{report}/download"));
}
