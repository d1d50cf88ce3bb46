//! Real bills, where they are at hand: `../shared/data` beside the workspace, or `MUSTER_SHARED_DATA`.

#[path = "support/import.rs"]
mod support;

use muster_engine::import::Outcome;
use support::{import_into, real_bill, sum_by_account};

#[test]
fn the_workshop_bill_of_october_2018_sums_to_the_published_cost() {
    let Some(bill) = real_bill("aws-workshop-cur-2018-10.snappy.parquet") else { return };
    let ledger = tempfile::tempdir().unwrap();
    let summary = import_into(ledger.path(), &[bill]).unwrap();
    let record = &summary.periods[0].current.record;
    assert_eq!((record.payer_account.as_str(), record.month.to_string().as_str()), ("836060457634", "2018-10"));
    assert_eq!((record.rows, record.unblended_cost.as_str(), record.is_final), (119_307, "4064.4831315379", true));
    let sums = sum_by_account(&summary.periods[0].current);
    assert_eq!(sums["011254002932"], "71.4558054277");
    assert_eq!(sums["836060457634"], "3993.0273261102");
}

#[test]
fn the_anonymous_legacy_csv_is_read_whole() {
    let Some(bill) = real_bill("cur-legacy-anonymous.csv") else { return };
    let ledger = tempfile::tempdir().unwrap();
    let summary = import_into(ledger.path(), std::slice::from_ref(&bill)).unwrap();
    assert_eq!((summary.rows, summary.periods.len()), (1281, 1));
    let again = import_into(ledger.path(), &[bill]).unwrap();
    assert_eq!((again.rows, again.periods[0].outcome), (0, Outcome::Unchanged));
}
