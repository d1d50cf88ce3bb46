//! A forgotten password: a link by mail, good once and for an hour, sets another. What is answered is the same whether
//! somebody has that address or not.

use chrono::Duration;
use muster_store::links::{self, Kind, Link};
use muster_store::users::User;
use muster_store::{Tx, sessions, users};

use crate::limits::{self, ACCOUNT, ASKED, MAILED};
use crate::mail::notices::{self, Linked};
use crate::people::{Step, checked_password, normalised, note};
use crate::secret::{digest, fresh};
use crate::{Ctx, Error, Muster, mail};

const VALID: Duration = Duration::hours(1);

/// Mails the link, where somebody has the address.
///
/// # Errors
/// `Conflict` where the installation sends no mail; `Wait` where it was asked too often, whoever has the address.
pub async fn ask(ctx: &Ctx, email: &str) -> Result<(), Error> {
    let (muster, email) = (ctx.muster(), normalised(email));
    if !muster.sends_mail() {
        let said = "this installation sends no mail; whoever runs it can make a link for you (muster user reset-link)";
        return Err(Error::Conflict(said.to_owned()));
    }
    limits::take_from(muster, &ASKED, ctx.address()).await??;
    limits::take(muster, &MAILED, &email).await??;
    let mut tx = muster.store().write().await?;
    if let Some(user) = users::find_by_email(&mut tx, &email).await?.filter(|user| user.service_of.is_none()) {
        let token = add(muster, &mut tx, &user).await?;
        let linked = Linked { name: &user.name, to: &user.email, token: &token, until: muster.now() + VALID };
        mail::enqueue(muster, &mut tx, notices::reset(muster, &linked)).await?;
        note(ctx, &mut tx, Step { action: "resets.ask", user: user.id }).await?;
    }
    Ok(tx.commit().await?)
}

/// Makes a link for whoever cannot be mailed one: for the operator's command line, not for a page.
///
/// # Errors
/// `Invalid` at `email` where nobody has it.
pub async fn issue(muster: &Muster, email: &str) -> Result<String, Error> {
    let mut tx = muster.store().write().await?;
    let user = users::find_by_email(&mut tx, &normalised(email)).await?.filter(|user| user.service_of.is_none());
    let user = user.ok_or_else(|| Error::invalid("email", "nobody has this address"))?;
    let token = add(muster, &mut tx, &user).await?;
    let ctx = Ctx::user(muster.clone(), format!("command-line-{}", muster.id()), user.id);
    note(&ctx, &mut tx, Step { action: "resets.issue", user: user.id }).await?;
    tx.commit().await?;
    Ok(muster.link(&format!("/reset/{token}")))
}

/// Whose password a link sets, by address.
///
/// # Errors
/// `NotFound` for a link that was used or replaced, or has expired.
pub async fn find(ctx: &Ctx, token: &str) -> Result<String, Error> {
    let muster = ctx.muster();
    let mut tx = muster.store().read().await?;
    let link = links::find(&mut tx, (Kind::Reset, &digest(token)), muster.now()).await?.ok_or(Error::NotFound)?;
    Ok(users::lookup(&mut tx, link.user).await?.ok_or(Error::NotFound)?.email)
}

/// Sets the password, and signs every browser out. A second factor stays: the mail alone does not take its place.
///
/// # Errors
/// `NotFound` as in [`find`]; `Invalid` at `password`.
pub async fn reset(ctx: &Ctx, token: &str, password: String) -> Result<(), Error> {
    let muster = ctx.muster();
    find(ctx, token).await?;
    checked_password(&password)?;
    let phc = muster.passwords().hash(password).await?;
    let mut tx = muster.store().write().await?;
    let link = links::take(&mut tx, (Kind::Reset, &digest(token)), muster.now()).await?.ok_or(Error::NotFound)?;
    let user = users::lookup(&mut tx, link.user).await?.ok_or(Error::NotFound)?;
    users::set_password(&mut tx, user.id, &phc).await?;
    if user.verified_at.is_none() {
        // The link came to them by mail, or by the hand of whoever runs the installation.
        users::set_verified(&mut tx, user.id, muster.now()).await?;
    }
    sessions::remove_others(&mut tx, user.id, None).await?;
    note(ctx, &mut tx, Step { action: "resets.reset", user: user.id }).await?;
    mail::enqueue(muster, &mut tx, notices::account_changed(muster, &user.email, "Your password was set anew")).await?;
    tx.commit().await?;
    // Whoever was kept out by somebody's guessing is let in again.
    limits::forget(muster, &ACCOUNT, &user.email).await
}

/// Ends the link of before.
async fn add(muster: &Muster, tx: &mut Tx, user: &User) -> Result<String, Error> {
    let (token, now) = (fresh(), muster.now());
    links::remove_by_user(tx, user.id, Kind::Reset).await?;
    let (created_at, expires_at, user) = (now, now + VALID, user.id);
    links::add(tx, &Link { kind: Kind::Reset, digest: digest(&token), user, address: None, created_at, expires_at }).await?;
    Ok(token)
}
