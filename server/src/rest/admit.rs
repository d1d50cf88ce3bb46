//! Whether a route is for whoever asks, by the route's own [`Access`], before anything else of the request is read: what is
//! wrong with a query or a body is told to those only who may ask.

use std::str::FromStr;

use axum::extract::{RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use muster_domain::permission::Permission;
use muster_domain::{OrganizationId, TicketId};
use muster_service::{Ctx, Error, tickets};

use super::problem::Problem;
use super::route::{Access, Asker};

pub(super) async fn admit(
    State(access): State<Access>,
    Asker(ctx): Asker,
    path: RawPathParams,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if access != Access::Anyone {
        ctx.asker()?;
        known(access, &ctx, &path).await?;
    }
    Ok(next.run(request).await)
}

/// The use case asks again: it is open to pages too.
async fn known(access: Access, ctx: &Ctx, path: &RawPathParams) -> Result<(), Error> {
    match access {
        Access::Anyone | Access::Asker => {}
        Access::Person => {
            if path.iter().any(|(name, _)| name == "org") {
                ctx.allow(named(path, "org")?, Permission::Read).await?;
            }
            ctx.user_id()?;
        }
        Access::Member(permission) => {
            ctx.allow(named(path, "org")?, permission).await?;
        }
        Access::Either(one, other) => {
            let org: OrganizationId = named(path, "org")?;
            match ctx.allow(org, one).await {
                Err(Error::Forbidden(_)) => ctx.allow(org, other).await?,
                allowed => allowed?,
            };
        }
        Access::Ticket => {
            tickets::door(ctx, named::<TicketId>(path, "ticket")?).await?;
        }
        Access::Support => {
            ctx.support().await?;
        }
    }
    Ok(())
}

/// A part of the path. What is no id names nothing that is there.
fn named<T: FromStr>(path: &RawPathParams, wanted: &str) -> Result<T, Error> {
    let found = path.iter().find(|(name, _)| *name == wanted);
    found.and_then(|(_, text)| text.parse().ok()).ok_or(Error::NotFound)
}
