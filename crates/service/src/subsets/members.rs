//! Every membership of an organization, by account.

use std::collections::HashMap;

use chrono::NaiveDate;
use muster_domain::{AccountId, SubsetId, subset};
use muster_store::subset_members::Member;
use muster_store::subsets::Subset;
use muster_store::{OrgTx, subset_members, subsets};

use crate::Error;

pub(crate) struct Members {
    subsets: Vec<Subset>,
    all: Vec<Member>,
    /// Places in `all`.
    by_account: HashMap<AccountId, Vec<usize>>,
}

impl Members {
    pub(crate) async fn load(tx: &mut OrgTx) -> Result<Self, Error> {
        let (subsets, all) = (subsets::list(tx).await?, subset_members::list(tx).await?);
        let mut by_account: HashMap<_, Vec<_>> = HashMap::new();
        for (place, member) in all.iter().enumerate() {
            by_account.entry(member.account.clone()).or_default().push(place);
        }
        Ok(Self { subsets, all, by_account })
    }

    /// In order of name.
    pub(crate) fn subsets(&self) -> &[Subset] {
        &self.subsets
    }

    /// In the order in which they were made.
    pub(crate) fn all(&self) -> &[Member] {
        &self.all
    }

    pub(crate) fn name(&self, id: SubsetId) -> &str {
        self.subsets.iter().find(|subset| subset.id == id).map_or("", |subset| &subset.name)
    }

    pub(crate) fn of<'a>(&'a self, account: &AccountId) -> impl Iterator<Item = &'a Member> {
        self.by_account.get(account).into_iter().flatten().filter_map(|place| self.all.get(*place))
    }

    pub(crate) fn subset_on(&self, account: &AccountId, day: NaiveDate) -> Option<SubsetId> {
        self.of(account).find(|member| member.is_in_on(day)).map(|member| member.subset)
    }

    /// Accounts in any subset on that day.
    pub(crate) fn accounts_on(&self, day: NaiveDate) -> impl Iterator<Item = &AccountId> {
        self.all.iter().filter(move |member| member.is_in_on(day)).map(|member| &member.account)
    }

    /// As the engine is told.
    pub(crate) fn to_engine(&self) -> Vec<subset::Subset> {
        let member = |member: &Member| subset::Member { account: member.account.clone(), from: member.from, until: member.until };
        let accounts = |id| self.all.iter().filter(|member| member.subset == id).map(member).collect();
        self.subsets.iter().map(|subset| subset::Subset { name: subset.name.clone(), accounts: accounts(subset.id) }).collect()
    }
}
