//! The tier of service of a management account.

use chrono::NaiveDate;
use muster_domain::ManagementAccountId;
use muster_domain::enrollment::Tier;
use muster_domain::ticket::{Request, TicketKind};
use muster_domain::view::enrollment::Service;
use muster_store::tickets::Ticket;
use muster_store::{OrgTx, service_tiers, tickets};

use crate::Error;

/// The tier as it is now: while nobody scheduled the strategy call, a ticket that asks for it shows.
pub(crate) async fn load(tx: &mut OrgTx, id: ManagementAccountId, today: NaiveDate) -> Result<Service, Error> {
    let kept = service_tiers::lookup(tx, id).await?;
    let ticket = call_ticket(tx, id).await?;
    let asked = |tier: Tier| match (tier, &ticket) {
        (Tier::Analysis, Some(_)) => Tier::CallRequested,
        (tier, _) => tier,
    };
    let tier = asked(kept.map_or(Tier::Analysis, |kept| kept.tier));
    let since = match tier {
        Tier::CallRequested => ticket.as_ref().map(|ticket| ticket.created_at),
        _ => kept.map(|kept| kept.since),
    };
    let ramp_up = kept.and_then(|kept| kept.ramp_up);
    Ok(Service {
        tier,
        since,
        ticket: ticket.map(|ticket| ticket.id),
        call_on: kept.and_then(|kept| kept.call_on),
        ramp_up,
        percent: ramp_up.map_or(0, |ramp_up| ramp_up.percent(today)),
    })
}

/// The ticket that waits for this account's strategy call.
pub(crate) async fn call_ticket(tx: &mut OrgTx, id: ManagementAccountId) -> Result<Option<Ticket>, Error> {
    let waiting = tickets::list_waiting(tx, TicketKind::StrategyCall).await?;
    let is_about = |ticket: &Ticket| matches!(&ticket.request, Request::StrategyCall { management_account, .. } if *management_account == id);
    Ok(waiting.into_iter().find(is_about))
}
