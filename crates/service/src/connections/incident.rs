//! Findings come and go: each is an event, and what needs somebody is told once, until it is over.

use chrono::Duration;
use muster_domain::connection::{Finding, PATIENCE, Severity};
use muster_domain::view::connections::EventKind;
use muster_domain::view::notifications::NotificationKind;
use muster_store::connections::Connection;
use muster_store::delivered_months;
use muster_store::{OrgTx, management_accounts};

use super::event;
use crate::notifications::{Audience, Notice, notify};
use crate::{Error, Muster};

/// What may pass by itself needs somebody when it is still there at the next check.
const BLIP: Duration = Duration::minutes(5);

/// What the last check found takes the place of what the one before did.
pub(super) async fn found(
    muster: &Muster,
    tx: &mut OrgTx,
    (connection, finding): (&mut Connection, Option<Finding>),
) -> Result<(), Error> {
    let (before, now) = (connection.finding.as_ref().map(Finding::name), finding.as_ref().map(Finding::name));
    if before != now {
        match (&finding, &connection.finding) {
            (Some(finding), _) => {
                let text = format!("{}: {}", finding.title(), finding.what());
                event(tx, muster, (connection.account, EventKind::Found, text)).await?;
            }
            (None, Some(over)) => {
                let text = format!("Over: {}.", over.title());
                event(tx, muster, (connection.account, EventKind::Mended, text)).await?;
            }
            (None, None) => {}
        }
        connection.finding_since = finding.as_ref().map(|_| muster.now());
    }
    connection.finding = finding;
    Ok(())
}

/// Members are told when something begins to need somebody, and not again before that was over.
pub(super) async fn settle(muster: &Muster, tx: &mut OrgTx, connection: &mut Connection) -> Result<(), Error> {
    let Some(finding) = worst(muster, tx, connection).await? else {
        connection.told_at = None;
        return Ok(());
    };
    if connection.told_at.is_some() {
        return Ok(());
    }
    connection.told_at = Some(muster.now());
    let Some(account) = management_accounts::lookup(tx, connection.account).await? else { return Ok(()) };
    let notice = Notice {
        kind: NotificationKind::ImportFailing,
        audience: Audience::Everyone,
        title: format!("{}: {}", account.name, finding.title()),
        body: format!("{} {}", finding.what(), finding.remedy()),
        path: format!("/organizations/{}/management-accounts/{}", tx.organization(), account.id),
    };
    notify(muster, tx, notice).await
}

/// What needs somebody: what fails, and what takes longer than AWS ever does.
pub(super) async fn worst(muster: &Muster, tx: &mut OrgTx, connection: &Connection) -> Result<Option<Finding>, Error> {
    if let Some(finding) = &connection.finding {
        let waited = |since| muster.now() - since > PATIENCE;
        let is_late = matches!(finding, Finding::NoManifest { .. }) && connection.connected_at.is_some_and(waited);
        let is_new = connection.finding_since.is_none_or(|since| muster.now() - since < BLIP);
        // A network that is away for a minute calls nobody.
        let is_blip = finding.is_passing() && is_new;
        if finding.severity() > Severity::Waits && !is_blip || is_late {
            return Ok(Some(finding.clone()));
        }
    }
    let months = delivered_months::list(tx, connection.account).await?;
    let failing = months.into_iter().filter_map(|month| month.finding).find(|finding| finding.severity() == Severity::Fails);
    Ok(failing)
}
