//! The wizard: what is given step by step, and kept.

use muster_domain::connection::{Place, PlaceForm, RoleArn, Template, TemplateForm};
use muster_domain::permission::Permission;
use muster_domain::view::connections::{ConnectionKind, ConnectionSettings, EventKind};
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_store::connections::{self, Connection};
use muster_store::{OrgTx, management_accounts};

use super::{event, find, locations, months, ring, schedule, source};
use crate::audit::{Change, Deed};
use crate::{Ctx, Error, OrgScope, secret};

/// What was given so far.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn settings(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<ConnectionSettings, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let account = management_accounts::lookup(&mut tx, ma).await?.ok_or(Error::NotFound)?;
    let known = connections::lookup(&mut tx, ma).await?;
    let (kind, place) = (known.as_ref().and_then(|known| known.kind), known.as_ref().and_then(|known| known.place.as_ref()));
    Ok(ConnectionSettings {
        account: account.id,
        account_id: account.account_id,
        name: account.name,
        kind,
        place: place.map(Place::form),
        external_id: known.as_ref().map(|known| known.external_id.clone()),
        role: known.as_ref().and_then(|known| known.role.as_ref()).map(ToString::to_string).unwrap_or_default(),
        location: known.as_ref().and_then(|known| known.location.clone()).unwrap_or_default(),
        principal: scope.muster().connecting().principal.clone(),
        open_locations: locations::open(scope.muster(), org),
    })
}

/// The first step: where AWS delivers to. What is connected already is read from there at once.
///
/// # Errors
/// `Invalid` at each field of [`PlaceForm`].
pub async fn save_place(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId, form: PlaceForm) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let place = Place::read(&form).map_err(Error::Invalid)?;
    allow_endpoint(&scope, &place)?;
    let mut tx = scope.write().await?;
    let mut connection = known(&mut tx, ma).await?;
    let before = connection.place.replace(place.clone());
    if before.as_ref() == Some(&place) {
        return Ok(());
    }
    if connection.kind == Some(ConnectionKind::S3) {
        months::forget(&mut tx, scope.muster(), ma).await?;
        begin_again(&scope, &mut tx, &mut connection).await?;
    }
    connections::set(&mut tx, &connection).await?;
    let change = Change { before: before.as_ref().map(text).transpose()?, after: Some(text(&place)?) };
    let deed = Deed { action: "connections.save_place", subject: ma.to_string(), detail: place.url() };
    scope.note_change(&mut tx, deed, change).await?;
    tx.commit().await?;
    ring(&scope);
    Ok(())
}

/// The role for what the first step said, as a file.
///
/// # Errors
/// `Conflict` before the first step, and where the installation's own principal is not known.
pub async fn template(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId, form: TemplateForm) -> Result<String, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let known = find(&mut scope.read().await?, ma).await?;
    let first = || Error::Conflict("say first where AWS delivers to".to_owned());
    let known = known.ok_or_else(first)?;
    let place = known.place.as_ref().ok_or_else(first)?;
    let nobody = || Error::Conflict("whoever runs this server has not said which AWS principal it is".to_owned());
    let principal = scope.muster().connecting().principal.as_deref().ok_or_else(nobody)?;
    Ok(Template { place, external_id: &known.external_id, principal }.text(form))
}

/// The last step: reads that place by this role, beginning with a check.
///
/// # Errors
/// `Invalid` at `role`; `Conflict` before the first step.
pub async fn connect(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId, role: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let role: RoleArn = role.parse().map_err(|error| Error::invalid("role", format!("{error}")))?;
    let mut tx = scope.write().await?;
    let connection = known(&mut tx, ma).await?;
    if connection.place.is_none() {
        return Err(Error::Conflict("say first where AWS delivers to".to_owned()));
    }
    let next = Connection { role: Some(role.clone()), kind: Some(ConnectionKind::S3), ..connection.clone() };
    let deed = Deed { action: "connections.connect", subject: ma.to_string(), detail: role.to_string() };
    begin(&scope, tx, (&connection, next), deed).await
}

/// Reads a path or URL of the server that is open to the organization.
///
/// # Errors
/// `Invalid` at `location` for one that is not open, or not there.
pub async fn connect_location(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId, location: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let location = location.trim().trim_end_matches('/').to_owned();
    find(&mut scope.read().await?, ma).await?;
    if let Err(finding) = locations::resolve(scope.muster(), org, &location).await? {
        return Err(Error::invalid("location", format!("{} {}", finding.what(), finding.remedy())));
    }
    let mut tx = scope.write().await?;
    let connection = known(&mut tx, ma).await?;
    let next = Connection { location: Some(location.clone()), kind: Some(ConnectionKind::Location), ..connection.clone() };
    let deed = Deed { action: "connections.connect_location", subject: ma.to_string(), detail: location };
    begin(&scope, tx, (&connection, next), deed).await
}

async fn begin(
    scope: &OrgScope,
    mut tx: OrgTx,
    (before, mut connection): (&Connection, Connection),
    deed: Deed<'_>,
) -> Result<(), Error> {
    let before = Some(source::place(before)).filter(|place| !place.is_empty());
    let place = source::place(&connection);
    if before.as_ref() != Some(&place) {
        // What is known of deliveries was of somewhere else.
        months::forget(&mut tx, scope.muster(), connection.account).await?;
    }
    begin_again(scope, &mut tx, &mut connection).await?;
    connections::set(&mut tx, &connection).await?;
    event(&mut tx, scope.muster(), (connection.account, EventKind::Connected, format!("{place} is read from now on."))).await?;
    scope.note_change(&mut tx, deed, Change { before, after: Some(place) }).await?;
    tx.commit().await?;
    ring(scope);
    Ok(())
}

/// What the last check found was elsewhere, or by another's right: it is looked at now.
async fn begin_again(scope: &OrgScope, tx: &mut OrgTx, connection: &mut Connection) -> Result<(), Error> {
    let now = scope.muster().now();
    connection.connected_by = Some(scope.user());
    connection.connected_at = Some(now);
    connection.checked_at = None;
    connection.next_check_at = Some(schedule::next(now, schedule::Pace::Hourly));
    connection.finding = None;
    connection.finding_since = None;
    connection.delivered_at = None;
    connection.told_at = None;
    // A check that looks elsewhere notices when it ends; it must not stand in the way of this one.
    schedule::forget(tx, connection.account).await?;
    schedule::ask(tx, scope.muster(), connection.account).await
}

/// The connection as it is; a new one with an external ID that nobody can guess.
async fn known(tx: &mut OrgTx, ma: ManagementAccountId) -> Result<Connection, Error> {
    Ok(find(tx, ma).await?.unwrap_or_else(|| Connection::new(ma, format!("muster-{}", secret::fresh()))))
}

/// An endpoint that anybody could name would be a way into the server's own network.
fn allow_endpoint(scope: &OrgScope, place: &Place) -> Result<(), Error> {
    let allowed = &scope.muster().connecting().endpoints;
    match &place.endpoint {
        Some(endpoint) if !allowed.contains(endpoint) => {
            let reason = match allowed.as_slice() {
                [] => "whoever runs this server allows no endpoints but AWS's own".to_owned(),
                allowed => format!("whoever runs this server allows {}", allowed.join(", ")),
            };
            Err(Error::invalid("endpoint", reason))
        }
        _ => Ok(()),
    }
}

fn text(place: &Place) -> Result<String, Error> {
    serde_json::to_string(place).map_err(Error::internal)
}
