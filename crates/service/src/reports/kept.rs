//! A report on disk: the CSV that is downloaded and from which pages are read, the trail of its rules, and what is
//! said of the whole (`report.json`), worked out exactly when the report was made.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use muster_domain::Money;
use muster_domain::view::reports::{ReportColumn, ReportResult, RuleEffect};
use muster_domain::workflow::Workflow;
use muster_engine::report::{Measure, Report};

use crate::files::{Place, remove_folder, sync, write_whole};

/// Rows of a page.
const PAGE: usize = 200;
const WHOLE: &str = "report.json";

/// A file that can be downloaded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Report,
    Explain,
}

impl Part {
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Report => "report.csv",
            Self::Explain => "explain.csv",
        }
    }
}

/// What the browser saves it as.
pub(super) fn filename(report: &muster_store::reports::Report, part: Part) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = report.name.chars().map(plain).collect();
    let words: Vec<_> = name.split('-').filter(|word| !word.is_empty()).collect();
    let name = if words.is_empty() { "report".to_owned() } else { words.join("-") };
    let (from, to) = (report.period.from(), report.period.last_day());
    match part {
        Part::Report => format!("{name}-{from}-{to}.csv"),
        Part::Explain => format!("{name}-{from}-{to}-explained.csv"),
    }
}

/// A page of rows, and what is said of the whole; `None` when the files have just been removed.
pub(super) fn page(folder: &Path, page: u32) -> io::Result<Option<ReportResult>> {
    let whole = match fs::read(folder.join(WHOLE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        whole => whole?,
    };
    let mut result: ReportResult = serde_json::from_slice(&whole)?;
    let mut file = csv::Reader::from_path(folder.join(Part::Report.file()))?;
    let first = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(PAGE);
    for row in file.records().skip(first).take(PAGE) {
        result.rows.push(row?.iter().map(str::to_owned).collect());
    }
    Ok(Some(result))
}

/// What is written of a report.
pub(super) struct Finished<'a> {
    pub(super) report: &'a Report,
    pub(super) workflow: &'a Workflow,
    pub(super) currency: String,
    /// Tells two workers that write the same report apart.
    pub(super) draft: &'a str,
}

/// Writes every file of a report whole, and has them reach the disk. What a broken-off attempt left there goes.
pub(super) fn write(folder: &Path, finished: Finished<'_>) -> io::Result<()> {
    remove_folder(folder)?;
    fs::create_dir_all(folder)?;
    let Finished { report, workflow, currency, draft } = finished;
    let place = |name| Place { folder, name, draft };
    let whole = whole(report, workflow, currency);
    write_whole(place(Part::Report.file()), |file| report.write_csv(file).map_err(io::Error::other))?;
    write_whole(place(Part::Explain.file()), |file| report.write_explain(file).map_err(io::Error::other))?;
    write_whole(place(WHOLE), |file| serde_json::to_writer(file, &whole).map_err(io::Error::other))?;
    sync(folder)?;
    folder.parent().map_or(Ok(()), sync)
}

fn whole(report: &Report, workflow: &Workflow, currency: String) -> ReportResult {
    let money = report.headers().len() - report.measures.len();
    let column = |(place, name)| ReportColumn { name, is_money: place >= money };
    let total = |measure| report.measures.iter().position(|known| *known == measure).map(|place| report.totals[place]);
    let totals = report.totals.iter().map(|total| total.exact());
    ReportResult {
        currency,
        columns: report.headers().into_iter().enumerate().map(column).collect(),
        rows: Vec::new(),
        row_count: report.rows.len() as u64,
        totals: std::iter::repeat_n(String::new(), money).chain(totals).collect(),
        unblended: total(Measure::Unblended).unwrap_or_default(),
        charge: total(Measure::Charge).unwrap_or_default(),
        effects: effects(report, workflow),
        no_public_price: report.no_public_price,
    }
}

/// One per rule, touched lines or not.
fn effects(report: &Report, workflow: &Workflow) -> Vec<RuleEffect> {
    let mut sums: BTreeMap<usize, (u64, Money)> = BTreeMap::new();
    for trail in &report.explain {
        let sum = sums.entry(trail.position).or_default();
        *sum = (sum.0 + trail.lines, sum.1 + trail.effect);
    }
    let effect = |(position, rule): (usize, &muster_domain::workflow::Rule)| {
        let (lines, effect) = sums.get(&position).copied().unwrap_or_default();
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        RuleEffect { position, rule: rule.kind().to_owned(), sentence: rule.sentence(), lines, effect }
    };
    (1..).zip(&workflow.rules).map(effect).collect()
}
