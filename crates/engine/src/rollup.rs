//! What analyses of costs and charges are answered from: sums by account, service, region, charge type, lifecycle,
//! usage type and day, in memory, a month at a time.
//!
//! An import keeps them beside its lines ([`crate::ledger::rollup`]). Decoded they are a [`Table`]: the texts once, a
//! series for each combination of them, and of each series its days in order with their exact amounts. A question
//! ([`mod@ask`]) chooses series by their codes and then runs over amounts that stand next to each other, so that 13 months
//! of some hundred thousand sums each are answered in milliseconds. Where an import kept none, or a tag is asked for,
//! a table is made from the lines.

mod ask;
mod by_tag;
mod cache;
mod lines;
mod of_lines;
mod read;
mod table;
mod tags;

use chrono::{Days, NaiveDate};
use muster_domain::analysis::Dimension;

pub use ask::{Answer, Question, Span, ask};
pub use by_tag::SumsOfLines;
pub use cache::{Cache, Key as CacheKey};
pub use lines::{LinesAsked, LinesPage, RollupLine};
pub use of_lines::Finest;
pub use table::{Builder, Table};

/// How many texts tell series apart.
pub const KEYS: usize = 7;

/// Which of a table's figures: what the bill says, and what commitments make of it.
pub const UNBLENDED: usize = 0;
pub const AMORTIZED: usize = 1;
/// The only figure of a table of charges.
pub const CHARGE: usize = 0;

/// One of the texts that tell series apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    Account,
    Service,
    Region,
    ChargeType,
    Lifecycle,
    /// In a table that was made for a tag, the tag's value.
    UsageType,
    /// Whom a charge is for; empty in a table of costs.
    Subset,
}

impl Key {
    pub(crate) fn place(self) -> usize {
        self as usize
    }
}

impl From<Dimension> for Key {
    fn from(dimension: Dimension) -> Self {
        match dimension {
            Dimension::Account => Self::Account,
            Dimension::Service => Self::Service,
            Dimension::Region => Self::Region,
            Dimension::ChargeType => Self::ChargeType,
            Dimension::Lifecycle => Self::Lifecycle,
            Dimension::UsageType => Self::UsageType,
        }
    }
}

/// Why there is no table, or no answer.
#[derive(Debug, thiserror::Error)]
pub enum RollupError {
    #[error("{}: {reason}", file.display())]
    File { file: std::path::PathBuf, reason: String },
    #[error("the sums could not be computed: {0}")]
    Plan(#[from] datafusion::error::DataFusionError),
    #[error("a day is out of range: {0}")]
    Day(NaiveDate),
    #[error("an amount has more digits than can be shown")]
    TooLarge,
    #[error("{0}")]
    Stopped(#[from] crate::session::Stopped),
}

/// A day as tables have it: days since 1970.
pub(crate) fn day_number(day: NaiveDate) -> Option<u16> {
    u16::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

/// The day of a number.
pub(crate) fn day_of(number: u16) -> NaiveDate {
    NaiveDate::default() + Days::new(number.into())
}
