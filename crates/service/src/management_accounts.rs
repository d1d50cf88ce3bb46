//! Management accounts: where an organization's bills come from.

use muster_domain::permission::Permission;
use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::{AccountId, ManagementAccountId, OrganizationId};
use muster_engine::place;
use muster_store::management_accounts::ManagementAccount;
use muster_store::{OrgTx, imports, jobs, management_accounts};

use crate::audit::Deed;
use crate::connections::{schedule, standing};
use crate::muster::blocking;
use crate::{Ctx, Error, OrgScope, charges, ledgers, names};

/// All of them, in order of name.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<ManagementAccountRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let mut rows = Vec::new();
    for account in management_accounts::list(&mut tx).await? {
        rows.push(row(&scope, &mut tx, account).await?);
    }
    Ok(rows)
}

/// One of them.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: ManagementAccountId) -> Result<ManagementAccountRow, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let account = management_accounts::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    row(&scope, &mut tx, account).await
}

/// Connects an account of twelve digits.
///
/// # Errors
/// `Invalid` at `account_id` or `name`.
pub async fn add(ctx: &Ctx, org: OrganizationId, account_id: String, name: String) -> Result<ManagementAccountId, Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let digits: Option<AccountId> = account_id.trim().parse().ok().filter(AccountId::has_twelve_digits);
    let account_id = digits.ok_or_else(|| Error::invalid("account_id", "twelve digits, as AWS gives them"))?;
    let name = names::checked("name", &name)?;
    let id = ManagementAccountId(scope.muster().id());
    let detail = format!("{account_id} {name}");
    let new = ManagementAccount { id, account_id, name, created_at: scope.muster().now() };
    let mut tx = scope.write().await?;
    management_accounts::add(&mut tx, &new).await?;
    scope.note(&mut tx, Deed { action: "management_accounts.add", subject: id.to_string(), detail }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives it another name.
///
/// # Errors
/// `Invalid` at `name`.
pub async fn rename(ctx: &Ctx, org: OrganizationId, id: ManagementAccountId, name: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let name = names::checked("name", name)?;
    let mut tx = scope.write().await?;
    if !management_accounts::set_name(&mut tx, id, &name).await? {
        return Err(Error::NotFound);
    }
    scope.note(&mut tx, Deed { action: "management_accounts.rename", subject: id.to_string(), detail: name }).await?;
    Ok(tx.commit().await?)
}

/// Removes it with its imports and its ledger. An import that is under way notices and stops.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn remove(ctx: &Ctx, org: OrganizationId, id: ManagementAccountId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let account = management_accounts::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let imports = imports::list(&mut tx, id).await?;
    jobs::remove_lane(&mut tx, id.0).await?;
    schedule::forget(&mut tx, id).await?;
    management_accounts::remove(&mut tx, id).await?;
    charges::ask_from(&mut tx, None, scope.muster().now()).await?;
    let detail = format!("{} {}", account.account_id, account.name);
    scope.note(&mut tx, Deed { action: "management_accounts.remove", subject: id.to_string(), detail }).await?;
    tx.commit().await?;
    // After the commit nothing names these folders any more; what a crash leaves here is swept later.
    let mut folders: Vec<_> = imports.iter().map(|import| scope.muster().upload_folder(import.id)).collect();
    folders.push(scope.muster().ledger_folder(org, id));
    blocking(move || folders.iter().try_for_each(|folder| place::remove_folder(folder))).await?.map_err(Error::internal)
}

async fn row(scope: &OrgScope, tx: &mut OrgTx, account: ManagementAccount) -> Result<ManagementAccountRow, Error> {
    let last_import = imports::list(tx, account.id).await?.into_iter().next();
    let months = ledgers::months(scope.muster(), scope.organization(), account.id).await?;
    let standing = standing::of(tx, account.id, (last_import.as_ref(), &months)).await?;
    Ok(ManagementAccountRow {
        id: account.id,
        account_id: account.account_id,
        name: account.name,
        state: standing.state,
        created_at: account.created_at,
        last_import,
        months,
    })
}
