//! All that leaves the engine about one request, as bytes: the report in its three forms, the trail of rules, the
//! re-rated bill in its two, and single lines with their steps.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use muster_engine::report::ReportRequest;
use muster_engine::rerate::{RerateForm, RerateRequest, Rerated};
use muster_engine::trail::{Cut, LineTrail, Page, TrailRequest};
use proptest::test_runner::TestCaseResult;

use super::super::kept::report_on_imports;
use super::super::run::{ENGINE, csv, explain};
use super::case::Imported;
use super::same;

pub(super) type Outputs = BTreeMap<&'static str, Vec<u8>>;

/// Every output about the request.
pub(super) fn outputs(bill: &Imported, request: &ReportRequest) -> Outputs {
    let report = report_on_imports(&bill.imports, request).unwrap();
    let [xlsx, parquet] = [written(|out| report.write_xlsx(out)), written(|out| report.write_parquet(out))];
    Outputs::from([
        ("report.csv", csv(&report).into_bytes()),
        ("explain.csv", explain(&report).into_bytes()),
        ("report.xlsx", xlsx),
        ("report.parquet", parquet),
        ("reconciliation", format!("{:?}", report.reconciliation).into_bytes()),
        ("rerated.csv", rerated(bill, request, RerateForm::Csv).1),
        ("rerated.parquet", rerated(bill, request, RerateForm::Parquet).1),
        ("lines", format!("{:#?}", lines(bill, request)).into_bytes()),
    ])
}

/// Texts are compared line by line, so that a failing test shows what differs.
pub(super) fn same_outputs(found: &Outputs, expected: &Outputs) -> TestCaseResult {
    for ((name, found), (_, expected)) in found.iter().zip(expected) {
        match (std::str::from_utf8(found), std::str::from_utf8(expected)) {
            (Ok(found), Ok(expected)) => same(name, found, expected)?,
            _ => proptest::prop_assert!(found == expected, "{} differs in {} bytes", name, found.len()),
        }
    }
    Ok(())
}

/// The re-rated bill.
pub(super) fn rerated(bill: &Imported, request: &ReportRequest, form: RerateForm) -> (Rerated, Vec<u8>) {
    let session = ENGINE.session(&bill.files).unwrap();
    let out = Shared::default();
    let asked = RerateRequest { report: request.clone(), form, out: out.clone() };
    let written = futures::executor::block_on(ENGINE.rerated(&session, asked, Arc::default())).unwrap();
    let bytes = out.0.lock().unwrap().clone();
    (written, bytes)
}

/// Every line with its steps.
pub(super) fn lines(bill: &Imported, report: &ReportRequest) -> LineTrail {
    let session = ENGINE.session(&bill.files).unwrap();
    let page = Page { offset: 0, limit: Page::MOST };
    let request = TrailRequest { report: report.clone(), cut: Cut::Whole, page };
    futures::executor::block_on(ENGINE.line_trail(&session, request)).unwrap()
}

fn written<E: std::fmt::Debug>(write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    bytes
}

/// Bytes that a test reads while the engine owns the writer.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
