//! Linked accounts: everyone on the bills, in which subset, at what cost.

use std::collections::{BTreeMap, BTreeSet};

use muster_domain::permission::Permission;
use muster_domain::view::accounts::{AccountList, AccountRow, AccountSubset};
use muster_domain::{AccountId, Month, OrganizationId, SubsetId};
use muster_store::{OrgTx, linked_accounts};

use crate::audit::Deed;
use crate::costs::{self, Sum, View};
use crate::subsets::members::Members;
use crate::{Ctx, Error, OrgScope, names};

/// Every linked account with its costs around a month: of the bills, and in a subset.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, month: Option<Month>) -> Result<AccountList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let directory = Directory::load(&scope, month).await?;
    let view = &directory.view;
    let mut total = Sum::default();
    let mut accounts = Vec::new();
    for account in directory.accounts() {
        let sum = view.of(account);
        total += sum;
        accounts.push(directory.row(account, sum));
    }
    Ok(AccountList { month: view.cost_month(), accounts, total: view.columns(total) })
}

/// Names an account, for bills that do not.
///
/// # Errors
/// `Invalid` at `name`; `NotFound` for an account that is on no bill.
pub async fn rename(ctx: &Ctx, org: OrganizationId, account: AccountId, name: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let name = names::checked("name", name)?;
    let directory = Directory::load(&scope, None).await?;
    directory.accounts().get(&account).ok_or(Error::NotFound)?;
    let mut tx = scope.write().await?;
    linked_accounts::set_name(&mut tx, &account, &name).await?;
    scope.note(&mut tx, Deed { action: "accounts.rename", subject: account.to_string(), detail: name }).await?;
    Ok(tx.commit().await?)
}

/// What is known of an organization's accounts: costs, names, subsets.
pub(crate) struct Directory {
    pub(crate) view: View,
    pub(crate) members: Members,
    names: BTreeMap<AccountId, String>,
}

impl Directory {
    pub(crate) async fn load(scope: &OrgScope, month: Option<Month>) -> Result<Self, Error> {
        let view = costs::load(scope, month).await?;
        let mut tx = scope.read().await?;
        Self::with(&mut tx, view).await
    }

    async fn with(tx: &mut OrgTx, view: View) -> Result<Self, Error> {
        Ok(Self { view, members: Members::load(tx).await?, names: linked_accounts::list(tx).await? })
    }

    /// Those on a bill, and those in a subset now.
    pub(crate) fn accounts(&self) -> BTreeSet<&AccountId> {
        let today = self.view.today();
        self.view.costs.accounts.keys().chain(self.members.accounts_on(today)).collect()
    }

    pub(crate) fn name(&self, account: &AccountId) -> String {
        let bills = self.view.name(account);
        bills.map(str::to_owned).or_else(|| self.names.get(account).cloned()).unwrap_or_default()
    }

    /// The account with a part of its costs, or all of them.
    pub(crate) fn row(&self, account: &AccountId, sum: Sum) -> AccountRow {
        let subset = self.members.subset_on(account, self.view.day()).map(|id| self.subset(id));
        let costs = self.view.columns(sum);
        AccountRow { account_id: account.clone(), name: self.name(account), subset, costs, charges: None }
    }

    fn subset(&self, id: SubsetId) -> AccountSubset {
        AccountSubset { id, name: self.members.name(id).to_owned() }
    }
}
