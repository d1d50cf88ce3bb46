//! Phase 4: what a commitment's usage cost goes to whoever used it and is given back to whoever purchased it. Unused
//! cost stays with the purchaser.
//!
//! A consumer's cell gets its share added. The purchaser gets rows of its own, which the bill does not have: one for
//! each cell of a consumer, on the same day and of the same service and region, with as much taken off. So the sum is
//! zero, and what a report on some subsets shows is its own side. Those rows are added after all other rules: none of
//! them changes what the purchaser is given back.

use std::collections::BTreeSet;

use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::functions::expr_fn::coalesce;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::workflow::Commitment;

use super::charges::{CHARGE, Change, Charges, RuleError, base, effect, touched, uncommitted};
use super::line_type::{self, is};
use crate::cells::{LINES, MONTH, Mark, Share, UNBLENDED};
use crate::ledger::schema::column;
use crate::membership::{PURCHASER_SUBSET, SEGMENT, SUBSET};

/// Line item types of what a purchaser is given back; no bill has them.
const RI_COST_SHARING: &str = "RiCostSharing";
const SP_COST_SHARING: &str = "SavingsPlanCostSharing";

/// Columns that a purchaser's row has from the consumer's.
const KEPT: [&str; 7] =
    [column::SERVICE, column::REGION, column::USAGE_DAY, column::PURCHASER_ACCOUNT_ID, SEGMENT, MONTH, PURCHASER_SUBSET];

/// Which charges a custom line item counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Counts {
    /// Those of the bill's own lines.
    OwnLines,
    /// And what purchasers are given back.
    Purchasers,
}

pub(super) fn marks() -> Vec<Mark> {
    vec![Mark::Account, Mark::Purchaser]
}

pub(super) fn apply(share: Share, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    let covered = match share.commitment {
        Commitment::Ri => line_type::DISCOUNTED_USAGE,
        Commitment::Sp => line_type::SP_COVERED_USAGE,
    };
    // No purchaser is nobody to give anything back to: the comparison is NULL then.
    let shared = is(covered).and(uncommitted()).and(Mark::Purchaser.cell().not_eq(Mark::Account.cell()));
    // A bill that leaves a share empty means none, as one that writes zero does.
    let part = coalesce(vec![ident(share.name()), lit(ScalarValue::Decimal128(Some(0), 38, 12))]);
    charges.share(position, Change { when: shared, charge: Charges::charge() + part, decimals: 0 })
}

/// What has been shared so far.
#[derive(Default)]
pub(super) struct Sharing {
    /// Of the rules that share.
    positions: Vec<usize>,
    /// The consumers' cells, with the effects of those rules.
    consumers: Option<DataFrame>,
    /// Custom line items that count what is given back, each with the cells it counts.
    counting: Vec<(usize, Expr)>,
    /// Further columns that a purchaser's row has from the consumer's.
    carried: BTreeSet<String>,
}

impl Sharing {
    pub(super) fn note(&mut self, consumers: DataFrame, position: usize) {
        self.positions.push(position);
        self.consumers = Some(consumers);
    }

    pub(super) fn carry(&mut self, columns: impl Iterator<Item = String>) {
        self.carried.extend(columns);
    }

    pub(super) fn count(&mut self, item: usize, counts: Expr) {
        self.counting.push((item, counts));
    }

    /// The consumers' cells are these from now on.
    pub(super) fn move_to(&mut self, cells: &DataFrame) {
        if self.consumers.is_some() {
            self.consumers = Some(cells.clone());
        }
    }

    /// The cells with the purchasers' rows.
    pub(super) fn with_purchasers(self, cells: DataFrame) -> Result<DataFrame> {
        let Some(consumers) = &self.consumers else { return Ok(cells) };
        let lines = self.positions.iter().map(|position| ident(touched(*position))).reduce(|sum, lines| sum + lines);
        let shared = consumers.clone().filter(lines.unwrap_or_else(|| lit(0_i64)).gt(lit(0_i64)))?;
        let purchasers = shared.select(self.columns(cells.schema())?)?;
        cells.union(purchasers)
    }

    /// A purchaser's row in terms of a consumer's, in the cells' columns.
    fn columns(&self, cells: &DFSchema) -> Result<Vec<Expr>> {
        let column = |name: &str| -> Result<Option<Expr>> {
            Ok(Some(match name {
                column::USAGE_ACCOUNT_ID => ident(column::PURCHASER_ACCOUNT_ID),
                SUBSET => ident(PURCHASER_SUBSET),
                column::LINE_ITEM_TYPE => by_commitment(RI_COST_SHARING, SP_COST_SHARING)?,
                column::CHARGE_TYPE => by_commitment("RI cost sharing", "Savings Plan cost sharing")?,
                column::LIFECYCLE => by_commitment("Reserved", "Savings Plans")?,
                CHARGE => self.given_back(),
                UNBLENDED | LINES => lit(0_i64),
                _ if KEPT.contains(&name) || self.carried.contains(name) => ident(name),
                _ => return self.counted(name),
            }))
        };
        let rule = |name: &str| self.positions.iter().find_map(|position| self.column_of(*position, name));
        let fields = cells.fields().iter();
        fields
            .map(|field| {
                let value = match rule(field.name()) {
                    Some(value) => value,
                    None => column(field.name())?.unwrap_or_else(|| lit(ScalarValue::Null)),
                };
                Ok(cast(value, field.data_type().clone()).alias(field.name()))
            })
            .collect()
    }

    /// What a purchaser's row has in a column of the rule at that position.
    fn column_of(&self, position: usize, name: &str) -> Option<Expr> {
        if name == effect(position) {
            return Some(-ident(name));
        }
        (name == touched(position)).then(|| ident(name))
    }

    /// Less the shares: a cell is of one commitment, so all effects but one are zero.
    fn given_back(&self) -> Expr {
        let effects = self.positions.iter().map(|position| ident(effect(*position)));
        -effects.reduce(|sum, effect| sum + effect).unwrap_or_else(|| lit(0_i64))
    }

    /// What a purchaser's row has in the column of a custom line item that counts it.
    fn counted(&self, name: &str) -> Result<Option<Expr>> {
        let Some((_, counts)) = self.counting.iter().find(|(item, _)| name == base(*item)) else { return Ok(None) };
        when(counts.clone(), self.given_back()).otherwise(lit(ScalarValue::Null)).map(Some)
    }
}

fn by_commitment(ri: &str, sp: &str) -> Result<Expr> {
    when(is(line_type::DISCOUNTED_USAGE), lit(ri)).otherwise(lit(sp))
}
