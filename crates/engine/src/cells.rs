//! Cells: sums of lines that nothing asked of them tells apart.
//!
//! The built-in rules are linear in a line's own figures (billing.md section 2), so a rule applied to the sum of
//! lines that it treats alike gives the same bytes as the rule applied to each. A report therefore reads the lines
//! once, into the few cells that its groups and its rules distinguish, and everything after works on those.
//!
//! The relation, whether made of lines or of the finer cells that an import keeps on disk ([`kept`]):
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `line_item_type` | text | as the bill has it |
//! | the keys asked for | by key | a report's groups ([`crate::report`]) and what rules look at ([`Mark`]) |
//! | `lines` | Int64 | how many lines |
//! | `unblended` | [decimal](Width), scale 12 | sum of the bill's own cost |
//! | `on_demand` | decimal | sum of OD(line) over lines that have a public price; NULL where none has |
//! | `effective` | decimal | sum of effective cost (DU, SPCU) |
//! | `savings` | decimal | sum of OD(line) - effective cost over lines that have both |
//! | `unused` | decimal | sum of unused commitment cost |
//! | figures asked for | decimal | sums of what only some rules look at ([`Share`]) |
//! | `account_name` | text | with the key `usage_account_id`, where asked for: the least name that the bill gives |

pub(crate) mod exact;
pub(crate) mod fees;
mod figure;
pub(crate) mod kept;
mod mark;
mod width;

use std::collections::BTreeMap;

use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{min, sum};
use datafusion::prelude::{DataFrame, Expr, ident, lit};

pub(crate) use figure::Share;
pub use kept::Source;
pub(crate) use mark::Mark;
pub(crate) use width::{FIGURES, Width};

use crate::ledger::schema::column;

pub(crate) use crate::ledger::cells::{LINES, SAVINGS};
pub(crate) const UNBLENDED: &str = "unblended";
pub(crate) const ON_DEMAND: &str = "on_demand";
pub(crate) const EFFECTIVE: &str = "effective";
pub(crate) const UNUSED: &str = "unused";
pub(crate) const ACCOUNT_NAME: &str = "account_name";

/// A key: year and month in one number.
pub(crate) const MONTH: &str = "month";

/// What tells cells apart: the key's name, and its value for a line.
pub(crate) type Keys = BTreeMap<String, Expr>;

/// What cells sum up: the column's name, and its value for a line.
pub(crate) type Figures = BTreeMap<String, Expr>;

/// Whether the bill's names of accounts are kept with the cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Names {
    Kept,
    Left,
}

/// How coarse the rows are that rules work on. The answer is the same, byte for byte; the time is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grain {
    /// One row per cell.
    Cells,
    /// One row per line: slow, and the proof that cells lose nothing.
    Lines,
}

/// How lines, or finer cells, become cells.
pub(crate) struct Shape {
    pub(crate) source: Source,
    pub(crate) keys: Keys,
    /// Beside the basic ones.
    pub(crate) figures: Figures,
    pub(crate) names: Names,
    pub(crate) width: Width,
    pub(crate) grain: Grain,
}

/// The cells of these lines, or of cells that an import kept.
pub(crate) fn of(lines: DataFrame, shape: Shape) -> Result<DataFrame> {
    let Shape { source, mut keys, figures, names, width, grain } = shape;
    keys.insert(column::LINE_ITEM_TYPE.to_owned(), ident(column::LINE_ITEM_TYPE));
    let keys = keys.into_iter().map(|(name, value)| value.alias(name));
    let figures = basic_figures(source, width).into_iter().map(|(name, value)| (name.to_owned(), value)).chain(figures);
    let name = (names == Names::Kept).then(|| ident(column::USAGE_ACCOUNT_NAME));
    match grain {
        Grain::Cells => {
            let sums = figures.map(|(figure, value)| sum(value).alias(figure));
            let lines_and_name = [source.count().alias(LINES)].into_iter().chain(name.map(|name| min(name).alias(ACCOUNT_NAME)));
            lines.aggregate(keys.collect(), sums.chain(lines_and_name).collect())
        }
        Grain::Lines => {
            let figures = figures.map(|(figure, value)| value.alias(figure));
            let line_and_name = [lit(1_i64).alias(LINES)].into_iter().chain(name.map(|name| name.alias(ACCOUNT_NAME)));
            lines.select(keys.chain(figures).chain(line_and_name).collect::<Vec<_>>())
        }
    }
}

/// The figures of a row, of which a cell has the sums.
fn basic_figures(source: Source, width: Width) -> [(&'static str, Expr); 5] {
    let figure = |name: &str| width.of(ident(name));
    let saved = match source {
        Source::Kept => figure(SAVINGS),
        Source::Lines => figure(column::ON_DEMAND_COST) - figure(column::EFFECTIVE_COST),
    };
    [
        (UNBLENDED, figure(column::UNBLENDED_COST)),
        (ON_DEMAND, figure(column::ON_DEMAND_COST)),
        (EFFECTIVE, figure(column::EFFECTIVE_COST)),
        (SAVINGS, saved),
        (UNUSED, figure(column::UNUSED_COMMITMENT_COST)),
    ]
}

/// The type in which rules and reports reckon: whatever twelve more decimals a percentage brings, sums keep more
/// digits before the point than a ledger's number can have.
pub(crate) fn wide(scale: i8) -> DataType {
    DataType::Decimal256(76, scale)
}
