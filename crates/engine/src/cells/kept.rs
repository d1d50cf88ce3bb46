//! Cells that an import keeps on disk ([`crate::sums`]): what all built-in rules and most groups of reports can ask of a
//! line, asked once, when the lines are written. A report that asks for nothing else reads these instead of the lines, of which
//! they are a fraction, and gets the same bytes (billing.md section 2 says why sums of lines are as good as lines).
//!
//! They look like lines: a column that both have has one name and one meaning, so that what is asked of lines can be
//! asked of them. The differences:
//! - figures are sums, so [`Mark`]s that compare two figures of a line, and [`Share`]s, which are rounded for each, are
//!   columns of their own here;
//! - a description is there on credits, refunds and discounts only, which are few, and where rules read it;
//! - usage types, resources, tags and hours are gone: asked for those, a report reads the lines.

use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::prelude::{Expr, ident, lit};
use muster_domain::credit::CreditPatterns;

use super::{Keys, Mark, Share, Width};
use crate::ledger::cells::{KEYS, LINES};
use crate::ledger::schema::column;
use crate::rules::condition::{KNOWN_NAME, SUBSET_OF_LINE};

/// Where a report's cells come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// The sums that imports keep.
    Kept,
    /// The lines themselves.
    Lines,
}

/// Marks that are columns of kept cells; the others are worked out from columns that they share with lines.
pub(crate) const FLAGS: [Mark; 3] = [Mark::Priced, Mark::OtherTier, Mark::FreeTier];

/// Marks that read descriptions of such lines and of no others.
const READERS: [Mark; 2] = [Mark::CreditKind, Mark::Tax];

impl Source {
    /// A mark's value for a row of this source.
    pub(crate) fn mark(self, mark: Mark, patterns: &CreditPatterns) -> Result<Expr> {
        match self {
            Self::Kept if FLAGS.contains(&mark) => Ok(mark.cell()),
            Self::Kept | Self::Lines => mark.of_line(patterns),
        }
    }

    /// A share's value for a row of this source.
    pub(crate) fn share(self, share: Share, width: Width) -> Result<Expr> {
        match self {
            Self::Kept => Ok(width.of(ident(share.name()))),
            Self::Lines => share.of_line(width),
        }
    }

    /// How many lines some rows of this source are.
    pub(crate) fn count(self) -> Expr {
        match self {
            Self::Kept => sum(ident(LINES)),
            Self::Lines => count(lit(1_i64)),
        }
    }
}

/// Whether kept cells can tell apart what these keys tell apart. The keys must be those for kept cells.
pub(crate) fn can_tell(keys: &Keys) -> bool {
    keys.iter().all(|(name, key)| {
        let may_read = |column: &str| match column {
            column::DESCRIPTION => READERS.iter().any(|mark| mark.name() == name),
            // Worked out from account, name and day.
            KNOWN_NAME | SUBSET_OF_LINE => true,
            _ => KEYS.iter().any(|key| key.name() == column),
        };
        key.column_refs().into_iter().all(|column| may_read(&column.name))
    })
}
