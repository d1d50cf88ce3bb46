//! Sessions of programs that signed in as a person: a token for twelve hours, with which the person reaches whatever
//! they belong to. It is shown once; a digest of it is kept among the person's sessions.

use chrono::Duration;
use muster_domain::UserId;
use muster_store::api_sessions::{self, ApiSession};

use crate::people::{Step, note};
use crate::secret::{digest, fresh};
use crate::{Ctx, Error};

/// What every such token begins with.
const PREFIX: &str = "muster_session_";
const VALID: Duration = Duration::hours(12);

/// A token for somebody who has just shown who they are.
///
/// # Errors
/// The database's.
pub async fn begin(ctx: &Ctx, user: UserId) -> Result<String, Error> {
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let token = format!("{PREFIX}{}", fresh());
    let (digest, address) = (digest(&token), ctx.address().to_owned());
    let new = ApiSession { user, digest, address, created_at: now, expires_at: now + VALID };
    let mut tx = muster.store().write().await?;
    api_sessions::add(&mut tx, &new).await?;
    note(ctx, &mut tx, Step { action: "people.begin_api_session", user }).await?;
    tx.commit().await?;
    Ok(token)
}

/// Ends the session of this token; that there is none any more is as good.
///
/// # Errors
/// `NotSignedIn`.
pub async fn end(ctx: &Ctx, token: &str) -> Result<(), Error> {
    let user = ctx.user_id()?;
    let mut tx = ctx.muster().store().write().await?;
    if api_sessions::remove(&mut tx, &digest(token)).await? {
        note(ctx, &mut tx, Step { action: "people.end_api_session", user }).await?;
    }
    Ok(tx.commit().await?)
}

/// Whether a text may be such a token.
pub(crate) fn is_one(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The same request, asked by the person.
pub(crate) async fn bearer(ctx: Ctx, token: &str) -> Result<Ctx, Error> {
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let user = api_sessions::find_user(&mut muster.store().read().await?, &digest(token), now).await?;
    Ok(ctx.by_person(user.ok_or(Error::NotSignedIn)?))
}
