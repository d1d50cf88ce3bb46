//! What associations would change, computed on the newest month that they would charge.

use std::sync::Arc;

use muster_domain::association::in_force;
use muster_domain::ticket::Pair;
use muster_domain::view::charges::{Impact, ImpactAmounts, ImpactLine};
use muster_domain::{Month, OrganizationId};
use muster_engine::report::Measure;
use muster_store::associations::Made;
use muster_store::charges::{Charge, Standing};
use muster_store::reports::Scope;
use muster_store::validations::{self, Validation};
use muster_store::{OrgTx, associations, charge_months, charges, imports, subsets, workflows};

use crate::bill::{self, Asked, Bill};
use crate::subsets::members::Members;
use crate::workflows::stored;
use crate::{Error, Muster, billing, enrollment, ledgers};

/// Says it of these pairs of an organization, from that month on. Nothing is written.
///
/// # Errors
/// The database's; what cannot be charged says so on its line.
pub(crate) async fn impact(muster: &Muster, of: OrganizationId, (from, pairs): (Month, &[Pair])) -> Result<Impact, Error> {
    let mut tx = muster.store().read_in(of).await?;
    let known = imports::list_months(&mut tx).await?;
    let months: Vec<_> = known.iter().copied().filter(|month| from <= *month).collect();
    let month = known.last().copied();
    let closed = charge_months::list(&mut tx).await?.into_iter().filter(|known| known.closed_at.is_some());
    let closed = closed.map(|known| known.month).filter(|known| months.contains(known)).rev().collect();
    let now = Now {
        muster,
        of,
        made: associations::list(&mut tx).await?,
        charges: match month {
            Some(month) => charges::list_by_month(&mut tx, month).await?,
            None => Vec::new(),
        },
        marks: validations::list(&mut tx).await?,
        month,
    };
    drop(tx);
    let (mut lines, mut currency) = (Vec::with_capacity(pairs.len()), String::new());
    for pair in pairs {
        let (line, of) = now.line(pair).await?;
        currency = of.unwrap_or(currency);
        lines.push(line);
    }
    Ok(Impact { months, closed, month, currency, lines })
}

/// What there is before.
struct Now<'a> {
    muster: &'a Muster,
    of: OrganizationId,
    made: Vec<Made>,
    charges: Vec<Charge>,
    marks: Vec<Validation>,
    month: Option<Month>,
}

impl Now<'_> {
    /// The line, and the currency of its amounts.
    async fn line(&self, pair: &Pair) -> Result<(ImpactLine, Option<String>), Error> {
        let mut tx = self.muster.store().read_in(self.of).await?;
        let (subset, workflow) = (subsets::lookup(&mut tx, pair.subset).await?, workflows::lookup(&mut tx, pair.workflow).await?);
        let gone = || "(deleted)".to_owned();
        let (subset_name, workflow_name) =
            (subset.map_or_else(gone, |subset| subset.name), workflow.map_or_else(gone, |workflow| workflow.name));
        let today = self.muster.clock().today();
        let members = Members::load(&mut tx).await?;
        let accounts =
            members.all().iter().filter(|member| member.subset == pair.subset && member.is_in_on(today)).count() as u64;
        let computed = match self.month {
            Some(month) => self.amounts(tx, (pair, &subset_name, month)).await.map(Some),
            None => Ok(None),
        };
        let (amounts, currency, refused) = match computed {
            Ok(Some((amounts, currency))) => (Some(amounts), Some(currency), None),
            Ok(None) => (None, None, None),
            Err(Error::Internal(cause)) => return Err(Error::Internal(cause)),
            Err(Error::NotFound) => {
                (None, None, Some("the subset or this version of the workflow is not there any more".to_owned()))
            }
            Err(error) => (None, None, Some(error.to_string())),
        };
        let now = self.month.and_then(|month| self.in_force(pair, month));
        let version = u64::from(pair.version);
        let mark = self.marks.iter().find(|mark| mark.workflow == pair.workflow && mark.version == version);
        let validation = mark.map(|mark| enrollment::row(mark, &workflow_name)).transpose()?;
        let version = pair.version;
        Ok((ImpactLine { subset_name, workflow_name, version, accounts, now, validation, amounts, refused }, currency))
    }

    fn in_force(&self, pair: &Pair, month: Month) -> Option<(String, u32)> {
        let found = in_force(self.made.iter().map(|made| &made.association), pair.subset, month)?;
        let named = self.made.iter().find(|made| made.association == *found)?;
        Some((named.workflow_name.clone(), found.version))
    }

    async fn amounts(&self, mut tx: OrgTx, (pair, name, month): (&Pair, &str, Month)) -> Result<(ImpactAmounts, String), Error> {
        let version = workflows::lookup_version(&mut tx, pair.workflow, u64::from(pair.version)).await?.ok_or(Error::NotFound)?;
        let (chosen, settings) = (Scope::Subsets(vec![(pair.subset, name.to_owned())]), billing::settings(&mut tx).await?);
        let (workflow, period) = (stored(&version.json)?, month.period());
        let asked = Asked { workflow, scope: &chosen, period, group_by: &[], settings: &settings };
        let request = bill::request(&mut tx, asked).await?;
        let folders = ledgers::folders(self.muster, &mut tx).await?;
        drop(tx);
        let bill = Bill::open(folders, &request).await?;
        bill.refuse(&request).map_err(|refused| Error::Conflict(refused.to_string()))?;
        let session = bill.session(self.muster)?;
        let report = self.muster.engine().report(&session, request, Arc::default()).await;
        let report = report.map_err(|error| Error::Conflict(error.to_string()))?;
        let total = |measure| report.measures.iter().position(|known| *known == measure).map(|place| report.totals[place]);
        let (cost, charge) = (total(Measure::Unblended), total(Measure::Charge));
        let kept = |charge: &&Charge| charge.subset == pair.subset && charge.standing == Standing::Kept;
        let charge_now = self.charges.iter().find(kept).map(|charge| charge.amount);
        let amounts = ImpactAmounts { cost: cost.unwrap_or_default(), charge_now, charge_then: charge.unwrap_or_default() };
        Ok((amounts, bill.currency()))
    }
}
