//! Invented bills, for tests, measurements and the demonstration.
//!
//! [`generate`] turns a [`Spec`] into a [`Bill`]: the same spec, the same bill, to the byte. A bill is a reseller
//! and its customers with everything that an AWS bill can say about them: on-demand usage, Spot, free and volume
//! tiers, Reserved Instances and Savings Plans of each payment option with unused parts, enterprise, private-rate,
//! partner and volume discounts, credits and refunds of each kind, taxes, support, Marketplace, tags and cost
//! categories. It conserves as a real bill does, exactly:
//!
//! - per lease and month: recurring fees of its discounted usage + its unused recurring fee = the fee's unblended
//!   cost; the same of the up-front part;
//! - on each discounted line: effective cost = amortized up-front + recurring;
//! - per Savings Plan and period: covered usage + negation = 0, and the effective costs sum to the used commitment,
//!   which is never more than the whole; the whole = up-front + recurring part;
//! - every number has at most ten decimals and fifteen significant digits, so that it survives a Parquet double.
//!
//! Lines come as a stream ([`Month::lines`]); nothing holds a whole month. [`delivery`] writes them in the forms that
//! AWS delivers, and in FOCUS.

mod about;
pub mod calendar;
mod catalog;
mod closing;
mod columns;
mod commitment;
mod credits;
pub mod delivery;
mod dice;
mod discounts;
mod focus;
mod layout;
mod line;
mod manifest;
mod month;
mod number;
mod parquet_file;
mod people;
mod reservations;
mod savings_plans;
mod spec;
mod taxes;
mod text;
mod text_file;
mod usage;

use std::sync::Arc;

pub use calendar::{BillingMonth, Granularity};
pub use commitment::{PaymentOption, Term};
pub use focus::FocusVersion;
pub use line::{About, Figures, Header, Line, LineType, ReservationFigures, SavingsPlanFigures};
pub use month::Month;
pub use number::Num;
pub use people::Account;
pub use reservations::Lease;
pub use savings_plans::{Plan, PlanKind};
pub use spec::Spec;

pub(crate) use columns::{Holds, folded, holds};

use dice::Dice;

/// A generated bill: who is in it and what they committed to. Its lines are drawn month by month.
#[derive(Debug)]
pub struct Bill {
    pub spec: Spec,
    /// The management account first.
    pub accounts: Vec<Arc<Account>>,
    pub leases: Vec<Arc<Lease>>,
    pub plans: Vec<Arc<Plan>>,
    dice: Dice,
}

/// The bill that `spec` describes.
pub fn generate(spec: Spec) -> Bill {
    let dice = Dice::new(spec.seed);
    let accounts = people::accounts(dice, spec.accounts.max(2));
    let span = (spec.first, spec.months);
    let streams = (spec.lines_per_month() / spec.periods_per_month()) as usize;
    let leases = (0..(streams / 15).max(3)).map(|index| Lease::draw(dice, index, &accounts, span));
    let plans = (0..(streams / 25).max(3)).map(|index| Plan::draw(dice, index, &accounts, span));
    Bill { leases: leases.map(Arc::new).collect(), plans: plans.map(Arc::new).collect(), accounts, spec, dice }
}

impl Bill {
    /// The management account.
    pub fn payer(&self) -> &Arc<Account> {
        &self.accounts[0]
    }

    /// The billing periods, oldest first, each drawn when it is asked for.
    pub fn months(&self) -> impl Iterator<Item = Month> {
        (0..self.spec.months).map(|index| Month::draw(self, index)).filter(|month| !month.is_empty())
    }
}

#[cfg(test)]
mod tests;
