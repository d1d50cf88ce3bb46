//! The same bill, uploaded and read from S3: it counts once, and what is the same to the byte is not read again.

use std::fs::File;
use std::io::copy;
use std::path::{Path, PathBuf};

use muster_engine::import::{ImportSummary, Outcome, Progress, import};
use muster_testkit::bill::delivery::Form;

use super::customer::{Customer, content, options};

fn outcomes(summary: &ImportSummary) -> Vec<Outcome> {
    summary.periods.iter().map(|period| period.outcome).collect()
}

/// As a browser uploads it.
fn upload(customer: &Customer, files: &[PathBuf]) -> Vec<Outcome> {
    outcomes(&import(files, &customer.ledger(), &options(), &Progress::default()).unwrap())
}

fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = entries.flat_map(|path| if path.is_dir() { files(&path, end) } else { vec![path] });
    below.filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

#[test]
fn a_bill_that_was_uploaded_is_known_when_it_is_found_in_the_bucket() {
    for (test, form, end) in [("uploaded-csv", Form::LegacyCsv, ".csv.gz"), ("uploaded-parquet", Form::Cur2Parquet, ".parquet")] {
        let Some(customer) = Customer::bill(test, form) else { return };
        let bill = files(&customer.bills(), end);
        assert_eq!(upload(&customer, &bill), [Outcome::Added]);
        let total = content(&customer.ledger());
        assert_eq!(outcomes(&customer.import().unwrap()), [Outcome::Unchanged], "{test}");
        assert_eq!(content(&customer.ledger()), total);
    }
}

#[test]
fn a_bill_that_was_read_from_the_bucket_is_known_when_it_is_uploaded() {
    let Some(customer) = Customer::bill("read-first", Form::LegacyCsv) else { return };
    assert_eq!(outcomes(&customer.import().unwrap()), [Outcome::Added]);
    let total = content(&customer.ledger());
    let packed = files(&customer.bills(), ".csv.gz");
    assert_eq!(upload(&customer, &packed), [Outcome::Unchanged]);
    // The same lines in another file are read, and take the month's place: they are not added to it.
    let plain = customer.folder.path().join("plain.csv");
    copy(&mut flate2::read::MultiGzDecoder::new(File::open(&packed[0]).unwrap()), &mut File::create(&plain).unwrap()).unwrap();
    assert_eq!(packed.len(), 1);
    assert_eq!(upload(&customer, &[plain]), [Outcome::Replaced]);
    assert_eq!(content(&customer.ledger()), total);
}

#[test]
fn another_bill_of_the_same_size_is_another_bill() {
    let Some(customer) = Customer::bill("same-size", Form::LegacyCsv) else { return };
    let packed = files(&customer.bills(), ".csv.gz");
    assert_eq!(upload(&customer, &packed), [Outcome::Added]);
    // Byte 4 to 7 of gzip are a time that nobody reads: another file of the same size, with the same lines.
    let mut bytes = std::fs::read(&packed[0]).unwrap();
    bytes[5] ^= 1;
    std::fs::write(&packed[0], bytes).unwrap();
    customer.store.upload(&customer.bills(), "bills");
    assert_eq!(outcomes(&customer.import().unwrap()), [Outcome::Replaced]);
}
