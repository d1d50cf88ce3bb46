//! What the lines of each account come to in each month: all that rules ask for that add lines of their own.

use std::collections::BTreeMap;

use muster_domain::report::EcoInvoices;
use muster_domain::subset::Subset;
use muster_domain::{AccountId, Month};

use super::added::Owner;
use crate::report::figures::Figure;
use crate::report::{ReportError, Scope};

/// Sums of the bill, inside the report's scope and outside.
pub(crate) struct Tally<'a> {
    pub(crate) entries: Vec<Entry>,
    /// The months that the period touches, ascending.
    pub(crate) months: Vec<Month>,
    pub(crate) subsets: &'a [Subset],
    pub(crate) scope: &'a Scope,
    /// Eligible usage of whole months, whatever the period, where a rule asks for it.
    pub(crate) usage: BTreeMap<Month, UsageByAccount>,
    pub(crate) invoices: &'a EcoInvoices,
}

/// Eligible usage by account, in the order of the accounts' bytes.
pub(crate) type UsageByAccount = BTreeMap<String, Usage>;

/// Lines of one account in one month, as far as they are of one subset. What sharing gives back is among them.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) account: String,
    pub(crate) subset: Option<String>,
    pub(crate) inside: bool,
    pub(crate) month: Month,
    /// The bill's own.
    pub(crate) lines: u64,
    /// By the position of a custom line item: what it counts.
    pub(crate) items: BTreeMap<usize, Counted>,
    pub(crate) eco_savings: Figure,
    pub(crate) usage: Usage,
}

/// Lines that a custom line item counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    /// The bill's own.
    pub(crate) lines: u64,
    /// Their charge when the item's turn comes.
    pub(crate) charge: Figure,
}

/// By what Eco fees are distributed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    /// Public on-demand cost of what Eco commitments cover.
    pub(crate) covered: Figure,
    /// Unblended cost of `Usage` lines.
    pub(crate) plain: Figure,
}

impl Usage {
    pub(crate) fn add(self, other: Self) -> Result<Self, ReportError> {
        Ok(Self { covered: self.covered.add(other.covered)?, plain: self.plain.add(other.plain)? })
    }
}

impl Tally<'_> {
    pub(crate) fn of(&self, month: Month) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.month == month)
    }

    /// The subset that an account is in on a month's first day, when added lines are dated.
    pub(crate) fn customer(&self, account: &str, month: Month) -> Option<&str> {
        let is_in = |subset: &&Subset| {
            let account = |id: &AccountId| id.as_str() == account;
            subset.accounts.iter().any(|member| account(&member.account) && member.is_in_on(month.first_day()))
        };
        self.subsets.iter().find(is_in).map(|subset| subset.name.as_str())
    }

    /// Whether the report has an added line of that owner.
    pub(crate) fn shows(&self, owner: &Owner, month: Month) -> bool {
        let Scope::Subsets(names) = self.scope else { return true };
        let chosen = |subset: &str| names.iter().any(|name| name == subset);
        match owner {
            Owner::Account(account) => self.customer(account, month).is_some_and(chosen),
            Owner::Subset(subset) => chosen(subset),
            Owner::Report => true,
        }
    }
}
