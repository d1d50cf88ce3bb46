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
//!
//! The scale starts at the ledger's 12 and grows by the decimals of each percentage: nothing is rounded. Beyond
//! [`LARGEST_SCALE`] a workflow is refused, because a sum could then leave the type unnoticed.

use datafusion::error::{DataFusionError, Result};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;

use crate::cells::{LINES, Mark, ON_DEMAND, UNBLENDED, wide};

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
        Self { when, charge: lit(ScalarValue::Decimal128(Some(0), 38, LEDGER_SCALE)), decimals: 0 }
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

/// Cells that phase 2 left alone.
pub(crate) fn uncommitted() -> Expr {
    ident(COMMITTED).is_not_true()
}

impl Charges {
    pub(crate) fn before_rules(cells: DataFrame) -> Result<Self> {
        let frame = cells
            .with_column(CHARGE, cast(ident(UNBLENDED), wide(LEDGER_SCALE)))?
            .with_column(COMMITTED, lit(false))?
            .with_column(UNPRICED, lit(0_i64))?;
        Ok(Self { frame, scale: LEDGER_SCALE, traced: Vec::new() })
    }

    /// The cells, and the positions that have effect columns.
    pub(crate) fn finish(self) -> (DataFrame, Vec<usize>) {
        (self.frame, self.traced)
    }

    pub(crate) fn charge() -> Expr {
        ident(CHARGE)
    }

    /// One step of the rule at `position`.
    pub(crate) fn change(mut self, position: usize, change: Change) -> Result<Self, RuleError> {
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
        self.frame = replace(self.frame, vec![(effect, added), (touched, lines), (CHARGE.to_owned(), charge)])?;
        Ok(self)
    }

    /// A step of phase 2: covered cells get the public on-demand price, where the bill has one.
    pub(crate) fn commit_to_on_demand(self, position: usize, covered: Expr) -> Result<Self, RuleError> {
        let priced = covered.clone().and(Mark::Priced.cell());
        let unpriced = covered.and(Mark::Priced.cell().is_not_true());
        let unpriced = when(unpriced, ident(LINES)).otherwise(ident(UNPRICED))?;
        let mut charges = self.commit(position, Change::to_on_demand(priced))?;
        charges.frame = replace(charges.frame, vec![(UNPRICED.to_owned(), unpriced)])?;
        Ok(charges)
    }

    /// A step of phase 2 whose cells later phases leave alone.
    pub(crate) fn commit(self, position: usize, change: Change) -> Result<Self, RuleError> {
        let committed = ident(COMMITTED).or(change.when.clone().is_true());
        let mut charges = self.change(position, change)?;
        charges.frame = replace(charges.frame, vec![(COMMITTED.to_owned(), committed)])?;
        Ok(charges)
    }
}

/// The frame with these columns set, all from the values before.
fn replace(frame: DataFrame, columns: Vec<(String, Expr)>) -> Result<DataFrame> {
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
