//! That an e-mail address is somebody's: a link that was mailed there says so. Nobody is kept out without; but Muster
//! sends no other mail to an address that may be a stranger's, and none for its holder.

use chrono::Duration;
use muster_store::links::{self, Kind, Link};
use muster_store::users::User;
use muster_store::{Tx, users};

use super::{Step, note};
use crate::limits::{self, MAILED};
use crate::mail::notices::{self, Linked};
use crate::secret::{digest, fresh};
use crate::{Ctx, Error, Muster, mail};

const VALID: Duration = Duration::days(3);

/// Mails the link again.
///
/// # Errors
/// `NotSignedIn`; `Conflict` where no mail is sent, or the address is confirmed; `Wait`.
pub async fn send_confirmation(ctx: &Ctx) -> Result<(), Error> {
    let (muster, id) = (ctx.muster(), ctx.user_id()?);
    if !muster.sends_mail() {
        return Err(Error::Conflict("this installation sends no mail".to_owned()));
    }
    let user = users::lookup(&mut muster.store().read().await?, id).await?.ok_or(Error::NotSignedIn)?;
    if user.verified_at.is_some() {
        return Err(Error::Conflict("your address is confirmed already".to_owned()));
    }
    limits::take(muster, &MAILED, &user.email).await??;
    let mut tx = muster.store().write().await?;
    ask(muster, &mut tx, &user).await?;
    note(ctx, &mut tx, Step { action: "people.send_confirmation", user: id }).await?;
    Ok(tx.commit().await?)
}

/// Uses a link that was mailed to the account's address. Whoever holds it need not be signed in.
///
/// # Errors
/// `NotFound` for a link that was used or replaced, or has expired.
pub(crate) async fn confirm(ctx: &Ctx, token: &str) -> Result<(), Error> {
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let mut tx = muster.store().write().await?;
    let link = links::take(&mut tx, (Kind::Verify, &digest(token)), now).await?.ok_or(Error::NotFound)?;
    users::set_verified(&mut tx, link.user, now).await?;
    note(ctx, &mut tx, Step { action: "people.confirm", user: link.user }).await?;
    Ok(tx.commit().await?)
}

/// Mails the link, in the transaction of what made the address known.
pub(crate) async fn ask(muster: &Muster, tx: &mut Tx, user: &User) -> Result<(), Error> {
    if !muster.sends_mail() {
        return Ok(());
    }
    let (token, now) = (fresh(), muster.now());
    links::remove_by_user(tx, user.id, Kind::Verify).await?;
    let (created_at, expires_at) = (now, now + VALID);
    let link = Link { kind: Kind::Verify, digest: digest(&token), user: user.id, address: None, created_at, expires_at };
    links::add(tx, &link).await?;
    let linked = Linked { name: &user.name, to: &user.email, token: &token, until: expires_at };
    mail::enqueue(muster, tx, notices::confirmation(muster, &linked)).await
}
