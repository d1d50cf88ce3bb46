//! The coverage of a management account's usage by commitments, from the cells that its imports keep; computed once
//! for as long as its imports stay the same.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Days, NaiveDate};
use muster_domain::enrollment::{CoverageWeek, week_of};
use muster_domain::report::GroupBy;
use muster_domain::{ManagementAccountId, Money, OrganizationId, Period};
use muster_engine::report::{Measure, Report, ReportRequest, Row};

use crate::bill::Bill;
use crate::{Error, Muster, ledgers};

/// As far back as the trend looks from the last day with lines; a ramp-up takes six weeks at most.
const WEEKS: u64 = 12;
/// The charge type of what no commitment covers.
const UNCOVERED: &str = "Usage";

/// Trends of management accounts, as long as their imports stay the same.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<ManagementAccountId, Known>>);

#[derive(Clone)]
struct Known {
    imports: Vec<PathBuf>,
    weeks: Arc<[CoverageWeek]>,
}

/// Oldest week first; a week without usage is left out, and there is none before the first bill.
pub(crate) async fn load(muster: &Muster, of: OrganizationId, id: ManagementAccountId) -> Result<Arc<[CoverageWeek]>, Error> {
    let folder = muster.ledger_folder(of, id);
    let periods = ledgers::periods(vec![folder.clone()]).await?;
    let imports: Vec<_> = periods.iter().map(|period| period.folder.clone()).collect();
    let cache = || muster.coverage().0.lock().unwrap_or_else(PoisonError::into_inner);
    let known = cache().get(&id).cloned();
    if let Some(known) = known.filter(|known| known.imports == imports) {
        return Ok(known.weeks);
    }
    let last = periods.iter().map(|period| period.record.last_day).max();
    let weeks = match last.and_then(|last| period(last.min(muster.clock().today()))) {
        Some(period) => compute(muster, folder, period).await?.into(),
        None => Arc::default(),
    };
    cache().insert(id, Known { imports, weeks: Arc::clone(&weeks) });
    Ok(weeks)
}

/// Whole weeks but for the last, which ends with this day.
fn period(last: NaiveDate) -> Option<Period> {
    Period::new(week_of(last) - Days::new(7 * (WEEKS - 1)), last.succ_opt()?).ok()
}

async fn compute(muster: &Muster, folder: PathBuf, period: Period) -> Result<Vec<CoverageWeek>, Error> {
    let group_by = vec![GroupBy::Day, GroupBy::ChargeType];
    let request = ReportRequest { period: Some(period), group_by, ..ReportRequest::default() };
    let bill = Bill::open(vec![folder], &request).await?;
    let session = bill.session(muster)?;
    let report = muster.engine().report(&session, request, Arc::default()).await.map_err(Error::internal)?;
    weeks(&report)
}

fn weeks(report: &Report) -> Result<Vec<CoverageWeek>, Error> {
    let mut weeks: BTreeMap<NaiveDate, CoverageWeek> = BTreeMap::new();
    for row in &report.rows {
        let [day, charge_type] = &row.groups[..] else { continue };
        let from = week_of(day.parse().map_err(Error::internal)?);
        let covered = amount(report, row, Measure::RiOnDemand) + amount(report, row, Measure::SpOnDemand);
        let uncovered = if charge_type == UNCOVERED { amount(report, row, Measure::Unblended) } else { Money::ZERO };
        let week = weeks.entry(from).or_insert(CoverageWeek { from, covered: Money::ZERO, usage: Money::ZERO });
        week.covered = week.covered + covered;
        week.usage = week.usage + covered + uncovered;
    }
    Ok(weeks.into_values().filter(|week| !week.usage.is_zero()).collect())
}

fn amount(report: &Report, row: &Row, measure: Measure) -> Money {
    let place = report.measures.iter().position(|known| *known == measure);
    place.and_then(|place| row.amounts.get(place).copied().flatten()).unwrap_or_default()
}
