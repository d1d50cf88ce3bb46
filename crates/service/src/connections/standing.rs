//! Where a management account stands, worked out from its connection, its imports and its ledger.

use muster_domain::ManagementAccountId;
use muster_domain::connection::{ConnectionState, Finding, Known, Severity, Standing};
use muster_domain::view::accounts::LedgerMonth;
use muster_domain::view::imports::{ImportRow, WorkState};
use muster_store::connections::Connection;
use muster_store::delivered_months::{self, DeliveredMonth};
use muster_store::{OrgTx, connections, imports};

use super::months;
use crate::Error;

pub(crate) async fn of(
    tx: &mut OrgTx,
    account: ManagementAccountId,
    (last_import, ledger): (Option<&ImportRow>, &[LedgerMonth]),
) -> Result<Standing, Error> {
    let connection = connections::lookup(tx, account).await?.filter(|connection| connection.kind.is_some());
    let months = if connection.is_some() { delivered_months::list(tx, account).await? } else { Vec::new() };
    let mut is_importing = last_import.is_some_and(|import| !import.state.is_over());
    for month in &months {
        is_importing = is_importing || months::is_open(tx, month).await?;
    }
    let failed = match last_import.filter(|import| import.state == WorkState::Failed) {
        // What became of a delivery stands beside its month.
        Some(import) => imports::find_delivered(tx, import.id).await?.is_none().then_some(import),
        None => None,
    };
    let finding = worst(connection.as_ref(), &months);
    let known = Known {
        is_connected: connection.is_some(),
        is_checked: connection.as_ref().is_some_and(|connection| connection.checked_at.is_some()),
        severity: finding.as_ref().map(Finding::severity),
        is_importing,
        has_failed: failed.is_some(),
        has_months: !ledger.is_empty(),
    };
    let state = ConnectionState::of(known);
    let since = match state {
        ConnectionState::Failing => {
            let found = connection.as_ref().and_then(|connection| connection.finding_since.or(connection.told_at));
            failed.and_then(|import| import.finished_at).or(found)
        }
        ConnectionState::Checking | ConnectionState::Waiting => connection.and_then(|connection| connection.connected_at),
        ConnectionState::Importing => last_import.map(|import| import.created_at),
        ConnectionState::Ready => ledger.iter().map(|month| month.imported_at).min(),
        ConnectionState::NotConnected => None,
    };
    Ok(Standing { state, since, finding })
}

/// Of what the last check found and what the months met, the worst.
fn worst(connection: Option<&Connection>, months: &[DeliveredMonth]) -> Option<Finding> {
    let found = connection.and_then(|connection| connection.finding.clone());
    let met = months.iter().filter_map(|month| month.finding.clone()).filter(|met| met.severity() == Severity::Fails);
    let all = found.into_iter().chain(met);
    // The first of equals: what a check found explains what a month met.
    all.reduce(|worst, next| if next.severity() > worst.severity() { next } else { worst })
}
