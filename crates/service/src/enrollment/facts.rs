//! What the eight steps are worked out from.

use std::collections::BTreeSet;

use muster_domain::enrollment::{AccountFacts, Facts, Many, Waiting};
use muster_domain::feature::Feature;
use muster_domain::ticket::{TicketKind, TicketState};
use muster_domain::view::imports::WorkState;
use muster_store::directory::{self, Kind};
use muster_store::management_accounts::ManagementAccount;
use muster_store::{OrgTx, associations, imports, reports, tickets, validations, workflows};

use crate::connections::standing;
use crate::{Error, OrgScope, ledgers};

/// What all management accounts of an organization share.
pub(super) async fn shared(scope: &OrgScope, tx: &mut OrgTx) -> Result<Facts, Error> {
    let (features, self_service) = (scope.features(), scope.muster().settings().self_service);
    let reports = reports::list(tx).await?;
    let report = reports.iter().find(|report| report.state == WorkState::Successful);
    let newest = workflows::list(tx).await?.into_iter().max_by_key(|workflow| workflow.updated_at);
    let marks = validations::list(tx).await?;
    let enabled = tickets::list(tx)
        .await?
        .into_iter()
        .find(|ticket| ticket.request.kind() == TicketKind::EnableSubsets && ticket.state == TicketState::Approved);
    Ok(Facts {
        signed_up: directory::find_created_at(tx).await?.ok_or(Error::NotFound)?,
        account: None,
        self_service,
        has_subsets_feature: features.has(Feature::Subsets),
        enabled_since: enabled.map(|ticket| ticket.updated_at),
        enable_ticket: waiting(tx, TicketKind::EnableSubsets).await?,
        subsets: directory::many(tx, Kind::Subsets).await?,
        workflows: directory::many(tx, Kind::Workflows).await?,
        workflow: newest.map(|workflow| workflow.id),
        report: report.map(|report| (report.id, report.created_at)),
        validations: Many { count: marks.len() as u64, since: marks.first().map(|mark| mark.at) },
        associations: charged(tx).await?,
        associate_ticket: waiting(tx, TicketKind::AssociateWorkflows).await?,
        customers: directory::many(tx, Kind::Customers).await?,
        customer_ticket: waiting(tx, TicketKind::EndCustomer).await?,
    })
}

/// The same for one of them.
pub(super) async fn of(
    scope: &OrgScope,
    tx: &mut OrgTx,
    (shared, account): (&Facts, &ManagementAccount),
) -> Result<Facts, Error> {
    let last = imports::list(tx, account.id).await?.into_iter().next();
    let months = ledgers::months(scope.muster(), scope.organization(), account.id).await?;
    let standing = standing::of(tx, account.id, (last.as_ref(), &months)).await?;
    let account = AccountFacts {
        id: account.id,
        state: standing.state,
        since: standing.since,
        finding: standing.finding,
        added: account.created_at,
        import: last.as_ref().map(|import| (import.created_at, import.finished_at)),
        error: last.and_then(|import| import.error),
        months: months.len() as u64,
        ready: months.iter().map(|month| month.imported_at).min(),
    };
    Ok(Facts { account: Some(account), ..shared.clone() })
}

/// Subsets that a workflow was ever associated with.
async fn charged(tx: &mut OrgTx) -> Result<Many, Error> {
    let made = associations::list(tx).await?;
    let subsets: BTreeSet<_> = made.iter().map(|made| made.association.subset).collect();
    Ok(Many { count: subsets.len() as u64, since: made.iter().map(|made| made.at).min() })
}

async fn waiting(tx: &mut OrgTx, kind: TicketKind) -> Result<Option<Waiting>, Error> {
    let oldest = tickets::list_waiting(tx, kind).await?.into_iter().next();
    Ok(oldest.map(|ticket| Waiting { ticket: ticket.id, since: ticket.created_at }))
}
