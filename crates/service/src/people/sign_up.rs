//! Signing up. Where mail is sent, nobody is there before the link is opened that is mailed to the address, and the
//! answer is the same whether somebody has it already: its holder is mailed that, and whoever asks learns nothing.

use chrono::Duration;
use muster_domain::UserId;
use muster_store::Tx;
use muster_store::sign_ups::{self, Waiting};
use muster_store::users::{self, User};

use super::{Founding, NewPerson, Step, accepted, checked, found, hashed, note};
use crate::audit::{Change, Deed, Place};
use crate::limits::{self, ASKED, MAILED};
use crate::mail::notices::{self, Linked};
use crate::secret::{digest, fresh};
use crate::{Ctx, Error, mail, names};

/// How long the link is good.
const VALID: Duration = Duration::days(3);

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

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum SignedUp {
    /// The person is there.
    Person(UserId),
    /// A mail is on its way to the address, to whoever has it.
    Mailed,
}

impl SignedUp {
    /// The person, for callers of an installation that sends no mail.
    ///
    /// # Errors
    /// `Conflict` where the address has to be confirmed first.
    pub fn person(self) -> Result<UserId, Error> {
        match self {
            Self::Person(user) => Ok(user),
            Self::Mailed => Err(Error::Conflict("the address has to be confirmed by the link that was mailed there".to_owned())),
        }
    }
}

/// Makes a person and their organization, at once or when their address is confirmed.
///
/// # Errors
/// `Invalid` at `email`, `password`, `name` or `organization`; at each that is wrong. `Wait` where one network address
/// asked for too many, or too many links were mailed to this one.
pub async fn sign_up(ctx: &Ctx, form: SignUp) -> Result<SignedUp, Error> {
    let muster = ctx.muster();
    let person = NewPerson { email: form.email, password: form.password, name: form.name, support: false };
    let mut refusals = Vec::new();
    let organization = accepted(names::checked("organization", &form.organization), &mut refusals);
    let person = checked(person, refusals)?;
    // Whoever signs up has a mail sent to an address of their choice, or is told whether somebody has it.
    limits::take_from(muster, &ASKED, ctx.address()).await??;
    let user = hashed(muster, person, Vec::new()).await?;
    if muster.sends_mail() {
        limits::take(muster, &MAILED, &user.email).await??;
        ask(ctx, user, organization).await?;
        return Ok(SignedUp::Mailed);
    }
    let id = user.id;
    make(ctx, (user, &organization)).await?;
    // Only those who were refused are counted: an office signs up as often as it likes.
    limits::give_back_from(muster, &ASKED, ctx.address()).await?;
    Ok(SignedUp::Person(id))
}

/// Makes whoever waits for this link. Whoever holds it has shown that the address is theirs.
///
/// # Errors
/// `NotFound` for a link that was used, or has expired; `Invalid` at `email` where somebody has the address by now.
pub(crate) async fn finish(ctx: &Ctx, token: &str) -> Result<UserId, Error> {
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let mut tx = muster.store().write().await?;
    let waiting = sign_ups::take(&mut tx, &digest(token), now).await?.ok_or(Error::NotFound)?;
    sign_ups::remove_by_email(&mut tx, &waiting.email).await?;
    let Waiting { email, name, password, organization, .. } = waiting;
    let id = UserId(muster.id());
    let (support, service_of, verified_at) = (false, None, Some(now));
    let user = User { id, email, name, password, support, service_of, verified_at, created_at: now };
    add(ctx, &mut tx, (&user, &organization)).await?;
    tx.commit().await?;
    Ok(id)
}

async fn make(ctx: &Ctx, (user, organization): (User, &str)) -> Result<(), Error> {
    let mut tx = ctx.muster().store().write().await?;
    add(ctx, &mut tx, (&user, organization)).await?;
    Ok(tx.commit().await?)
}

async fn add(ctx: &Ctx, tx: &mut Tx, (user, organization): (&User, &str)) -> Result<(), Error> {
    users::add(tx, user).await?;
    found(ctx.muster(), tx, Founding { organization, by: user.id }).await?;
    note(ctx, tx, Step { action: "people.sign_up", user: user.id }).await
}

/// Mails the link; or, where somebody has the address, that they have it. Both are a few rows and a mail.
async fn ask(ctx: &Ctx, user: User, organization: String) -> Result<(), Error> {
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let mut tx = muster.store().write().await?;
    let holder = users::find_by_email(&mut tx, &user.email).await?;
    let letter = match &holder {
        Some(holder) => notices::signed_up_before(muster, holder),
        None => {
            let (token, expires_at) = (fresh(), now + VALID);
            let linked = Linked { name: &user.name, to: &user.email, token: &token, until: expires_at };
            let letter = notices::sign_up(muster, &linked, &organization);
            let User { email, name, password, .. } = user;
            let digest = digest(&token);
            let waiting = Waiting { digest, email, name, password, organization, created_at: now, expires_at };
            sign_ups::add(&mut tx, &waiting).await?;
            letter
        }
    };
    let place = Place { organization: None, user: holder.map(|holder| holder.id) };
    let deed = Deed { action: "people.ask_sign_up", subject: letter.to.clone(), detail: String::new() };
    ctx.record(&mut tx, place, deed, Change::default()).await?;
    mail::enqueue(muster, &mut tx, letter).await?;
    Ok(tx.commit().await?)
}
