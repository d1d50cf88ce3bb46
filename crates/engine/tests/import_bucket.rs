//! A ledger in a bucket is what it is in a folder: the same bytes, the same reports, the same atomicity. The store is
//! one in memory; `muster-delivery`'s tests ask the same of S3.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/import.rs"]
#[allow(unused_imports, reason = "each test file uses its part")]
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_domain::workflow;
use muster_engine::costs::costs_by_account;
use muster_engine::import::{Outcome, Progress, import};
use muster_engine::ledger::{CurrentImport, Ledger, LedgerError};
use muster_engine::place;
use muster_engine::report::ReportRequest;
use muster_engine::rollup::Table;
use muster_engine::session::{Engine, Settings};
use muster_engine::verify;
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Spec, generate};
use object_store::ObjectStoreExt;
use object_store::memory::InMemory;
use support::{Csv, import_into, options};

/// A bucket of the test's own, and a ledger's name in it.
fn bucket(test: &str) -> (Arc<InMemory>, PathBuf) {
    let store = Arc::new(InMemory::new());
    place::mount(test, store.clone());
    (store, PathBuf::from(format!("s3://{test}/some/ledger")))
}

fn bill(folder: &Path) -> Vec<PathBuf> {
    write(&generate(Spec { months: 2, lines: 3_000, ..Spec::small(5) }), Form::LegacyCsv, folder).unwrap();
    vec![folder.to_owned()]
}

fn periods(ledger: &Path) -> Vec<CurrentImport> {
    Ledger::open(ledger).unwrap().periods().unwrap()
}

/// The CSV of a report that starts from kept cells, and of one that reads every line.
fn reports(imports: &[CurrentImport]) -> [String; 2] {
    let engine = Engine::new(&Settings::default()).unwrap();
    let lines: Vec<_> = imports.iter().flat_map(CurrentImport::lines).collect();
    let rules = r#"[{ "rule": "remove_credits", "kinds": ["edp"] }, { "rule": "uplift", "percent": "3" }]"#;
    let workflow = workflow::read(&format!(r#"{{ "name": "w", "rules": {rules} }}"#)).unwrap();
    let group_by = ["account", "service", "region"].map(|name| name.parse().unwrap()).to_vec();
    let request = ReportRequest { workflow, group_by, ..ReportRequest::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    [engine.open(imports).unwrap(), engine.session(&lines).unwrap()].map(|session| {
        let report = runtime.block_on(engine.report(&session, request.clone(), Arc::default())).unwrap();
        let mut csv = Vec::new();
        report.write_csv(&mut csv).unwrap();
        String::from_utf8(csv).unwrap()
    })
}

#[test]
fn the_same_bill_gives_the_same_files_and_reports_as_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (_, far) = bucket("same-bytes");
    let (inputs, near) = (bill(&folder.path().join("bill")), folder.path().join("ledger"));
    let options = options();
    for ledger in [&near, &far] {
        import(&inputs, ledger, &options, &Progress::default()).unwrap();
    }
    let (near, far) = (periods(&near), periods(&far));
    assert!(!near.is_empty() && near.len() == far.len());
    for (near, far) in near.iter().zip(&far) {
        assert_eq!(near.record, far.record);
        let files = |import: &CurrentImport| {
            let mut files = import.lines();
            files.extend([import.days(), import.cells().unwrap(), import.rollup().unwrap()]);
            files.iter().map(|file| place::read(file).unwrap()).collect::<Vec<_>>()
        };
        assert!(files(near) == files(far), "{}", near.record.month);
        assert_eq!(Table::read(&near.rollup().unwrap()).unwrap().bytes(), Table::read(&far.rollup().unwrap()).unwrap().bytes());
    }
    assert_eq!(reports(&near), reports(&far));
    let costs =
        |imports: &[CurrentImport]| costs_by_account(&imports.iter().map(CurrentImport::days).collect::<Vec<_>>(), None).unwrap();
    assert_eq!(costs(&near), costs(&far));
}

#[test]
fn the_checks_of_a_bill_hold_in_a_bucket_too() {
    let folder = tempfile::tempdir().unwrap();
    let (_, ledger) = bucket("checks");
    import_into(&ledger, &bill(&folder.path().join("bill"))).unwrap();
    let checks = verify::verify(&Ledger::open(&ledger).unwrap()).unwrap();
    assert!(checks.iter().all(|check| check.outcome != verify::Outcome::Fails), "{checks:?}");
    assert!(checks.iter().any(|check| check.outcome == verify::Outcome::Holds));
}

#[test]
fn a_month_is_replaced_and_the_same_delivery_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (_, ledger) = bucket("replaced");
    let first = [Csv::new().in_month("2018-10", "1").in_month("2018-11", "2").write(&folder.path().join("a.csv"))];
    let later = [Csv::new().in_month("2018-11", "5").write(&folder.path().join("b.csv"))];
    let outcomes = |inputs: &[PathBuf]| {
        import_into(&ledger, inputs).unwrap().periods.iter().map(|period| period.outcome).collect::<Vec<_>>()
    };
    assert_eq!(outcomes(&first), [Outcome::Added; 2]);
    assert_eq!(outcomes(&first), [Outcome::Unchanged; 2]);
    assert_eq!(outcomes(&later), [Outcome::Replaced]);
    let costs: Vec<_> = periods(&ledger).iter().map(|period| period.record.unblended_cost.clone()).collect();
    assert_eq!(costs, ["1.00", "5.00"]);
}

#[test]
fn an_import_that_breaks_off_leaves_the_month_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (_, ledger) = bucket("breaks-off");
    let good = Csv::new().row("1").write(&folder.path().join("good.csv"));
    let bad = Csv::new().row("2").row("much").write(&folder.path().join("bad.csv"));
    import_into(&ledger, &[good]).unwrap();
    let before = place::list(&ledger).unwrap().len();
    import_into(&ledger, &[bad]).unwrap_err();
    assert_eq!(periods(&ledger)[0].record.unblended_cost, "1.00");
    assert_eq!(place::list(&ledger).unwrap().len(), before, "nothing of it stays");
}

#[test]
fn a_prefix_with_something_else_below_it_is_no_ledger() {
    let (store, ledger) = bucket("foreign");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(store.put(&"some/ledger/notes.txt".into(), "mine".into())).unwrap();
    assert!(matches!(Ledger::open_or_create(&ledger), Err(LedgerError::NotALedger(_))));
    assert!(matches!(Ledger::open(&ledger), Err(LedgerError::NotALedger(_))));
}

#[test]
fn a_file_of_many_parts_is_there_whole_or_not_at_all() {
    let (_, folder) = bucket("parts");
    let (whole, dropped) = (folder.join("whole"), folder.join("dropped"));
    // More than a part, and not a multiple of one.
    let content: Vec<u8> = (0..20_000_003_u32).map(|at| (at % 251) as u8).collect();
    let write = |path: &Path| {
        let mut sink = place::create_whole(path, "draft").unwrap();
        std::io::Write::write_all(&mut sink, &content).unwrap();
        sink
    };
    write(&whole).finish().unwrap();
    drop(write(&dropped));
    assert!(place::read(&whole).unwrap() == content);
    let mut read = Vec::new();
    std::io::Read::read_to_end(&mut place::reader(&whole).unwrap(), &mut read).unwrap();
    assert!(read == content);
    assert!(!place::exists(&dropped).unwrap());
}
