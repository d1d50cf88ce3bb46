//! Computing a month: one run of the engine for all subsets that one workflow version charges.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_domain::Month;
use muster_domain::report::GroupBy;
use muster_domain::view::imports::WorkState;
use muster_engine::progress::Progress;
use muster_engine::report::{Report, ReportRequest};
use muster_store::charge_months::{self, ChargeMonth};
use muster_store::reports::Scope;
use muster_store::{OrgTx, billing_settings, jobs, subsets};

use super::made::{Made, Sums, TaggedCells, keep};
use super::plan::{self, Batch};
use super::rows::{self, GROUPS};
use crate::bill::{self, Asked, Bill};
use crate::jobs::{Failure, Hold};
use crate::muster::blocking;
use crate::reports::work::failure;
use crate::{Error, billing, ledgers};

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
    let tags = billing_settings::lookup(&mut tx).await?.charge_tags;
    tx.commit().await?;
    let mut done = Done::default();
    let count = batches.len();
    for (place, (batch, request)) in batches.into_iter().zip(requests).enumerate() {
        let turn = Turn { month: &month, tags: &tags, place, count };
        let bill = Bill::open(folders.clone(), &request).await?;
        let of = (&bill, &request, &batch);
        if let Some(mut sums) = done.or_why(charge(hold, &turn, of).await, &batch.workflow.name)? {
            if !tags.is_empty() {
                let keeping = bill.keep_sums_by(hold.muster(), &tags);
                beating(hold, &turn, (&Progress::default(), keeping)).await?;
                let tagged = tell_apart(hold, &turn, of).await;
                let tagged = done.or_why(tagged, &format!("{}, by tag", batch.workflow.name))?;
                (sums.tags, sums.tagged) = tagged.map(|tagged| (tags.clone(), tagged)).unwrap_or_default();
            }
            let keeping = keep(hold, month.month, (batch, &bill, sums));
            done.charges.extend(beating(hold, &turn, (&Progress::default(), keeping)).await??);
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
    tags: &'a [String],
    place: usize,
    count: usize,
}

impl Turn<'_> {
    fn percent(&self, progress: &Progress) -> u64 {
        (self.place as u64 * 100 + progress.percent()).checked_div(self.count as u64).unwrap_or(0)
    }
}

async fn charge(hold: &Hold, turn: &Turn<'_>, (bill, request, batch): (&Bill, &ReportRequest, &Batch)) -> Result<Sums, Failure> {
    bill.refuse(request).map_err(|refused| Failure::Final(refused.to_string()))?;
    let by = |group_by: &[GroupBy]| ReportRequest { group_by: group_by.to_vec(), ..request.clone() };
    let totals = rows::totals(report(hold, turn, (bill, by(&[GroupBy::Subset]))).await?, batch)?;
    let cells = cells(hold, turn, (bill, by(&GROUPS), batch)).await?;
    let cells = cells.into_iter().map(|(subset, cells)| (subset, cells.into_iter().map(|(cell, _)| cell).collect())).collect();
    Ok(Sums { totals, cells, ..Sums::default() })
}

/// The same told apart by tags: no sums are kept by those, so this reads the lines.
async fn tell_apart(
    hold: &Hold,
    turn: &Turn<'_>,
    (bill, request, batch): (&Bill, &ReportRequest, &Batch),
) -> Result<BTreeMap<String, TaggedCells>, Failure> {
    let tags = turn.tags.iter().cloned().map(GroupBy::Tag);
    let request = ReportRequest { group_by: GROUPS.into_iter().chain(tags).collect(), ..request.clone() };
    cells(hold, turn, (bill, request, batch)).await
}

async fn cells(
    hold: &Hold,
    turn: &Turn<'_>,
    (bill, request, batch): (&Bill, ReportRequest, &Batch),
) -> Result<BTreeMap<String, TaggedCells>, Failure> {
    let (report, batch) = (report(hold, turn, (bill, request)).await?, batch.clone());
    let reading = blocking(move || rows::cells(report, &batch));
    beating(hold, turn, (&Progress::default(), reading)).await??
}

async fn report(hold: &Hold, turn: &Turn<'_>, (bill, request): (&Bill, ReportRequest)) -> Result<Report, Failure> {
    let session = bill.session(hold.muster())?;
    let progress = Arc::new(Progress::default());
    let computing = hold.muster().engine().report(&session, request, Arc::clone(&progress));
    beating(hold, turn, (&progress, computing)).await?.map_err(failure)
}

/// Works, and says meanwhile how far it is, which also tells other servers that somebody is at it.
async fn beating<T>(hold: &Hold, turn: &Turn<'_>, (progress, work): (&Progress, impl Future<Output = T>)) -> Result<T, Failure> {
    hold.working(work, |mut tx| {
        let percent = turn.percent(progress);
        async move {
            stand(&mut tx, turn.month, (WorkState::Processing, percent, None)).await?;
            Ok(tx)
        }
    })
    .await
}

#[derive(Default)]
struct Done {
    charges: Vec<Made>,
    errors: Vec<String>,
}

impl Done {
    /// What cannot be had at all is written down: all else is charged all the same.
    fn or_why<T>(&mut self, found: Result<T, Failure>, what: &str) -> Result<Option<T>, Failure> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(Failure::Final(reason)) => {
                self.errors.push(format!("{what}: {reason}"));
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

async fn finish(hold: &Hold, began: &ChargeMonth, done: Done) -> Result<(), Failure> {
    let mut tx = hold.end().await?;
    let Some(month) = charge_months::lookup(&mut tx, began.id).await? else { return Ok(tx.commit().await?) };
    for made in done.charges {
        // It may have been deleted meanwhile.
        if subsets::lookup(&mut tx, made.charge.subset).await?.is_some() {
            made.count(hold, &mut tx, &month).await?;
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
