//! What lists show of charges: the columns beside the costs of a month.

use std::collections::{BTreeMap, HashMap};

use muster_domain::view::accounts::Charges;
use muster_domain::view::charges::Computation;
use muster_domain::{AccountId, Money, Month, SubsetId};
use muster_store::charges::Standing;
use muster_store::{OrgTx, charge_months, charges};

use super::underway;
use crate::Error;
use crate::costs::View;

/// What a subset, or one of its accounts, is charged in the month before and in the month shown.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pair {
    last_month: Option<Money>,
    month_to_date: Option<Money>,
}

impl Pair {
    /// The columns; `None` where nothing charges it in either month.
    pub(crate) fn columns(self, view: &View) -> Option<Charges> {
        let Self { last_month, month_to_date } = self;
        let expected = month_to_date.map(|charge| view.expected(charge));
        (last_month.is_some() || expected.is_some()).then_some(Charges { last_month, month_to_date, expected })
    }

    fn slot(&mut self, (month, shown): (Month, Month)) -> &mut Option<Money> {
        if month == shown { &mut self.month_to_date } else { &mut self.last_month }
    }
}

/// Charges of all subsets around a month.
#[derive(Default)]
pub(crate) struct Shown {
    subsets: HashMap<SubsetId, Pair>,
    pub(crate) total: Pair,
    pub(crate) computing: Vec<Computation>,
}

impl Shown {
    pub(crate) async fn load(tx: &mut OrgTx, view: &View) -> Result<Self, Error> {
        let mut shown = Self::default();
        let Some(month) = view.cost_month().map(|shown| shown.month) else { return Ok(shown) };
        for of in [month.previous(), month] {
            let kept = charges::list_by_month(tx, of).await?;
            for charge in kept.into_iter().filter(|charge| charge.standing == Standing::Kept) {
                *shown.subsets.entry(charge.subset).or_default().slot((of, month)) = Some(charge.amount);
                let sum = shown.total.slot((of, month));
                *sum = Some(sum.unwrap_or_default() + charge.amount);
            }
        }
        let months = charge_months::list(tx).await?;
        shown.computing = underway(&months);
        shown.computing.retain(|computation| [month.previous(), month].contains(&computation.month));
        Ok(shown)
    }

    pub(crate) fn of(&self, subset: SubsetId) -> Pair {
        self.subsets.get(&subset).copied().unwrap_or_default()
    }

    /// The accounts of a subset that is charged; one of them that has no lines is charged nothing.
    pub(crate) async fn accounts(&self, tx: &mut OrgTx, (subset, view): (SubsetId, &View)) -> Result<Accounts, Error> {
        let mut accounts = Accounts { of_subset: self.of(subset), charged: BTreeMap::new() };
        let Some(month) = view.cost_month().map(|shown| shown.month) else { return Ok(accounts) };
        for of in [month.previous(), month] {
            for (account, amount) in charges::list_accounts(tx, subset, of).await? {
                *accounts.charged.entry(account).or_default().slot((of, month)) = Some(amount);
            }
        }
        Ok(accounts)
    }
}

pub(crate) struct Accounts {
    of_subset: Pair,
    charged: BTreeMap<AccountId, Pair>,
}

impl Accounts {
    pub(crate) fn of(&self, account: &AccountId) -> Pair {
        let own = self.charged.get(account).copied().unwrap_or_default();
        let column = |own: Option<Money>, of_subset: Option<Money>| of_subset.map(|_| own.unwrap_or_default());
        Pair {
            last_month: column(own.last_month, self.of_subset.last_month),
            month_to_date: column(own.month_to_date, self.of_subset.month_to_date),
        }
    }

    /// Every account that is charged.
    pub(crate) fn all(&self) -> impl Iterator<Item = &AccountId> {
        self.charged.keys()
    }
}
