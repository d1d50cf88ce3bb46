//! The directory of organizations: who they are, what they have, and what support turns on for them.

use muster_domain::OrganizationId;
use muster_domain::feature::{Feature, Switch};
use muster_domain::view::directory::{Directory, DirectoryFilter, DirectoryOrganization, DirectoryRow};
use muster_domain::view::enrollment::EnrolledAccount;
use muster_store::directory::{self, Kind, Listed};
use muster_store::{OrgTx, customer_links, management_accounts, memberships, organizations, tickets};

use crate::audit::Deed;
use crate::enrollment::service;
use crate::{Ctx, Error, SupportScope, members, names};

const PER_PAGE: usize = 50;

/// The organizations that match, a page of them.
///
/// # Errors
/// `Invalid` at `text`; those of [`Ctx::support`].
pub async fn directory(ctx: &Ctx, filter: DirectoryFilter) -> Result<Directory, Error> {
    let support = ctx.support().await?;
    let text = names::checked_note("text", &filter.text)?.to_lowercase();
    let mut tx = support.muster().store().write().await?;
    let by_email = if text.is_empty() { Vec::new() } else { directory::list_by_email(&mut tx, &text).await? };
    // Folded here, since SQLite folds ASCII only.
    let is_named = |row: &Listed| row.name.to_lowercase().contains(&text) || row.id.to_string() == text;
    let mut found = directory::list(&mut tx).await?;
    found.retain(|row| {
        let is_found = text.is_empty() || is_named(row) || by_email.contains(&row.id);
        let has = filter.has.is_none_or(|feature| row.features.has(feature));
        is_found && has && filter.lacks.is_none_or(|feature| !row.features.has(feature))
    });
    let detail = format!("{} organizations, “{text}”", found.len());
    support.note_aside(&mut tx, Deed { action: "support.directory", subject: String::new(), detail }).await?;
    tx.commit().await?;
    let (total, pages) = (found.len() as u64, found.len().div_ceil(PER_PAGE));
    let skipped = usize::try_from(filter.page).unwrap_or(usize::MAX).saturating_mul(PER_PAGE);
    let organizations = found.into_iter().skip(skipped).take(PER_PAGE).map(row).collect();
    Ok(Directory { organizations, total, page: filter.page, pages: u32::try_from(pages).map_err(Error::internal)? })
}

fn row(found: Listed) -> DirectoryRow {
    let Listed { id, name, features, members, accounts, waiting, created_at } = found;
    DirectoryRow { id, name, features, members, accounts, waiting, created_at }
}

/// One organization.
///
/// # Errors
/// `NotFound`; those of [`Ctx::support`].
pub async fn organization(ctx: &Ctx, id: OrganizationId) -> Result<DirectoryOrganization, Error> {
    let support = ctx.support().await?;
    let mut tx = open(&support, id).await?;
    let now = support.muster().now();
    let mut accounts = Vec::new();
    for account in management_accounts::list(&mut tx).await? {
        let service = service::load(&mut tx, account.id, now.date_naive()).await?;
        accounts.push(EnrolledAccount { id: account.id, account_id: account.account_id, name: account.name, service });
    }
    let links = customer_links::list_by_customer(tx.installation(), id).await?;
    let mut providers: Vec<_> = links.into_iter().map(|link| link.provider_name).collect();
    providers.sort();
    providers.dedup();
    let found = DirectoryOrganization {
        id,
        name: organizations::lookup(&mut tx).await?.ok_or(Error::NotFound)?,
        created_at: directory::find_created_at(&mut tx).await?.ok_or(Error::NotFound)?,
        features: organizations::features(tx.installation(), id).await?.unwrap_or_default(),
        members: memberships::list(&mut tx).await?.into_iter().map(members::row).collect(),
        accounts,
        tickets: tickets::list(&mut tx).await?.iter().map(|ticket| crate::tickets::row(ticket, now)).collect(),
        customers: directory::many(&mut tx, Kind::Customers).await?.count,
        providers,
    };
    support.note(&mut tx, Deed { action: "support.organization", subject: id.to_string(), detail: String::new() }).await?;
    tx.commit().await?;
    Ok(found)
}

/// Turns something on or off for an organization. What was made with it stays, and is there again once it is on again.
///
/// # Errors
/// `NotFound`; `Conflict` where it is so already.
pub async fn set_feature(ctx: &Ctx, id: OrganizationId, feature: Feature, to: Switch) -> Result<(), Error> {
    let support = ctx.support().await?;
    let mut tx = open(&support, id).await?;
    let is_on = organizations::features(tx.installation(), id).await?.unwrap_or_default().has(feature);
    if is_on == (to == Switch::On) {
        return Err(Error::Conflict(format!("{} is {} already", feature.label(), to.name())));
    }
    organizations::set_feature(&mut tx, feature, !is_on).await?;
    let detail = format!("{} {}", feature.label(), to.name());
    support.note(&mut tx, Deed { action: "support.feature", subject: id.to_string(), detail }).await?;
    Ok(tx.commit().await?)
}

/// The organization's tables, which no one else writes meanwhile.
async fn open(support: &SupportScope, id: OrganizationId) -> Result<OrgTx, Error> {
    let mut tx = support.muster().store().write().await?;
    organizations::features(&mut tx, id).await?.ok_or(Error::NotFound)?;
    Ok(tx.lock(id).await?)
}
