//! What an organization's administrators read of the audit record.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::spreadsheet::safe;
use muster_domain::view::audit::{AuditFilter, AuditPage, AuditRow};
use muster_store::audit::{self, Named, Search};
use uuid::Uuid;

use super::Deed;
use crate::subsets::CsvFile;
use crate::{Ctx, Error};

const PER_PAGE: u32 = 50;
/// How many rows of a file are read at once.
const CHUNK: u32 = 2000;
const HEADERS: [&str; 10] = ["When", "Who", "What", "Subject", "Detail", "Before", "After", "From where", "Request", "Record"];

/// A page of the record; pages count from 1.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, filter: AuditFilter, page: u32) -> Result<AuditPage, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.read().await?;
    let mut search = search(&filter);
    let total = audit::count(&mut tx, &search).await?;
    let pages = u32::try_from(total.div_ceil(u64::from(PER_PAGE))).unwrap_or(u32::MAX).max(1);
    let page = page.clamp(1, pages);
    (search.limit, search.offset) = (PER_PAGE, (page - 1) * PER_PAGE);
    let rows = audit::search(&mut tx, &search).await?.into_iter().map(row).collect();
    let (people, actions) = (audit::list_people(&mut tx).await?, audit::list_actions(&mut tx).await?);
    Ok(AuditPage { rows, total, page, pages, people, actions })
}

/// Which part of the record a program asks for.
#[derive(Clone, Copy, Debug)]
pub struct Below {
    pub limit: u32,
    /// The last record of the part before.
    pub record: Option<(DateTime<Utc>, Uuid)>,
}

/// A part of the record, newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list_below(ctx: &Ctx, org: OrganizationId, filter: AuditFilter, below: Below) -> Result<Vec<AuditRow>, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let search = Search { limit: below.limit, below: below.record, ..search(&filter) };
    Ok(audit::search(&mut scope.read().await?, &search).await?.into_iter().map(row).collect())
}

/// One record.
///
/// # Errors
/// `NotFound`.
pub async fn find(ctx: &Ctx, org: OrganizationId, id: Uuid) -> Result<AuditRow, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    audit::lookup(&mut scope.read().await?, id).await?.map(row).ok_or(Error::NotFound)
}

/// All that is found, as a file; that it was taken away is in the record too.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn csv(ctx: &Ctx, org: OrganizationId, filter: AuditFilter) -> Result<CsvFile, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let filename = format!("audit-{}.csv", scope.muster().clock().today());
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    file.write_record(HEADERS).map_err(Error::internal)?;
    let mut tx = scope.read().await?;
    let mut search = Search { limit: CHUNK, ..search(&filter) };
    loop {
        let rows = audit::search(&mut tx, &search).await?;
        let count = rows.len();
        for found in rows {
            file.write_record(cells(row(found))).map_err(Error::internal)?;
        }
        if count < CHUNK as usize {
            break;
        }
        search.offset += CHUNK;
    }
    drop(tx);
    let text = String::from_utf8(file.into_inner().map_err(Error::internal)?).map_err(Error::internal)?;
    let mut tx = scope.write().await?;
    scope.note(&mut tx, Deed { action: "audit.download", subject: org.to_string(), detail: filename.clone() }).await?;
    tx.commit().await?;
    Ok(CsvFile { filename, text })
}

fn search(filter: &AuditFilter) -> Search {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let until = filter.until.and_then(|day| day.checked_add_days(Days::new(1)));
    Search {
        user: filter.who,
        action: filter.what.trim().to_owned(),
        from: filter.from.map_or(DateTime::<Utc>::UNIX_EPOCH, midnight),
        before: until.map_or(DateTime::<Utc>::MAX_UTC, midnight),
        limit: PER_PAGE,
        offset: 0,
        below: None,
    }
}

fn row(found: Named) -> AuditRow {
    let (record, who) = (found.record, found.who.unwrap_or_default());
    AuditRow {
        id: record.id,
        at: record.at,
        who,
        action: record.action,
        subject: record.subject,
        detail: record.detail,
        before: record.before,
        after: record.after,
        address: record.address,
        request_id: record.request_id,
    }
}

fn cells(row: AuditRow) -> [String; 10] {
    let at = row.at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    let (before, after) = (row.before.unwrap_or_default(), row.after.unwrap_or_default());
    let texts = [at, row.who, row.action, row.subject, row.detail, before, after, row.address, row.request_id];
    let [at, who, what, subject, detail, before, after, address, request] = texts.map(|text| safe(&text).into_owned());
    [at, who, what, subject, detail, before, after, address, request, row.id.to_string()]
}
