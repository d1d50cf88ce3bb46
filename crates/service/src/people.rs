//! People: signing up, signing in, and who is signed in.

pub(crate) mod confirm;
mod device;
mod sign_in;
mod sign_up;

use muster_domain::permission::{Membership, Role};
use muster_domain::view::organizations::{Me, OrganizationRow};
use muster_domain::workflow::Refusal;
use muster_domain::{OrganizationId, UserId};
use muster_store::memberships::NewMember;
use muster_store::users::User;
use muster_store::{Tx, customer_links, links, management_accounts, memberships, organizations, sign_ups, users};

use crate::audit::{Change, Deed, Place};
use crate::limits::{self, CONFIRM};
use crate::{Ctx, Error, Muster, names, notifications};

pub use confirm::send_confirmation;
pub use device::device_token;
pub use sign_in::{HalfSignedIn, SignIn, finish_sign_in, sign_in};
pub(crate) use sign_up::finish as finish_sign_up;
pub use sign_up::{SignUp, SignedUp, sign_up};

/// A person whom the operator of the installation adds, in no organization yet.
#[derive(Clone)]
pub struct NewPerson {
    pub email: String,
    /// At least 8 characters.
    pub password: String,
    pub name: String,
    /// Member of the installation's support staff.
    pub support: bool,
}

const SHORTEST_PASSWORD: usize = 8;
/// Bytes; beyond it hashing would be a way to keep the server busy.
const LONGEST_PASSWORD: usize = 1024;
const LONGEST_EMAIL: usize = 254;

/// Makes a person in no organization: for the operator's command line, not for a page.
///
/// # Errors
/// `Invalid` at `email`, `password` or `name`.
pub async fn add(muster: &Muster, person: NewPerson) -> Result<UserId, Error> {
    // Whoever holds the data folder vouches for the address.
    let user = User { verified_at: Some(muster.now()), ..hashed(muster, person, Vec::new()).await? };
    let mut tx = muster.store().write().await?;
    users::add(&mut tx, &user).await?;
    let ctx = Ctx::user(muster.clone(), format!("command-line-{}", muster.id()), user.id);
    note(&ctx, &mut tx, Step { action: "people.add", user: user.id }).await?;
    tx.commit().await?;
    Ok(user.id)
}

/// Who is signed in, and their organizations; by a token, the token's only.
///
/// # Errors
/// `NotSignedIn`, also for a session of somebody who is not there any more.
pub async fn me(ctx: &Ctx) -> Result<Me, Error> {
    let id = ctx.asker()?;
    let mut tx = ctx.muster().store().read().await?;
    let user = users::lookup(&mut tx, id).await?.ok_or(Error::NotSignedIn)?;
    let row = |found: organizations::Belonging| OrganizationRow {
        id: found.organization,
        name: found.name,
        membership: found.membership,
        features: found.features,
    };
    let organizations = organizations::list_by_user(&mut tx, id).await?.into_iter();
    let organizations = organizations.filter(|found| ctx.reaches(found.organization)).map(row).collect();
    let unread = notifications::unread(&mut tx, id).await?;
    let customers = customer_links::list_customers(&mut tx, id).await?;
    let payers = management_accounts::list_payers(&mut tx, id).await?;
    let unconfirmed = ctx.muster().sends_mail() && user.verified_at.is_none() && user.service_of.is_none();
    let User { email, name, support, .. } = user;
    Ok(Me { id, email, name, support, organizations, customers, payers, unread, unconfirmed })
}

/// The person who is signed in, who has just shown that they know their password.
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `password`; `Wait`.
pub(crate) async fn proved(ctx: &Ctx, password: &str) -> Result<User, Error> {
    let (muster, id) = (ctx.muster(), ctx.user_id()?);
    let user = users::lookup(&mut muster.store().read().await?, id).await?.ok_or(Error::NotSignedIn)?;
    limits::take(muster, &CONFIRM, &id.to_string()).await??;
    let phc = Some(user.password.clone());
    if password.len() > LONGEST_PASSWORD || !muster.passwords().verify(password.to_owned(), phc).await? {
        return Err(Error::invalid("password", "this is not your password"));
    }
    limits::forget(muster, &CONFIRM, &id.to_string()).await?;
    Ok(user)
}

/// Who makes which organization.
pub(crate) struct Founding<'a> {
    pub(crate) organization: &'a str,
    pub(crate) by: UserId,
}

/// Makes an organization with its first administrator.
pub(crate) async fn found(muster: &Muster, tx: &mut Tx, founding: Founding<'_>) -> Result<OrganizationId, Error> {
    let organization = OrganizationId(muster.id());
    organizations::add(tx, organization, founding.organization, muster.now()).await?;
    let membership = Membership { role: Role::Administrator, grants: Vec::new() };
    let member = NewMember { organization, user: founding.by, membership, created_at: muster.now() };
    memberships::add(tx, &member).await?;
    Ok(organization)
}

/// What a person did beside any organization.
pub(crate) struct Step<'a> {
    pub(crate) action: &'a str,
    pub(crate) user: UserId,
}

pub(crate) async fn note(ctx: &Ctx, tx: &mut Tx, step: Step<'_>) -> Result<(), Error> {
    let place = Place { organization: None, user: Some(step.user) };
    let deed = Deed { action: step.action, subject: step.user.to_string(), detail: String::new() };
    ctx.record(tx, place, deed, Change::default()).await
}

/// Checks every field, so that a form shows all that is wrong at once.
fn checked(person: NewPerson, mut refusals: Vec<Refusal>) -> Result<NewPerson, Error> {
    let email = accepted(checked_email(&person.email), &mut refusals);
    let name = accepted(names::checked("name", &person.name), &mut refusals);
    let () = accepted(checked_password(&person.password), &mut refusals);
    if refusals.is_empty() { Ok(NewPerson { email, name, ..person }) } else { Err(Error::Invalid(refusals)) }
}

/// Checks every field, then hashes the password.
pub(crate) async fn hashed(muster: &Muster, person: NewPerson, refusals: Vec<Refusal>) -> Result<User, Error> {
    let person = checked(person, refusals)?;
    let NewPerson { email, name, .. } = person;
    let password = muster.passwords().hash(person.password).await?;
    Ok(User {
        id: UserId(muster.id()),
        email,
        name,
        password,
        support: person.support,
        service_of: None,
        verified_at: None,
        created_at: muster.now(),
    })
}

/// The value, or its place among the refusals.
fn accepted<T: Default>(checked: Result<T, Error>, refusals: &mut Vec<Refusal>) -> T {
    match checked {
        Ok(value) => value,
        Err(Error::Invalid(more)) => {
            refusals.extend(more);
            T::default()
        }
        Err(other) => {
            refusals.push(Refusal { path: String::new(), reason: other.to_string() });
            T::default()
        }
    }
}

/// Links that nobody used in time.
pub(crate) async fn remove_expired_links(muster: &Muster) -> Result<(), Error> {
    let mut tx = muster.store().write().await?;
    sign_ups::remove_expired(&mut tx, muster.now()).await?;
    links::remove_expired(&mut tx, muster.now()).await?;
    Ok(tx.commit().await?)
}

pub(crate) fn normalised(email: &str) -> String {
    email.trim().to_lowercase()
}

pub(crate) fn checked_email(email: &str) -> Result<String, Error> {
    let email = normalised(email);
    let parts =
        email.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    if parts && plain && email.len() <= LONGEST_EMAIL {
        Ok(email)
    } else {
        Err(Error::invalid("email", "this is no e-mail address"))
    }
}

pub(crate) fn checked_password(password: &str) -> Result<(), Error> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Error::invalid("password", format!("at least {SHORTEST_PASSWORD} characters")));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(Error::invalid("password", format!("at most {LONGEST_PASSWORD} bytes")));
    }
    Ok(())
}
