//! One-time codes (TOTP, RFC 6238) beside the password. The secret behind them is encrypted with the installation's key; a
//! code is good once. Ten recovery codes, shown once and kept as digests, are for who has lost their telephone.

mod codes;

use muster_domain::UserId;
use muster_domain::view::account::{Enrolment, TwoFactor};
use muster_domain::view::members::ShownOnce;
use muster_store::users::User;
use muster_store::{Tx, second_factors, users};

use crate::limits::{self, CODE};
use crate::mail::{self, notices};
use crate::people::{Step, note, proved};
use crate::secret::digest;
use crate::{Ctx, Error, Muster};

/// What shows that it is the person, and not only their open browser.
#[derive(Clone)]
pub struct Proof {
    pub password: String,
    /// A one-time code, or a recovery code.
    pub code: String,
}

/// Whether a code is asked for; while one is being set up, what the person needs for it.
///
/// # Errors
/// `NotSignedIn`.
pub async fn find(ctx: &Ctx) -> Result<TwoFactor, Error> {
    let (muster, id) = (ctx.muster(), ctx.user_id()?);
    let mut tx = muster.store().read().await?;
    let user = users::lookup(&mut tx, id).await?.ok_or(Error::NotSignedIn)?;
    let Some(factor) = second_factors::lookup(&mut tx, id).await? else { return Ok(TwoFactor::Off) };
    if let Some(since) = factor.confirmed_at {
        let codes_left = second_factors::count_recovery_codes(&mut tx, id).await?;
        return Ok(TwoFactor::On { since, codes_left });
    }
    let secret = muster.secret().open(&purpose(id), &factor.secret)?;
    let address = codes::address(&secret, &user.email);
    Ok(TwoFactor::Beginning(Enrolment { qr: codes::picture(&address)?, secret: codes::readable(&secret), address }))
}

/// Makes a secret to be set up in an authenticator. Nothing is asked for at sign-in before [`confirm`].
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `password`; `Conflict` where codes are asked for already; `Wait`.
pub async fn begin(ctx: &Ctx, password: &str) -> Result<(), Error> {
    let user = proved(ctx, password).await?;
    let muster = ctx.muster();
    let sealed = muster.secret().seal(&purpose(user.id), &codes::fresh_secret())?;
    let mut tx = muster.store().write().await?;
    if !second_factors::begin(&mut tx, user.id, &sealed).await? {
        return Err(Error::Conflict("one-time codes are asked for already".to_owned()));
    }
    note(ctx, &mut tx, Step { action: "two_factor.begin", user: user.id }).await?;
    Ok(tx.commit().await?)
}

/// Shows that the authenticator works; from now on signing in asks for its codes. The answer is shown once.
///
/// # Errors
/// `NotFound` where nothing was begun; `Invalid` at `code`; `Wait`.
pub async fn confirm(ctx: &Ctx, code: &str) -> Result<ShownOnce, Error> {
    let (muster, id) = (ctx.muster(), ctx.user_id()?);
    let mut tx = muster.store().read().await?;
    let user = users::lookup(&mut tx, id).await?.ok_or(Error::NotSignedIn)?;
    second_factors::lookup(&mut tx, id).await?.filter(|factor| factor.confirmed_at.is_none()).ok_or(Error::NotFound)?;
    drop(tx);
    check(ctx, id, code).await?;
    let mut tx = muster.store().write().await?;
    second_factors::confirm(&mut tx, id, muster.now()).await?;
    let shown = fresh_codes(&mut tx, id).await?;
    tell(ctx, &mut tx, (&user, "two_factor.confirm", "One-time codes were turned on")).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Ten new recovery codes; those of before are worth nothing from now on.
///
/// # Errors
/// `NotFound` where no codes are asked for; `Invalid` at `password` or `code`; `Wait`.
pub async fn renew_codes(ctx: &Ctx, proof: Proof) -> Result<ShownOnce, Error> {
    let user = shown_to_be(ctx, proof).await?;
    let mut tx = ctx.muster().store().write().await?;
    let shown = fresh_codes(&mut tx, user.id).await?;
    tell(ctx, &mut tx, (&user, "two_factor.renew_codes", "New recovery codes were made")).await?;
    tx.commit().await?;
    Ok(shown)
}

/// No more codes are asked for.
///
/// # Errors
/// As [`renew_codes`].
pub async fn disable(ctx: &Ctx, proof: Proof) -> Result<(), Error> {
    let user = shown_to_be(ctx, proof).await?;
    let mut tx = ctx.muster().store().write().await?;
    second_factors::remove(&mut tx, user.id).await?;
    tell(ctx, &mut tx, (&user, "two_factor.disable", "One-time codes were turned off")).await?;
    Ok(tx.commit().await?)
}

/// Whether signing in asks this person for a code.
pub(crate) async fn is_asked_for(muster: &Muster, user: UserId) -> Result<bool, Error> {
    let found = second_factors::lookup(&mut muster.store().read().await?, user).await?;
    Ok(found.is_some_and(|factor| factor.confirmed_at.is_some()))
}

/// Whether a code is right, one-time or recovery; then it is used up.
pub(crate) async fn take_code(muster: &Muster, user: UserId, code: &str) -> Result<bool, Error> {
    let mut tx = muster.store().write().await?;
    let Some(factor) = second_factors::lookup(&mut tx, user).await? else { return Ok(false) };
    let secret = muster.secret().open(&purpose(user), &factor.secret)?;
    let taken = match codes::step(&secret, code, muster.now())? {
        Some(step) => second_factors::take_step(&mut tx, user, step).await?,
        None => second_factors::take_recovery_code(&mut tx, user, &digest(&codes::plain(code))).await?,
    };
    tx.commit().await?;
    Ok(taken)
}

async fn shown_to_be(ctx: &Ctx, proof: Proof) -> Result<User, Error> {
    if !is_asked_for(ctx.muster(), ctx.user_id()?).await? {
        return Err(Error::NotFound);
    }
    let user = proved(ctx, &proof.password).await?;
    check(ctx, user.id, &proof.code).await?;
    Ok(user)
}

async fn check(ctx: &Ctx, user: UserId, code: &str) -> Result<(), Error> {
    let (muster, whose) = (ctx.muster(), user.to_string());
    limits::take(muster, &CODE, &whose).await??;
    if take_code(muster, user, code).await? {
        return limits::forget(muster, &CODE, &whose).await;
    }
    Err(Error::invalid("code", "this code is wrong, was used before, or is too old"))
}

async fn fresh_codes(tx: &mut Tx, user: UserId) -> Result<ShownOnce, Error> {
    let codes: Vec<_> = (0..10).map(|_| codes::fresh_recovery_code()).collect();
    let digests: Vec<_> = codes.iter().map(|code| digest(&codes::plain(code))).collect();
    second_factors::set_recovery_codes(tx, user, &digests).await?;
    Ok(ShownOnce::RecoveryCodes(codes))
}

async fn tell(ctx: &Ctx, tx: &mut Tx, (user, action, what): (&User, &str, &str)) -> Result<(), Error> {
    note(ctx, tx, Step { action, user: user.id }).await?;
    mail::enqueue(ctx.muster(), tx, notices::account_changed(ctx.muster(), &user.email, what)).await
}

fn purpose(user: UserId) -> String {
    format!("totp {user}")
}
