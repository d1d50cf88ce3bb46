//! Connections: where the bills of a management account come from by themselves.
//!
//! ```text
//! schedule ─ a check is due, or asked for      check    ─ the job: looks, and writes down what it found
//! months   ─ which deliveries are to be read   reading  ─ the import of one of them
//! incident ─ findings come and go; who is told health   ─ all of it as a page shows it
//! ```
//!
//! A check never reads a bill and an import never looks for others, so each is small and either may be done again
//! whenever its process dies.

pub(crate) mod check;
mod health;
mod incident;
pub(crate) mod locations;
mod months;
pub(crate) mod reading;
pub(crate) mod schedule;
mod settings;
pub(crate) mod source;
pub(crate) mod standing;

use chrono::Duration;
use muster_domain::permission::Permission;
use muster_domain::view::connections::EventKind;
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_store::connections::{self, Connection, NewEvent};
use muster_store::{OrgTx, management_accounts};

pub use health::{alerts, health};
pub use settings::{connect, connect_location, save_place, settings, template};

use crate::audit::Deed;
use crate::{Ctx, Error, Muster, OrgScope};

/// How long an event is kept.
const KEPT: Duration = Duration::days(180);

/// Has a check made now. The page shows what it finds.
///
/// # Errors
/// `Conflict` while nothing is connected.
pub async fn check(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let connection = find(&mut tx, ma).await?.filter(|connection| connection.kind.is_some());
    let connection = connection.ok_or_else(|| Error::Conflict("nothing is connected yet".to_owned()))?;
    schedule::ask(&mut tx, scope.muster(), ma).await?;
    let detail = source::place(&connection);
    scope.note(&mut tx, Deed { action: "connections.check", subject: ma.to_string(), detail }).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(())
}

/// Reads nothing more from there. What is in the ledger stays; so do the settings, to be connected again.
///
/// # Errors
/// `Conflict` while nothing is connected.
pub async fn disconnect(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let connection = find(&mut tx, ma).await?.filter(|connection| connection.kind.is_some());
    let connection = connection.ok_or_else(|| Error::Conflict("nothing is connected".to_owned()))?;
    let detail = source::place(&connection);
    months::forget(&mut tx, scope.muster(), ma).await?;
    schedule::forget(&mut tx, ma).await?;
    let kept = Connection {
        place: connection.place,
        role: connection.role,
        location: connection.location,
        ..Connection::new(ma, connection.external_id)
    };
    connections::set(&mut tx, &kept).await?;
    event(&mut tx, scope.muster(), (ma, EventKind::Disconnected, format!("{detail} is not read any more."))).await?;
    scope.note(&mut tx, Deed { action: "connections.disconnect", subject: ma.to_string(), detail }).await?;
    Ok(tx.commit().await?)
}

/// The connection of an account that is there; `None` before the wizard's first step.
async fn find(tx: &mut OrgTx, ma: ManagementAccountId) -> Result<Option<Connection>, Error> {
    management_accounts::lookup(tx, ma).await?.ok_or(Error::NotFound)?;
    Ok(connections::lookup(tx, ma).await?)
}

/// Writes down what happened.
async fn event(
    tx: &mut OrgTx,
    muster: &Muster,
    (account, kind, text): (ManagementAccountId, EventKind, String),
) -> Result<(), Error> {
    let new = NewEvent { id: muster.id(), account, kind, text, at: muster.now() };
    Ok(connections::add_event(tx, &new).await?)
}

/// Takes away what nobody looks at any more.
pub(crate) async fn remove_old_events(muster: &Muster) -> Result<(), Error> {
    let mut tx = muster.store().write().await?;
    connections::remove_old_events(&mut tx, muster.now() - KEPT).await?;
    Ok(tx.commit().await?)
}

/// Rings for the workers after a commit that gave them something to do.
fn ring(scope: &OrgScope) {
    scope.muster().bell().notify_one();
}
