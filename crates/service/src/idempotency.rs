//! Doing once what is asked for more than once. A program that gets no answer sends its request again, under the same
//! key, and is given the answer of the first; what it asked for is not done again.
//!
//! The answer is written after what was done is committed. A process that dies in between leaves a key whose lease runs
//! out; whether its request was committed is then read from the audit record, which names the request and was written
//! with it. So the worst that comes of it is an answer that is not there any more, never a second deed.

use chrono::{DateTime, Duration, Utc};
use muster_domain::UserId;
use muster_store::idempotency_keys::{self, Kept, Key};
use muster_store::{Tx, audit};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::secret::digest;
use crate::{Ctx, Error, Muster};

/// How long an answer is kept.
pub const KEPT: Duration = Duration::hours(24);
/// How long an attempt that is not heard of is taken to be alive.
const LEASE: Duration = Duration::seconds(30);
/// How often it should be heard of.
pub const BEAT: std::time::Duration = std::time::Duration::from_secs(10);
const LONGEST: usize = 255;

/// What is kept of an answer, encrypted: it may hold what is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub content_type: Option<String>,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

/// What a key stands for.
pub enum Claim {
    /// Nobody used it: do what is asked for, then [`Attempt::keep`] the answer or [`Attempt::release`] the key.
    Fresh(Attempt),
    /// It was done; the digest is of the body that was sent then.
    Answered { body: String, answer: Answer },
    /// The key stands for another request.
    Taken,
    /// The first request is being worked on.
    Running,
    /// It was done, by the request of this id, and the process died before the answer was kept.
    Lost { request_id: String },
}

/// The right to do what is asked for under a key.
#[derive(Clone)]
pub struct Attempt {
    muster: Muster,
    key: Key,
    id: Uuid,
}

/// Takes a key for a request: its method and address, as the caller writes them.
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `Idempotency-Key`.
pub async fn claim(ctx: &Ctx, key: &str, request: &str) -> Result<Claim, Error> {
    let user = ctx.asker()?;
    if key.is_empty() || key.len() > LONGEST || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::invalid("Idempotency-Key", format!("1 to {LONGEST} visible ASCII characters")));
    }
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let key = Key { user, key: key.to_owned() };
    let attempt = Attempt { muster: muster.clone(), key: key.clone(), id: muster.id() };
    let new = Kept {
        request: digest(&format!("{request} {}", ctx.reach())),
        body: None,
        attempt: attempt.id,
        request_id: ctx.request_id().to_owned(),
        lease_until: now + LEASE,
        answer: None,
        created_at: now,
    };
    let mut tx = muster.store().write().await?;
    let found = take(&mut tx, (&key, &new), user).await?;
    tx.commit().await?;
    match found {
        Taking::Fresh => Ok(Claim::Fresh(attempt)),
        Taking::Running => Ok(Claim::Running),
        Taking::Other => Ok(Claim::Taken),
        Taking::Lost(request_id) => Ok(Claim::Lost { request_id }),
        Taking::Answered(body, sealed) => {
            let json = muster.secret().open(&purpose(&key), &sealed)?;
            Ok(Claim::Answered { body, answer: serde_json::from_str(&json).map_err(Error::internal)? })
        }
    }
}

enum Taking {
    Fresh,
    Running,
    Other,
    Lost(String),
    Answered(String, String),
}

async fn take(tx: &mut Tx, (key, new): (&Key, &Kept), user: UserId) -> Result<Taking, Error> {
    if idempotency_keys::add(tx, key, new).await? {
        return Ok(Taking::Fresh);
    }
    let Some(found) = idempotency_keys::lookup(tx, key).await? else { return Ok(Taking::Running) };
    let is_old = found.created_at + KEPT <= new.created_at;
    if !is_old && found.request != new.request {
        return Ok(Taking::Other);
    }
    match found.answer {
        Some(answer) if !is_old => return Ok(Taking::Answered(found.body.unwrap_or_default(), answer)),
        None if found.lease_until > new.created_at => return Ok(Taking::Running),
        None if !is_old && audit::has_request(tx, (user, &found.request_id), found.created_at).await? => {
            return Ok(Taking::Lost(found.request_id));
        }
        Some(_) | None => {}
    }
    // Of two that find a dead attempt, one takes its place.
    let is_first = idempotency_keys::remove(tx, (key, found.attempt)).await?;
    Ok(if is_first && idempotency_keys::add(tx, key, new).await? { Taking::Fresh } else { Taking::Running })
}

impl Attempt {
    /// Says that it is alive.
    ///
    /// # Errors
    /// The database's.
    pub async fn beat(&self) -> Result<(), Error> {
        let mut tx = self.muster.store().write().await?;
        idempotency_keys::extend(&mut tx, (&self.key, self.id), self.muster.now() + LEASE).await?;
        Ok(tx.commit().await?)
    }

    /// It is done: from now on the key stands for this answer to this body.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep(&self, body: &str, answer: &Answer) -> Result<(), Error> {
        let json = serde_json::to_string(answer).map_err(Error::internal)?;
        let sealed = self.muster.secret().seal(&purpose(&self.key), &json)?;
        let mut tx = self.muster.store().write().await?;
        idempotency_keys::set_answer(&mut tx, (&self.key, self.id), (body, &sealed)).await?;
        Ok(tx.commit().await?)
    }

    /// It was refused, and nothing was done: the key is free for another attempt.
    ///
    /// # Errors
    /// The database's.
    pub async fn release(&self) -> Result<(), Error> {
        let mut tx = self.muster.store().write().await?;
        idempotency_keys::remove(&mut tx, (&self.key, self.id)).await?;
        Ok(tx.commit().await?)
    }
}

fn purpose(key: &Key) -> String {
    format!("answer {} {}", key.user, key.key)
}

/// Forgets what was answered long ago.
pub(crate) async fn remove_old(muster: &Muster) -> Result<(), Error> {
    let than: DateTime<Utc> = muster.now() - KEPT;
    let mut tx = muster.store().write().await?;
    idempotency_keys::remove_older(&mut tx, than).await?;
    Ok(tx.commit().await?)
}
