//! A delivery replaces its periods whole; a reader sees the old month or the new one.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/import.rs"]
mod support;

use std::fs;
use std::path::Path;

use muster_engine::import::{ImportError, Outcome};
use muster_engine::ledger::{Ledger, LedgerError};
use support::{Csv, import_into, sum_by_account, table};

fn outcomes(ledger: &Path, inputs: &[std::path::PathBuf]) -> Vec<(String, Outcome)> {
    let summary = import_into(ledger, inputs).unwrap();
    summary.periods.iter().map(|period| (period.month.to_string(), period.outcome)).collect()
}

fn costs(ledger: &Path) -> Vec<(String, String)> {
    let periods = Ledger::open(ledger).unwrap().periods().unwrap();
    periods.into_iter().map(|period| (period.record.month.to_string(), period.record.unblended_cost)).collect()
}

fn pair(month: &str, cost: &str) -> (String, String) {
    (month.to_owned(), cost.to_owned())
}

#[test]
fn a_newer_delivery_replaces_its_months_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let both = Csv::new().in_month("2018-10", "1").in_month("2018-11", "2").write(&folder.path().join("both.csv"));
    let later = Csv::new().in_month("2018-11", "5").write(&folder.path().join("later.csv"));
    let added = [("2018-10".to_owned(), Outcome::Added), ("2018-11".to_owned(), Outcome::Added)];
    assert_eq!(outcomes(&ledger, std::slice::from_ref(&both)), added);
    assert_eq!(outcomes(&ledger, &[later]), [("2018-11".to_owned(), Outcome::Replaced)]);
    assert_eq!(costs(&ledger), [pair("2018-10", "1.00"), pair("2018-11", "5.00")]);
    // The first delivery no longer stands whole, so bringing it again is a change.
    assert_eq!(outcomes(&ledger, &[both]).iter().map(|(_, outcome)| *outcome).collect::<Vec<_>>(), [Outcome::Replaced; 2]);
    assert_eq!(costs(&ledger), [pair("2018-10", "1.00"), pair("2018-11", "2.00")]);
}

#[test]
fn the_same_delivery_twice_changes_nothing_whatever_its_files_are_called() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let (a, b) =
        (Csv::new().row("1").write(&folder.path().join("a.csv")), Csv::new().row("2").write(&folder.path().join("b.csv")));
    import_into(&ledger, &[a.clone(), b.clone()]).unwrap();
    let before = fs::read(ledger.join("111122223333/2018-10/current.json")).unwrap();
    let renamed = folder.path().join("z.csv");
    fs::rename(&a, &renamed).unwrap();
    assert_eq!(outcomes(&ledger, &[b, renamed]), [("2018-10".to_owned(), Outcome::Unchanged)]);
    assert_eq!(fs::read(ledger.join("111122223333/2018-10/current.json")).unwrap(), before);
}

#[test]
fn the_previous_import_stays_for_readers_and_older_ones_go() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let period = ledger.join("111122223333/2018-10");
    for cost in ["1", "2", "3", "4", "5"] {
        import_into(&ledger, &[Csv::new().row(cost).write(&folder.path().join("bill.csv"))]).unwrap();
        fs::create_dir(period.join(format!("left-by-a-crash-{cost}"))).unwrap();
    }
    let folders = fs::read_dir(&period).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    // The current one, the one before, what was the one before when the last import began, and the last leftover.
    assert_eq!(folders, 4);
    assert_eq!(costs(&ledger), [pair("2018-10", "5.00")]);
}

#[test]
fn an_import_that_fails_leaves_the_month_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    import_into(&ledger, &[Csv::new().row("1").write(&folder.path().join("good.csv"))]).unwrap();
    import_into(&ledger, &[Csv::new().row("2").row("x").write(&folder.path().join("bad.csv"))]).unwrap_err();
    assert_eq!(costs(&ledger), [pair("2018-10", "1.00")]);
    let sums = sum_by_account(&Ledger::open(&ledger).unwrap().periods().unwrap()[0]);
    assert_eq!(sums["444455556666"], "1.00");
}

#[test]
fn two_imports_of_one_month_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let bill = Csv::new().row("1").write(&folder.path().join("bill.csv"));
    let other = Csv::new().row("2").write(&folder.path().join("other.csv"));
    import_into(&ledger, &[bill]).unwrap();
    let lock = fs::File::create(ledger.join("111122223333/2018-10/lock")).unwrap();
    lock.lock().unwrap();
    let busy = import_into(&ledger, &[other]).unwrap_err();
    assert!(matches!(busy, ImportError::Ledger(LedgerError::Busy(_))) && !busy.is_wrong_input());
}

#[test]
fn a_ledger_of_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ledger.json"), r#"{"version":99}"#).unwrap();
    let refused = Ledger::open(folder.path()).unwrap_err().to_string();
    assert!(refused.ends_with("a ledger of version 99: this program reads version 1; import the bills again"), "{refused}");
    let bill = Csv::new().row("1").write(&folder.path().join("bill.csv"));
    assert!(import_into(folder.path(), &[bill]).unwrap_err().is_wrong_input());
    assert!(matches!(Ledger::open(Path::new("/nowhere")), Err(LedgerError::NotALedger(_))));
}

#[test]
fn days_hold_the_sums_without_split_cost_lines() {
    let folder = tempfile::tempdir().unwrap();
    let bill = "lineItem/UnblendedCost,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/Operation,bill/PayerAccountId\n\
        1.5,Usage,2018-10-01T00:00:00Z,RunInstances,111122223333\n\
        1.5,Usage,2018-10-01T05:00:00Z,RunInstances,111122223333\n\
        9,Usage,2018-10-01T00:00:00Z,EKSPod-EC2,111122223333\n\
        2,Tax,2018-10-02T00:00:00Z,,111122223333\n";
    let path = folder.path().join("bill.csv");
    fs::write(&path, bill).unwrap();
    let summary = import_into(&folder.path().join("ledger"), &[path]).unwrap();
    let current = &summary.periods[0].current;
    assert_eq!((current.record.split_cost_rows, current.record.unblended_cost.as_str()), (1, "5.00"));
    let days = &table(&current.days())[0];
    let shown = arrow::util::pretty::pretty_format_batches(std::slice::from_ref(days)).unwrap().to_string();
    assert!(
        shown.contains("| 111122223333     |                    | 2018-10-01 | 3.000000000000 | 3.000000000000 | 2     |"),
        "{shown}"
    );
    assert!(
        shown.contains("| 111122223333     |                    | 2018-10-02 | 2.000000000000 | 2.000000000000 | 1     |"),
        "{shown}"
    );
}

#[test]
fn a_ledger_whose_making_was_killed_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.json.tmp"), "{").unwrap();
    assert!(!Ledger::is_ledger(folder.path()));
    Ledger::open_or_create(folder.path()).unwrap();
    Ledger::open(folder.path()).unwrap();
    let foreign = tempfile::tempdir().unwrap();
    std::fs::write(foreign.path().join("notes.txt"), "mine").unwrap();
    assert!(matches!(Ledger::open_or_create(foreign.path()), Err(LedgerError::NotALedger(_))));
}
