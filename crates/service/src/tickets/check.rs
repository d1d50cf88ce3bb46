//! Whether something can be asked for: what needs no look of support is refused at once.

use muster_domain::Month;
use muster_domain::enrollment::Tier;
use muster_domain::feature::Feature;
use muster_domain::ticket::{CustomerLine, Pair, Request, TicketKind};
use muster_domain::workflow::Refusal;
use muster_store::{OrgTx, charge_months, management_accounts, organizations, subsets, tickets};

use super::{known_names, said};
use crate::enrollment::service;
use crate::{Error, OrgScope, names, people};

/// The request as it is kept.
pub(super) async fn checked(scope: &OrgScope, tx: &mut OrgTx, request: Request) -> Result<Request, Error> {
    match request {
        Request::EnableSubsets => enable_subsets(tx).await,
        Request::CustomWorkflow { text } => Ok(Request::CustomWorkflow { text: said(&text)? }),
        Request::Question { text } => Ok(Request::Question { text: said(&text)? }),
        Request::StrategyCall { management_account, times, notes } => {
            management_accounts::lookup(tx, management_account).await?.ok_or(Error::NotFound)?;
            let service = service::load(tx, management_account, scope.muster().clock().today()).await?;
            if service.tier != Tier::Analysis {
                return Err(Error::Conflict(format!("this account is past it: {}", service.tier.label().to_lowercase())));
            }
            let (times, notes) = (names::checked_note("times", &times)?, names::checked_text("notes", &notes)?);
            if times.is_empty() {
                return Err(Error::invalid("times", "say when it would suit"));
            }
            Ok(Request::StrategyCall { management_account, times, notes })
        }
        Request::AssociateWorkflows { from, pairs } => associate(tx, from, pairs).await,
        Request::EndCustomer { lines } => end_customers(tx, lines).await,
    }
}

async fn enable_subsets(tx: &mut OrgTx) -> Result<Request, Error> {
    let organization = tx.organization();
    let has = organizations::features(tx.installation(), organization).await?;
    if has.is_some_and(|features| features.has(Feature::Subsets)) {
        return Err(Error::Conflict("Subsets are enabled for this organization already".to_owned()));
    }
    if !tickets::list_waiting(tx, TicketKind::EnableSubsets).await?.is_empty() {
        return Err(Error::Conflict("this was asked for already; support will answer that ticket".to_owned()));
    }
    Ok(Request::EnableSubsets)
}

async fn associate(tx: &mut OrgTx, from: Month, pairs: Vec<Pair>) -> Result<Request, Error> {
    if pairs.is_empty() {
        return Err(Error::invalid("text", "nothing is asked for; choose a workflow for a subset"));
    }
    if charge_months::find_by_month(tx, from).await?.is_some_and(|month| month.closed_at.is_some()) {
        return Err(Error::invalid("from", format!("{from} is closed; reopen it, or begin with a later month")));
    }
    let names = known_names(tx).await?;
    for pair in &pairs {
        let has_subset = names.subsets.iter().any(|(id, _)| *id == pair.subset);
        let has_workflow = names.workflows.iter().any(|(id, newest, _)| *id == pair.workflow && pair.version <= *newest);
        if !has_subset || !has_workflow {
            return Err(Error::NotFound);
        }
    }
    Ok(Request::AssociateWorkflows { from, pairs })
}

/// Whether the address is an administrator's is for support to find out: whoever asks must not learn who has an
/// account here.
async fn end_customers(tx: &mut OrgTx, lines: Vec<CustomerLine>) -> Result<Request, Error> {
    if lines.is_empty() {
        return Err(Error::invalid("text", "nothing is asked for; name a subset and who is to see it"));
    }
    let known = subsets::list(tx).await?;
    let mut refused = Vec::new();
    for line in &lines {
        if !known.iter().any(|subset| subset.id == line.subset) {
            return Err(Error::NotFound);
        }
        if line.organization == tx.organization() {
            let reason = "this is your own organization".to_owned();
            refused.push(Refusal { path: "organization".to_owned(), reason });
        }
        if let Err(Error::Invalid(wrong)) = people::checked_email(&line.email) {
            refused.extend(wrong);
        }
    }
    if refused.is_empty() { Ok(Request::EndCustomer { lines }) } else { Err(Error::Invalid(refused)) }
}
