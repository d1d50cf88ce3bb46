//! How connections do, as pages show it.

use muster_domain::permission::Permission;
use muster_domain::view::accounts::LedgerMonth;
use muster_domain::view::connections::{ConnectionAlert, DeliveredMonth, Health, MonthImport, MonthState};
use muster_domain::view::imports::WorkState;
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_store::delivered_months;
use muster_store::jobs::{self, Kind};
use muster_store::{OrgTx, connections, imports, management_accounts};

use super::{find, incident, source, standing};
use crate::{Ctx, Error, ledgers};

/// How many events a page shows.
const EVENTS: u32 = 50;

/// Everything about one connection but its settings.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn health(ctx: &Ctx, org: OrganizationId, ma: ManagementAccountId) -> Result<Health, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let connection = find(&mut tx, ma).await?;
    let last = imports::list(&mut tx, ma).await?.into_iter().next();
    let ledger = ledgers::months(scope.muster(), org, ma).await?;
    let mut months = Vec::new();
    for month in delivered_months::list(&mut tx, ma).await? {
        months.push(row(&mut tx, (month, &ledger)).await?);
    }
    let (now, standing) = (scope.muster().now(), standing::of(&mut tx, ma, (last.as_ref(), &ledger)).await?);
    let is_checking = jobs::is_there(&mut tx, Kind::Check, ma.0).await?;
    let events = connections::list_events(&mut tx, ma, EVENTS).await?;
    let known = connection.as_ref().filter(|connection| connection.kind.is_some());
    let delivered_at = known.and_then(|known| known.delivered_at);
    Ok(Health {
        standing,
        kind: known.and_then(|known| known.kind),
        place: known.map(source::place).unwrap_or_default(),
        connected_at: known.and_then(|known| known.connected_at),
        is_checking,
        checked_at: known.and_then(|known| known.checked_at),
        next_check_at: known.and_then(|known| known.next_check_at),
        delivered_at,
        lag: delivered_at.map(|at| (now - at).num_minutes().max(0)),
        months,
        events,
    })
}

/// What needs somebody, of every management account.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn alerts(ctx: &Ctx, org: OrganizationId) -> Result<Vec<ConnectionAlert>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let mut alerts = Vec::new();
    for connection in connections::list(&mut tx).await?.into_iter().filter(|connection| connection.kind.is_some()) {
        let Some(finding) = incident::worst(scope.muster(), &mut tx, &connection).await? else { continue };
        let Some(account) = management_accounts::lookup(&mut tx, connection.account).await? else { continue };
        let since = connection.finding_since.or(connection.told_at).unwrap_or_else(|| scope.muster().now());
        alerts.push(ConnectionAlert { account: account.id, name: account.name, finding, since });
    }
    Ok(alerts)
}

async fn row(
    tx: &mut OrgTx,
    (month, ledger): (delivered_months::DeliveredMonth, &[LedgerMonth]),
) -> Result<DeliveredMonth, Error> {
    let import = match month.import {
        Some(id) => imports::lookup(tx, id).await?,
        None => None,
    };
    let is_final = ledger.iter().filter(|there| there.month == month.month).all(|there| there.is_final);
    let kept = if is_final { MonthState::Final } else { MonthState::Estimated };
    let state = match (&month.finding, import.as_ref().map(|import| import.state)) {
        (_, Some(WorkState::Queued)) => MonthState::Queued,
        (_, Some(WorkState::Processing)) => MonthState::Importing,
        (Some(finding), _) if finding.severity() == muster_domain::connection::Severity::Fails => MonthState::Failing,
        (Some(_), _) | (None, None) => MonthState::Unfinished,
        (None, Some(WorkState::Failed)) => MonthState::Failing,
        (None, Some(WorkState::Successful)) => kept,
    };
    Ok(DeliveredMonth {
        month: month.month,
        state,
        assembly: month.assembly,
        files: month.files.len() as u64,
        bytes: month.bytes,
        delivered_at: month.delivered_at,
        import: import.map(|import| MonthImport { id: import.id, state: import.state, progress: import.progress }),
        finding: month.finding,
    })
}
