//! Putting accounts into subsets and taking them out: the rules at the head of [`crate::subsets`].

use std::collections::BTreeSet;

use chrono::NaiveDate;
use muster_domain::{AccountId, SubsetId};
use muster_store::subset_members::{Member, NewMember};
use muster_store::{OrgTx, subset_members};

use super::members::Members;
use crate::accounts::Directory;
use crate::{Error, OrgScope};

/// Refuses accounts that are on no bill: most likely a mistyped one.
pub(super) fn known(directory: &Directory, accounts: &[AccountId]) -> Result<(), Error> {
    let known = directory.accounts();
    match accounts.iter().find(|account| !known.contains(account)) {
        Some(unknown) => Err(Error::invalid("accounts", format!("account {unknown} is on no bill of this organization"))),
        None => Ok(()),
    }
}

/// For the audit record.
pub(super) fn listed(accounts: &[AccountId]) -> String {
    accounts.iter().map(AccountId::as_str).collect::<Vec<_>>().join(", ")
}

/// Puts each account into the subset.
pub(super) async fn put(scope: &OrgScope, tx: &mut OrgTx, (subset, accounts): (SubsetId, &[AccountId])) -> Result<(), Error> {
    let members = Members::load(tx).await?;
    let today = scope.muster().clock().today();
    for account in accounts.iter().collect::<BTreeSet<_>>() {
        let mut past: Vec<_> = members.of(account).cloned().collect();
        if let Some(open) = past.iter().position(|member| member.until.is_none()) {
            if past[open].subset == subset {
                continue;
            }
            let left = end(tx, past.remove(open), today).await?;
            past.extend(left);
        }
        match begin(&past, subset, today) {
            Begin::Reopen(member) => subset_members::set_until(tx, member.id, None).await?,
            Begin::On(from) => {
                let (id, at) = (scope.muster().id(), scope.muster().now());
                let new = NewMember { id, subset, account: account.clone(), from, by: scope.user(), at };
                subset_members::add(tx, &new).await?;
            }
        }
    }
    Ok(())
}

/// Takes each account out of the subset.
pub(super) async fn take(scope: &OrgScope, tx: &mut OrgTx, (subset, accounts): (SubsetId, &[AccountId])) -> Result<(), Error> {
    let members = Members::load(tx).await?;
    let today = scope.muster().clock().today();
    for account in accounts.iter().collect::<BTreeSet<_>>() {
        if let Some(open) = members.of(account).find(|member| member.until.is_none() && member.subset == subset) {
            end(tx, open.clone(), today).await?;
        }
    }
    Ok(())
}

/// Ends a membership today; one that lasted no day is forgotten (`None`).
async fn end(tx: &mut OrgTx, member: Member, today: NaiveDate) -> Result<Option<Member>, Error> {
    if member.from.is_some_and(|from| from >= today) {
        subset_members::remove(tx, member.id).await?;
        return Ok(None);
    }
    subset_members::set_until(tx, member.id, Some(today)).await?;
    Ok(Some(Member { until: Some(today), ..member }))
}

/// How a membership begins.
enum Begin<'a> {
    /// The account left this one today.
    Reopen(&'a Member),
    /// `None`: it always was in.
    On(Option<NaiveDate>),
}

fn begin(past: &[Member], subset: SubsetId, today: NaiveDate) -> Begin<'_> {
    match past.iter().find(|member| member.subset == subset && member.until == Some(today)) {
        Some(left_today) => Begin::Reopen(left_today),
        None => Begin::On(if past.is_empty() { None } else { Some(today) }),
    }
}
