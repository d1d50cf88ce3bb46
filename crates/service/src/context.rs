//! Who asks, and what they were allowed.

use std::sync::Arc;

use muster_domain::permission::{Membership, Permission};
use muster_domain::{OrganizationId, UserId};
use muster_store::{OrgTx, memberships};

use crate::{Error, Muster};

/// A request: the installation, the person (or nobody), and the request's id, which goes into the audit record.
#[derive(Clone)]
pub struct Ctx {
    muster: Muster,
    actor: Option<UserId>,
    request_id: Arc<str>,
    address: Arc<str>,
}

/// One organization, opened for a person with a permission. Nothing outside this crate can make one.
#[derive(Clone)]
pub struct OrgScope {
    ctx: Ctx,
    organization: OrganizationId,
    user: UserId,
    membership: Membership,
}

impl Ctx {
    /// Nobody is signed in.
    pub fn anonymous(muster: Muster, request_id: impl Into<Arc<str>>) -> Self {
        Self { muster, actor: None, request_id: request_id.into(), address: Arc::from("") }
    }

    /// The session layer found this person.
    pub fn user(muster: Muster, request_id: impl Into<Arc<str>>, user: UserId) -> Self {
        Self { muster, actor: Some(user), request_id: request_id.into(), address: Arc::from("") }
    }

    /// The same request, come from this network address.
    #[must_use]
    pub fn from_address(self, address: impl Into<Arc<str>>) -> Self {
        Self { address: address.into(), ..self }
    }

    pub fn muster(&self) -> &Muster {
        &self.muster
    }

    /// The network address that the request came from; empty for a program of the operator's.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// # Errors
    /// [`Error::NotSignedIn`].
    pub fn user_id(&self) -> Result<UserId, Error> {
        self.actor.ok_or(Error::NotSignedIn)
    }

    /// Opens an organization for what is about to be done there.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`]; [`Error::NotFound`] for whoever is no member; [`Error::Forbidden`] for a member
    /// without the permission.
    pub async fn allow(&self, organization: OrganizationId, permission: Permission) -> Result<OrgScope, Error> {
        let user = self.user_id()?;
        let mut tx = self.muster.store().read().await?;
        let membership = memberships::lookup(&mut tx, organization, user).await?.ok_or(Error::NotFound)?;
        let scope = OrgScope { ctx: self.clone(), organization, user, membership };
        scope.also(permission)?;
        Ok(scope)
    }
}

impl OrgScope {
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    /// A second permission, for what does two things at once.
    pub(crate) fn also(&self, permission: Permission) -> Result<(), Error> {
        if self.membership.allows(permission) { Ok(()) } else { Err(Error::Forbidden(permission)) }
    }

    pub(crate) fn membership(&self) -> &Membership {
        &self.membership
    }

    pub(crate) fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    pub(crate) fn muster(&self) -> &Muster {
        &self.ctx.muster
    }

    pub(crate) async fn read(&self) -> Result<OrgTx, Error> {
        Ok(self.muster().store().read_in(self.organization).await?)
    }

    pub(crate) async fn write(&self) -> Result<OrgTx, Error> {
        Ok(self.muster().store().write_in(self.organization).await?)
    }
}
