//! What must hold on every bill (billing.md section 5), checked on an imported ledger: nothing lost, nothing twice,
//! commitments add up. Real bills break some of it; then the table says where.
//!
//! One pass over the lines, column by column in small batches. Memory grows with the number of commitments and is
//! bounded for the search for duplicates.

mod commitments;
mod identity;
mod lines;
mod totals;

use crate::ledger::{CurrentImport, Ledger, LedgerError};

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What must hold, in words.
    pub check: &'static str,
    /// Of what: the payer account and month, and the commitment's ARN where the check is about one.
    pub subject: String,
    pub expected: String,
    pub found: String,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Holds,
    Fails,
    /// The bill lacks the columns; `found` says which.
    Skipped,
}

impl Check {
    fn equal(check: &'static str, subject: &str, expected: String, found: String) -> Self {
        let outcome = if expected == found { Outcome::Holds } else { Outcome::Fails };
        Self { check, subject: subject.to_owned(), expected, found, outcome }
    }

    fn skipped(check: &'static str, subject: &str, why: &str) -> Self {
        Self { check, subject: subject.to_owned(), expected: String::new(), found: why.to_owned(), outcome: Outcome::Skipped }
    }
}

/// Checks every current period of the ledger. The bill holds when no check [`Outcome::Fails`].
///
/// # Errors
/// The ledger cannot be read.
pub fn verify(ledger: &Ledger) -> Result<Vec<Check>, LedgerError> {
    let mut checks = Vec::new();
    for period in ledger.periods()? {
        checks.extend(verify_period(&period)?);
    }
    Ok(checks)
}

fn verify_period(period: &CurrentImport) -> Result<Vec<Check>, LedgerError> {
    let subject = format!("{} {}", period.record.payer_account, period.record.month);
    let (mut totals, mut commitments) = (totals::Totals::default(), commitments::Commitments::default());
    for path in period.lines() {
        lines::read(&path, &lines::FIGURES, |batch| {
            totals.add(batch);
            commitments.add(batch);
        })?;
    }
    let mut checks = totals.checks(period, &subject)?;
    checks.extend(identity::check(period, &subject)?);
    checks.extend(commitments.checks(&subject, period.record.columns));
    Ok(checks)
}
