//! A bill that cannot be read says where and why in one line, and leaves the ledger as it was.

#[path = "support/import.rs"]
mod support;

use std::io::Write;

use muster_engine::import::{BadRows, ImportError, ImportOptions, Progress, import};
use support::{Csv, failure, import_into, options};

fn check(bill: Csv, expected: &str) {
    let (message, error) = failure("bill.csv", bill.0.as_bytes());
    assert_eq!(message, expected);
    assert!(error.is_wrong_input());
}

#[test]
fn a_bad_number_names_line_and_column() {
    check(Csv::new().row("1.0").row("1,5").row("2"), "bill.csv: line 3: 13 fields: expected 12, as the header has");
    check(
        Csv::new().row("1.0").row("abc"),
        "bill.csv: line 3, column lineItem/UnblendedCost: `abc` is not a number: expected a decimal such as 12.34 or 1.2E-6",
    );
    check(Csv::new().row(""), "bill.csv: line 2, column lineItem/UnblendedCost: nothing there: expected a number");
    check(
        Csv::new().row("1e40"),
        "bill.csv: line 2, column lineItem/UnblendedCost: `1e40` is too large: expected at most 26 digits before the point",
    );
}

#[test]
fn money_that_no_sum_would_hold_is_refused_and_quantities_are_not() {
    check(
        Csv::new().row("1").row("-1e19"),
        "bill.csv: line 3, column lineItem/UnblendedCost: `-10000000000000000000.00` is too large for money: expected at most 18 \
         digits before the point",
    );
    let folder = tempfile::tempdir().unwrap();
    let rare = Csv::new().raw("i,t,1,2018-10-01T00:00:00Z,4,Usage,2018-10-01T00:00:00Z,AmazonS3,1e25,999999999999999999,,");
    assert_eq!(import_into(&folder.path().join("ledger"), &[rare.write(&folder.path().join("b.csv"))]).unwrap().rows, 1);
}

#[test]
fn a_bad_date_names_line_and_column() {
    check(
        Csv::new().raw("i,t,1,2018-10-01T00:00:00Z,4,Usage,31/10/2018,AmazonS3,1,1,,"),
        "bill.csv: line 2, column lineItem/UsageStartDate: `31/10/2018` is not a time: expected one such as 2018-10-01T00:00:00Z",
    );
}

#[test]
fn lines_are_those_of_the_file_also_behind_a_line_end_in_quotes() {
    let two_lines = "i,t,1,2018-10-01T00:00:00Z,4,Usage,2018-10-01T00:00:00Z,AmazonS3,1,1,\"over\ntwo, lines\",";
    check(Csv::new().raw(two_lines).raw("a,b"), "bill.csv: line 4: 2 fields: expected 12, as the header has");
}

#[test]
fn quotes_that_do_not_end_are_refused() {
    let open = "i,t,1,2018-10-01T00:00:00Z,4,Usage,2018-10-01T00:00:00Z,AmazonS3,1,1,\"open,";
    check(Csv::new().row("1").raw(open), "bill.csv: line 3: a quote is never closed: expected one before the end of the file");
    let after = "i,t,1,2018-10-01T00:00:00Z,4,Usage,2018-10-01T00:00:00Z,AmazonS3,1,1,\"a\"b,";
    check(Csv::new().raw(after), "bill.csv: line 2: text after a closing quote: expected a comma or the end of the line");
}

#[test]
fn a_payer_cannot_lead_out_of_the_ledger() {
    check(
        Csv::new().raw("i,t,../../x,2018-10-01T00:00:00Z,4,Usage,2018-10-01T00:00:00Z,AmazonS3,1,1,,"),
        "bill.csv: line 2, column bill/PayerAccountId: `../../x` is not an account: expected digits",
    );
}

#[test]
fn files_that_are_no_bill_are_refused_by_what_they_are() {
    let message = |name: &str, content: &[u8]| failure(name, content).0;
    assert_eq!(message("bill.csv", b""), "bill.csv: an empty file");
    assert_eq!(message("a.csv", b"a,b\n1,2\n"), "a.csv: not a Cost and Usage Report: no column lineItem/LineItemType");
    assert_eq!(
        message("focus.csv", b"BilledCost,ChargeCategory\n1,Usage\n"),
        "focus.csv: not a FOCUS bill: no column ChargePeriodStart"
    );
    let expected = "expected .csv, .csv.gz, .csv.zip or .parquet";
    assert_eq!(message("bill.csv.bz2", b"BZh91AY&SY"), format!("bill.csv.bz2: cannot read bzip2: {expected}"));
    assert_eq!(message("bill.csv.zst", &[0x28, 0xb5, 0x2f, 0xfd, 1]), format!("bill.csv.zst: cannot read zstd: {expected}"));
    assert_eq!(message("only.csv", Csv::new().0.as_bytes()), "only.csv: the file has no rows that could be read");
    assert!(message("bill.parquet", b"PAR1 and nothing behind").starts_with("bill.parquet: damaged: "));
}

#[test]
fn text_that_is_not_utf_8_names_its_line() {
    let mut bill = Csv::new().row("1").row("2").0.into_bytes();
    let last = bill.len() - 2;
    bill[last] = 0xe9;
    assert_eq!(failure("bill.csv", &bill).0, "bill.csv: line 3: not UTF-8 text");
}

#[test]
fn a_truncated_gzip_is_told_from_a_whole_one() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(Csv::new().row("1").row("2").0.as_bytes()).unwrap();
    let whole = gzip.finish().unwrap();
    let (message, _) = failure("bill.csv.gz", &whole[..whole.len() - 6]);
    assert_eq!(message, "bill.csv.gz: ends too early: the compressed data stop in the middle; copy it again");
}

#[test]
fn a_zip_holds_one_bill() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["a.csv", "b.csv"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(Csv::new().row("1").0.as_bytes()).unwrap();
    }
    let content = zip.finish().unwrap().into_inner();
    assert_eq!(failure("bill.csv.zip", &content).0, "bill.csv.zip: a zip with 2 members: expected one CSV file");
}

#[test]
fn what_is_not_there_is_the_callers_fault_and_what_cannot_be_written_the_machines() {
    let folder = tempfile::tempdir().unwrap();
    let missing = import_into(&folder.path().join("ledger"), &[folder.path().join("none.csv")]).unwrap_err();
    assert!(missing.is_wrong_input() && missing.to_string().ends_with("none.csv: not found"));
    let empty = import_into(&folder.path().join("ledger"), &[folder.path().to_owned()]).unwrap_err();
    assert!(matches!(empty, ImportError::NoBillFiles(_)) && empty.is_wrong_input());
    let bill = Csv::new().row("1").write(&folder.path().join("bill.csv"));
    let unwritable = import_into(std::path::Path::new("/proc/ledger"), &[bill]).unwrap_err();
    assert!(!unwritable.to_string().is_empty());
}

#[test]
fn bad_rows_can_be_left_out_and_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let bill = Csv::new().row("1").row("x").raw("too,few").row("2").write(&folder.path().join("bill.csv"));
    let skipping = ImportOptions { bad_rows: BadRows::Skip, ..options() };
    let ledger = folder.path().join("ledger");
    let summary = import(std::slice::from_ref(&bill), &ledger, &skipping, &Progress::default()).unwrap();
    assert_eq!((summary.rows, summary.bad_row_count), (2, 2));
    assert_eq!(summary.bad_rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4]);
    let record = &summary.periods[0].current.record;
    assert_eq!((record.bad_rows, record.unblended_cost.as_str()), (2, "3.00"));
    // Without leave to skip, the same delivery is read again, fails, and what was there stays.
    assert!(matches!(import_into(&ledger, &[bill]), Err(ImportError::BadRow(_))));
    assert_eq!(muster_engine::ledger::Ledger::open(&ledger).unwrap().periods().unwrap()[0].record.rows, 2);
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let bill = Csv::new().row("1").write(&folder.path().join("bill.csv"));
    let progress = Progress::default();
    progress.cancel();
    let ledger = folder.path().join("ledger");
    assert!(matches!(import(&[bill], &ledger, &options(), &progress), Err(ImportError::Cancelled)));
    assert!(muster_engine::ledger::Ledger::open(&ledger).unwrap().periods().unwrap().is_empty());
}
