//! The cells with what the rules have made of them so far.
//!
//! Columns beside the cells' own:
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `charge` | Decimal256(76, scale) | the charge so far; starts as `unblended` |
//! | `committed` | Boolean | phase 2 changed the cell, so phases 3 and 4 leave it alone |
//! | `unpriced` | Int64 | lines left at their charge for want of a public price |
//! | `effect_<position>` | Decimal256(76, scale) | what the rule at that position (from 1) added to the charge |
//! | `touched_<position>` | Int64 | lines whose charge that rule set |
//! | `base_<position>` | Decimal256(76, scale) | charge that the custom line item at that position is a part of |
//! | `counted_<position>` | Int64 | lines that it counts |
//!
//! The scale starts at the ledger's 12 and grows by the decimals of each percentage: nothing is rounded. Beyond
//! [`LARGEST_SCALE`] a workflow is refused, because a sum could then leave the type unnoticed.
//!
//! Each step is one projection over the one before, however much it sets: planning takes as long as there are steps.

use std::collections::BTreeSet;

use arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{min, sum};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;

use super::share;
use crate::cells::{ACCOUNT_NAME, Keys, LINES, Mark, ON_DEMAND, UNBLENDED, wide};

pub(crate) const CHARGE: &str = "charge";
pub(crate) const UNPRICED: &str = "unpriced";
const COMMITTED: &str = "committed";

const LEDGER_SCALE: i8 = 12;

/// 76 digits less these leave 32 before the point: a ledger's largest sum (26) and four elevenfold uplifts.
const LARGEST_SCALE: i8 = 44;

/// Why a workflow cannot be turned into a plan.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RuleError {
    #[error("the percentages have together too many decimals")]
    TooManyDecimals,
    #[error(transparent)]
    Plan(#[from] DataFusionError),
}

/// Cells under way through a workflow.
pub(crate) struct Charges {
    frame: DataFrame,
    scale: i8,
    /// Positions that have an effect column, in the order of their first step.
    traced: Vec<usize>,
    sharing: share::Sharing,
}

/// Cells that all rules have charged, and what they have been told of themselves.
pub(crate) struct Charged {
    pub(crate) cells: DataFrame,
    /// Positions that have effect columns.
    pub(crate) traced: Vec<usize>,
}

/// What a step does to the cells where `when` holds.
pub(crate) struct Change {
    /// Which cells; NULL is no.
    pub(crate) when: Expr,
    /// Their new charge, at the scale of the charges plus `decimals`.
    pub(crate) charge: Expr,
    /// Decimals that the new charge has beyond the old one's.
    pub(crate) decimals: i8,
}

impl Change {
    /// These cells are charged nothing.
    pub(crate) fn to_zero(when: Expr) -> Self {
        Self { when, charge: nothing(), decimals: 0 }
    }

    /// These cells are charged the public on-demand price; all their lines must have one.
    pub(crate) fn to_on_demand(when: Expr) -> Self {
        Self { when, charge: ident(ON_DEMAND), decimals: 0 }
    }
}

/// The name of a rule's effect column.
pub(crate) fn effect(position: usize) -> String {
    format!("effect_{position}")
}

/// The name of a rule's column of touched lines.
pub(crate) fn touched(position: usize) -> String {
    format!("touched_{position}")
}

/// The name of the charge that a custom line item is a part of.
pub(crate) fn base(position: usize) -> String {
    format!("base_{position}")
}

/// The name of the count of lines that a custom line item counts.
pub(crate) fn counted(position: usize) -> String {
    format!("counted_{position}")
}

/// Cells that phase 2 left alone.
pub(crate) fn uncommitted() -> Expr {
    ident(COMMITTED).is_not_true()
}

/// Named columns and their new values, all from the values before.
type Columns = Vec<(String, Expr)>;

impl Charges {
    pub(crate) fn before_rules(cells: DataFrame) -> Result<Self> {
        let columns = vec![
            (CHARGE.to_owned(), cast(ident(UNBLENDED), wide(LEDGER_SCALE))),
            (COMMITTED.to_owned(), lit(false)),
            (UNPRICED.to_owned(), lit(0_i64)),
        ];
        Ok(Self { frame: replace(cells, columns)?, scale: LEDGER_SCALE, traced: Vec::new(), sharing: share::Sharing::default() })
    }

    /// The same, where these columns are carried along that no rule looks at. Rows of purchasers have the consumer's.
    pub(crate) fn carrying(mut self, columns: impl Iterator<Item = String>) -> Self {
        self.sharing.carry(columns);
        self
    }

    /// The cells, those that sharing added included.
    pub(crate) fn finish(self) -> Result<Charged> {
        let cells = self.sharing.with_purchasers(self.frame)?;
        Ok(Charged { cells, traced: self.traced })
    }

    pub(crate) fn charge() -> Expr {
        ident(CHARGE)
    }

    /// One step of the rule at `position`.
    pub(crate) fn change(self, position: usize, change: Change) -> Result<Self, RuleError> {
        self.change_and(position, change, Vec::new())
    }

    /// One step, which sets other columns too.
    fn change_and(mut self, position: usize, change: Change, also: Columns) -> Result<Self, RuleError> {
        self.scale =
            self.scale.checked_add(change.decimals).filter(|scale| *scale <= LARGEST_SCALE).ok_or(RuleError::TooManyDecimals)?;
        let exact = wide(self.scale);
        let before = cast(ident(CHARGE), exact.clone());
        let after = cast(change.charge, exact.clone());
        let added =
            when(change.when.clone(), cast(after.clone() - before.clone(), exact.clone())).otherwise(cast(nothing(), exact))?;
        let lines = when(change.when.clone(), ident(LINES)).otherwise(lit(0_i64))?;
        let (effect, touched) = (effect(position), touched(position));
        let (added, lines) = if self.traced.contains(&position) {
            (ident(&effect) + added, ident(&touched) + lines)
        } else {
            self.traced.push(position);
            (added, lines)
        };
        let charge = when(change.when, after).otherwise(before)?;
        let columns = [(effect, added), (touched, lines), (CHARGE.to_owned(), charge)].into_iter().chain(also).collect();
        self.frame = replace(self.frame, columns)?;
        Ok(self)
    }

    /// A step of phase 2: covered cells get the public on-demand price, where the bill has one.
    pub(crate) fn commit_to_on_demand(self, position: usize, covered: Expr) -> Result<Self, RuleError> {
        let priced = covered.clone().and(Mark::Priced.cell());
        let unpriced = covered.and(Mark::Priced.cell().is_not_true());
        let change = Change::to_on_demand(priced);
        let also = vec![committed(&change), left_unpriced(unpriced)?];
        self.change_and(position, change, also)
    }

    /// A step of phase 2 whose cells later phases leave alone.
    pub(crate) fn commit(self, position: usize, change: Change) -> Result<Self, RuleError> {
        let also = vec![committed(&change)];
        self.change_and(position, change, also)
    }

    /// A step that charges some cells the public on-demand price, and leaves others for want of one.
    pub(crate) fn change_to_on_demand(self, position: usize, priced: Expr, unpriced: Expr) -> Result<Self, RuleError> {
        let also = vec![left_unpriced(unpriced)?];
        self.change_and(position, Change::to_on_demand(priced), also)
    }

    /// A step of phase 4: cells that get a share of what somebody else purchased.
    pub(crate) fn share(self, position: usize, change: Change) -> Result<Self, RuleError> {
        let mut charges = self.change(position, change)?;
        charges.sharing.note(charges.frame.clone(), position);
        Ok(charges)
    }

    /// Remembers the charge so far of the cells that a custom line item counts, and whether what sharing gives back to
    /// the purchasers of their commitments counts too.
    pub(crate) fn note_base(mut self, position: usize, counts: Expr, also: share::Counts) -> Result<Self, RuleError> {
        let charge = when(counts.clone(), ident(CHARGE)).otherwise(cast(nothing(), wide(self.scale)))?;
        let lines = when(counts.clone(), ident(LINES)).otherwise(lit(0_i64))?;
        self.frame = replace(self.frame, vec![(base(position), charge), (counted(position), lines)])?;
        if also == share::Counts::Purchasers {
            self.sharing.count(position, counts);
        }
        Ok(self)
    }

    /// Sets marks that ask for the charge so far.
    pub(crate) fn mark(mut self, marks: Keys) -> Result<Self> {
        self.frame = replace(self.frame, marks.into_iter().collect())?;
        Ok(self)
    }

    /// Single lines summed up by `keys`: cells, as far along as the lines were. What the lines carried for conditions
    /// (`carried`) is left behind; phases 1 to 4 must be over.
    pub(crate) fn condense(&self, keys: &BTreeSet<String>, carried: &BTreeSet<String>) -> Result<DataFrame> {
        let mut sums = Vec::new();
        for field in self.frame.schema().fields() {
            let (name, value) = (field.name(), ident(field.name()));
            match field.data_type() {
                _ if keys.contains(name) || carried.contains(name) => {}
                DataType::Decimal128(..) | DataType::Decimal256(..) | DataType::Int64 => sums.push(sum(value).alias(name)),
                _ if name == ACCOUNT_NAME => sums.push(min(value).alias(name)),
                _ => {}
            }
        }
        self.frame.clone().aggregate(keys.iter().map(ident).collect(), sums)
    }

    /// The same rules under way on other cells, which must be these ones condensed, or kept in memory.
    pub(crate) fn on(mut self, frame: DataFrame) -> Self {
        self.sharing.move_to(&frame);
        self.frame = frame;
        self
    }
}

fn committed(change: &Change) -> (String, Expr) {
    (COMMITTED.to_owned(), ident(COMMITTED).or(change.when.clone().is_true()))
}

fn left_unpriced(which: Expr) -> Result<(String, Expr)> {
    Ok((UNPRICED.to_owned(), when(which, ident(LINES)).otherwise(ident(UNPRICED))?))
}

/// The frame with these columns set, all from the values before.
pub(super) fn replace(frame: DataFrame, columns: Columns) -> Result<DataFrame> {
    let old = frame
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .filter(|name| columns.iter().all(|(new, _)| new != name));
    let mut all: Vec<Expr> = old.map(ident).collect();
    all.extend(columns.into_iter().map(|(name, value)| value.alias(name)));
    frame.select(all)
}

fn nothing() -> Expr {
    lit(ScalarValue::Decimal128(Some(0), 38, LEDGER_SCALE))
}
