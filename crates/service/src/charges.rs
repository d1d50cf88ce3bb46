//! What subsets are charged, month by month: computed by a worker from the associated workflow versions whenever
//! something that it depends on changed, and kept.
//!
//! Of each subset and month there is one row with the amount (and its accounts', for lists) in the database, and a
//! file with its cells (day, account, service, region, charge type, lifecycle, usage type). 300 accounts over 13 months are 4,000 rows of
//! amounts, but some million cells: as files they are written and read in one go, and only by who asks for a month.
//! Where the organization chose tags, a second file tells the same cells apart by their values.
//! A new computation writes new files and then, in one transaction, the rows that make them count.
//!
//! Cells sum to the amount to the last digit, and the amount is that of a report on the subset and month.

pub(crate) mod cells;
mod made;
mod plan;
mod rows;
pub(crate) mod shown;
pub(crate) mod sweep;
pub(crate) mod work;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use muster_domain::report::EcoCommitments;
use muster_domain::view::charges::Computation;
use muster_domain::view::imports::WorkState;
use muster_domain::workflow::{EcoFee, Rule};
use muster_domain::{JobId, Month};
use muster_store::charge_months::ChargeMonth;
use muster_store::jobs::{Kind, NewJob};
use muster_store::{OrgTx, associations, charge_months, imports, jobs};
use uuid::{NoContext, Timestamp, Uuid};

use crate::{Error, billing};

/// A new id of that time; for what is made in somebody else's transaction.
pub(crate) fn id_at(at: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, at.timestamp_subsec_nanos()))
}

/// Has these months computed, those that something charges; in the transaction of what changed. Ring the bell after.
pub(crate) async fn ask(tx: &mut OrgTx, months: BTreeSet<Month>, at: DateTime<Utc>) -> Result<(), Error> {
    let first = associations::list(tx).await?.iter().map(|made| made.association.from).min();
    for month in months {
        if first.is_none_or(|first| month < first) {
            continue;
        }
        let id = charge_months::ask(tx, month, id_at(at)).await?;
        if !jobs::is_there(tx, Kind::Charges, id).await? {
            jobs::add(tx, &job(id, at)).await?;
        }
    }
    Ok(())
}

fn job(month: Uuid, at: DateTime<Utc>) -> NewJob {
    NewJob { id: JobId(id_at(at)), kind: Kind::Charges, subject: month, lane: month, at }
}

/// Has every month from this one on computed; `None` is every month.
pub(crate) async fn ask_from(tx: &mut OrgTx, from: Option<Month>, at: DateTime<Utc>) -> Result<(), Error> {
    let mut months = imports::list_months(tx).await?;
    months.extend(charge_months::list(tx).await?.into_iter().map(|known| known.month));
    months.retain(|month| from.is_none_or(|from| from <= *month));
    ask(tx, months, at).await
}

/// Has the months computed that depend on lines of these: themselves, and where Eco is charged, others.
pub(crate) async fn ask_imported(tx: &mut OrgTx, imported: BTreeSet<Month>, at: DateTime<Utc>) -> Result<(), Error> {
    if matches!(billing::settings(tx).await?.eco_commitments, EcoCommitments::Since(_)) {
        // A line of any month may say when a commitment began.
        return ask_from(tx, None, at).await;
    }
    let mut months = imported.clone();
    for month in imported.into_iter().map(Month::next) {
        let is_charged = charge_months::find_by_month(tx, month).await?.is_some();
        if is_charged && looks_back(tx, month).await? {
            months.insert(month);
        }
    }
    ask(tx, months, at).await
}

/// Whether a workflow that charges this month splits an invoice by the month before.
async fn looks_back(tx: &mut OrgTx, month: Month) -> Result<bool, Error> {
    let plan = plan::of(tx, month).await?;
    let actuals = |rule: &Rule| matches!(rule, Rule::EcoFee(EcoFee::Actuals));
    Ok(plan.iter().any(|batch| batch.workflow.rules.iter().any(actuals)))
}

/// Where it stands, for a page.
pub(crate) fn computation(month: &ChargeMonth) -> Computation {
    Computation {
        month: month.month,
        state: month.state,
        percent: u8::try_from(month.percent.min(100)).unwrap_or(100),
        error: month.error.clone(),
    }
}

/// Those that a page should speak of.
pub(crate) fn underway(months: &[ChargeMonth]) -> Vec<Computation> {
    months.iter().filter(|month| month.state != WorkState::Successful).map(computation).collect()
}
