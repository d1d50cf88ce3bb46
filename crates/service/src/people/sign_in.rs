//! Signing in: a password, and a one-time code where the person asked for that. One use case does both; a page that
//! asks for the code on a second screen keeps what the first came to, and hands it to [`finish_sign_in`].

use chrono::{DateTime, Duration, Utc};
use muster_domain::UserId;
use muster_store::users;
use muster_store::users::User;
use serde::{Deserialize, Serialize};

use super::{LONGEST_PASSWORD, Step, device, normalised, note};
use crate::limits::{self, ACCOUNT, ADDRESS, CODE, DEVICE, Limit};
use crate::secret::digest;
use crate::{Ctx, Error, Muster, two_factor};

/// What somebody signs in with.
#[derive(Clone, Default)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// A one-time code, or a recovery code, for those who have a second factor.
    pub code: Option<String>,
    /// What [`device_token`](super::device_token) gave this browser.
    pub device: Option<String>,
}

impl SignIn {
    /// Without a code, from a browser that nothing is known of.
    pub fn new(email: &str, password: &str) -> Self {
        Self { email: email.to_owned(), password: password.to_owned(), ..Self::default() }
    }
}

/// How long somebody looks for their telephone.
const VALID: Duration = Duration::minutes(10);
const PURPOSE: &str = "half signed in";

/// Somebody whose password was right, encrypted: for [`finish_sign_in`], with the code.
#[derive(Clone, PartialEq, Eq)]
pub struct HalfSignedIn(String);

impl HalfSignedIn {
    /// To be kept in a session, and nowhere else.
    pub fn into_text(self) -> String {
        self.0
    }

    pub fn from_text(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for HalfSignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HalfSignedIn")
    }
}

#[derive(Serialize, Deserialize)]
struct Half {
    user: UserId,
    /// Of the password's hash: another password, and this is worth nothing.
    password: String,
    until: DateTime<Utc>,
}

/// The person with this e-mail and password, and code where one is asked for.
///
/// # Errors
/// `Invalid` at `email`, the same and as slow for an unknown e-mail as for a wrong password; `CodeNeeded` without a
/// code where one is asked for; `Invalid` at `code`; `Wait` where it was tried too often.
pub async fn sign_in(ctx: &Ctx, form: SignIn) -> Result<UserId, Error> {
    let muster = ctx.muster();
    let email = normalised(&form.email);
    let found = users::find_by_email(&mut muster.store().read().await?, &email).await?;
    // A service user has no password to be right about.
    let found = found.filter(|user| user.service_of.is_none());
    let (limits, whose) = counted(muster, &form, found.as_ref());
    slow_down(ctx, (limits, &whose), found.as_ref()).await?;
    let phc = found.as_ref().map(|user| user.password.clone());
    let is_right = form.password.len() <= LONGEST_PASSWORD && muster.passwords().verify(form.password, phc).await?;
    let Some(user) = found.clone().filter(|_| is_right) else {
        failed(ctx, found.map(|user| user.id)).await?;
        return Err(Error::invalid("email", "this e-mail and password do not belong together"));
    };
    limits::forget(muster, limits, &whose).await?;
    if !ctx.address().is_empty() {
        limits::give_back_from(muster, &ADDRESS, ctx.address()).await?;
    }
    if two_factor::is_asked_for(muster, user.id).await? {
        let Some(code) = form.code.filter(|code| !code.trim().is_empty()) else {
            return Err(Error::CodeNeeded(half(muster, &user)?));
        };
        check_code(ctx, user.id, &code).await?;
    }
    signed_in(ctx, user.id).await
}

/// The second screen of [`sign_in`].
///
/// # Errors
/// `NotSignedIn` where the first was too long ago; `Invalid` at `code`; `Wait`.
pub async fn finish_sign_in(ctx: &Ctx, half: HalfSignedIn, code: &str) -> Result<UserId, Error> {
    let muster = ctx.muster();
    let json = muster.secret().open(PURPOSE, &half.0).map_err(|_| Error::NotSignedIn)?;
    let half: Half = serde_json::from_str(&json).map_err(Error::internal)?;
    let user = users::lookup(&mut muster.store().read().await?, half.user).await?.ok_or(Error::NotSignedIn)?;
    if half.until <= muster.now() || digest(&user.password) != half.password {
        return Err(Error::NotSignedIn);
    }
    check_code(ctx, user.id, code).await?;
    signed_in(ctx, user.id).await
}

fn half(muster: &Muster, user: &User) -> Result<HalfSignedIn, Error> {
    let half = Half { user: user.id, password: digest(&user.password), until: muster.now() + VALID };
    let json = serde_json::to_string(&half).map_err(Error::internal)?;
    Ok(HalfSignedIn(muster.secret().seal(PURPOSE, &json)?))
}

/// A browser that the account knows is counted apart, so that nobody else's tries keep the person out of it.
fn counted(muster: &Muster, form: &SignIn, found: Option<&User>) -> (&'static [Limit], String) {
    let device = form.device.as_deref().and_then(|text| device::read(muster, text));
    match (found, device) {
        (Some(user), Some(device)) if device.user == user.id => (&DEVICE, device.name),
        _ => (&ACCOUNT, normalised(&form.email)),
    }
}

async fn slow_down(ctx: &Ctx, (limits, whose): (&[Limit], &str), user: Option<&User>) -> Result<(), Error> {
    limits::take_from(ctx.muster(), &ADDRESS, ctx.address()).await??;
    let Err(blocked) = limits::take(ctx.muster(), limits, whose).await? else { return Ok(()) };
    if let (true, Some(user)) = (blocked.is_first, user) {
        write_down(ctx, Step { action: "people.sign_in_blocked", user: user.id }).await?;
    }
    Err(blocked.into())
}

async fn check_code(ctx: &Ctx, user: UserId, code: &str) -> Result<(), Error> {
    let (muster, whose) = (ctx.muster(), user.to_string());
    limits::take(muster, &CODE, &whose).await??;
    if two_factor::take_code(muster, user, code).await? {
        return limits::forget(muster, &CODE, &whose).await;
    }
    write_down(ctx, Step { action: "people.code_failed", user }).await?;
    Err(Error::invalid("code", "this code is wrong, was used before, or is too old"))
}

async fn signed_in(ctx: &Ctx, user: UserId) -> Result<UserId, Error> {
    write_down(ctx, Step { action: "people.sign_in", user }).await?;
    Ok(user)
}

async fn failed(ctx: &Ctx, user: Option<UserId>) -> Result<(), Error> {
    match user {
        Some(user) => write_down(ctx, Step { action: "people.sign_in_failed", user }).await,
        None => Ok(()),
    }
}

async fn write_down(ctx: &Ctx, step: Step<'_>) -> Result<(), Error> {
    let mut tx = ctx.muster().store().write().await?;
    note(ctx, &mut tx, step).await?;
    Ok(tx.commit().await?)
}
