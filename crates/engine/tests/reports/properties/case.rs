//! A bill and a request, as the engine and the reference see them, and as a person reads what a failing test found.

use std::fmt::{Debug, Formatter, Result};
use std::path::PathBuf;

use muster_engine::report::{Report, ReportError, ReportRequest, Scope};
use muster_testkit::bill::delivery::Form;
use muster_testkit::rows::{self, Row};
use proptest::prelude::*;

use super::super::real_bill::imported;
use super::super::reference::{Answer, Bill, answer};
use super::super::run::{Grain, csv, explain, report_on_files};
use super::{lines, strategy};

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) bill: Rows,
    pub(super) request: Request,
}

/// Lines that a person reads as a file.
#[derive(Clone)]
pub(super) struct Rows(pub(super) Vec<Row>);

/// A request that a person reads as they would ask for it.
#[derive(Clone)]
pub(crate) struct Request(pub(crate) ReportRequest);

/// A bill imported into a ledger of its own, which goes with it.
pub(super) struct Imported {
    pub(super) files: Vec<PathBuf>,
    _folder: tempfile::TempDir,
}

pub(super) fn case() -> impl Strategy<Value = Case> {
    let accounts: Vec<_> = lines::ACCOUNTS.iter().chain(&["777788889999"]).map(|account| (*account).to_owned()).collect();
    (lines::rows(), strategy::request(&accounts)).prop_map(|(rows, request)| Case { bill: Rows(rows), request })
}

impl Case {
    pub(super) fn expected(&self) -> Answer {
        answer(&Bill::of(self.bill.0.clone()), &self.request.0)
    }

    pub(super) fn imported(&self) -> Imported {
        imported_as(&[(&self.bill.0, Form::LegacyCsv)])
    }
}

/// A delivery of files, each with some rows in some form.
pub(super) fn imported_as(parts: &[(&[Row], Form)]) -> Imported {
    let folder = tempfile::tempdir().unwrap();
    let bill = folder.path().join("bill");
    std::fs::create_dir(&bill).unwrap();
    for (number, (rows, form)) in parts.iter().enumerate().filter(|(_, (rows, _))| !rows.is_empty()) {
        let end = if matches!(form, Form::LegacyCsv | Form::Cur2Csv) { "csv" } else { "parquet" };
        rows::write(rows, *form, &bill.join(format!("part-{number}.{end}"))).unwrap();
    }
    Imported { files: imported(&[bill], &folder.path().join("ledger")), _folder: folder }
}

impl Imported {
    pub(super) fn report(&self, request: &ReportRequest, grain: Grain) -> std::result::Result<Report, ReportError> {
        report_on_files(&self.files, request, grain)
    }

    /// The report as its two files.
    pub(super) fn texts(&self, request: &ReportRequest) -> (String, String) {
        let report = self.report(request, Grain::Cells).unwrap();
        (csv(&report), explain(&report))
    }
}

impl Debug for Request {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self(request) = self;
        let names = match &request.scope {
            Scope::All => "every account".to_owned(),
            Scope::Subsets(names) => names.join(" and "),
        };
        let groups: Vec<_> = request.group_by.iter().map(ToString::to_string).collect();
        let period = request.period.map_or("whole bill".to_owned(), |period| format!("{} to {}", period.from(), period.to()));
        writeln!(f, "workflow: {}", request.workflow.to_json())?;
        writeln!(f, "scope: {names}; period: {period}; groups: {}", groups.join(","))?;
        writeln!(f, "subsets: {}", serde_json::to_string(&request.subsets).unwrap_or_default())?;
        writeln!(f, "eco: {:?}; invoices: {:?}", request.eco, request.eco_invoices)?;
        writeln!(f, "names: {:?}", request.account_names)?;
        writeln!(f, "credit patterns: {}", serde_json::to_string(&request.credit_patterns).unwrap_or_default())
    }
}

impl Debug for Rows {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "\n{}", rows::shown(&self.0))
    }
}
