//! What the jobs tell: their words, and who is told.

use muster_domain::ticket::TicketState;
use muster_domain::view::imports::{ImportRow, ImportedMonth};
use muster_domain::view::notifications::NotificationKind;
use muster_domain::{ImportId, OrganizationId, ReportId};
use muster_store::tickets::Ticket;
use muster_store::{OrgTx, imports, management_accounts, reports};

use super::{Audience, Notice, notify};
use crate::{Error, Muster};

/// Everybody is told that a bill can be looked at.
pub(crate) async fn data_ready(muster: &Muster, tx: &mut OrgTx, done: (&ImportRow, &[ImportedMonth])) -> Result<(), Error> {
    let (row, months) = done;
    let Some(account) = management_accounts::lookup(tx, row.management_account).await? else { return Ok(()) };
    let months: Vec<_> = months.iter().map(|month| month.month.to_string()).collect();
    let notice = Notice {
        kind: NotificationKind::DataReady,
        audience: Audience::Everyone,
        title: format!("The bill of {} was imported", account.name),
        body: format!("In the ledger now: {}.", months.join(", ")),
        path: account_page(tx.organization(), row),
    };
    notify(muster, tx, notice).await
}

pub(crate) async fn import_failing(muster: &Muster, tx: &mut OrgTx, (id, reason): (ImportId, &str)) -> Result<(), Error> {
    let Some(row) = imports::lookup(tx, id).await? else { return Ok(()) };
    let Some(account) = management_accounts::lookup(tx, row.management_account).await? else { return Ok(()) };
    let notice = Notice {
        kind: NotificationKind::ImportFailing,
        audience: Audience::Everyone,
        title: format!("A bill of {} could not be imported", account.name),
        body: reason.to_owned(),
        path: account_page(tx.organization(), &row),
    };
    notify(muster, tx, notice).await
}

/// Whoever asked for a report is told what came of it: made, or failed for a reason.
pub(crate) async fn report_done(muster: &Muster, tx: &mut OrgTx, (id, failed): (ReportId, Option<&str>)) -> Result<(), Error> {
    let (Some(report), Some(asker)) = (reports::lookup(tx, id).await?, reports::asked_by(tx, id).await?) else {
        return Ok(());
    };
    let (kind, title) = match failed {
        None => (NotificationKind::ReportReady, format!("The report {} is ready", report.name)),
        Some(_) => (NotificationKind::ReportFailed, format!("The report {} failed", report.name)),
    };
    let body = failed.map_or_else(|| format!("Its files are kept until {}.", report.expires_at.date_naive()), str::to_owned);
    let path = format!("/organizations/{}/reports/{id}", tx.organization());
    notify(muster, tx, Notice { kind, audience: Audience::Member(asker), title, body, path }).await
}

/// Whoever asked support for something is told what support said, and what it decided.
pub(crate) async fn ticket_answered(
    muster: &Muster,
    tx: &mut OrgTx,
    (ticket, became, said): (&Ticket, Option<TicketState>, &str),
) -> Result<(), Error> {
    let about = crate::tickets::title(&ticket.request);
    let title = match became {
        Some(state) => format!("Support {} your ticket: {about}", state.label().to_lowercase()),
        None => format!("Support answered your ticket: {about}"),
    };
    let notice = Notice {
        kind: NotificationKind::TicketAnswered,
        audience: Audience::Member(ticket.requested_by),
        title,
        body: said.to_owned(),
        path: format!("/organizations/{}/tickets/{}", tx.organization(), ticket.id),
    };
    notify(muster, tx, notice).await
}

fn account_page(org: OrganizationId, row: &ImportRow) -> String {
    format!("/organizations/{org}/management-accounts/{}", row.management_account)
}
