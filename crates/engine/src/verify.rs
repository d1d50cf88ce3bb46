//! What must hold on every bill (billing.md section 5), checked on an imported ledger: nothing lost, nothing twice,
//! commitments add up. Real bills break some of it; then the table says where.
//!
//! Two kinds of checks. Sums and identities, in one pass over the lines, column by column in small batches: memory
//! grows with the number of commitments and is bounded for the search for duplicates. And proofs: what rules make of
//! the bill ([`proofs`]).

mod commitments;
mod identity;
mod lines;
mod permuted;
mod proofs;
mod totals;

use std::sync::{Arc, Mutex, PoisonError};

use crate::ledger::{CurrentImport, Ledger, LedgerError};
use crate::progress::Progress;

pub use proofs::ProofError;

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub clause: Clause,
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
    /// It does not apply to the bill, or cannot be proved on it; `found` says why.
    Skipped,
}

/// What billing.md section 5 says must always hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clause {
    /// Without rules the charge is the bill.
    NoRules = 1,
    /// Every difference is some rule's.
    Trail,
    /// Sharing adds nothing.
    Sharing,
    /// The same imports give the same bytes.
    SameBytes,
    /// Neither order nor files matter.
    Order,
    /// Every engine gives the same bytes.
    Engines,
    /// Every line is in one place.
    NothingLost,
    /// Commitments add up.
    Commitments,
}

impl Clause {
    /// As billing.md numbers it.
    pub fn number(self) -> &'static str {
        match self {
            Self::NoRules => "i",
            Self::Trail => "ii",
            Self::Sharing => "iii",
            Self::SameBytes => "iv",
            Self::Order => "v",
            Self::Engines => "vi",
            Self::NothingLost => "vii",
            Self::Commitments => "viii",
        }
    }
}

/// What is checked at the moment, and how far it is. Set from the checks' thread, read from any.
#[derive(Debug, Default)]
pub struct Watch {
    step: Mutex<&'static str>,
    progress: Arc<Progress>,
}

impl Watch {
    /// What is done, in a few words.
    pub fn step(&self) -> &'static str {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far that is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    fn begin(&self, step: &'static str) -> &Arc<Progress> {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = step;
        &self.progress
    }
}

/// What is checked, and of what.
struct Statement<'a> {
    clause: Clause,
    check: &'static str,
    subject: &'a str,
}

impl Statement<'_> {
    fn equal(&self, expected: String, found: String) -> Check {
        let outcome = if expected == found { Outcome::Holds } else { Outcome::Fails };
        Check { outcome, ..self.of(expected, found) }
    }

    fn skipped(&self, why: &str) -> Check {
        Check { outcome: Outcome::Skipped, ..self.of(String::new(), why.to_owned()) }
    }

    fn of(&self, expected: String, found: String) -> Check {
        let Self { clause, check, subject } = *self;
        Check { clause, check, subject: subject.to_owned(), expected, found, outcome: Outcome::Holds }
    }
}

/// Checks every current period of the ledger as it lies there, without a rule. The bill holds when no check
/// [`Outcome::Fails`]. What rules make of it: [`crate::session::Engine::prove`].
///
/// # Errors
/// The ledger cannot be read.
pub fn verify(ledger: &Ledger) -> Result<Vec<Check>, LedgerError> {
    verify_watched(ledger, &Watch::default())
}

/// [`verify`], for somebody who watches.
///
/// # Errors
/// As [`verify`].
pub fn verify_watched(ledger: &Ledger, watch: &Watch) -> Result<Vec<Check>, LedgerError> {
    let periods = ledger.periods()?;
    let progress = watch.begin("adding up the lines");
    // Every line is read twice: for the sums, and for its identity.
    progress.set_total(2 * periods.iter().map(|period| period.record.rows).sum::<u64>());
    let mut checks = Vec::new();
    for period in &periods {
        checks.extend(verify_period(period, progress)?);
    }
    Ok(checks)
}

fn verify_period(period: &CurrentImport, progress: &Progress) -> Result<Vec<Check>, LedgerError> {
    let subject = format!("{} {}", period.record.payer_account, period.record.month);
    let (mut totals, mut commitments) = (totals::Totals::default(), commitments::Commitments::default());
    for path in period.lines() {
        lines::read(&path, &lines::FIGURES, |batch| {
            totals.add(batch);
            commitments.add(batch);
            progress.set_read(progress.read() + batch.rows() as u64);
        })?;
    }
    let mut checks = totals.checks(period, &subject)?;
    checks.extend(identity::check(period, &subject, progress)?);
    checks.extend(commitments.checks(&subject, period.record.columns));
    Ok(checks)
}
