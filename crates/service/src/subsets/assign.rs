//! Putting accounts into subsets and taking them out, from a day on: today, unless another day is asked for. See the
//! head of [`crate::subsets`].

use std::collections::BTreeSet;

use chrono::NaiveDate;
use muster_domain::{AccountId, Month, SubsetId};
use muster_store::subset_members::{Member, NewMember};
use muster_store::{OrgTx, subset_members};

use super::members::Members;
use crate::accounts::Directory;
use crate::{Error, OrgScope, charges};

/// Refuses accounts that are on no bill: most likely a mistyped one.
pub(super) fn known(directory: &Directory, accounts: &[AccountId]) -> Result<(), Error> {
    let known = directory.accounts();
    match accounts.iter().find(|account| !known.contains(account)) {
        Some(unknown) => Err(Error::invalid("accounts", format!("account {unknown} is on no bill of this organization"))),
        None => Ok(()),
    }
}

/// For the audit record.
pub(super) fn listed(accounts: &[AccountId], from: Option<NaiveDate>) -> String {
    let accounts = accounts.iter().map(AccountId::as_str).collect::<Vec<_>>().join(", ");
    from.map_or(accounts.clone(), |day| format!("{accounts} from {day}"))
}

/// Which accounts go where, or leave it.
pub(super) struct Move<'a> {
    pub(super) subset: SubsetId,
    pub(super) accounts: &'a [AccountId],
    /// `None` is today, and for an account that was in no subset before, always.
    pub(super) from: Option<NaiveDate>,
}

/// Puts each account into the subset, out of the one that it is in then.
pub(super) async fn put(scope: &OrgScope, tx: &mut OrgTx, asked: Move<'_>) -> Result<(), Error> {
    let members = Members::load(tx).await?;
    let day = asked.from.unwrap_or_else(|| scope.muster().clock().today());
    let mut reach = Reach::Nothing;
    for account in asked.accounts.iter().collect::<BTreeSet<_>>() {
        let past: Vec<_> = members.of(account).cloned().collect();
        if past.iter().any(|member| member.subset == asked.subset && member.is_in_on(day) && member.until.is_none()) {
            continue;
        }
        let past = cut(tx, past, day).await?;
        let from = if past.is_empty() { asked.from } else { Some(day) };
        match past.iter().find(|member| member.subset == asked.subset && member.until == Some(day)) {
            Some(left) => subset_members::set_until(tx, left.id, None).await?,
            None => {
                let (id, by, at) = (scope.muster().id(), scope.user(), scope.muster().now());
                let new = NewMember { id, subset: asked.subset, account: account.clone(), from, by, at };
                subset_members::add(tx, &new).await?;
            }
        }
        reach = reach.and(from.map_or(Reach::Always, |day| Reach::From(Month::of(day))));
    }
    reach.ask(scope, tx).await
}

/// Takes each account out of the subset.
pub(super) async fn take(scope: &OrgScope, tx: &mut OrgTx, asked: Move<'_>) -> Result<(), Error> {
    let members = Members::load(tx).await?;
    let day = asked.from.unwrap_or_else(|| scope.muster().clock().today());
    let mut reach = Reach::Nothing;
    for account in asked.accounts.iter().collect::<BTreeSet<_>>() {
        let its: Vec<_> = members.of(account).filter(|member| member.subset == asked.subset).cloned().collect();
        if its.iter().any(|member| member.until.is_none_or(|until| until > day)) {
            cut(tx, its, day).await?;
            reach = reach.and(Reach::From(Month::of(day)));
        }
    }
    reach.ask(scope, tx).await
}

/// Ends memberships on a day: those that began before it end, those that begin then or later are forgotten. Answers
/// those that are left.
async fn cut(tx: &mut OrgTx, members: Vec<Member>, day: NaiveDate) -> Result<Vec<Member>, Error> {
    let mut left = Vec::with_capacity(members.len());
    for member in members {
        if member.from.is_some_and(|from| from >= day) {
            subset_members::remove(tx, member.id).await?;
        } else if member.until.is_none_or(|until| until > day) {
            subset_members::set_until(tx, member.id, Some(day)).await?;
            left.push(Member { until: Some(day), ..member });
        } else {
            left.push(member);
        }
    }
    Ok(left)
}

/// From when on charges are to be computed anew.
#[derive(Clone, Copy)]
enum Reach {
    Nothing,
    From(Month),
    Always,
}

impl Reach {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, reach) | (reach, Self::Nothing) => reach,
            (Self::Always, _) | (_, Self::Always) => Self::Always,
            (Self::From(a), Self::From(b)) => Self::From(a.min(b)),
        }
    }

    async fn ask(self, scope: &OrgScope, tx: &mut OrgTx) -> Result<(), Error> {
        match self {
            Self::Nothing => Ok(()),
            Self::From(month) => charges::ask_from(tx, Some(month), scope.muster().now()).await,
            Self::Always => charges::ask_from(tx, None, scope.muster().now()).await,
        }
    }
}
