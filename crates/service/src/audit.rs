//! The audit record of a use case, written in its transaction.

use muster_store::OrgTx;
use muster_store::audit::{self, Record};

use crate::{Error, OrgScope};

/// What was done, on which thing.
pub(crate) struct Deed<'a> {
    /// Feature and verb: `subsets.assign`.
    pub(crate) action: &'a str,
    pub(crate) subject: String,
    /// What is worth knowing beyond the id.
    pub(crate) detail: String,
}

impl OrgScope {
    /// Writes down that this person did it.
    pub(crate) async fn note(&self, tx: &mut OrgTx, deed: Deed<'_>) -> Result<(), Error> {
        let record = Record {
            id: self.muster().id(),
            organization: Some(self.organization()),
            user: Some(self.user()),
            action: deed.action.to_owned(),
            subject: deed.subject,
            detail: deed.detail,
            request_id: self.request_id().to_owned(),
            at: self.muster().now(),
        };
        Ok(audit::add(tx.installation(), &record).await?)
    }
}
