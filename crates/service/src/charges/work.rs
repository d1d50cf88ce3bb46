//! Computing a month: one run of the engine for all subsets that one workflow version charges.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_domain::charge::{self, Cell, settle};
use muster_domain::report::GroupBy;
use muster_domain::view::imports::WorkState;
use muster_domain::{AccountId, ChargeId, Money, Month, SubsetId};
use muster_engine::progress::Progress;
use muster_engine::report::{Measure, Report, ReportRequest, Row};
use muster_store::charge_months::{self, ChargeMonth};
use muster_store::charges::{self, Charge, Standing};
use muster_store::reports::Scope;
use muster_store::{OrgTx, jobs, subsets};

use super::cells;
use super::plan::{self, Batch};
use crate::bill::{self, Asked, Bill};
use crate::jobs::{Failure, Hold};
use crate::muster::blocking;
use crate::reports::work::failure;
use crate::{Error, billing, ledgers};

const GROUPS: [GroupBy; 8] = [
    GroupBy::Subset,
    GroupBy::Day,
    GroupBy::Account,
    GroupBy::Service,
    GroupBy::Region,
    GroupBy::ChargeType,
    GroupBy::Lifecycle,
    GroupBy::UsageType,
];

/// Computes it, and makes what came of it count in one transaction with the end of the job.
pub(crate) async fn run(hold: &Hold) -> Result<(), Failure> {
    let mut tx = hold.beat().await?;
    let Some(month) = charge_months::lookup(&mut tx, hold.job().subject).await? else {
        drop(tx);
        hold.end().await?.commit().await?;
        return Ok(());
    };
    stand(&mut tx, &month, (WorkState::Processing, 0, None)).await?;
    let (batches, folders) = (plan::of(&mut tx, month.month).await?, ledgers::folders(hold.muster(), &mut tx).await?);
    let requests = requests(&mut tx, month.month, &batches).await?;
    tx.commit().await?;
    let mut done = Done::default();
    let count = batches.len();
    for (place, (batch, request)) in batches.into_iter().zip(requests).enumerate() {
        let turn = Turn { month: &month, place, count };
        let bill = Bill::open(folders.clone(), &request).await?;
        match charge(hold, &turn, (&bill, request, &batch)).await {
            Ok(sums) => done.charges.extend(keep(hold, month.month, (batch, &bill, sums)).await?),
            // The others are charged all the same.
            Err(Failure::Final(reason)) => done.errors.push(format!("{}: {reason}", batch.workflow.name)),
            Err(other) => return Err(other),
        }
    }
    finish(hold, &month, done).await
}

/// It failed for good: the page shows why, in one line.
pub(crate) async fn fail(hold: &Hold, reason: &str) -> Result<(), Failure> {
    let mut tx = hold.end().await?;
    if let Some(month) = charge_months::lookup(&mut tx, hold.job().subject).await? {
        stand(&mut tx, &month, (WorkState::Failed, 0, Some(reason))).await?;
    }
    Ok(tx.commit().await?)
}

async fn stand(
    tx: &mut OrgTx,
    month: &ChargeMonth,
    (state, percent, error): (WorkState, u64, Option<&str>),
) -> Result<(), Error> {
    Ok(charge_months::set_standing(tx, month.id, charge_months::Standing { state, percent, error }).await?)
}

async fn requests(tx: &mut OrgTx, month: Month, batches: &[Batch]) -> Result<Vec<ReportRequest>, Error> {
    let settings = billing::settings(tx).await?;
    let mut requests = Vec::with_capacity(batches.len());
    for batch in batches {
        let scope = Scope::Subsets(batch.subsets.clone());
        let (workflow, period) = (batch.workflow.clone(), month.period());
        requests
            .push(bill::request(tx, Asked { workflow, scope: &scope, period, group_by: &GROUPS, settings: &settings }).await?);
    }
    Ok(requests)
}

/// Which of a month's batches is computed.
struct Turn<'a> {
    month: &'a ChargeMonth,
    place: usize,
    count: usize,
}

impl Turn<'_> {
    fn percent(&self, progress: &Progress) -> u64 {
        let own = progress.read().saturating_mul(100).checked_div(progress.total()).unwrap_or(0).min(99);
        (self.place as u64 * 100 + own).checked_div(self.count as u64).unwrap_or(0)
    }
}

/// Amounts and cells of a batch, by subset.
#[derive(Default)]
struct Sums {
    cells: BTreeMap<String, Vec<Cell>>,
    totals: BTreeMap<String, Money>,
}

async fn charge(hold: &Hold, turn: &Turn<'_>, (bill, request, batch): (&Bill, ReportRequest, &Batch)) -> Result<Sums, Failure> {
    bill.refuse(&request).map_err(|refused| Failure::Final(refused.to_string()))?;
    let totals = ReportRequest { group_by: vec![GroupBy::Subset], ..request.clone() };
    let (cells, totals) = (report(hold, turn, (bill, request)).await?, report(hold, turn, (bill, totals)).await?);
    let mut sums = Sums::default();
    for row in charged(&cells) {
        let (subset, cell) = cell(row?)?;
        sums.cells.entry(batch.whose(subset)).or_default().push(cell);
    }
    match &batch.subsets[..] {
        // What is charged to the report as a whole is charged to its one subset.
        [(_, only)] => {
            sums.totals.insert(only.clone(), total(&totals)?);
        }
        _ => {
            for row in charged(&totals) {
                let (row, amount) = row?;
                sums.totals.insert(row.groups.first().cloned().unwrap_or_default(), amount);
            }
        }
    }
    Ok(sums)
}

async fn report(hold: &Hold, turn: &Turn<'_>, (bill, request): (&Bill, ReportRequest)) -> Result<Report, Failure> {
    let session = bill.session(hold.muster())?;
    let progress = Arc::new(Progress::default());
    // Dropped on the way out, it stops.
    let mut computing = std::pin::pin!(hold.muster().engine().report(&session, request, Arc::clone(&progress)));
    loop {
        tokio::select! {
            done = &mut computing => return done.map_err(failure),
            pause = hold.pause() => {
                pause?;
                let mut tx = hold.beat().await?;
                stand(&mut tx, turn.month, (WorkState::Processing, turn.percent(&progress), None)).await?;
                tx.commit().await?;
            }
        }
    }
}

/// Rows with what is charged; the row `Other` charges nothing.
fn charged(report: &Report) -> impl Iterator<Item = Result<(&Row, Money), Failure>> {
    let place = report.measures.iter().position(|measure| *measure == Measure::Charge);
    report.rows.iter().filter_map(move |row| match place {
        Some(place) => row.amounts.get(place).copied().flatten().map(|amount| Ok((row, amount))),
        None => Some(Err(Failure::Passing("a report has no charge".to_owned()))),
    })
}

/// Of all rows, rounded once.
fn total(report: &Report) -> Result<Money, Failure> {
    let place = report.measures.iter().position(|measure| *measure == Measure::Charge);
    place.map(|place| report.totals[place]).ok_or_else(|| Failure::Passing("a report has no charge".to_owned()))
}

fn cell((row, amount): (&Row, Money)) -> Result<(String, Cell), Failure> {
    let [subset, day, account, _, service, region, charge_type, lifecycle, usage_type] = &row.groups[..] else {
        return Err(Failure::Passing("a report has other groups than it was asked for".to_owned()));
    };
    let wrong = |what: &dyn std::fmt::Display| Failure::Final(format!("a line cannot be charged: {what}"));
    let cell = Cell {
        day: day.parse().map_err(|error| wrong(&error))?,
        account: cells::maybe(account).map_err(|error| wrong(&error))?,
        service: service.clone(),
        region: region.clone(),
        charge_type: charge_type.clone(),
        lifecycle: Some(lifecycle.clone()),
        usage_type: Some(usage_type.clone()),
        amount,
    };
    Ok((subset.clone(), cell))
}

/// A charge whose file is written.
struct Made {
    charge: Charge,
    accounts: BTreeMap<AccountId, Money>,
    cells: Vec<Cell>,
}

#[derive(Default)]
struct Done {
    charges: Vec<Made>,
    errors: Vec<String>,
}

/// Writes the files of a batch; nothing counts yet.
async fn keep(hold: &Hold, month: Month, (batch, bill, mut sums): (Batch, &Bill, Sums)) -> Result<Vec<Made>, Failure> {
    let mut made = Vec::with_capacity(batch.subsets.len());
    for (subset, name) in batch.subsets {
        let amount = sums.totals.remove(&name).unwrap_or_default();
        let cells = settle(sums.cells.remove(&name).unwrap_or_default(), amount);
        let mut accounts = BTreeMap::<AccountId, Money>::new();
        for cell in &cells {
            if let Some(account) = &cell.account {
                let sum = accounts.entry(account.clone()).or_default();
                *sum = *sum + cell.amount;
            }
        }
        let charge = Charge {
            id: ChargeId(hold.muster().id()),
            subset,
            month,
            standing: Standing::Kept,
            workflow: batch.id,
            version: batch.version,
            currency: bill.currency(),
            amount,
            imports: bill.imports(),
            computed_at: hold.muster().now(),
        };
        made.push(Made { charge, accounts, cells });
    }
    let folder = hold.muster().charges_folder(hold.organization());
    let written =
        blocking(move || made.iter().try_for_each(|made| cells::write(&folder, made.charge.id, &made.cells)).map(|()| made));
    written.await?.map_err(|error| Failure::Passing(format!("charges could not be written: {error}")))
}

async fn finish(hold: &Hold, began: &ChargeMonth, done: Done) -> Result<(), Failure> {
    let mut tx = hold.end().await?;
    let Some(month) = charge_months::lookup(&mut tx, began.id).await? else { return Ok(tx.commit().await?) };
    for made in done.charges {
        // It may have been deleted meanwhile.
        if subsets::lookup(&mut tx, made.charge.subset).await?.is_some() {
            count(hold, &mut tx, (&month, made)).await?;
        }
    }
    charge_months::set_computed(&mut tx, month.id, hold.muster().now()).await?;
    if month.asked != began.asked {
        stand(&mut tx, &month, (WorkState::Queued, 0, None)).await?;
        jobs::add(&mut tx, &super::job(month.id, hold.muster().now())).await?;
    } else if done.errors.is_empty() {
        stand(&mut tx, &month, (WorkState::Successful, 100, None)).await?;
    } else {
        stand(&mut tx, &month, (WorkState::Failed, 0, Some(&done.errors.join("; ")))).await?;
    }
    Ok(tx.commit().await?)
}

/// Makes a charge count, or stand beside the one that counts where the month is closed and it differs.
async fn count(hold: &Hold, tx: &mut OrgTx, (month, made): (&ChargeMonth, Made)) -> Result<(), Failure> {
    let Made { charge, accounts, cells } = made;
    let (subset, of) = (charge.subset, charge.month);
    if month.closed_at.is_none() {
        charges::remove(tx, (subset, of, Standing::Late)).await?;
        return Ok(charges::put(tx, &charge, &accounts).await?);
    }
    if is_same(hold, tx, (subset, of, cells)).await? {
        return Ok(charges::remove(tx, (subset, of, Standing::Late)).await?);
    }
    Ok(charges::put(tx, &Charge { standing: Standing::Late, ..charge }, &accounts).await?)
}

/// Whether what counts has the same cells.
async fn is_same(hold: &Hold, tx: &mut OrgTx, (subset, month, new): (SubsetId, Month, Vec<Cell>)) -> Result<bool, Failure> {
    let kept = charges::list_by_month(tx, month).await?;
    let kept = kept.into_iter().find(|charge| charge.subset == subset && charge.standing == Standing::Kept);
    match kept {
        // A month that was closed before anything charged the subset is charged nothing.
        None => Ok(new.is_empty()),
        Some(kept) => Ok(charge::is_same(&cells::load(hold.muster(), hold.organization(), kept.id).await?, &new)),
    }
}
