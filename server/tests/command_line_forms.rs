//! What the command line says about the form of a bill: notes on standard error, refusals in one sentence.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::{Command, Output};

const FOCUS: &str = "\
BilledCost,BillingAccountId,ChargeCategory,ChargePeriodStart,CommitmentDiscountCategory,CommitmentDiscountId,CommitmentDiscountStatus,\
EffectiveCost,ListCost,SubAccountId,SubAccountName
0,111122223333,Usage,2018-10-01 00:00:00,Spend,arn:aws:savingsplans::111122223333:savingsplan/p,Used,0.6,1,444455556666,Shop
2,111122223333,Usage,2018-10-01 00:00:00,NULL,NULL,NULL,2,2,444455556666,Shop
";

fn muster(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_muster")).current_dir(folder).args(arguments).output().unwrap()
}

fn folder(workflow: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("focus.csv"), FOCUS).unwrap();
    std::fs::write(folder.path().join("w.json"), format!(r#"{{"name":"W","rules":[{workflow}]}}"#)).unwrap();
    folder
}

#[test]
fn a_focus_bill_is_charged_at_list_prices_and_what_it_lacks_is_noted_once() {
    let folder = folder(r#"{"rule":"replace_sp_discounts","purchased_by":"any"}"#);
    let output = muster(folder.path(), &["report", "focus.csv", "--workflow", "w.json", "--group-by", "account"]);
    let (printed, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{told}");
    let row = printed.lines().nth(1).unwrap();
    assert!(row.starts_with("444455556666,Shop,2.00,3.00,1.00,0.40,0.00,0.00,0.40,"), "{printed}");
    assert_eq!(told.lines().filter(|line| line.contains("has no kinds of discount")).count(), 1, "{told}");
    assert!(told.lines().all(|line| line.starts_with("note: ")), "{told}");
}

#[test]
fn the_notes_stay_with_the_ledger() {
    let folder = folder("");
    assert!(muster(folder.path(), &["import", "focus.csv", "--ledger", "ledger"]).status.success());
    let told = String::from_utf8(muster(folder.path(), &["report", "ledger"]).stderr).unwrap();
    assert!(told.contains("note: FOCUS 1.0 does not split a commitment's cost"), "{told}");
}

#[test]
fn sharing_by_parts_is_refused_for_a_focus_bill() {
    let folder = folder(r#"{"rule":"share_sp_cost","basis":"recurring"}"#);
    let output = muster(folder.path(), &["report", "focus.csv", "--workflow", "w.json"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{told}");
    assert!(
        told.contains("rule 1, share_sp_cost with the basis recurring: 2018-10 of account 111122223333 is a FOCUS 1.0 bill"),
        "{told}"
    );
}
