//! Nothing lost: what was counted while the bill was read is what the ledger holds, line by line and day by day.

use super::lines::{self, Batch};
use super::{Check, Clause, Statement};
use crate::ledger::schema::column;
use crate::ledger::{CurrentImport, LedgerError, exact_text};

#[derive(Default)]
pub(super) struct Totals {
    rows: u64,
    without_account: u64,
    /// Units of 10^-12.
    unblended: i128,
}

impl Totals {
    pub(super) fn add(&mut self, batch: &Batch) {
        self.rows += batch.rows() as u64;
        let accounts = batch.texts(column::USAGE_ACCOUNT_ID);
        self.without_account += accounts.iter().filter(|account| account.is_none_or(str::is_empty)).count() as u64;
        let costs = batch.amounts(column::UNBLENDED_COST).iter().zip(batch.flags(column::SPLIT_COST));
        self.unblended += costs.filter(|(_, split)| *split == Some(false)).filter_map(|(cost, _)| cost).sum::<i128>();
    }

    pub(super) fn checks(&self, period: &CurrentImport, subject: &str) -> Result<Vec<Check>, LedgerError> {
        let record = &period.record;
        let (mut days_unblended, mut days_amortized) = (0, 0);
        lines::read(&period.days(), &[column::UNBLENDED_COST, column::AMORTIZED_COST], |batch| {
            days_unblended += batch.amounts(column::UNBLENDED_COST).iter().flatten().sum::<i128>();
            days_amortized += batch.amounts(column::AMORTIZED_COST).iter().flatten().sum::<i128>();
        })?;
        let says = |clause, check| Statement { clause, check, subject };
        let cost = |check, found| says(Clause::NothingLost, check).equal(record.unblended_cost.clone(), exact_text(found));
        Ok(vec![
            says(Clause::NothingLost, "every row read is a line").equal(record.rows.to_string(), self.rows.to_string()),
            says(Clause::NothingLost, "every line is one account's")
                .equal("0 without".to_owned(), format!("{} without", self.without_account)),
            cost("the lines sum to the bill", self.unblended),
            cost("the days sum to the bill", days_unblended),
            says(Clause::NothingLost, "the days sum to the amortized bill")
                .equal(record.amortized_cost.clone(), exact_text(days_amortized)),
        ])
    }
}
