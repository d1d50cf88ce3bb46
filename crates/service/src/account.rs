//! One's own account: name, address, password.

use chrono::Duration;
use muster_domain::UserId;
use muster_domain::view::account::Account;
use muster_store::links::{self, Kind, Link};
use muster_store::users::User;
use muster_store::{Tx, users};

use crate::audit::{Change, Deed, Place};
use crate::limits::{self, MAILED};
use crate::mail::{self, notices};
use crate::people::{Step, checked_email, checked_password, confirm, finish_sign_up, note, proved};
use crate::secret::{digest, fresh};
use crate::{Ctx, Error, Muster, names, sessions, two_factor};

/// How long a link to another address is good.
const VALID: Duration = Duration::days(1);

/// All of it.
///
/// # Errors
/// `NotSignedIn`.
pub async fn find(ctx: &Ctx) -> Result<Account, Error> {
    let (muster, id) = (ctx.muster(), ctx.user_id()?);
    let mut tx = muster.store().read().await?;
    let user = users::lookup(&mut tx, id).await?.ok_or(Error::NotSignedIn)?;
    let waiting = links::find_address(&mut tx, id, muster.now()).await?;
    drop(tx);
    Ok(Account {
        name: user.name,
        email: user.email,
        confirmed_at: user.verified_at,
        waiting,
        sends_mail: muster.sends_mail(),
        two_factor: two_factor::find(ctx).await?,
        sessions: sessions::list(ctx).await?,
    })
}

/// What others call one.
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `name`.
pub async fn rename(ctx: &Ctx, name: &str) -> Result<(), Error> {
    let (muster, id) = (ctx.muster(), ctx.user_id()?);
    let name = names::checked("name", name)?;
    let mut tx = muster.store().write().await?;
    let user = users::lookup(&mut tx, id).await?.ok_or(Error::NotSignedIn)?;
    users::set_name(&mut tx, id, &name).await?;
    changed(ctx, &mut tx, ("account.rename", &user, Change { before: Some(user.name.clone()), after: Some(name) })).await?;
    Ok(tx.commit().await?)
}

/// A new password for who knows the current one. Every other browser is signed out.
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `current` or `password`; `Wait`.
pub async fn change_password(ctx: &Ctx, current: &str, password: &str) -> Result<(), Error> {
    let muster = ctx.muster();
    checked_password(password)?;
    let user = proved(ctx, current).await.map_err(|error| at("current", error))?;
    let phc = muster.passwords().hash(password.to_owned()).await?;
    let mut tx = muster.store().write().await?;
    users::set_password(&mut tx, user.id, &phc).await?;
    links::remove_by_user(&mut tx, user.id, Kind::Reset).await?;
    muster_store::sessions::remove_others(&mut tx, user.id, ctx.session()).await?;
    note(ctx, &mut tx, Step { action: "account.change_password", user: user.id }).await?;
    mail::enqueue(muster, &mut tx, notices::account_changed(muster, &user.email, "Your password was changed")).await?;
    Ok(tx.commit().await?)
}

/// Another address, for who knows the password. Where mail is sent, it is theirs once they have opened the link that is
/// mailed there, and until then nothing changes.
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `password` or `email`; `Wait`.
pub async fn change_email(ctx: &Ctx, password: &str, email: &str) -> Result<(), Error> {
    let muster = ctx.muster();
    let email = checked_email(email)?;
    let user = proved(ctx, password).await?;
    if email == user.email {
        return Err(Error::invalid("email", "this is your address already"));
    }
    if !muster.sends_mail() {
        let mut tx = muster.store().write().await?;
        set_email(ctx, &mut tx, (&user, &email)).await?;
        return Ok(tx.commit().await?);
    }
    limits::take(muster, &MAILED, &email).await??;
    let mut tx = muster.store().write().await?;
    // Somebody else's address is not said to be taken: its holder gets the mail, and the link does nothing.
    let (token, now) = (fresh(), muster.now());
    links::remove_by_user(&mut tx, user.id, Kind::Address).await?;
    let (created_at, expires_at, address) = (now, now + VALID, Some(email.clone()));
    links::add(&mut tx, &Link { kind: Kind::Address, digest: digest(&token), user: user.id, address, created_at, expires_at })
        .await?;
    let linked = notices::Linked { name: &user.name, to: &email, token: &token, until: expires_at };
    mail::enqueue(muster, &mut tx, notices::confirmation(muster, &linked)).await?;
    changed(ctx, &mut tx, ("account.change_email", &user, Change { before: Some(user.email.clone()), after: Some(email) }))
        .await?;
    Ok(tx.commit().await?)
}

/// Whose address was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// Somebody's who has an account.
    Address,
    /// Of whoever signed up, and is there from now on.
    SignedUp(UserId),
}

/// Uses a link that was mailed to show that an address is somebody's: the account's, or another that becomes it, or that
/// of whoever signed up.
///
/// # Errors
/// `NotFound` for a link that was used or replaced, or has expired; `Invalid` at `email` where it is another
/// person's by now.
pub async fn confirm_email(ctx: &Ctx, token: &str) -> Result<Confirmed, Error> {
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let mut tx = muster.store().write().await?;
    let Some(link) = links::take(&mut tx, (Kind::Address, &digest(token)), now).await? else {
        drop(tx);
        return match confirm::confirm(ctx, token).await {
            Err(Error::NotFound) => Ok(Confirmed::SignedUp(finish_sign_up(ctx, token).await?)),
            answer => answer.map(|()| Confirmed::Address),
        };
    };
    let user = users::lookup(&mut tx, link.user).await?.ok_or(Error::NotFound)?;
    let email = link.address.ok_or(Error::NotFound)?;
    set_email(ctx, &mut tx, (&user, &email)).await?;
    users::set_verified(&mut tx, user.id, now).await?;
    mail::enqueue(muster, &mut tx, moved(muster, &user, &email)).await?;
    tx.commit().await?;
    Ok(Confirmed::Address)
}

/// Told where the account was reached before: somebody may have taken it over.
fn moved(muster: &Muster, user: &User, email: &str) -> mail::Mail {
    notices::account_changed(muster, &user.email, &format!("Your e-mail address is {email} now"))
}

async fn set_email(ctx: &Ctx, tx: &mut Tx, (user, email): (&User, &str)) -> Result<(), Error> {
    users::set_email(tx, user.id, email).await?;
    // Links that were mailed to the address of before are no proof of anything any more.
    for kind in [Kind::Reset, Kind::Verify, Kind::Address] {
        links::remove_by_user(tx, user.id, kind).await?;
    }
    let change = Change { before: Some(user.email.clone()), after: Some(email.to_owned()) };
    changed(ctx, tx, ("account.set_email", user, change)).await
}

async fn changed(ctx: &Ctx, tx: &mut Tx, (action, user, change): (&str, &User, Change)) -> Result<(), Error> {
    let place = Place { organization: None, user: Some(user.id) };
    ctx.record(tx, place, Deed { action, subject: user.id.to_string(), detail: String::new() }, change).await
}

/// The same refusal about a field of another name.
fn at(field: &str, error: Error) -> Error {
    match error {
        Error::Invalid(refusals) => match refusals.into_iter().next() {
            Some(refusal) => Error::invalid(field, refusal.reason),
            None => Error::Invalid(Vec::new()),
        },
        other => other,
    }
}
