//! Members of an organization: who they are, what they may do, and service users beside them. How a person becomes one
//! is in [`crate::invitations`].

use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::members::{InvitationRow, MemberKind, MemberList, MemberRow};
use muster_domain::{InvitationId, OrganizationId, UserId};
use muster_store::memberships::{Member, NewMember};
use muster_store::users::User;
use muster_store::{OrgTx, customer_links, invitations, management_accounts, memberships, outbox, users};

use crate::audit::{Change, Deed};
use crate::{Ctx, Error, OrgScope, names};

/// Members, and for whoever may invite, those who are invited.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<MemberList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let members: Vec<_> = memberships::list(&mut tx).await?.into_iter().map(row).collect();
    let mut invited = Vec::new();
    if scope.membership().allows(Permission::ManageOrganization) {
        for invitation in invitations::list(&mut tx).await? {
            let by = users::lookup(tx.installation(), invitation.created_by).await?.map(|user| user.name).unwrap_or_default();
            let (created_at, expires_at) = (invitation.created_at, invitation.expires_at);
            let trouble = trouble(&mut tx, invitation.id).await?;
            let (id, email, membership) = (invitation.id, invitation.email, invitation.membership);
            invited.push(InvitationRow { id, email, membership, by, created_at, expires_at, trouble });
        }
    }
    Ok(MemberList { members, invitations: invited })
}

/// What became of an invitation's mail, while it lies in the outbox.
async fn trouble(tx: &mut OrgTx, id: InvitationId) -> Result<Option<String>, Error> {
    let mail = outbox::find_about(tx.installation(), id.0).await?;
    Ok(mail.map(|mail| match (mail.failed_at, mail.error) {
        (Some(_), reason) => format!("The mail could not be sent: {}", reason.unwrap_or_default()),
        (None, Some(reason)) => format!("The mail is tried again: {reason}"),
        (None, None) => "The mail is being sent".to_owned(),
    }))
}

/// One member.
///
/// # Errors
/// `NotFound`.
pub async fn find(ctx: &Ctx, org: OrganizationId, member: UserId) -> Result<MemberRow, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    Ok(row(lookup(&mut scope.read().await?, member).await?))
}

/// Gives a member another role and other grants.
///
/// # Errors
/// `Invalid` at `grants`; `Conflict` where nobody would be left to administer the organization.
pub async fn set(ctx: &Ctx, org: OrganizationId, member: UserId, membership: Membership) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let membership = checked(membership)?;
    let mut tx = scope.write().await?;
    grantable(&mut tx, org, &membership).await?;
    let before = lookup(&mut tx, member).await?;
    memberships::set(&mut tx, member, &membership).await?;
    keep_an_administrator(&mut tx).await?;
    let change = Change { before: Some(before.membership.words()), after: Some(membership.words()) };
    note(&scope, &mut tx, ("members.set", before, change)).await?;
    Ok(tx.commit().await?)
}

/// Takes a member away. Their tokens here end at once; what they made stays.
///
/// # Errors
/// `NotFound`; `Conflict` where nobody would be left to administer the organization.
pub async fn remove(ctx: &Ctx, org: OrganizationId, member: UserId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let before = lookup(&mut tx, member).await?;
    memberships::remove(&mut tx, member).await?;
    keep_an_administrator(&mut tx).await?;
    let change = Change { before: Some(before.membership.words()), after: None };
    note(&scope, &mut tx, ("members.remove", before, change)).await?;
    Ok(tx.commit().await?)
}

/// Makes a service user: a member without a password, for programs.
///
/// # Errors
/// `Invalid` at `name` or `grants`.
pub async fn add_service_user(ctx: &Ctx, org: OrganizationId, name: &str, membership: Membership) -> Result<UserId, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let (name, membership) = (names::checked("name", name)?, checked(membership)?);
    let (muster, id) = (scope.muster(), UserId(scope.muster().id()));
    let user = User {
        id,
        // Nobody's address, and nobody's password: it cannot sign in.
        email: format!("{id}@service-user.invalid"),
        name,
        password: String::new(),
        support: false,
        service_of: Some(org),
        verified_at: None,
        created_at: muster.now(),
    };
    let mut tx = scope.write().await?;
    grantable(&mut tx, org, &membership).await?;
    users::add(tx.installation(), &user).await?;
    let after = Some(membership.words());
    let new = NewMember { organization: org, user: id, membership, created_at: muster.now() };
    memberships::add(tx.installation(), &new).await?;
    let deed = Deed { action: "members.add_service_user", subject: id.to_string(), detail: user.name };
    scope.note_change(&mut tx, deed, Change { before: None, after }).await?;
    tx.commit().await?;
    Ok(id)
}

/// What a form asks for, as it is kept: an administrator needs no grants, a viewer has each at most once.
pub(crate) fn checked(membership: Membership) -> Result<Membership, Error> {
    if let Some(other) = membership.grants.iter().find(|grant| !Permission::GRANTS.contains(grant)) {
        return Err(Error::invalid("grants", format!("`{}` cannot be granted", other.name())));
    }
    let grants = match membership.role {
        Role::Administrator => Vec::new(),
        Role::Viewer => Permission::GRANTS.into_iter().filter(|grant| membership.grants.contains(grant)).collect(),
    };
    Ok(Membership { role: membership.role, grants })
}

/// Grants are about bills of one's own and what is made of them: nothing in an organization that only is an end customer.
///
/// # Errors
/// `Invalid` at `grants`.
pub(crate) async fn grantable(tx: &mut OrgTx, org: OrganizationId, membership: &Membership) -> Result<(), Error> {
    let Some(grant) = membership.grants.first() else { return Ok(()) };
    let is_customer = !customer_links::list_by_customer(tx.installation(), org).await?.is_empty();
    if is_customer && management_accounts::list(tx).await?.is_empty() {
        let words = grant.words();
        return Err(Error::invalid(
            "grants",
            format!("there is nothing here to {words}: the organization has no management account"),
        ));
    }
    Ok(())
}

/// Asked after the change, in its transaction: writers of one organization follow each other, so two that each take
/// away one of the last two administrators do not both get here with one left.
async fn keep_an_administrator(tx: &mut OrgTx) -> Result<(), Error> {
    match memberships::count_administrators(tx).await? {
        0 => Err(Error::Conflict("this is the last administrator; make somebody else an administrator first".to_owned())),
        _ => Ok(()),
    }
}

async fn lookup(tx: &mut OrgTx, member: UserId) -> Result<Member, Error> {
    memberships::list(tx).await?.into_iter().find(|found| found.user == member).ok_or(Error::NotFound)
}

pub(crate) fn row(member: Member) -> MemberRow {
    let kind = if member.is_service { MemberKind::Service } else { MemberKind::Person };
    let email = if member.is_service { String::new() } else { member.email };
    let Member { user: id, name, membership, since, second_factor, .. } = member;
    MemberRow { id, kind, email, name, membership, since, second_factor }
}

async fn note(scope: &OrgScope, tx: &mut OrgTx, (action, member, change): (&str, Member, Change)) -> Result<(), Error> {
    let detail = if member.is_service { member.name } else { format!("{} ({})", member.name, member.email) };
    scope.note_change(tx, Deed { action, subject: member.user.to_string(), detail }, change).await
}
