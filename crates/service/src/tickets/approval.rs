//! What an approval does, in the transaction of the approval.

use muster_domain::feature::Feature;
use muster_domain::ticket::Request;
use muster_store::{OrgTx, organizations};

use crate::Error;

/// Does what was asked for.
pub(crate) async fn apply(tx: &mut OrgTx, request: &Request) -> Result<(), Error> {
    match request {
        Request::EnableSubsets => Ok(organizations::set_feature(tx, Feature::Subsets, true).await?),
        // A person did it, or will: the approval says so.
        Request::CustomWorkflow { .. } | Request::Question { .. } => Ok(()),
        Request::StrategyCall { .. } | Request::AssociateWorkflows { .. } | Request::EndCustomer { .. } => {
            Err(Error::Conflict("this cannot be approved yet".to_owned()))
        }
    }
}
