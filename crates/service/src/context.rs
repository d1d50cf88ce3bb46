//! Who asks, and what they were allowed.

use std::sync::Arc;

use muster_domain::feature::{Feature, Features};
use muster_domain::permission::{Membership, Permission};
use muster_domain::{OrganizationId, UserId};
use muster_store::{OrgTx, memberships, organizations, users};

use crate::{Error, Muster};

/// A request: the installation, the person (or nobody), and the request's id, which goes into the audit record.
#[derive(Clone)]
pub struct Ctx {
    muster: Muster,
    actor: Actor,
    request_id: Arc<str>,
    address: Arc<str>,
    /// Key of the browser's session, as the store knows it.
    session: Option<Arc<str>>,
}

/// Who asks.
#[derive(Clone, Copy)]
enum Actor {
    Nobody,
    /// Somebody who signed in.
    Person(UserId),
    /// A program, by a token: in one organization, for one of its members.
    Token {
        user: UserId,
        organization: OrganizationId,
    },
}

/// One organization, opened for a person with a permission. Nothing outside this crate can make one.
#[derive(Clone)]
pub struct OrgScope {
    ctx: Ctx,
    organization: OrganizationId,
    user: UserId,
    membership: Membership,
    features: Features,
}

/// The installation, opened for a member of its support staff. Nothing outside this crate can make one.
#[derive(Clone)]
pub struct SupportScope {
    ctx: Ctx,
    user: UserId,
}

impl Ctx {
    /// Nobody is signed in.
    pub fn anonymous(muster: Muster, request_id: impl Into<Arc<str>>) -> Self {
        Self { muster, actor: Actor::Nobody, request_id: request_id.into(), address: Arc::from(""), session: None }
    }

    /// The session layer found this person.
    pub fn user(muster: Muster, request_id: impl Into<Arc<str>>, user: UserId) -> Self {
        Self { muster, actor: Actor::Person(user), request_id: request_id.into(), address: Arc::from(""), session: None }
    }

    /// The same request, come from this network address.
    #[must_use]
    pub fn from_address(self, address: impl Into<Arc<str>>) -> Self {
        Self { address: address.into(), ..self }
    }

    /// The same request, in this session.
    #[must_use]
    pub fn in_session(self, key: impl Into<Arc<str>>) -> Self {
        Self { session: Some(key.into()), ..self }
    }

    /// Key of the browser's session, as the store knows it; `None` for a program.
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// The same request, by a token.
    pub(crate) fn by_token(self, user: UserId, organization: OrganizationId) -> Self {
        Self { actor: Actor::Token { user, organization }, session: None, ..self }
    }

    /// The same request, by a person who signed in.
    pub(crate) fn by_person(self, user: UserId) -> Self {
        Self { actor: Actor::Person(user), ..self }
    }

    /// What this request can reach, beside whose it is: another token of the same person reaches something else.
    pub(crate) fn reach(&self) -> String {
        match self.actor {
            Actor::Token { organization, .. } => organization.to_string(),
            Actor::Nobody | Actor::Person(_) => String::new(),
        }
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

    /// Who signed in. A token is not that: what concerns the person (their password, their other organizations,
    /// support) is not for programs of one organization.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`].
    pub fn user_id(&self) -> Result<UserId, Error> {
        match self.actor {
            Actor::Person(user) => Ok(user),
            Actor::Nobody | Actor::Token { .. } => Err(Error::NotSignedIn),
        }
    }

    /// Whoever asks, in person or by a token.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`].
    pub fn asker(&self) -> Result<UserId, Error> {
        match self.actor {
            Actor::Person(user) | Actor::Token { user, .. } => Ok(user),
            Actor::Nobody => Err(Error::NotSignedIn),
        }
    }

    /// Whether this request may reach an organization at all; what it may do there is another question.
    pub(crate) fn reaches(&self, wanted: OrganizationId) -> bool {
        match self.actor {
            Actor::Token { organization, .. } => organization == wanted,
            Actor::Nobody | Actor::Person(_) => true,
        }
    }

    /// Opens an organization for what is about to be done there.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`]; [`Error::NotFound`] for whoever is no member; [`Error::Forbidden`] for a member
    /// without the permission; [`Error::NotEnabled`] where the organization must ask for it first.
    pub async fn allow(&self, organization: OrganizationId, permission: Permission) -> Result<OrgScope, Error> {
        let user = self.asker()?;
        if !self.reaches(organization) {
            return Err(Error::NotFound);
        }
        let mut tx = self.muster.store().read().await?;
        let membership = memberships::lookup(&mut tx, organization, user).await?.ok_or(Error::NotFound)?;
        let features = organizations::features(&mut tx, organization).await?.ok_or(Error::NotFound)?;
        let scope = OrgScope { ctx: self.clone(), organization, user, membership, features };
        scope.also(permission)?;
        Ok(scope)
    }

    /// Opens the support console.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`]; [`Error::NotFound`] for whoever is not of the support staff.
    pub async fn support(&self) -> Result<SupportScope, Error> {
        let id = self.user_id()?;
        let user = users::lookup(&mut self.muster.store().read().await?, id).await?.ok_or(Error::NotSignedIn)?;
        if user.support { Ok(SupportScope { ctx: self.clone(), user: id }) } else { Err(Error::NotFound) }
    }
}

impl SupportScope {
    pub fn user(&self) -> UserId {
        self.user
    }

    pub(crate) fn muster(&self) -> &Muster {
        &self.ctx.muster
    }

    pub(crate) fn request_id(&self) -> &str {
        self.ctx.request_id()
    }

    pub(crate) fn address(&self) -> &str {
        self.ctx.address()
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
        if !self.membership.allows(permission) {
            return Err(Error::Forbidden(permission));
        }
        permission.feature().map_or(Ok(()), |feature| self.has(feature))
    }

    /// What only an organization has that asked for it.
    pub(crate) fn has(&self, feature: Feature) -> Result<(), Error> {
        if self.features.has(feature) { Ok(()) } else { Err(Error::NotEnabled(feature)) }
    }

    pub(crate) fn features(&self) -> Features {
        self.features
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
