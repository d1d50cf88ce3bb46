//! A report on disk: its rows in each form that is downloaded (pages are read from the CSV), the trail of its rules,
//! and what is said of the whole (`report.json`), worked out exactly when the report was made. Beside them, where
//! somebody asked for it, the re-rated bill.

use std::io;
use std::path::Path;

use muster_domain::Money;
use muster_domain::view::reports::{
    Reconciliation, ReportColumn, ReportFormat, ReportResult, ReportSource, RerateForm, RuleEffect, Sums, ZeroSum,
};
use muster_domain::workflow::{Rule, Workflow};
use muster_engine::place;
use muster_engine::report::{Effect, Measure, Report, Source};

use crate::files::{Place, write_whole};

/// Rows of a page.
const PAGE: usize = 200;
const ROWS: Part = Part::Rows(ReportFormat::Csv);
const WHOLE: &str = "report.json";
/// Rows of a spreadsheet, its head among them.
const SHEET: usize = 1_048_576;

/// A file that can be downloaded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Rows(ReportFormat),
    Explain,
    Bill(RerateForm),
}

impl Part {
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Rows(ReportFormat::Csv) => "report.csv",
            Self::Rows(ReportFormat::Xlsx) => "report.xlsx",
            Self::Rows(ReportFormat::Parquet) => "report.parquet",
            Self::Explain => "explain.csv",
            Self::Bill(RerateForm::Csv) => "bill.csv.gz",
            Self::Bill(RerateForm::Parquet) => "bill.parquet",
        }
    }

    /// What is said when a report that is there has no such file.
    pub(super) fn why_missing(self) -> &'static str {
        match self {
            Self::Rows(ReportFormat::Xlsx) => {
                "this report has no spreadsheet: it has more rows than a sheet, or was made before Muster wrote any"
            }
            Self::Rows(_) | Self::Explain | Self::Bill(_) => "this report has no such file; make it again",
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
    let end = part.file().split_once('.').map_or("", |(_, end)| end);
    match part {
        Part::Rows(_) => format!("{name}-{from}-{to}.{end}"),
        Part::Explain => format!("{name}-{from}-{to}-explained.{end}"),
        Part::Bill(_) => format!("{name}-{from}-{to}-focus.{end}"),
    }
}

/// A page of rows, and what is said of the whole; `None` when the files have just been removed.
pub(super) fn page(folder: &Path, page: u32) -> io::Result<Option<ReportResult>> {
    let Some(mut result) = read_whole(folder)? else { return Ok(None) };
    let mut file = csv::Reader::from_reader(place::reader(&folder.join(ROWS.file()))?);
    let first = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(PAGE);
    for row in file.records().skip(first).take(PAGE) {
        result.rows.push(row?.iter().map(str::to_owned).collect());
    }
    Ok(Some(result))
}

/// What is said of the whole, without rows; `None` when the files have just been removed.
pub(super) fn read_whole(folder: &Path) -> io::Result<Option<ReportResult>> {
    match place::read(&folder.join(WHOLE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        whole => Ok(serde_json::from_slice(&whole?)?),
    }
}

/// One row of the file.
pub(super) struct KeptRow {
    /// Header and cell of each group, as the engine had them.
    pub(super) groups: Vec<(String, String)>,
    /// Unblended cost and charge; `None` for the row of accounts outside the report, which has savings only.
    pub(super) sums: Option<[Money; 2]>,
}

/// The row at this place, from 0.
pub(super) fn row(folder: &Path, place: u64) -> io::Result<Option<KeptRow>> {
    let Some(whole) = read_whole(folder)? else { return Ok(None) };
    let mut file = csv::Reader::from_reader(place::reader(&folder.join(ROWS.file()))?);
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    let Some(row) = file.records().nth(place).transpose()? else { return Ok(None) };
    let texts = whole.columns.iter().take_while(|column| !column.is_money).count();
    let amount = |measure: Measure| {
        let place = whole.columns.iter().skip(texts).position(|column| column.name == measure.header())?;
        row.get(texts + place)?.parse().ok()
    };
    let sums = amount(Measure::Unblended).zip(amount(Measure::Charge)).map(<[Money; 2]>::from);
    let groups = whole.columns.into_iter().zip(&row).take(texts).map(|(column, cell)| (column.name, plain(cell))).collect();
    Ok(Some(KeptRow { groups, sums }))
}

/// A cell without the apostrophe that keeps spreadsheets from taking it for a formula.
fn plain(cell: &str) -> String {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell).to_owned()
}

/// What is written of a report.
pub(super) struct Finished<'a> {
    pub(super) report: &'a Report,
    pub(super) workflow: &'a Workflow,
    pub(super) currency: String,
    /// What the bills cannot say.
    pub(super) notes: Vec<String>,
    /// Tells two workers that write the same report apart.
    pub(super) draft: &'a str,
}

/// Writes every file of a report whole, and has them reach the disk. What a broken-off attempt left there goes.
pub(super) fn write(folder: &Path, finished: Finished<'_>) -> io::Result<()> {
    place::remove_folder(folder)?;
    place::make_folder(folder)?;
    let Finished { report, draft, .. } = finished;
    let place = |name| Place { folder, name, draft };
    let whole = whole(&finished);
    write_whole(place(ROWS.file()), |file| report.write_csv(file).map_err(io::Error::other))?;
    if report.rows.len() < SHEET {
        let sheet = Part::Rows(ReportFormat::Xlsx).file();
        write_whole(place(sheet), |file| report.write_xlsx(file).map_err(io::Error::other))?;
    }
    let parquet = Part::Rows(ReportFormat::Parquet).file();
    write_whole(place(parquet), |file| report.write_parquet(file).map_err(io::Error::other))?;
    write_whole(place(Part::Explain.file()), |file| report.write_explain(file).map_err(io::Error::other))?;
    write_whole(place(WHOLE), |file| serde_json::to_writer(file, &whole).map_err(io::Error::other))?;
    place::settle(folder)?;
    folder.parent().map_or(Ok(()), place::settle)
}

fn whole(finished: &Finished<'_>) -> ReportResult {
    let Finished { report, workflow, currency, notes, .. } = finished;
    let money = report.headers().len() - report.measures.len();
    let column = |(place, name)| ReportColumn { name, is_money: place >= money };
    let [unblended, charge] = sums(report);
    let totals = report.totals.iter().map(|total| total.exact());
    ReportResult {
        currency: currency.clone(),
        columns: report.headers().into_iter().enumerate().map(column).collect(),
        rows: Vec::new(),
        row_count: report.rows.len() as u64,
        totals: std::iter::repeat_n(String::new(), money).chain(totals).collect(),
        unblended,
        charge,
        effects: effects(report, workflow),
        no_public_price: report.no_public_price,
        reconciliation: Some(reconciliation(report, workflow)),
        source: Some(source(report.source)),
        notes: notes.clone(),
    }
}

/// What a report comes to: the unblended cost and the charge.
fn sums(report: &Report) -> [Money; 2] {
    let place = |measure| report.measures.iter().position(|known| *known == measure);
    [Measure::Unblended, Measure::Charge].map(|measure| place(measure).map(|place| report.totals[place]).unwrap_or_default())
}

/// The effect of each rule on all accounts together.
fn effects(report: &Report, workflow: &Workflow) -> Vec<RuleEffect> {
    let mut sums = vec![Effect::default(); workflow.rules.len()];
    for trail in &report.explain {
        if let Some(sum) = trail.position.checked_sub(1).and_then(|place| sums.get_mut(place)) {
            *sum = Effect { lines: sum.lines + trail.lines, effect: sum.effect + trail.effect };
        }
    }
    by_rule(workflow, &sums)
}

/// One for each rule, touched lines or not.
pub(crate) fn by_rule(workflow: &Workflow, effects: &[Effect]) -> Vec<RuleEffect> {
    let effect = |(position, (rule, effect)): (u32, (&Rule, &Effect))| {
        let (lines, rows) = if adds_rows(rule) { (0, effect.lines) } else { (effect.lines, 0) };
        RuleEffect { position, rule: rule.kind().to_owned(), sentence: rule.sentence(), lines, rows, effect: effect.effect }
    };
    (1..).zip(workflow.rules.iter().zip(effects)).map(effect).collect()
}

pub(crate) fn source(source: Source) -> ReportSource {
    match source {
        Source::Kept => ReportSource::Kept,
        Source::Lines => ReportSource::Lines,
    }
}

fn reconciliation(report: &Report, workflow: &Workflow) -> Reconciliation {
    let kept = &report.reconciliation;
    let sums = |sums: &muster_engine::report::Sums| Sums { unblended: sums.unblended, charge: sums.charge, lines: sums.lines };
    let zero_sum = |sum: &muster_engine::report::ZeroSum| ZeroSum {
        position: u32::try_from(sum.position).unwrap_or(u32::MAX),
        sentence: workflow.rules.get(sum.position.saturating_sub(1)).map(Rule::sentence).unwrap_or_default(),
        net: sum.net,
        moved: sum.moved,
    };
    Reconciliation {
        inside: sums(&kept.inside),
        outside: sums(&kept.outside),
        bill: sums(&kept.bill),
        outside_accounts: kept.outside_accounts,
        zero_sums: kept.zero_sums.iter().map(zero_sum).collect(),
        holds: kept.holds,
    }
}

/// Whether all that the rule touches are rows of its own.
fn adds_rows(rule: &Rule) -> bool {
    match rule {
        Rule::CustomLineItem(_) | Rule::EcoFee(_) => true,
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => false,
        Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) | Rule::ShareRiCost(_) | Rule::ShareSpCost(_) => false,
        Rule::Custom(_) | Rule::Uplift(_) | Rule::Discount(_) => false,
    }
}
