//! People: signing up, signing in, and who is signed in.

use muster_domain::permission::{Membership, Role};
use muster_domain::view::organizations::{Me, OrganizationRow};
use muster_domain::workflow::Refusal;
use muster_domain::{OrganizationId, UserId};
use muster_store::memberships::NewMember;
use muster_store::users::User;
use muster_store::{Tx, customer_links, memberships, organizations, users};

use crate::audit::{Change, Deed, Place};
use crate::{Ctx, Error, Muster, names, notifications};

/// What a person sends to sign up.
#[derive(Clone)]
pub struct SignUp {
    pub email: String,
    /// At least 8 characters.
    pub password: String,
    /// How the console calls the person.
    pub name: String,
    /// Name of the organization that is made with them as its administrator.
    pub organization: String,
}

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

/// Makes a person and their organization.
///
/// # Errors
/// `Invalid` at `email`, `password`, `name` or `organization`; at each that is wrong.
pub async fn sign_up(ctx: &Ctx, form: SignUp) -> Result<UserId, Error> {
    let muster = ctx.muster();
    let person = NewPerson { email: form.email, password: form.password, name: form.name, support: false };
    let mut refusals = Vec::new();
    let organization = accepted(names::checked("organization", &form.organization), &mut refusals);
    let user = hashed(muster, person, refusals).await?;
    let mut tx = muster.store().write().await?;
    users::add(&mut tx, &user).await?;
    found(muster, &mut tx, Founding { organization: &organization, by: user.id }).await?;
    note(ctx, &mut tx, Step { action: "people.sign_up", user: user.id }).await?;
    tx.commit().await?;
    Ok(user.id)
}

/// Makes a person in no organization: for the operator's command line, not for a page.
///
/// # Errors
/// `Invalid` at `email`, `password` or `name`.
pub async fn add(muster: &Muster, person: NewPerson) -> Result<UserId, Error> {
    let user = hashed(muster, person, Vec::new()).await?;
    let mut tx = muster.store().write().await?;
    users::add(&mut tx, &user).await?;
    let ctx = Ctx::user(muster.clone(), format!("command-line-{}", muster.id()), user.id);
    note(&ctx, &mut tx, Step { action: "people.add", user: user.id }).await?;
    tx.commit().await?;
    Ok(user.id)
}

/// The person with this e-mail and password.
///
/// # Errors
/// `Invalid` at `email`, the same and as slow for an unknown e-mail as for a wrong password.
pub async fn sign_in(ctx: &Ctx, email: &str, password: &str) -> Result<UserId, Error> {
    let muster = ctx.muster();
    let wrong = || Error::invalid("email", "this e-mail and password do not belong together");
    if password.len() > LONGEST_PASSWORD {
        return Err(wrong());
    }
    let found = users::find_by_email(&mut muster.store().read().await?, &normalised(email)).await?;
    // A service user has no password to be right about.
    let found = found.filter(|user| user.service_of.is_none());
    let phc = found.as_ref().map(|user| user.password.clone());
    let matches = muster.passwords().verify(password.to_owned(), phc).await?;
    let user = found.filter(|_| matches).ok_or_else(wrong)?.id;
    let mut tx = muster.store().write().await?;
    note(ctx, &mut tx, Step { action: "people.sign_in", user }).await?;
    tx.commit().await?;
    Ok(user)
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
    Ok(Me { id, email: user.email, name: user.name, support: user.support, organizations, customers, unread })
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

/// Checks every field, so that a form shows all that is wrong at once, then hashes the password.
pub(crate) async fn hashed(muster: &Muster, person: NewPerson, mut refusals: Vec<Refusal>) -> Result<User, Error> {
    let email = accepted(checked_email(&person.email), &mut refusals);
    let name = accepted(names::checked("name", &person.name), &mut refusals);
    let () = accepted(checked_password(&person.password), &mut refusals);
    if !refusals.is_empty() {
        return Err(Error::Invalid(refusals));
    }
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

fn checked_password(password: &str) -> Result<(), Error> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Error::invalid("password", format!("at least {SHORTEST_PASSWORD} characters")));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(Error::invalid("password", format!("at most {LONGEST_PASSWORD} bytes")));
    }
    Ok(())
}
