//! Whatever AWS delivers is found, and is the same bill as from a folder.

use chrono::{NaiveDate, Utc};
use muster_delivery::{Expected, Shelf, look};
use muster_engine::import::{Input, Outcome, Progress, import, import_from};
use muster_testkit::bill::delivery::Form;
use muster_testkit::bill::{FocusVersion, Spec};

use super::customer::{Customer, content, options};

fn is_the_same_bill(test: &str, form: Form) {
    let Some(customer) = Customer::new(test, form) else { return };
    customer.deliver(form, Spec { months: 2, ..Spec::small(3) });
    let look = customer.look().unwrap();
    assert_eq!(look.finding, None);
    assert_eq!(look.months.iter().map(|(month, _)| month.to_string()).collect::<Vec<_>>(), ["2018-10", "2018-11"]);
    let summary = customer.import().unwrap();
    assert!(summary.periods.iter().all(|period| period.outcome == Outcome::Added));
    let from_disk = customer.folder.path().join("from-disk");
    import(&[customer.bills()], &from_disk, &options(), &Progress::default()).unwrap();
    assert_eq!(content(&customer.ledger()), content(&from_disk));
    assert_eq!(content(&from_disk).len(), 2);

    // What the ledger has is not read again: the listing says that it is the same.
    let before = customer.store.reads().len();
    let again = customer.import().unwrap();
    assert!(again.periods.iter().all(|period| period.outcome == Outcome::Unchanged));
    let is_manifest = |read: &serde_json::Value| read["key"].as_str().unwrap().ends_with("-Manifest.json");
    let peeked = customer.store.reads()[before..].iter().filter(|read| !is_manifest(read)).count();
    assert!(peeked <= 4, "the header of one file: {peeked}");
}

#[test]
fn a_legacy_report_in_csv_that_keeps_its_assemblies() {
    is_the_same_bill("legacy-csv", Form::LegacyCsv);
}

#[test]
fn a_legacy_report_in_parquet() {
    is_the_same_bill("legacy-parquet", Form::LegacyParquet);
}

#[test]
fn an_export_of_cur_2_in_csv() {
    is_the_same_bill("cur2-csv", Form::Cur2Csv);
}

#[test]
fn an_export_of_cur_2_in_parquet() {
    is_the_same_bill("cur2-parquet", Form::Cur2Parquet);
}

#[test]
fn an_export_of_focus_in_csv() {
    is_the_same_bill("focus-csv", Form::FocusCsv(FocusVersion::V1_0));
}

#[test]
fn an_export_of_focus_in_parquet() {
    is_the_same_bill("focus-parquet", Form::FocusParquet(FocusVersion::V1_2));
}

#[test]
fn only_the_newest_assembly_is_read() {
    let Some(customer) = Customer::new("assemblies", Form::LegacyCsv) else { return };
    let until = |day| Spec { until: NaiveDate::from_ymd_opt(2018, 10, day), ..Spec::small(3) };
    customer.deliver(Form::LegacyCsv, until(5));
    let early = customer.look().unwrap().months.remove(0).1;
    customer.import().unwrap();
    customer.deliver(Form::LegacyCsv, until(20));
    let late = customer.look().unwrap().months.remove(0).1;
    assert_ne!(early.digest, late.digest);
    let before = customer.store.reads().len();
    let summary = customer.import().unwrap();
    assert_eq!(summary.periods.iter().map(|period| period.outcome).collect::<Vec<_>>(), [Outcome::Replaced]);
    let old = early.names().next().unwrap().parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    assert!(customer.store.reads()[before..].iter().all(|read| !read["key"].as_str().unwrap().contains(&old)));
}

#[test]
fn a_file_laid_over_the_old_one_is_another_delivery() {
    let Some(customer) = Customer::bill("overwritten", Form::Cur2Csv) else { return };
    customer.import().unwrap();
    let bill = content(&customer.ledger());
    customer.deliver(Form::Cur2Csv, Spec { lines: 300, ..Spec::tiny(1) });
    let summary = customer.import().unwrap();
    assert_eq!(summary.periods[0].outcome, Outcome::Replaced);
    assert_ne!(content(&customer.ledger()), bill);
}

#[test]
fn what_is_encrypted_with_a_key_of_kms_is_read_like_any_other() {
    let Some(customer) = Customer::bill("encrypted", Form::Cur2Parquet) else { return };
    let file = customer.file();
    let content = std::fs::read(customer.bills().join(&file)).unwrap();
    customer.store.put_encrypted(&format!("bills/{file}"), &content);
    customer.deliver_manifest_again();
    assert_eq!(customer.import().unwrap().periods[0].outcome, Outcome::Added);
}

#[test]
fn a_folder_on_the_server_is_looked_at_by_the_same_rules() {
    let Some(customer) = Customer::bill("folder", Form::LegacyCsv) else { return };
    let shelf = Shelf::folder(customer.bills());
    let found = look(&shelf, Expected { account: None, now: Utc::now() }).unwrap();
    assert_eq!((found.months.len(), found.finding), (1, None));
    let inputs: Vec<_> = found.months.into_iter().map(|(_, delivered)| Input::Delivered(Box::new(delivered))).collect();
    import_from(&inputs, &customer.ledger(), &options(), &Progress::default()).unwrap();
    assert_eq!(content(&customer.ledger()).len(), 1);
    let gone = Shelf::folder(customer.bills().join("elsewhere"));
    let error = look(&gone, Expected { account: None, now: Utc::now() }).unwrap_err();
    assert_eq!(error.name(), "no_location");
}

#[test]
fn a_name_in_a_bucket_is_an_input_like_a_path() {
    let Some(customer) = Customer::bill("names", Form::LegacyCsv) else { return };
    let delivered = customer.look().unwrap().months.remove(0).1;
    let file = delivered.names().next().unwrap().to_owned();
    let bucket = format!("s3://{}/bills", customer.store.bucket);
    let shelf = customer.aws().own(&bucket).unwrap();
    let mut seen = Vec::new();
    for (number, name) in [bucket.into(), delivered.manifest, file].into_iter().enumerate() {
        let ledger = customer.folder.path().join(number.to_string());
        import_from(&[Input::Bucket(shelf.bucket.clone(), name)], &ledger, &options(), &Progress::default()).unwrap();
        seen.push(content(&ledger));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[2].len(), 1);
    let nowhere = Input::Bucket(shelf.bucket, format!("s3://{}/other", customer.store.bucket).into());
    let error = import_from(&[nowhere], &customer.ledger(), &options(), &Progress::default()).unwrap_err();
    assert!(error.to_string().ends_with("/other: no manifest of a delivery below it"), "{error}");
}
