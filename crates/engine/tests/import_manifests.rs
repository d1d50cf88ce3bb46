//! Manifests and folders of both report generations: exactly what the manifest names is read, nothing else.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/import.rs"]
mod support;

use std::path::{Path, PathBuf};

use muster_engine::import::ImportError;
use muster_engine::ledger::Ledger;
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{FocusVersion, Spec, generate};
use support::{Csv, import_into};

/// A folder that stands for a bucket.
struct Bucket(tempfile::TempDir);

impl Bucket {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(self, key: &str, content: &str) -> Self {
        let path = self.path(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// A bill of that month and cost.
    fn bill(self, key: &str, month: &str, cost: &str) -> Self {
        self.put(key, &Csv::new().in_month(month, cost).0)
    }

    fn legacy(self, key: &str, assembly: &str, keys: &[&str]) -> Self {
        let manifest = format!(r#"{{"assemblyId":"{assembly}","account":"1","reportKeys":{keys:?}}}"#);
        self.put(key, &manifest)
    }

    fn exported(self, key: &str, execution: &str, keys: &[&str]) -> Self {
        let files: Vec<_> = keys.iter().map(|key| format!("s3://bucket/{key}")).collect();
        self.put(key, &format!(r#"{{"executionId":"{execution}","exportName":"e","dataFiles":{files:?}}}"#))
    }

    fn path(&self, key: &str) -> PathBuf {
        self.0.path().join("bucket").join(key)
    }

    /// Month, cost and assembly of everything imported, or the message.
    fn import(&self, input: &str) -> Result<Vec<(String, String, Option<String>)>, String> {
        let ledger = self.0.path().join("ledger");
        let told = |error: ImportError| {
            assert!(error.is_wrong_input());
            error
                .to_string()
                .replace(&format!("{}/", self.path("").display()), "")
                .replace(&format!("{}", self.path("").display()), "")
        };
        import_into(&ledger, &[self.path(input)]).map_err(told)?;
        let periods = Ledger::open(&ledger).unwrap().periods().unwrap().into_iter().map(|period| period.record);
        Ok(periods.map(|record| (record.month.to_string(), record.unblended_cost, record.delivery.assembly)).collect())
    }

    #[track_caller]
    fn check(&self, input: &str, expected: &[(&str, &str, &str)]) {
        let found = self.import(input).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|(month, cost, assembly)| (month.as_str(), cost.as_str(), assembly.as_deref().unwrap_or("none")))
            .collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn refuse(&self, input: &str, message: &str) {
        assert_eq!(self.import(input).unwrap_err(), message);
    }
}

/// A legacy report that keeps every delivery: the newest manifest stands in the month's folder too.
fn create_new() -> Bucket {
    Bucket::new()
        .bill("p/r/20181001-20181101/a1/r-1.csv", "2018-10", "1")
        .bill("p/r/20181001-20181101/a2/r-1.csv", "2018-10", "2")
        .legacy("p/r/20181001-20181101/a1/r-Manifest.json", "a1", &["p/r/20181001-20181101/a1/r-1.csv"])
        .legacy("p/r/20181001-20181101/a2/r-Manifest.json", "a2", &["p/r/20181001-20181101/a2/r-1.csv"])
        .legacy("p/r/20181001-20181101/r-Manifest.json", "a2", &["p/r/20181001-20181101/a2/r-1.csv"])
}

#[test]
fn of_a_legacy_report_that_keeps_every_delivery_the_newest_counts() {
    let bucket = create_new();
    bucket.check("", &[("2018-10", "2.00", "a2")]);
    bucket.check("p/r/20181001-20181101/r-Manifest.json", &[("2018-10", "2.00", "a2")]);
    // An older one is there for whoever names it.
    bucket.check("p/r/20181001-20181101/a1/r-Manifest.json", &[("2018-10", "1.00", "a1")]);
    bucket.check("p/r/20181001-20181101/a2", &[("2018-10", "2.00", "a2")]);
}

#[test]
fn of_a_legacy_report_that_overwrites_what_an_earlier_one_left_is_not_read() {
    let bucket = Bucket::new()
        .bill("r/20181001-20181101/r-00001.csv", "2018-10", "1")
        .put("r/20181001-20181101/r-00002.csv", "left over, and not named")
        .bill("r/20181101-20181201/r-00001.csv", "2018-11", "4")
        .legacy("r/20181001-20181101/r-Manifest.json", "x", &["r/20181001-20181101/r-00001.csv"])
        .legacy("r/20181101-20181201/r-Manifest.json", "y", &["r/20181101-20181201/r-00001.csv"]);
    bucket.check("", &[("2018-10", "1.00", "x"), ("2018-11", "4.00", "y")]);
}

#[test]
fn of_an_export_that_keeps_every_delivery_the_last_execution_counts_whatever_the_copies_times() {
    let file = |time: &str| format!("e/data/BILLING_PERIOD=2018-10/{time}-x/e-00001.csv");
    let manifest = |time: &str| format!("e/metadata/BILLING_PERIOD=2018-10/{time}-x/e-Manifest.json");
    let (early, late) = ("2018-10-20T10:00:00.000Z", "2018-11-02T09:00:00.000Z");
    let bucket = Bucket::new()
        .bill(&file(late), "2018-10", "2")
        .exported(&manifest(late), "late", &[&file(late)])
        .bill(&file(early), "2018-10", "1")
        .exported(&manifest(early), "early", &[&file(early)]);
    bucket.check("", &[("2018-10", "2.00", "late")]);
}

#[test]
fn an_export_is_found_by_its_manifest_its_folder_and_its_export() {
    let file = "prefix/e/data/BILLING_PERIOD=2018-10/e-00001.csv";
    let bucket = Bucket::new()
        .bill(file, "2018-10", "3")
        .put("prefix/e/data/BILLING_PERIOD=2018-10/e-00002.csv", "left over, and not named")
        .exported("prefix/e/metadata/BILLING_PERIOD=2018-10/e-Manifest.json", "x", &[file]);
    for input in ["", "prefix", "prefix/e", "prefix/e/metadata/BILLING_PERIOD=2018-10/e-Manifest.json"] {
        bucket.check(input, &[("2018-10", "3.00", "x")]);
    }
}

#[test]
fn a_download_without_folders_is_read_from_beside_the_manifest() {
    let bucket =
        Bucket::new().bill("r-1.csv", "2018-10", "3").legacy("r-Manifest.json", "x", &["p/r/20181001-20181101/a/r-1.csv"]);
    bucket.check("", &[("2018-10", "3.00", "x")]);
    bucket.check("r-Manifest.json", &[("2018-10", "3.00", "x")]);
}

#[test]
fn a_key_that_is_not_there_is_named_in_both_generations() {
    let legacy = Bucket::new()
        // Another delivery's file of the same name is not the one named.
        .bill("r/r-1.csv", "2018-10", "1")
        .legacy("r/20181001-20181101/r-Manifest.json", "x", &["p/r/20181001-20181101/a/r-1.csv"]);
    let message = "r/20181001-20181101/r-Manifest.json: names p/r/20181001-20181101/a/r-1.csv, which is not there";
    legacy.refuse("", message);
    legacy.refuse("r/20181001-20181101/r-Manifest.json", message);
    let exported = Bucket::new().bill("e/data/BILLING_PERIOD=2018-10/e-00001.csv", "2018-10", "1").exported(
        "e/metadata/BILLING_PERIOD=2018-10/e-Manifest.json",
        "x",
        &["e/data/BILLING_PERIOD=2018-10/e-00001.csv", "e/data/BILLING_PERIOD=2018-10/e-00002.csv"],
    );
    exported.refuse(
        "e",
        "e/metadata/BILLING_PERIOD=2018-10/e-Manifest.json: names s3://bucket/e/data/BILLING_PERIOD=2018-10/e-00002.csv, which is not there",
    );
}

#[test]
fn what_is_no_manifest_is_refused() {
    let table = [
        ("{}", "it names no files: expected `reportKeys` or `dataFiles`"),
        (r#"{"reportKeys":[]}"#, "it names no files: expected `reportKeys` or `dataFiles`"),
        (r#"{"reportKeys":"a"}"#, "invalid type: string \"a\", expected a sequence at line 1 column 17"),
        ("not json", "expected ident at line 1 column 2"),
    ];
    for (content, reason) in table {
        let bucket = Bucket::new().put("r-Manifest.json", content);
        bucket.refuse("r-Manifest.json", &format!("r-Manifest.json: not a manifest of a bill: {reason}"));
    }
}

#[test]
fn two_reports_of_one_month_are_refused_together() {
    let bucket = Bucket::new()
        .bill("a/20181001-20181101/a.csv", "2018-10", "1")
        .bill("b/20181001-20181101/b.csv", "2018-10", "1.00")
        .legacy("a/20181001-20181101/a-Manifest.json", "x", &["a/20181001-20181101/a.csv"])
        .legacy("b/20181001-20181101/b-Manifest.json", "y", &["b/20181001-20181101/b.csv"]);
    bucket.refuse(
        "",
        "2018-10 of account 111122223333 is in two deliveries, a/20181001-20181101/a-Manifest.json and \
         b/20181001-20181101/b-Manifest.json: import one of them",
    );
}

#[test]
fn every_form_is_delivered_with_a_manifest_that_is_enough() {
    let bill = generate(Spec { months: 2, lines: 3_000, ..Spec::small(5) });
    for form in [Form::ALL.as_slice(), &Form::FOCUS].concat() {
        let folder = tempfile::tempdir().unwrap();
        write(&bill, form, &folder.path().join("bucket")).unwrap();
        let summary = import_into(&folder.path().join("ledger"), &[folder.path().join("bucket")]).unwrap();
        assert_eq!(summary.periods.len(), 2, "{form:?}");
        assert!(summary.periods.iter().all(|period| period.current.record.delivery.assembly.is_some()), "{form:?}");
        let month = manifest_of(&folder.path().join("bucket"), "2018-10", form);
        let alone = import_into(&folder.path().join("alone"), &[month]).unwrap();
        assert_eq!(alone.periods[0].current.record.unblended_cost, summary.periods[0].current.record.unblended_cost, "{form:?}");
    }
}

fn manifest_of(bucket: &Path, month: &str, form: Form) -> PathBuf {
    let report = form.report();
    match form {
        Form::LegacyCsv | Form::LegacyParquet => bucket.join(format!("{report}/20181001-20181101/{report}-Manifest.json")),
        Form::Cur2Csv | Form::Cur2Parquet | Form::FocusCsv(_) | Form::FocusParquet(_) => {
            bucket.join(format!("{report}/metadata/BILLING_PERIOD={month}/{report}-Manifest.json"))
        }
    }
}

#[test]
fn a_focus_export_is_known_for_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    write(&generate(Spec::tiny(1)), Form::FocusParquet(FocusVersion::V1_2), &folder.path().join("bucket")).unwrap();
    let summary = import_into(&folder.path().join("ledger"), &[folder.path().join("bucket")]).unwrap();
    let record = &summary.periods[0].current.record;
    assert_eq!(record.forms, [muster_engine::ledger::BillForm::Focus1_2]);
}
