//! What the end of a month adds to usage: discounts, credits, refunds, taxes and fees, one line each.
//!
//! Which lines there are does not depend on the amounts, so that a bill of a given size can be planned.

use std::sync::Arc;

use super::about::Use;
use super::calendar::Moment;
use super::catalog::{Item, PRODUCTS};
use super::dice::Dice;
use super::line::{Figures, Header, LineType, OneOff};
use super::number::Num;
use super::people::Account;
use super::reservations::Lease;
use super::savings_plans::Plan;

/// Costs of the month by account and product, before discounts and taxes.
#[derive(Debug)]
pub(crate) struct Totals(Vec<[Num; PRODUCTS]>);

impl Totals {
    pub(crate) fn zero(accounts: usize) -> Totals {
        Totals(vec![[Num::ZERO; PRODUCTS]; accounts])
    }

    pub(crate) fn add(&mut self, account: &Account, item: &Item, cost: Num) {
        self.0[account.index][item.product.index] += cost;
    }

    pub(crate) fn of(&self, account: &Account, item: &Item) -> Num {
        self.0[account.index][item.product.index]
    }

    pub(crate) fn of_account(&self, account: &Account) -> Num {
        self.0[account.index].iter().copied().sum()
    }

    pub(crate) fn all(&self) -> Num {
        self.0.iter().flatten().copied().sum()
    }
}

/// Everything that the closing lines are drawn from.
pub(crate) struct Closing<'a> {
    pub(crate) header: &'a Arc<Header>,
    pub(crate) accounts: &'a [Arc<Account>],
    pub(crate) leases: &'a [Arc<Lease>],
    pub(crate) plans: &'a [Arc<Plan>],
    pub(crate) totals: &'a Totals,
    /// Recurring reservation fees of the management account.
    pub(crate) reservation_fees: Num,
    pub(crate) dice: Dice,
    /// Months since the bill's first.
    pub(crate) month: u32,
    pub(crate) start: Moment,
    /// Exclusive: the end of the usage so far.
    pub(crate) end: Moment,
}

/// One closing line: who gets it, for what, and how much.
pub(crate) struct Entry {
    pub(crate) account: usize,
    pub(crate) line_type: LineType,
    pub(crate) item: &'static Item,
    pub(crate) description: String,
    pub(crate) cost: Num,
}

impl Closing<'_> {
    pub(crate) fn lines(&self) -> Vec<OneOff> {
        let mut lines = self.discounts();
        lines.extend(self.credits());
        lines.extend(self.refunds());
        lines.extend(self.fees());
        lines.extend(self.taxes());
        lines
    }

    /// The account at `place`, counted round.
    pub(crate) fn account(&self, place: usize) -> &Arc<Account> {
        &self.accounts[place % self.accounts.len()]
    }

    /// A line over the whole month so far.
    pub(crate) fn line(&self, entry: Entry) -> OneOff {
        let Entry { account, line_type, item, description, cost } = entry;
        let dice = self.dice.named(&description).at(account as u64);
        let told = Use { header: self.header, account: self.account(account), item, region: None, dice };
        OneOff {
            about: told.described(line_type, description),
            start: self.start,
            end: self.end,
            figures: Figures { usage_amount: Num::ONE, unblended_cost: cost, ..Figures::default() },
        }
    }
}
