//! Running a report on lines made by hand, at both grains and on kept cells: each test also proves that cells lose
//! nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use muster_domain::report::GroupBy;
use muster_domain::subset::Subset;
use muster_domain::workflow::{self, Workflow};
use muster_engine::progress::Progress;
use muster_engine::report::{Measure, Report, ReportError, ReportRequest};
use muster_engine::session::{Engine, Settings};

use super::bill::{Line, write};
use super::kept::{by_hand, report_on_imports};

pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&Settings::default()).unwrap());

/// A workflow of these rules, written as in a workflow file.
pub(crate) fn rules(rules: &str) -> Workflow {
    workflow::read(&format!(r#"{{"name":"W","rules":[{rules}]}}"#)).unwrap()
}

pub(crate) fn groups(names: &str) -> Vec<GroupBy> {
    names.split(',').filter(|name| !name.is_empty()).map(|name| name.parse().unwrap()).collect()
}

/// Subsets in the command line's form.
pub(crate) fn subsets(texts: &[&str]) -> Vec<Subset> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

pub(crate) fn by_account(workflow: Workflow) -> ReportRequest {
    ReportRequest { workflow, group_by: groups("account"), ..Default::default() }
}

/// How the engine is to work: as always, or slowly by single lines.
#[derive(Clone, Copy)]
pub(crate) enum Grain {
    Cells,
    Lines,
}

pub(crate) fn report_on_files(files: &[PathBuf], request: &ReportRequest, grain: Grain) -> Result<Report, ReportError> {
    let session = ENGINE.session(files).unwrap();
    let (request, progress) = (request.clone(), Arc::new(Progress::default()));
    futures::executor::block_on(async {
        match grain {
            Grain::Cells => ENGINE.report(&session, request, progress).await,
            Grain::Lines => ENGINE.report_line_by_line(&session, request, progress).await,
        }
    })
}

pub(crate) fn try_report(lines: &[Line], request: &ReportRequest) -> Result<Report, ReportError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines 100%?[*].parquet");
    write(lines, &file);
    let files = [file];
    let by_cells = report_on_files(&files, request, Grain::Cells)?;
    assert_eq!(by_cells, report_on_files(&files, request, Grain::Lines)?, "cells and lines differ");
    let from_kept = report_on_imports(&[by_hand(&files)], request)?;
    assert_eq!(by_cells, Report { source: by_cells.source, ..from_kept }, "kept cells and lines differ");
    Ok(by_cells)
}

pub(crate) fn report(lines: &[Line], request: &ReportRequest) -> Report {
    try_report(lines, request).unwrap()
}

/// A column of a report by its rows' first cell.
pub(crate) fn column(report: &Report, measure: Measure) -> BTreeMap<String, String> {
    let place = report.measures.iter().position(|known| *known == measure).unwrap();
    let cell = |row: &muster_engine::report::Row| row.amounts[place].map(|amount| amount.exact()).unwrap_or_default();
    report.rows.iter().map(|row| (row.groups[0].clone(), cell(row))).collect()
}

pub(crate) fn csv(report: &Report) -> String {
    let mut bytes = Vec::new();
    report.write_csv(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn explain(report: &Report) -> String {
    let mut bytes = Vec::new();
    report.write_explain(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The charge of each account under these rules.
#[track_caller]
pub(crate) fn check(lines: &[Line], workflow: &str, expected: &[(&str, &str)]) {
    check_with(lines, &by_account(rules(workflow)), expected);
}

#[track_caller]
pub(crate) fn check_with(lines: &[Line], request: &ReportRequest, expected: &[(&str, &str)]) {
    let report = report(lines, request);
    let expected: BTreeMap<_, _> = expected.iter().map(|(account, charge)| (account.to_string(), charge.to_string())).collect();
    assert_eq!(column(&report, Measure::Charge), expected);
    let effects: muster_domain::Money = report.explain.iter().map(|trail| trail.effect).sum();
    assert_eq!(effects, report.totals[2], "the trail does not add up to the difference");
}

/// The rows as text: groups, then the charge.
pub(crate) fn charges(lines: &[Line], request: &ReportRequest) -> Vec<String> {
    let report = report(lines, request);
    let place = report.measures.iter().position(|known| *known == Measure::Charge).unwrap();
    let amount = |row: &muster_engine::report::Row| row.amounts[place].map_or_else(|| "-".to_owned(), |amount| amount.exact());
    report.rows.iter().map(|row| format!("{} {}", row.groups.join("|"), amount(row))).collect()
}
