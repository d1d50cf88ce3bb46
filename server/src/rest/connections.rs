//! Connections: where the bills of a management account come from by themselves.

use muster_domain::connection::PlaceForm;
use muster_domain::view::connections::{ConnectionSettings, Health};
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_service::{Ctx, connections};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Accepted, Done, Found};
use super::extract::{At, Body};
use super::problem::Problem;
use super::route::Asker;

type AtOne = At<(OrganizationId, ManagementAccountId)>;

/// What was given, and what came of it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Connection {
    settings: ConnectionSettings,
    health: Health,
}

/// Where bills are delivered, and by which role they are read there; or a location on the server. What is given is
/// kept, and read from as soon as it is enough.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionChange {
    /// A bucket; with it, the external ID is made that the role has to ask for.
    #[serde(default)]
    place: Option<PlaceForm>,
    /// ARN of the role in the customer's account.
    #[serde(default)]
    role: Option<String>,
    /// A path or URL that the operator has opened to the organization.
    #[serde(default)]
    location: Option<String>,
}

pub(super) async fn find(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Found<Connection>, Problem> {
    Ok(Found(read(&ctx, (org, id)).await?))
}

pub(super) async fn change(
    Asker(ctx): Asker,
    At((org, id)): AtOne,
    Body(change): Body<ConnectionChange>,
) -> Result<Found<Connection>, Problem> {
    match change {
        ConnectionChange { place: None, role: None, location: Some(location) } => {
            connections::connect_location(&ctx, org, id, &location).await?;
        }
        ConnectionChange { location: Some(_), .. } => {
            return Err(Problem::invalid("location", "a bucket and its role, or a location"));
        }
        ConnectionChange { place: None, role: None, location: None } => {
            return Err(Problem::invalid("place", "expected `place`, `role` or both, or `location`"));
        }
        ConnectionChange { place, role, location: None } => {
            if let Some(place) = place {
                connections::save_place(&ctx, org, id, place).await.map_err(within_place)?;
            }
            if let Some(role) = role {
                connections::connect(&ctx, org, id, &role).await?;
            }
        }
    }
    Ok(Found(read(&ctx, (org, id)).await?))
}

pub(super) async fn end(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Done, Problem> {
    connections::disconnect(&ctx, org, id).await?;
    Ok(Done)
}

/// Looks from the role to the header of one file. Whether that is over, and what it found, stands in `health`.
pub(super) async fn check(Asker(ctx): Asker, At((org, id)): AtOne) -> Result<Accepted<Connection>, Problem> {
    connections::check(&ctx, org, id).await?;
    Ok(Accepted(read(&ctx, (org, id)).await?))
}

async fn read(ctx: &Ctx, (org, id): (OrganizationId, ManagementAccountId)) -> Result<Connection, Problem> {
    let settings = connections::settings(ctx, org, id).await?;
    Ok(Connection { settings, health: connections::health(ctx, org, id).await? })
}

/// As the body calls the field.
fn within_place(error: muster_service::Error) -> muster_service::Error {
    match error {
        muster_service::Error::Invalid(mut refusals) => {
            refusals.iter_mut().for_each(|refusal| refusal.path = format!("place.{}", refusal.path));
            muster_service::Error::Invalid(refusals)
        }
        other => other,
    }
}
