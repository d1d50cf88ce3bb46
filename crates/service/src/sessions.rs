//! The browsers that somebody is signed in with.

use chrono::Duration;
use muster_domain::view::account::SessionRow;
use muster_store::sessions::{self, Session};

use crate::people::{Step, note};
use crate::{Ctx, Error};

/// How exactly it is known when one was last seen: writing it down for every request would cost a write for every read.
const SEEN_EVERY: Duration = Duration::minutes(1);

/// One's own, the one that asks first, then those seen last.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list(ctx: &Ctx) -> Result<Vec<SessionRow>, Error> {
    let user = ctx.user_id()?;
    let found = sessions::list_by_user(&mut ctx.muster().store().read().await?, user, ctx.muster().now()).await?;
    let mut rows: Vec<_> = found.into_iter().map(|session| row(ctx, session)).collect();
    rows.sort_by_key(|row| !row.current);
    Ok(rows)
}

/// Signs a browser of one's own out.
///
/// # Errors
/// `NotFound` for one that is not there any more, or somebody else's.
pub async fn revoke(ctx: &Ctx, id: &str) -> Result<(), Error> {
    let user = ctx.user_id()?;
    let mut tx = ctx.muster().store().write().await?;
    if !sessions::remove_one(&mut tx, user, id).await? {
        return Err(Error::NotFound);
    }
    note(ctx, &mut tx, Step { action: "sessions.revoke", user }).await?;
    Ok(tx.commit().await?)
}

/// Signs all browsers out but the one that asks.
///
/// # Errors
/// `NotSignedIn`.
pub async fn revoke_others(ctx: &Ctx) -> Result<(), Error> {
    let user = ctx.user_id()?;
    let mut tx = ctx.muster().store().write().await?;
    sessions::remove_others(&mut tx, user, ctx.session()).await?;
    note(ctx, &mut tx, Step { action: "sessions.revoke_others", user }).await?;
    Ok(tx.commit().await?)
}

/// A request came from this browser; for the session layer, not for a page.
///
/// # Errors
/// The database's.
pub async fn seen(request: &Ctx) -> Result<(), Error> {
    let (Ok(user), Some(key)) = (request.user_id(), request.session()) else { return Ok(()) };
    let (store, now) = (request.muster().store(), request.muster().now());
    let seen_at = sessions::seen_at(&mut store.read().await?, key).await?;
    if seen_at.is_some_and(|seen| seen + SEEN_EVERY <= now) {
        let mut tx = store.write().await?;
        sessions::set_seen(&mut tx, key, (user, now, request.address())).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn row(ctx: &Ctx, session: Session) -> SessionRow {
    let current = ctx.session() == Some(session.key.as_str());
    let Session { key: id, agent, address, created_at, seen_at, .. } = session;
    SessionRow { id, device: device(&agent), address, created_at, seen_at, current }
}

/// What a browser calls itself, as people do. Order matters: most of them also claim to be those below.
fn device(agent: &str) -> String {
    let find = |names: &[(&str, &str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned());
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Chromium/", "Chromium"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(
            [chrome, edge, phone, ""].map(device),
            ["Chrome on Linux", "Edge on Windows", "Safari on iPhone", "Unknown browser"]
        );
    }
}
