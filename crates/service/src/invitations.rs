//! Invitations: an administrator sends a link to an address; whoever holds it and has the address becomes a member.
//!
//! The link is good for a week and once. It is kept as a digest, so it can be sent again only as a new one.

use chrono::Duration;
use muster_domain::permission::{Membership, Permission};
use muster_domain::view::members::{InvitationView, ShownOnce, Visitor};
use muster_domain::{InvitationId, OrganizationId, UserId};
use muster_store::invitations::{self, Invitation};
use muster_store::memberships::NewMember;
use muster_store::{OrgTx, memberships, organizations, outbox, users};

use crate::audit::{Change, Deed, Place};
use crate::mail::notices::{self, Invited};
use crate::people::{NewPerson, checked_email, hashed};
use crate::secret::{digest, fresh};
use crate::{Ctx, Error, Muster, OrgScope, mail, members};

const VALID: Duration = Duration::days(7);

/// Invites an address. The link is mailed; where the installation sends no mail, it is in the answer and shown once.
///
/// # Errors
/// `Invalid` at `email` (also for a member, and where it is invited already) or `grants`; `Conflict` where mail would be
/// sent for somebody whose own address is not confirmed.
pub async fn invite(ctx: &Ctx, org: OrganizationId, email: &str, membership: Membership) -> Result<ShownOnce, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let (email, membership) = (checked_email(email)?, members::checked(membership)?);
    let token = fresh();
    let mut tx = scope.write().await?;
    members::grantable(&mut tx, org, &membership).await?;
    if let Some(user) = users::find_by_email(tx.installation(), &email).await?
        && memberships::lookup(tx.installation(), org, user.id).await?.is_some()
    {
        return Err(Error::invalid("email", "this person is a member already"));
    }
    remove_expired(&mut tx, &email, scope.muster()).await?;
    let (id, now) = (InvitationId(scope.muster().id()), scope.muster().now());
    let (created_by, created_at, expires_at) = (scope.user(), now, now + VALID);
    let new = Invitation { id, organization: org, email, membership, digest: digest(&token), created_by, created_at, expires_at };
    invitations::add(&mut tx, &new).await?;
    note(&scope, &mut tx, ("invitations.invite", &new)).await?;
    send(&scope, tx, (new, token)).await
}

/// Sends a new link; the old one is worth nothing from now on.
///
/// # Errors
/// `NotFound`.
pub async fn resend(ctx: &Ctx, org: OrganizationId, id: InvitationId) -> Result<ShownOnce, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let token = fresh();
    let mut tx = scope.write().await?;
    let found = invitations::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    invitations::set_digest(&mut tx, id, &digest(&token), scope.muster().now() + VALID).await?;
    note(&scope, &mut tx, ("invitations.resend", &found)).await?;
    send(&scope, tx, (found, token)).await
}

/// Takes an invitation back.
///
/// # Errors
/// `NotFound`.
pub async fn revoke(ctx: &Ctx, org: OrganizationId, id: InvitationId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let found = invitations::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    invitations::remove(&mut tx, id).await?;
    outbox::remove_about(tx.installation(), id.0).await?;
    note(&scope, &mut tx, ("invitations.revoke", &found)).await?;
    Ok(tx.commit().await?)
}

/// What a link opens.
///
/// # Errors
/// `NotFound` for a link that was used, revoked or replaced, or has expired.
pub async fn find(ctx: &Ctx, token: &str) -> Result<InvitationView, Error> {
    let found = held(ctx, token).await?;
    let mut tx = ctx.muster().store().read_in(found.organization).await?;
    let organization = organizations::lookup(&mut tx).await?.ok_or(Error::NotFound)?;
    let tx = tx.installation();
    let by = users::lookup(tx, found.created_by).await?.map(|user| user.name).unwrap_or_default();
    let signed_in = match ctx.user_id() {
        Ok(id) => users::lookup(tx, id).await?,
        Err(_) => None,
    };
    let visitor = match signed_in {
        Some(user) if user.email == found.email => Visitor::Invited,
        Some(user) => Visitor::Other(user.email),
        None if users::find_by_email(tx, &found.email).await?.is_some() => Visitor::Known,
        None => Visitor::New,
    };
    let Invitation { email, membership, expires_at, .. } = found;
    Ok(InvitationView { organization, email, by, membership, expires_at, visitor })
}

/// The invited person, signed in, becomes a member.
///
/// # Errors
/// `NotSignedIn`; `NotFound` as in [`find`]; `Conflict` for somebody else than the invited.
pub async fn accept(ctx: &Ctx, token: &str) -> Result<OrganizationId, Error> {
    let id = ctx.user_id()?;
    let found = held(ctx, token).await?;
    let mut tx = ctx.muster().store().write_in(found.organization).await?;
    let user = users::lookup(tx.installation(), id).await?.ok_or(Error::NotSignedIn)?;
    if user.email != found.email {
        return Err(Error::Conflict(format!("this invitation is for {}; sign in as that person", found.email)));
    }
    let organization = found.organization;
    enter(ctx, &mut tx, (found, id)).await?;
    tx.commit().await?;
    Ok(organization)
}

/// Makes the invited person, who had no account, and their membership.
///
/// # Errors
/// `NotFound` as in [`find`]; `Invalid` at `name` or `password`.
pub async fn join(ctx: &Ctx, token: &str, name: String, password: String) -> Result<UserId, Error> {
    let found = held(ctx, token).await?;
    let person = NewPerson { email: found.email.clone(), password, name, support: false };
    let user = hashed(ctx.muster(), person, Vec::new()).await?;
    let mut tx = ctx.muster().store().write_in(found.organization).await?;
    users::add(tx.installation(), &user).await?;
    enter(ctx, &mut tx, (found, user.id)).await?;
    tx.commit().await?;
    Ok(user.id)
}

async fn held(ctx: &Ctx, token: &str) -> Result<Invitation, Error> {
    let (muster, digest) = (ctx.muster(), digest(token));
    let mut tx = muster.store().read().await?;
    invitations::find_by_digest(&mut tx, &digest, muster.now()).await?.ok_or(Error::NotFound)
}

/// Uses the invitation up. Of two who try with the same link one finds it gone.
async fn enter(ctx: &Ctx, tx: &mut OrgTx, (invitation, user): (Invitation, UserId)) -> Result<(), Error> {
    if !invitations::remove(tx, invitation.id).await? {
        return Err(Error::NotFound);
    }
    let Invitation { organization, membership, email, .. } = invitation;
    let is_member = memberships::lookup(tx.installation(), organization, user).await?.is_some();
    let change = Change { before: None, after: Some(membership.words()) };
    if !is_member {
        let new = NewMember { organization, user, membership, created_at: ctx.muster().now() };
        memberships::add(tx.installation(), &new).await?;
    }
    if ctx.muster().sends_mail() {
        // The link came to them by mail and to nobody else.
        users::set_verified(tx.installation(), user, ctx.muster().now()).await?;
    }
    let place = Place { organization: Some(organization), user: Some(user) };
    let deed = Deed { action: "invitations.accept", subject: user.to_string(), detail: email };
    ctx.record(tx.installation(), place, deed, change).await
}

async fn remove_expired(tx: &mut OrgTx, email: &str, muster: &Muster) -> Result<(), Error> {
    let now = muster.now();
    let expired = |found: &Invitation| found.email == email && found.expires_at <= now;
    for found in invitations::list(tx).await?.into_iter().filter(expired) {
        invitations::remove(tx, found.id).await?;
    }
    Ok(())
}

async fn note(scope: &OrgScope, tx: &mut OrgTx, (action, invitation): (&str, &Invitation)) -> Result<(), Error> {
    let detail = format!("{}: {}", invitation.email, invitation.membership.words());
    scope.note(tx, Deed { action, subject: invitation.id.to_string(), detail }).await
}

/// Mails the link, or answers it to be shown once. Never both: whoever comes by a link that was mailed has the address.
async fn send(scope: &OrgScope, mut tx: OrgTx, (invitation, token): (Invitation, String)) -> Result<ShownOnce, Error> {
    let muster = scope.muster();
    if !muster.sends_mail() {
        let link = Some(muster.link(&format!("/invitations/{token}")));
        tx.commit().await?;
        return Ok(ShownOnce::Invitation { email: invitation.email, link });
    }
    let organization = organizations::lookup(&mut tx).await?.ok_or(Error::NotFound)?;
    let installation = tx.installation();
    let by = users::lookup(installation, scope.user()).await?.ok_or(Error::NotSignedIn)?;
    if by.verified_at.is_none() && by.service_of.is_none() {
        return Err(Error::Conflict("confirm your own e-mail address first; then Muster sends mail for you".to_owned()));
    }
    // A link that was replaced opens nothing: it need not be sent any more.
    outbox::remove_about(installation, invitation.id.0).await?;
    let invited = Invited { invitation: &invitation, organization: &organization, by: &by, token: &token };
    mail::enqueue(muster, installation, notices::invitation(muster, &invited)).await?;
    tx.commit().await?;
    Ok(ShownOnce::Invitation { email: invitation.email, link: None })
}
