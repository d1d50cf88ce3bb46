//! Subsets: named groups of linked accounts.
//!
//! A membership has whole days, `[from, until)`. An account that was in no subset before is assigned for all time,
//! past included, so that its history shows in its subset. From then on nothing rewrites the past: moving it ends the
//! old membership today and begins the new one today; taking it out ends it today. What began today and ends today
//! lasted no day and is forgotten; coming back on the day of leaving takes the leaving back. (`subsets/assign.rs`)
//!
//! Costs follow the days: a subset is shown the costs of the days on which an account was in it.

mod assign;
mod export;
pub(crate) mod members;

use std::collections::{BTreeSet, HashMap};

use muster_domain::permission::Permission;
use muster_domain::subset::UNASSIGNED;
use muster_domain::view::accounts::AccountRow;
use muster_domain::view::subsets::{DeletionImpact, MembershipRow, SubsetDetail, SubsetList, SubsetRow, Tally};
use muster_domain::{AccountId, Month, OrganizationId, SubsetId};
use muster_store::subsets::Subset;
use muster_store::{OrgTx, reports, subsets};

pub use export::{CsvFile, csv};

use crate::accounts::Directory;
use crate::audit::Deed;
use crate::costs::Sum;
use crate::{Ctx, Error, names};

/// All subsets with their costs around a month.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, month: Option<Month>) -> Result<SubsetList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let directory = Directory::load(&scope, month).await?;
    let mut tallies: HashMap<Option<SubsetId>, (u64, Sum)> = HashMap::new();
    let mut total = (0, Sum::default());
    for account in directory.accounts() {
        let today = directory.members.subset_on(account, directory.view.day());
        tallies.entry(today).or_default().0 += 1;
        total.0 += 1;
        for (day, sum) in directory.view.days(account) {
            tallies.entry(directory.members.subset_on(account, day)).or_default().1 += sum;
            total.1 += sum;
        }
    }
    let tally = |(accounts, sum): (u64, Sum)| Tally { accounts, costs: directory.view.columns(sum), charges: None };
    let of = |subset: Option<SubsetId>| tally(tallies.get(&subset).copied().unwrap_or_default());
    let row = |subset: &Subset| SubsetRow { id: subset.id, name: subset.name.clone(), tally: of(Some(subset.id)) };
    let subsets = directory.members.subsets().iter().map(row).collect();
    Ok(SubsetList { month: directory.view.cost_month(), subsets, unassigned: of(None), total: tally(total) })
}

/// One subset: its accounts, its history, and which accounts could join it. An account that left it is listed as
/// long as it has costs in it in the months shown.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: SubsetId, month: Option<Month>) -> Result<SubsetDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let directory = Directory::load(&scope, month).await?;
    let name = directory.members.subsets().iter().find(|subset| subset.id == id).ok_or(Error::NotFound)?.name.clone();
    let (view, members) = (&directory.view, &directory.members);
    let (mut accounts, mut total, mut count) = (Vec::new(), Sum::default(), 0);
    for account in directory.accounts() {
        let is_in = members.subset_on(account, view.day()) == Some(id);
        let days: Vec<_> = view.days(account).filter(|(day, _)| members.subset_on(account, *day) == Some(id)).collect();
        if is_in || !days.is_empty() {
            let mut sum = Sum::default();
            days.into_iter().for_each(|(_, day)| sum += day);
            total += sum;
            count += u64::from(is_in);
            accounts.push(directory.row(account, sum));
        }
    }
    let tally = Tally { accounts: count, costs: view.columns(total), charges: None };
    let (history, unassigned) = (history(&directory, id), unassigned(&directory));
    Ok(SubsetDetail { id, name, month: view.cost_month(), accounts, tally, history, unassigned })
}

fn history(directory: &Directory, id: SubsetId) -> Vec<MembershipRow> {
    let memberships = directory.members.all().iter().rev().filter(|member| member.subset == id);
    let row = |member: &muster_store::subset_members::Member| MembershipRow {
        account_id: member.account.clone(),
        account_name: directory.name(&member.account),
        from: member.from,
        until: member.until,
        by: member.by.clone(),
    };
    memberships.map(row).collect()
}

fn unassigned(directory: &Directory) -> Vec<AccountRow> {
    let today = directory.view.today();
    let free = directory.accounts().into_iter().filter(|account| directory.members.subset_on(account, today).is_none());
    free.map(|account| directory.row(account, directory.view.of(account))).collect()
}

/// Makes a subset of these accounts. With accounts it needs the permission to assign them, too.
///
/// # Errors
/// `Invalid` at `name` or `accounts`.
pub async fn create(ctx: &Ctx, org: OrganizationId, name: &str, accounts: Vec<AccountId>) -> Result<SubsetId, Error> {
    let scope = ctx.allow(org, Permission::CreateSubset).await?;
    if !accounts.is_empty() {
        scope.also(Permission::AssignAccounts)?;
    }
    let name = checked(name)?;
    let directory = Directory::load(&scope, None).await?;
    assign::known(&directory, &accounts)?;
    let subset = Subset { id: SubsetId(scope.muster().id()), name };
    let mut tx = scope.write().await?;
    subsets::add(&mut tx, &subset, scope.muster().now()).await?;
    assign::put(&scope, &mut tx, (subset.id, &accounts)).await?;
    let detail = format!("{}: {}", subset.name, assign::listed(&accounts));
    scope.note(&mut tx, Deed { action: "subsets.create", subject: subset.id.to_string(), detail }).await?;
    tx.commit().await?;
    Ok(subset.id)
}

/// Gives it another name.
///
/// # Errors
/// `Invalid` at `name`.
pub async fn rename(ctx: &Ctx, org: OrganizationId, id: SubsetId, name: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::CreateSubset).await?;
    let name = checked(name)?;
    let mut tx = scope.write().await?;
    if !subsets::set_name(&mut tx, id, &name).await? {
        return Err(Error::NotFound);
    }
    scope.note(&mut tx, Deed { action: "subsets.rename", subject: id.to_string(), detail: name }).await?;
    Ok(tx.commit().await?)
}

/// Puts accounts into it, out of the subsets they are in.
///
/// # Errors
/// `Invalid` at `accounts`.
pub async fn assign(ctx: &Ctx, org: OrganizationId, id: SubsetId, accounts: Vec<AccountId>) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::AssignAccounts).await?;
    let directory = Directory::load(&scope, None).await?;
    let mut tx = scope.write().await?;
    subsets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    assign::known(&directory, &accounts)?;
    assign::put(&scope, &mut tx, (id, &accounts)).await?;
    let deed = Deed { action: "subsets.assign", subject: id.to_string(), detail: assign::listed(&accounts) };
    scope.note(&mut tx, deed).await?;
    Ok(tx.commit().await?)
}

/// Takes accounts out of it, from today on; those that are not in it are passed over.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn unassign(ctx: &Ctx, org: OrganizationId, id: SubsetId, accounts: Vec<AccountId>) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::AssignAccounts).await?;
    let mut tx = scope.write().await?;
    subsets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    assign::take(&scope, &mut tx, (id, &accounts)).await?;
    let deed = Deed { action: "subsets.unassign", subject: id.to_string(), detail: assign::listed(&accounts) };
    scope.note(&mut tx, deed).await?;
    Ok(tx.commit().await?)
}

/// What deleting these would take away.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn impact(ctx: &Ctx, org: OrganizationId, ids: Vec<SubsetId>) -> Result<DeletionImpact, Error> {
    let scope = ctx.allow(org, Permission::DeleteSubset).await?;
    let mut tx = scope.read().await?;
    let chosen = all(&mut tx, &ids).await?;
    let members = members::Members::load(&mut tx).await?;
    let today = scope.muster().clock().today();
    let (mut accounts, mut affected) = (0, BTreeSet::new());
    for subset in &chosen {
        accounts += members.all().iter().filter(|member| member.subset == subset.id && member.is_in_on(today)).count() as u64;
        affected.extend(reports::list_ids_by_subset(&mut tx, subset.id).await?);
    }
    let subsets = chosen.into_iter().map(|subset| subset.name).collect();
    Ok(DeletionImpact { subsets, accounts, reports: affected.len() as u64 })
}

/// Deletes them with their memberships, past ones too; reports made for them stay.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn delete(ctx: &Ctx, org: OrganizationId, ids: Vec<SubsetId>) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::DeleteSubset).await?;
    let mut tx = scope.write().await?;
    for subset in all(&mut tx, &ids).await? {
        subsets::remove(&mut tx, subset.id).await?;
        let deed = Deed { action: "subsets.delete", subject: subset.id.to_string(), detail: subset.name };
        scope.note(&mut tx, deed).await?;
    }
    Ok(tx.commit().await?)
}

/// Each of them once; one that is not there is not found, and none is touched.
async fn all(tx: &mut OrgTx, ids: &[SubsetId]) -> Result<Vec<Subset>, Error> {
    let ids: BTreeSet<_> = ids.iter().collect();
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.push(subsets::lookup(tx, *id).await?.ok_or(Error::NotFound)?);
    }
    Ok(found)
}

fn checked(name: &str) -> Result<String, Error> {
    let name = names::checked("name", name)?;
    if name.eq_ignore_ascii_case(UNASSIGNED) {
        return Err(Error::invalid("name", format!("“{UNASSIGNED}” is what accounts in no subset are called")));
    }
    Ok(name)
}
