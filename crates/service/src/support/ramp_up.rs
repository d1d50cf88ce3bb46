//! The ramp-up board: every management account with its tier, which support moves.

use chrono::NaiveDate;
use muster_domain::ManagementAccountId;
use muster_domain::enrollment::{CoverageWeek, RampUp, Tier};
use muster_domain::view::enrollment::{BoardRow, EnrolledAccount};
use muster_store::service_tiers::{self, ServiceTier};

use crate::audit::Deed;
use crate::enrollment::service;
use crate::{Ctx, Error, coverage};

/// Every management account of the installation, by organization.
///
/// # Errors
/// Those of [`Ctx::support`].
pub async fn board(ctx: &Ctx) -> Result<Vec<BoardRow>, Error> {
    let support = ctx.support().await?;
    let store = support.muster().store();
    let accounts = service_tiers::list_accounts(&mut store.read().await?).await?;
    let today = support.muster().clock().today();
    let mut rows = Vec::with_capacity(accounts.len());
    for enrolled in accounts {
        let service = service::load(&mut store.read_in(enrolled.organization).await?, enrolled.id, today).await?;
        rows.push(BoardRow {
            organization: enrolled.organization,
            organization_name: enrolled.organization_name,
            account: EnrolledAccount { id: enrolled.id, account_id: enrolled.account_id, name: enrolled.name, service },
        });
    }
    let mut tx = store.write().await?;
    let detail = format!("{} management accounts", rows.len());
    support.note_aside(&mut tx, Deed { action: "support.board", subject: String::new(), detail }).await?;
    tx.commit().await?;
    Ok(rows)
}

/// The trend of a management account's coverage, oldest week first.
///
/// # Errors
/// `NotFound`; those of [`Ctx::support`].
pub async fn coverage(ctx: &Ctx, id: ManagementAccountId) -> Result<Vec<CoverageWeek>, Error> {
    let support = ctx.support().await?;
    let mut tx = support.muster().store().write().await?;
    let organization = service_tiers::find_organization(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let mut tx = tx.lock(organization).await?;
    support.note(&mut tx, Deed { action: "support.coverage", subject: id.to_string(), detail: String::new() }).await?;
    tx.commit().await?;
    Ok(coverage::load(support.muster(), organization, id).await?.to_vec())
}

/// Where support moves a management account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub tier: Tier,
    /// Of a call that is scheduled.
    pub call_on: Option<NaiveDate>,
    /// First day of a ramp-up.
    pub from: Option<NaiveDate>,
    /// 4 to 6.
    pub weeks: u32,
}

/// Moves a management account to a tier.
///
/// # Errors
/// `Invalid` at `tier`, `from` or `weeks`.
pub async fn set_tier(ctx: &Ctx, id: ManagementAccountId, to: Move) -> Result<(), Error> {
    let support = ctx.support().await?;
    let mut tx = support.muster().store().write().await?;
    let organization = service_tiers::find_organization(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let mut tx = tx.lock(organization).await?;
    let before = service_tiers::lookup(&mut tx, id).await?;
    let ramp_up = match to.tier {
        Tier::CallRequested => return Err(Error::invalid("tier", "the organization asks for the call, by a ticket")),
        Tier::Analysis | Tier::Scheduled => None,
        Tier::RampUp => Some(checked(to)?),
        Tier::Full => before.and_then(|before| before.ramp_up),
    };
    let call_on = match to.tier {
        Tier::Analysis => None,
        Tier::Scheduled => to.call_on,
        Tier::CallRequested | Tier::RampUp | Tier::Full => before.and_then(|before| before.call_on),
    };
    let since = support.muster().now();
    service_tiers::set(&mut tx, id, &ServiceTier { tier: to.tier, since, call_on, ramp_up }).await?;
    let was = before.map_or(Tier::Analysis, |before| before.tier);
    let detail = format!("{} -> {}", was.label(), to.tier.label());
    support.note(&mut tx, Deed { action: "support.tier", subject: id.to_string(), detail }).await?;
    Ok(tx.commit().await?)
}

fn checked(to: Move) -> Result<RampUp, Error> {
    let from = to.from.ok_or_else(|| Error::invalid("from", "say on which day it begins"))?;
    if !RampUp::WEEKS.contains(&to.weeks) {
        return Err(Error::invalid("weeks", "a ramp-up takes 4 to 6 weeks"));
    }
    Ok(RampUp { from, weeks: to.weeks })
}
