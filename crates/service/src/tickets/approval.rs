//! What an approval does, in the transaction of the approval.

use muster_domain::ManagementAccountId;
use muster_domain::enrollment::Tier;
use muster_domain::feature::Feature;
use muster_domain::ticket::Request;
use muster_store::service_tiers::{self, ServiceTier};
use muster_store::{OrgTx, organizations};

use crate::associations::{self, Approval};
use crate::{Error, customers};

/// Does what was asked for.
pub(crate) async fn apply(tx: &mut OrgTx, approval: &Approval, request: &Request) -> Result<(), Error> {
    match request {
        Request::EnableSubsets => Ok(organizations::set_feature(tx, Feature::Subsets, true).await?),
        // A person did it, or will: the approval says so.
        Request::CustomWorkflow { .. } | Request::Question { .. } => Ok(()),
        Request::StrategyCall { management_account, .. } => schedule(tx, approval, *management_account).await,
        Request::AssociateWorkflows { from, pairs } => associations::apply(tx, approval, *from, pairs).await,
        Request::EndCustomer { lines } => customers::apply(tx, approval, lines).await,
    }
}

/// The call is scheduled: the comment says when. An account that the board has moved on meanwhile stays where it is.
async fn schedule(tx: &mut OrgTx, approval: &Approval, account: ManagementAccountId) -> Result<(), Error> {
    if service_tiers::lookup(tx, account).await?.is_some_and(|kept| kept.tier != Tier::Analysis) {
        return Ok(());
    }
    let tier = ServiceTier { tier: Tier::Scheduled, since: approval.at, call_on: None, ramp_up: None };
    Ok(service_tiers::set(tx, account, &tier).await?)
}
