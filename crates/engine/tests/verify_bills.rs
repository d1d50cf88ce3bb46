//! What must hold on every bill holds on generated ones and on the real one, and a broken bill is told.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/import.rs"]
mod support;

use std::fs;

use muster_engine::ledger::Ledger;
use muster_engine::verify::{Check, Outcome, verify};
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
