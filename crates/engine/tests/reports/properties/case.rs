//! A bill and a request, as the engine and the reference see them, and as a person reads what a failing test found.

use std::fmt::{Debug, Formatter, Result};
use std::path::PathBuf;

use muster_engine::ledger::CurrentImport;
use muster_engine::report::{Report, ReportError, ReportRequest, Scope};
use muster_engine::rerate::RerateForm;
use muster_testkit::bill::delivery::Form;
use muster_testkit::rows::{self, Part, Row};
use proptest::prelude::*;

use super::super::kept::imported as imports;
use super::super::reference::{Answer, Bill, answer};
use super::super::run::{Grain, report_on_files};
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
    pub(super) imports: Vec<CurrentImport>,
    folder: tempfile::TempDir,
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
        imported_as(&self.bill.0, &[&self.bill.0], Form::LegacyCsv)
    }
}

/// A delivery of files, each with some of the bill's rows.
pub(super) fn imported_as(bill: &[Row], parts: &[&[Row]], form: Form) -> Imported {
    let folder = tempfile::tempdir().unwrap();
    let delivery = folder.path().join("bill");
    std::fs::create_dir(&delivery).unwrap();
    let end = if matches!(form, Form::LegacyCsv | Form::Cur2Csv) { "csv" } else { "parquet" };
    for (number, rows) in parts.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
        rows::write(Part { rows, bill }, form, &delivery.join(format!("part-{number}.{end}"))).unwrap();
    }
    Imported::of(delivery, folder)
}

/// A re-rated bill as its reader has it.
pub(super) fn reread(file: &[u8], form: RerateForm) -> Imported {
    let folder = tempfile::tempdir().unwrap();
    let name = match form {
        RerateForm::Csv => "bill.csv",
        RerateForm::Parquet => "bill.parquet",
    };
    let path = folder.path().join(name);
    std::fs::write(&path, file).unwrap();
    Imported::of(path, folder)
}

impl Imported {
    fn of(delivery: PathBuf, folder: tempfile::TempDir) -> Self {
        let imports = imports(&[delivery], &folder.path().join("ledger"));
        Self { files: imports.iter().flat_map(CurrentImport::lines).collect(), imports, folder }
    }

    pub(super) fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    pub(super) fn report(&self, request: &ReportRequest, grain: Grain) -> std::result::Result<Report, ReportError> {
        report_on_files(&self.files, request, grain)
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
