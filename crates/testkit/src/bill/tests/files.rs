//! The files, read back with other people's readers.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use arrow::array::AsArray;
use arrow::datatypes::Float64Type;
use flate2::read::GzDecoder;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use super::*;
use crate::bill::delivery::{Form, write};

/// How many folders there were: tests of one name run beside each other.
static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that goes away with the test.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Folder {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("muster-bill-{name}-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Costs by account and line type: the count and the sum in units of 10^-10.
type Ledger = BTreeMap<(String, String), (u64, i64)>;

fn enter(ledger: &mut Ledger, account: &str, line_type: &str, cost: i64) {
    let entry = ledger.entry((account.to_owned(), line_type.to_owned())).or_default();
    entry.0 += 1;
    entry.1 += cost;
}

/// Units of 10^-10 of a number as the files write it, with or without exponent.
pub(super) fn units(text: &str) -> i64 {
    let (mantissa, exponent) = text.split_once('E').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap();
    let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
    let shift = 10 - fraction.len() as i32 + exponent.parse::<i32>().unwrap();
    let value = if shift >= 0 { digits * 10i128.pow(shift as u32) } else { digits / 10i128.pow(-shift as u32) };
    i64::try_from(value).unwrap()
}

fn generated(bill: &Bill) -> Ledger {
    let mut ledger = Ledger::new();
    for month in bill.months() {
        for line in month.lines() {
            let cost = line.figures.unblended_cost.units();
            enter(&mut ledger, &line.about.account.id, line.about.line_type.name(), cost);
        }
    }
    ledger
}

fn csv_file(path: &Path, ledger: &mut Ledger) {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(path).unwrap()));
    let headers = reader.headers().unwrap().clone();
    let find = |names: [&str; 2]| headers.iter().position(|header| names.contains(&header)).unwrap();
    let account = find(["lineItem/UsageAccountId", "line_item_usage_account_id"]);
    let line_type = find(["lineItem/LineItemType", "line_item_line_item_type"]);
    let cost = find(["lineItem/UnblendedCost", "line_item_unblended_cost"]);
    for record in reader.records() {
        let record = record.unwrap();
        enter(ledger, &record[account], &record[line_type], units(&record[cost]));
    }
}

fn parquet_file(path: &Path, ledger: &mut Ledger) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    for batch in reader {
        let batch = batch.unwrap();
        let column = |name: &str| batch.column_by_name(name).unwrap().clone();
        let (accounts, types) = (column("line_item_usage_account_id"), column("line_item_line_item_type"));
        let costs = column("line_item_unblended_cost");
        for row in 0..batch.num_rows() {
            let cost = costs.as_primitive::<Float64Type>().value(row);
            let shortest = format!("{cost:?}").replace('e', "E");
            let text = if shortest.contains('.') { shortest } else { shortest.replace('E', ".0E") };
            enter(ledger, accounts.as_string::<i32>().value(row), types.as_string::<i32>().value(row), units(&text));
        }
    }
}

/// What the manifests below a folder name, and nothing else.
pub(super) fn delivered(output: &Path) -> Vec<PathBuf> {
    let mut files = BTreeSet::new();
    for path in all_files(output).iter().filter(|path| path.to_string_lossy().ends_with("-Manifest.json")) {
        let manifest: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let keys = manifest.get("reportKeys").or(manifest.get("dataFiles")).unwrap();
        for key in keys.as_array().unwrap() {
            let key = key.as_str().unwrap();
            files.insert(output.join(key.strip_prefix("s3://northwind-billing/").unwrap_or(key)));
        }
    }
    files.into_iter().collect()
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(all_files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

fn read_back(output: &Path) -> Ledger {
    let mut ledger = Ledger::new();
    for path in delivered(output) {
        match path.extension().unwrap().to_str().unwrap() {
            "gz" => csv_file(&path, &mut ledger),
            _ => parquet_file(&path, &mut ledger),
        }
    }
    ledger
}

fn two_months() -> Bill {
    generate(Spec { months: 2, lines: 4_400, ..Spec::small(4) })
}

#[test]
fn all_four_forms_say_the_same_to_the_last_digit() {
    let bill = two_months();
    let expected = generated(&bill);
    for form in Form::ALL {
        let folder = Folder::new(form.report());
        let written = write(&bill, form, &folder.0).unwrap();
        assert_eq!(read_back(&folder.0), expected, "{form:?}");
        assert_eq!(written.lines, expected.values().map(|(count, _)| count).sum::<u64>());
        assert_eq!(delivered(&folder.0).len(), written.files);
        assert_eq!(written.files, 4, "two files a month");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for form in Form::ALL {
        let folders = [Folder::new(&format!("one-{form:?}")), Folder::new(&format!("two-{form:?}"))];
        let contents = folders.each_ref().map(|folder| {
            write(&two_months(), form, &folder.0).unwrap();
            let files = all_files(&folder.0);
            let names: Vec<PathBuf> = files.iter().map(|path| path.strip_prefix(&folder.0).unwrap().into()).collect();
            (names, files.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>())
        });
        assert_eq!(contents[0], contents[1]);
    }
}

#[test]
fn keys_are_laid_out_as_aws_does() {
    let bill = generate(Spec::tiny(1));
    let cases = [
        (Form::LegacyCsv, "cur-csv/20181001-20181101/", "cur-csv/20181001-20181101/cur-csv-Manifest.json"),
        (
            Form::LegacyParquet,
            "cur-parquet/cur-parquet/year=2018/month=10/",
            "cur-parquet/20181001-20181101/cur-parquet-Manifest.json",
        ),
        (
            Form::Cur2Csv,
            "cur2-csv/data/BILLING_PERIOD=2018-10/",
            "cur2-csv/metadata/BILLING_PERIOD=2018-10/cur2-csv-Manifest.json",
        ),
        (
            Form::Cur2Parquet,
            "cur2-parquet/data/BILLING_PERIOD=2018-10/",
            "cur2-parquet/metadata/BILLING_PERIOD=2018-10/cur2-parquet-Manifest.json",
        ),
    ];
    for (form, data, manifest) in cases {
        let folder = Folder::new(&format!("keys-{form:?}"));
        write(&bill, form, &folder.0).unwrap();
        assert!(folder.0.join(manifest).is_file(), "{manifest}");
        assert!(delivered(&folder.0).iter().all(|path| path.starts_with(folder.0.join(data)) && path.is_file()));
    }
}

#[test]
fn legacy_csv_has_exponents_quotes_and_tag_columns_and_cur2_has_maps() {
    let bill = generate(Spec::small(1));
    let text = |form| {
        let folder = Folder::new(&format!("text-{form:?}"));
        write(&bill, form, &folder.0).unwrap();
        let mut text = String::new();
        for path in delivered(&folder.0) {
            GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
        }
        text
    };
    let legacy = text(Form::LegacyCsv);
    assert!(legacy.contains("resourceTags/user:Team") && legacy.contains("E-"));
    let cur2 = text(Form::Cur2Csv);
    assert!(cur2.contains(r#""{""aws_created_by"":"#) || cur2.contains(r#"""user_team"":"#));
    assert!(cur2.contains("line_item_usage_account_name") && cur2.contains("Northwind Cloud Management"));
}

#[test]
fn a_bill_without_an_enterprise_discount_has_no_net_columns() {
    let folder = Folder::new("no-edp");
    let bill = generate(Spec { enterprise_discount: 0, ..Spec::tiny(1) });
    write(&bill, Form::LegacyCsv, &folder.0).unwrap();
    let file = File::open(&delivered(&folder.0)[0]).unwrap();
    let headers = csv::Reader::from_reader(GzDecoder::new(file)).headers().unwrap().clone();
    assert!(headers.iter().all(|header| !header.contains("Net")));
    assert!(!types(&bill).contains(&LineType::EdpDiscount));
}
