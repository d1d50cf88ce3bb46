//! What must hold on every bill holds on generated ones and on the real one, and a broken bill is told.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/import.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use muster_engine::ledger::Ledger;
use muster_engine::session::{Engine, Settings};
use muster_engine::verify::{Check, Outcome, Watch, verify};
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Spec, generate};
use support::{Csv, import_into, real_bill};

fn verified(input: &std::path::Path) -> Vec<Check> {
    let ledger = tempfile::tempdir().unwrap();
    import_into(ledger.path(), &[input.to_owned()]).unwrap();
    verify(&Ledger::open(ledger.path()).unwrap()).unwrap()
}

fn failing(checks: &[Check]) -> Vec<&Check> {
    checks.iter().filter(|check| check.outcome == Outcome::Fails).collect()
}

#[test]
fn a_generated_bill_holds_in_every_form() {
    let bill = generate(Spec { months: 2, lines: 3000, ..Spec::small(11) });
    for form in Form::ALL {
        let folder = tempfile::tempdir().unwrap();
        write(&bill, form, folder.path()).unwrap();
        let checks = verified(folder.path());
        assert_eq!(failing(&checks), Vec::<&Check>::new(), "{form:?}");
        assert!(checks.iter().any(|check| check.check.contains("Savings Plan")), "{form:?}");
    }
}

#[test]
fn the_real_bill_of_october_2018_holds() {
    let Some(bill) = real_bill("aws-workshop-cur-2018-10.snappy.parquet") else { return };
    let checks = verified(&bill);
    assert_eq!(failing(&checks), Vec::<&Check>::new());
    let plans = checks.iter().find(|check| check.outcome == Outcome::Skipped).unwrap();
    assert_eq!(plans.found, "the bill has no column savingsPlan/SavingsPlanARN");
}

#[test]
fn a_line_that_comes_twice_and_a_fee_that_nobody_was_given_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let twice = Csv::new().row("1").row("2").write(&folder.path().join("twice.csv"));
    let checks = verified(&twice);
    let found: Vec<_> = failing(&checks).iter().map(|check| (check.check, check.found.as_str())).collect();
    assert_eq!(found, [("no two lines have one identity", "1 twice")]);

    let header = "bill/PayerAccountId,lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost,reservation/ReservationARN,reservation/UnusedRecurringFee";
    let fee = folder.path().join("fee.csv");
    fs::write(&fee, format!("{header}\n1,2018-10-01T00:00:00Z,RIFee,10,arn:aws:ec2:us-east-1:1:reserved-instances/a,4\n"))
        .unwrap();
    let checks = verified(&fee);
    let [broken] = failing(&checks)[..] else { panic!("{checks:?}") };
    assert_eq!((broken.expected.as_str(), broken.found.as_str()), ("10.00", "4.00"));
    assert_eq!(broken.subject, "1 2018-10 arn:aws:ec2:us-east-1:1:reserved-instances/a");
}

/// The names of the checks, and proofs, that fail on a ledger.
fn failures(ledger: &Path) -> BTreeSet<&'static str> {
    let ledger = Ledger::open(ledger).unwrap();
    let engine = Engine::new(&Settings::default()).unwrap();
    let proofs = futures::executor::block_on(engine.prove(&ledger, &Watch::default())).unwrap();
    let checks = verify(&ledger).unwrap();
    checks.iter().chain(&proofs).filter(|check| check.outcome == Outcome::Fails).map(|check| check.check).collect()
}

/// A generated month in a ledger, and the folder of its import.
fn generated(seed: u64, root: &Path) -> (PathBuf, PathBuf) {
    write(&generate(Spec { months: 1, lines: 500, ..Spec::small(seed) }), Form::LegacyCsv, &root.join("bill")).unwrap();
    let ledger = root.join("ledger");
    import_into(&ledger, &[root.join("bill")]).unwrap();
    let folder = Ledger::open(&ledger).unwrap().periods().unwrap()[0].folder.clone();
    (ledger, folder)
}

#[test]
fn proofs_hold_on_a_generated_bill() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(failures(&generated(11, root.path()).0), BTreeSet::new());
}

#[test]
fn a_record_that_says_something_else_than_its_lines_is_told() {
    let root = tempfile::tempdir().unwrap();
    let (ledger, folder) = generated(11, root.path());
    let path = folder.join("import.json");
    let mut record: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    record["rows"] = (record["rows"].as_u64().unwrap() + 1).into();
    record["unblended_cost"] = "0.01".into();
    record["amortized_cost"] = "0.01".into();
    fs::write(&path, record.to_string()).unwrap();
    let expected = [
        "every row read is a line",
        "the lines sum to the bill",
        "the days sum to the bill",
        "the days sum to the amortized bill",
        "without rules the charge is the bill",
        "each line is in one account and one subset or none",
    ];
    assert_eq!(failures(&ledger), expected.into());
}

#[test]
fn sums_that_are_another_bills_are_told() {
    let roots = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [(ledger, folder), (_, other)] = [generated(11, roots[0].path()), generated(12, roots[1].path())];
    for name in ["cells.parquet", "days.parquet"] {
        fs::copy(other.join(name), folder.join(name)).unwrap();
    }
    let expected = [
        "sums kept by the imports give the bytes of the lines",
        "the days sum to the bill",
        "the days sum to the amortized bill",
    ];
    assert_eq!(failures(&ledger), expected.into());
}

#[test]
fn a_plan_whose_usage_is_not_negated_and_costs_that_are_not_their_parts_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let header = "bill/PayerAccountId,lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost,\
        savingsPlan/SavingsPlanARN,reservation/ReservationARN,reservation/EffectiveCost,\
        reservation/AmortizedUpfrontCostForUsage,reservation/RecurringFeeForUsage,reservation/UnusedRecurringFee";
    let (plan, lease) = ("arn:aws:savingsplans::1:savingsplan/a", "arn:aws:ec2:us-east-1:1:reserved-instances/a");
    let rows = [
        format!("SavingsPlanCoveredUsage,3,{plan},,,,,"),
        format!("SavingsPlanNegation,-2.5,{plan},,,,,"),
        format!("DiscountedUsage,0,,{lease},1,0.5,0.25,"),
        format!("RIFee,0.25,,{lease},,,,0"),
    ];
    let lines: Vec<_> = rows.iter().map(|row| format!("1,2018-10-01T00:00:00Z,{row}\n")).collect();
    let bill = folder.path().join("bill.csv");
    fs::write(&bill, format!("{header}\n{}", lines.concat())).unwrap();
    let checks = verified(&bill);
    let told: Vec<_> =
        failing(&checks).iter().map(|check| (check.check, check.expected.as_str(), check.found.as_str())).collect();
    assert_eq!(
        told,
        [
            ("effective cost is amortized up-front plus recurring cost", "1 of 1 lines", "0 of 1 lines"),
            ("what a Savings Plan covers is negated", "-3.00", "-2.50")
        ]
    );
}
