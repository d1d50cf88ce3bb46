//! What associations would change, computed on the newest month that they would charge.

use std::sync::Arc;

use muster_domain::association::in_force;
use muster_domain::ticket::Pair;
use muster_domain::view::charges::{Impact, ImpactLine};
use muster_domain::{Money, Month};
use muster_engine::report::Measure;
use muster_store::associations::Made;
use muster_store::charges::{Charge, Standing};
use muster_store::reports::Scope;
use muster_store::{OrgTx, associations, charge_months, charges, imports, subsets, workflows};

use crate::bill::{self, Asked, Bill};
use crate::subsets::members::Members;
use crate::workflows::stored;
use crate::{Error, OrgScope, billing, ledgers};

/// Says it of these pairs, from that month on. Nothing is written.
///
/// # Errors
/// `NotFound` for a subset or version that is not there; `Conflict` for a workflow that the bill cannot be charged
/// with.
pub async fn impact(scope: &OrgScope, from: Month, pairs: &[Pair]) -> Result<Impact, Error> {
    let mut tx = scope.read().await?;
    let mut months = imports::list_months(&mut tx).await?;
    months.retain(|month| from <= *month);
    let month = months.last().copied();
    let closed = charge_months::list(&mut tx).await?.into_iter().filter(|known| known.closed_at.is_some());
    let closed = closed.map(|known| known.month).filter(|known| months.contains(known)).rev().collect();
    let now = Now {
        made: associations::list(&mut tx).await?,
        charges: match month {
            Some(month) => charges::list_by_month(&mut tx, month).await?,
            None => Vec::new(),
        },
        month,
    };
    drop(tx);
    let (mut lines, mut currency) = (Vec::with_capacity(pairs.len()), String::new());
    for pair in pairs {
        let (line, of) = now.line(scope, pair).await?;
        currency = of;
        lines.push(line);
    }
    Ok(Impact { months: months.into_iter().collect(), closed, month, currency, lines })
}

/// What there is before.
struct Now {
    made: Vec<Made>,
    charges: Vec<Charge>,
    month: Option<Month>,
}

impl Now {
    async fn line(&self, scope: &OrgScope, pair: &Pair) -> Result<(ImpactLine, String), Error> {
        let mut tx = scope.read().await?;
        let subset = subsets::lookup(&mut tx, pair.subset).await?.ok_or(Error::NotFound)?;
        let workflow = workflows::lookup(&mut tx, pair.workflow).await?.ok_or(Error::NotFound)?;
        let today = scope.muster().clock().today();
        let members = Members::load(&mut tx).await?;
        let accounts = members.all().iter().filter(|member| member.subset == subset.id && member.is_in_on(today)).count() as u64;
        let amounts = match self.month {
            Some(month) => amounts(scope, tx, (pair, subset.name.clone(), month)).await?,
            None => Amounts::default(),
        };
        let kept = |charge: &&Charge| charge.subset == pair.subset && charge.standing == Standing::Kept;
        let line = ImpactLine {
            subset_name: subset.name,
            workflow_name: workflow.name,
            version: pair.version,
            accounts,
            now: self.month.and_then(|month| self.in_force(pair, month)),
            cost: amounts.cost,
            charge_now: self.charges.iter().find(kept).map(|charge| charge.amount),
            charge_then: amounts.charge,
        };
        Ok((line, amounts.currency))
    }

    fn in_force(&self, pair: &Pair, month: Month) -> Option<(String, u32)> {
        let found = in_force(self.made.iter().map(|made| &made.association), pair.subset, month)?;
        let named = self.made.iter().find(|made| made.association == *found)?;
        Some((named.workflow_name.clone(), found.version))
    }
}

#[derive(Default)]
struct Amounts {
    cost: Money,
    charge: Money,
    currency: String,
}

async fn amounts(scope: &OrgScope, mut tx: OrgTx, (pair, name, month): (&Pair, String, Month)) -> Result<Amounts, Error> {
    let version = workflows::lookup_version(&mut tx, pair.workflow, u64::from(pair.version)).await?.ok_or(Error::NotFound)?;
    let (chosen, settings) = (Scope::Subsets(vec![(pair.subset, name)]), billing::settings(&mut tx).await?);
    let asked =
        Asked { workflow: stored(&version.json)?, scope: &chosen, period: month.period(), group_by: &[], settings: &settings };
    let request = bill::request(&mut tx, asked).await?;
    let folders = ledgers::folders(scope.muster(), &mut tx).await?;
    drop(tx);
    let bill = Bill::open(folders, &request).await?;
    bill.refuse(&request).map_err(|refused| Error::Conflict(refused.to_string()))?;
    let session = bill.session(scope.muster())?;
    let report = scope.muster().engine().report(&session, request, Arc::default()).await;
    let report = report.map_err(|error| Error::Conflict(error.to_string()))?;
    let total = |measure| report.measures.iter().position(|known| *known == measure).map(|place| report.totals[place]);
    let (cost, charge) = (total(Measure::Unblended), total(Measure::Charge));
    Ok(Amounts { cost: cost.unwrap_or_default(), charge: charge.unwrap_or_default(), currency: bill.currency() })
}
