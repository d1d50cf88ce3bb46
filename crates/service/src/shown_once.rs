//! What is shown once on its way from the form that made it to the page that shows it. In between it lies in the
//! session, encrypted for the person and for a few minutes, so that a copy of the database holds no secret to use.

use chrono::{DateTime, Duration, Utc};
use muster_domain::view::members::ShownOnce;
use serde::{Deserialize, Serialize};

use crate::{Ctx, Error};

const VALID: Duration = Duration::minutes(10);

#[derive(Serialize, Deserialize)]
struct Kept {
    shown: ShownOnce,
    until: DateTime<Utc>,
}

/// For the session.
///
/// # Errors
/// `NotSignedIn`.
pub fn keep(ctx: &Ctx, shown: ShownOnce) -> Result<String, Error> {
    let kept = Kept { shown, until: ctx.muster().now() + VALID };
    let json = serde_json::to_string(&kept).map_err(Error::internal)?;
    ctx.muster().secret().seal(&purpose(ctx)?, &json)
}

/// From the session; `None` once it is too late.
///
/// # Errors
/// `NotSignedIn`.
pub fn open(ctx: &Ctx, sealed: &str) -> Result<Option<ShownOnce>, Error> {
    let purpose = purpose(ctx)?;
    let Ok(json) = ctx.muster().secret().open(&purpose, sealed) else { return Ok(None) };
    let kept: Kept = serde_json::from_str(&json).map_err(Error::internal)?;
    Ok((kept.until > ctx.muster().now()).then_some(kept.shown))
}

fn purpose(ctx: &Ctx) -> Result<String, Error> {
    Ok(format!("shown once {}", ctx.user_id()?))
}
