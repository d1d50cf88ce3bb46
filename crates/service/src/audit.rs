//! The audit record of a use case, written in its transaction.

mod search;

use muster_domain::{OrganizationId, UserId};
use muster_store::audit::{self, Record};
use muster_store::{OrgTx, Tx};

use crate::{Ctx, Error, OrgScope, SupportScope};

pub use search::{Below, csv, find, list, list_below};

/// What was done, on which thing. Where it is worth knowing what the thing was before, say so with
/// [`OrgScope::note_change`].
pub(crate) struct Deed<'a> {
    /// Feature and verb: `subsets.assign`.
    pub(crate) action: &'a str,
    pub(crate) subject: String,
    /// What is worth knowing beyond the id.
    pub(crate) detail: String,
}

/// What a thing was and became, as the audit page shows it: plain text or JSON.
#[derive(Default)]
pub(crate) struct Change {
    /// `None`: it was not there.
    pub(crate) before: Option<String>,
    /// `None`: it is not there any more.
    pub(crate) after: Option<String>,
}

/// Whose deed it was, and where.
pub(crate) struct Place {
    /// `None` for what concerns a person alone.
    pub(crate) organization: Option<OrganizationId>,
    /// `None` for what nobody signed in did.
    pub(crate) user: Option<UserId>,
}

impl OrgScope {
    /// Writes down that this person did it.
    pub(crate) async fn note(&self, tx: &mut OrgTx, deed: Deed<'_>) -> Result<(), Error> {
        self.note_change(tx, deed, Change::default()).await
    }

    /// Writes down that this person did it, and what the thing was before and after.
    pub(crate) async fn note_change(&self, tx: &mut OrgTx, deed: Deed<'_>, change: Change) -> Result<(), Error> {
        let place = Place { organization: Some(self.organization()), user: Some(self.user()) };
        self.ctx().record(tx.installation(), place, deed, change).await
    }
}

impl Ctx {
    /// Writes down what was done where no [`OrgScope`] was needed: beside any organization, or on the way into one.
    pub(crate) async fn record(&self, tx: &mut Tx, place: Place, deed: Deed<'_>, change: Change) -> Result<(), Error> {
        let record = Record {
            id: self.muster().id(),
            organization: place.organization,
            user: place.user,
            action: deed.action.to_owned(),
            subject: deed.subject,
            detail: deed.detail,
            before: change.before,
            after: change.after,
            address: self.address().to_owned(),
            request_id: self.request_id().to_owned(),
            at: self.muster().now(),
        };
        Ok(audit::add(tx, &record).await?)
    }
}

impl SupportScope {
    /// Writes down that this member of the support staff did it in an organization, whose record then shows it.
    pub(crate) async fn note(&self, tx: &mut OrgTx, deed: Deed<'_>) -> Result<(), Error> {
        let organization = tx.organization();
        self.write_down(tx.installation(), Some(organization), deed).await
    }

    /// Writes down what concerns no single organization.
    pub(crate) async fn note_aside(&self, tx: &mut Tx, deed: Deed<'_>) -> Result<(), Error> {
        self.write_down(tx, None, deed).await
    }

    async fn write_down(&self, tx: &mut Tx, organization: Option<OrganizationId>, deed: Deed<'_>) -> Result<(), Error> {
        let record = Record {
            id: self.muster().id(),
            organization,
            user: Some(self.user()),
            action: deed.action.to_owned(),
            subject: deed.subject,
            detail: deed.detail,
            before: None,
            after: None,
            address: self.address().to_owned(),
            request_id: self.request_id().to_owned(),
            at: self.muster().now(),
        };
        Ok(audit::add(tx, &record).await?)
    }
}
