//! Subsets: named groups of linked accounts.
//!
//! A membership has whole days, `[from, until)`. An account that was in no subset before is assigned for all time,
//! past included, so that its history shows in its subset. From then on nothing rewrites the past unless it is asked
//! to: moving it ends the old membership on a day, today unless another is asked for, and begins the new one on that
//! day; taking it out ends it on that day. What began on that day or later lasted no day and is forgotten; coming back
//! on the day of leaving takes the leaving back. Charges of the months concerned are computed anew; of closed ones the
//! difference shows. (`subsets/assign.rs`)
//!
//! Costs follow the days: a subset is shown the costs of the days on which an account was in it.

mod assign;
mod export;
pub(crate) mod members;
mod page;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use muster_domain::feature::Feature;
use muster_domain::permission::Permission;
use muster_domain::subset::UNASSIGNED;
use muster_domain::view::accounts::AccountRow;
use muster_domain::view::subsets::{DeletionImpact, MembershipRow, SubsetDetail, SubsetList, SubsetRow, Tally};
use muster_domain::{AccountId, Month, OrganizationId, SubsetId};
use muster_store::subsets::Subset;
use muster_store::{OrgTx, associations, customer_links, reports, subsets};

pub use export::{CsvFile, csv};
pub use page::page;

use assign::Move;

use crate::accounts::Directory;
use crate::associations::rows;
use crate::audit::Deed;
use crate::charges::shown::{Accounts, Pair, Shown};
use crate::costs::Sum;
use crate::months::closed_month;
use crate::{Ctx, Error, names, schedules};

/// All subsets with their costs around a month.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, month: Option<Month>) -> Result<SubsetList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    scope.has(Feature::Subsets)?;
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
    let shown = Shown::load(&mut scope.read().await?, &directory.view).await?;
    let tally = |(accounts, sum): (u64, Sum), charged: Pair| {
        let (costs, charges) = (directory.view.columns(sum), charged.columns(&directory.view));
        Tally { accounts, costs, charges }
    };
    let of = |subset: Option<SubsetId>| {
        let charged = subset.map(|id| shown.of(id)).unwrap_or_default();
        tally(tallies.get(&subset).copied().unwrap_or_default(), charged)
    };
    let row = |subset: &Subset| SubsetRow { id: subset.id, name: subset.name.clone(), tally: of(Some(subset.id)) };
    let subsets = directory.members.subsets().iter().map(row).collect();
    let (unassigned, total) = (of(None), tally(total, shown.total));
    Ok(SubsetList { month: directory.view.cost_month(), subsets, unassigned, total, computing: shown.computing })
}

/// One subset: its accounts, its history, and which accounts could join it. An account that left it is listed as
/// long as it has costs in it in the months shown.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId, id: SubsetId, month: Option<Month>) -> Result<SubsetDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    scope.has(Feature::Subsets)?;
    let directory = Directory::load(&scope, month).await?;
    let name = directory.members.subsets().iter().find(|subset| subset.id == id).ok_or(Error::NotFound)?.name.clone();
    let mut tx = scope.read().await?;
    let shown = Shown::load(&mut tx, &directory.view).await?;
    let charged = shown.accounts(&mut tx, (id, &directory.view)).await?;
    let made = associations::list(&mut tx).await?;
    drop(tx);
    let associations = rows(&made).into_iter().filter(|row| row.subset == id).collect();
    let Listed { accounts, count, total } = listed(&directory, id, &charged);
    let charges = shown.of(id).columns(&directory.view);
    let tally = Tally { accounts: count, costs: directory.view.columns(total), charges };
    let (history, (unassigned, elsewhere)) = (history(&directory, id), others(&directory, id));
    let (month, computing) = (directory.view.cost_month(), shown.computing);
    Ok(SubsetDetail { id, name, month, accounts, tally, computing, associations, history, unassigned, elsewhere })
}

/// The accounts of a subset's page.
struct Listed {
    accounts: Vec<AccountRow>,
    /// How many are in it.
    count: u64,
    total: Sum,
}

/// Those in it, those that cost something while they were, and those that are charged in it.
fn listed(directory: &Directory, id: SubsetId, charged: &Accounts) -> Listed {
    let (view, members) = (&directory.view, &directory.members);
    let mut found = Listed { accounts: Vec::new(), count: 0, total: Sum::default() };
    let known: BTreeSet<_> = directory.accounts().into_iter().chain(charged.all()).collect();
    for account in known {
        let is_in = members.subset_on(account, view.day()) == Some(id);
        let days: Vec<_> = view.days(account).filter(|(day, _)| members.subset_on(account, *day) == Some(id)).collect();
        if is_in || !days.is_empty() || charged.all().any(|charged| charged == account) {
            let mut sum = Sum::default();
            days.into_iter().for_each(|(_, day)| sum += day);
            found.total += sum;
            found.count += u64::from(is_in);
            let charges = charged.of(account).columns(view);
            found.accounts.push(AccountRow { charges, ..directory.row(account, sum) });
        }
    }
    found
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

/// Accounts that could join: those in no subset, and those in another.
fn others(directory: &Directory, id: SubsetId) -> (Vec<AccountRow>, Vec<AccountRow>) {
    let today = directory.view.today();
    let subset = |account: &AccountId| directory.members.subset_on(account, today);
    let all = directory.accounts().into_iter().filter(|account| subset(account) != Some(id));
    let (free, taken): (Vec<_>, Vec<_>) = all.partition(|account| subset(account).is_none());
    let row = |account: &AccountId| directory.row(account, directory.view.of(account));
    (free.into_iter().map(row).collect(), taken.into_iter().map(row).collect())
}

/// Accounts that go into a subset or out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub accounts: Vec<AccountId>,
    /// The first day of it; `None` is today.
    pub from: Option<NaiveDate>,
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
    assign::put(&scope, &mut tx, Move { subset: subset.id, accounts: &accounts, from: None }).await?;
    let detail = format!("{}: {}", subset.name, assign::listed(&accounts, None));
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

/// What becomes of a subset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// `None`: as it is.
    pub name: Option<String>,
    /// Exactly those that are in it from then on; `None`: as they are.
    pub accounts: Option<Vec<AccountId>>,
    /// From when on; `None` as in [`Moved`].
    pub from: Option<NaiveDate>,
}

/// Renames it, and says which accounts are in it, in one go. Each takes its own permission.
///
/// # Errors
/// `Invalid` at `name` or `accounts`.
pub async fn change(ctx: &Ctx, org: OrganizationId, id: SubsetId, change: Change) -> Result<(), Error> {
    let Change { name, accounts, from } = change;
    let first = if name.is_none() && accounts.is_some() { Permission::AssignAccounts } else { Permission::CreateSubset };
    let scope = ctx.allow(org, first).await?;
    let directory = Directory::load(&scope, None).await?;
    let mut tx = scope.write().await?;
    subsets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if let Some(name) = name {
        let name = checked(&name)?;
        subsets::set_name(&mut tx, id, &name).await?;
        scope.note(&mut tx, Deed { action: "subsets.rename", subject: id.to_string(), detail: name }).await?;
    }
    if let Some(accounts) = accounts {
        scope.also(Permission::AssignAccounts)?;
        assign::known(&directory, &accounts)?;
        let day = from.unwrap_or_else(|| scope.muster().clock().today());
        let members = members::Members::load(&mut tx).await?;
        let now = members.all().iter().filter(|member| member.subset == id && member.until.is_none_or(|until| until > day));
        let gone: Vec<_> = now.map(|member| member.account.clone()).filter(|account| !accounts.contains(account)).collect();
        assign::take(&scope, &mut tx, Move { subset: id, accounts: &gone, from }).await?;
        assign::put(&scope, &mut tx, Move { subset: id, accounts: &accounts, from }).await?;
        let deed = Deed { action: "subsets.assign", subject: id.to_string(), detail: assign::listed(&accounts, from) };
        scope.note(&mut tx, deed).await?;
    }
    Ok(tx.commit().await?)
}

/// Puts accounts into it, out of the subsets they are in, from a day on. Without a day that is today; an account that
/// was in no subset before then always was in this one.
///
/// # Errors
/// `Invalid` at `accounts`.
pub async fn assign(ctx: &Ctx, org: OrganizationId, id: SubsetId, moved: Moved) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::AssignAccounts).await?;
    let directory = Directory::load(&scope, None).await?;
    let mut tx = scope.write().await?;
    subsets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let Moved { accounts, from } = moved;
    assign::known(&directory, &accounts)?;
    assign::put(&scope, &mut tx, Move { subset: id, accounts: &accounts, from }).await?;
    let deed = Deed { action: "subsets.assign", subject: id.to_string(), detail: assign::listed(&accounts, from) };
    scope.note(&mut tx, deed).await?;
    Ok(tx.commit().await?)
}

/// Takes accounts out of it, from a day on, today without one; those that are not in it are passed over.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn unassign(ctx: &Ctx, org: OrganizationId, id: SubsetId, moved: Moved) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::AssignAccounts).await?;
    let mut tx = scope.write().await?;
    subsets::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let Moved { accounts, from } = moved;
    assign::take(&scope, &mut tx, Move { subset: id, accounts: &accounts, from }).await?;
    let deed = Deed { action: "subsets.unassign", subject: id.to_string(), detail: assign::listed(&accounts, from) };
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
    let (mut associated, mut customers) = (0, 0);
    for subset in &chosen {
        accounts += members.all().iter().filter(|member| member.subset == subset.id && member.is_in_on(today)).count() as u64;
        affected.extend(reports::list_ids_by_subset(&mut tx, subset.id).await?);
        associated += associations::count_by_subset(&mut tx, subset.id).await?;
        customers += customer_links::count_by_subset(&mut tx, subset.id).await?;
    }
    let schedules = schedules::by_subset(&mut tx, &ids).await?;
    let (subsets, reports) = (chosen.into_iter().map(|subset| subset.name).collect(), affected.len() as u64);
    Ok(DeletionImpact { subsets, accounts, reports, associations: associated, customers, schedules })
}

/// Deletes them with their memberships, past ones too, and their charges; reports made for them stay. Schedules go on with
/// the subsets that are left, and stop without any.
///
/// # Errors
/// `Conflict` when one was charged in a month that is closed.
pub async fn delete(ctx: &Ctx, org: OrganizationId, ids: Vec<SubsetId>) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::DeleteSubset).await?;
    let mut tx = scope.write().await?;
    for subset in all(&mut tx, &ids).await? {
        if let Some(month) = closed_month(&mut tx, subset.id).await? {
            let reason = format!("{} was charged in {month}, which is closed; reopen it first", subset.name);
            return Err(Error::Conflict(reason));
        }
        schedules::forget_subset(&scope, &mut tx, subset.id).await?;
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
