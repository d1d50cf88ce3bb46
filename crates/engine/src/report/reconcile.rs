//! A report held against the whole bill of its period: its accounts and those outside make the bill, line by line and
//! to the last digit, and rules that only move cost add nothing to it.

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::Money;
use muster_domain::workflow::{Rule, Workflow};

use super::ReportError;
use super::figures::{Figure, count};
use crate::cells::{LINES, UNBLENDED};
use crate::ledger::schema::column::USAGE_ACCOUNT_ID;
use crate::rules::charges::{CHARGE, effect};

/// The report's side, the other side, and the whole that they must make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// The report's accounts, with what rules added to them.
    pub inside: Sums,
    pub outside: Sums,
    /// The bill: lines and unblended cost as they were before anything was asked of them; its charge is that cost and
    /// the effects of all rules.
    pub bill: Sums,
    /// Accounts outside that have lines in the period.
    pub outside_accounts: u64,
    /// One per rule that moves cost between accounts.
    pub zero_sums: Vec<ZeroSum>,
    /// Whether both sides make the bill and every zero sum is zero, before anything is rounded.
    pub holds: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub unblended: Money,
    pub charge: Money,
    pub lines: u64,
}

/// What a rule that only moves cost adds to the whole bill: nothing, if it is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZeroSum {
    /// The rule's place in the workflow as written, from 1.
    pub position: usize,
    /// The rule's kind, as the workflow file spells it.
    pub rule: &'static str,
    pub net: Money,
    /// What it moved from purchasers to consumers.
    pub moved: Money,
}

/// What is compared.
pub(super) struct Sides<'a> {
    /// The cells of the period, before subsets and rules.
    pub(super) bill: DataFrame,
    /// The same, charged.
    pub(super) charged: DataFrame,
    /// Whether a charged cell is one of the report's.
    pub(super) inside: Expr,
    pub(super) workflow: &'a Workflow,
    /// Of the rules that have effect columns.
    pub(super) positions: &'a [usize],
}

impl Sides<'_> {
    pub(super) async fn reconcile(&self) -> Result<Reconciliation, ReportError> {
        let bill = self.bill.clone().aggregate(vec![], vec![sum(ident(LINES)), sum(self.exact(UNBLENDED))])?.collect().await?;
        let mut whole = Side::default();
        for batch in &bill {
            whole.lines = count(batch.column(0), 0);
            whole.unblended = Figure::read(batch.column(1), 0)?;
        }
        let [inside, outside] = self.sides().await?;
        whole.charge = inside.effects.iter().chain(&outside.effects).try_fold(whole.unblended, |sum, effect| sum.add(*effect))?;
        let zero_sums = self.zero_sums(&inside, &outside)?;
        let adds_up = inside.plus(&outside)? == (whole.unblended, whole.charge, whole.lines);
        let zero = zero_sums.iter().all(|(net, _)| net.is_zero());
        Ok(Reconciliation {
            inside: inside.rounded()?,
            outside_accounts: self.outside_accounts().await?,
            outside: outside.rounded()?,
            bill: whole.rounded()?,
            holds: adds_up && zero,
            zero_sums: zero_sums.into_iter().map(|(_, sum)| sum).collect(),
        })
    }

    /// The report's side and the other.
    async fn sides(&self) -> Result<[Side; 2], ReportError> {
        const INSIDE: &str = "inside";
        let mut sums = vec![sum(ident(LINES)), sum(self.exact(UNBLENDED)), sum(ident(CHARGE))];
        sums.extend(self.positions.iter().map(|position| sum(self.exact(&effect(*position)))));
        for position in self.movers() {
            let moved = ident(effect(position));
            sums.push(sum(
                when(moved.clone().gt(nothing()), self.exact(&effect(position))).otherwise(cast(nothing(), self.charge()))?
            ));
        }
        let inside = self.inside.clone().is_true().alias(INSIDE);
        let mut sides = [Side::default(), Side::default()];
        for batch in self.charged.clone().aggregate(vec![inside], sums)?.collect().await? {
            for row in 0..batch.num_rows() {
                let figure = |place: usize| Figure::read(batch.column(place), row);
                let side = &mut sides[usize::from(!batch.column(0).as_boolean().value(row))];
                side.lines = count(batch.column(1), row);
                (side.unblended, side.charge) = (figure(2)?, figure(3)?);
                let effects = 4 + self.positions.len();
                side.effects = (4..effects).map(figure).collect::<Result<_>>()?;
                side.moved = (effects..batch.num_columns()).map(figure).collect::<Result<_>>()?;
            }
        }
        Ok(sides)
    }

    /// Accounts outside that have lines; none where nothing tells accounts apart, which is so only when all are inside.
    async fn outside_accounts(&self) -> Result<u64> {
        if !self.charged.schema().has_column_with_unqualified_name(USAGE_ACCOUNT_ID) {
            return Ok(0);
        }
        let outside = self.inside.clone().is_not_true().and(ident(LINES).gt(lit(0_i64)));
        let accounts = self.charged.clone().filter(outside)?.select(vec![ident(USAGE_ACCOUNT_ID)])?.distinct()?;
        Ok(accounts.count().await? as u64)
    }

    /// Positions of rules that only move cost, as far as they have effect columns.
    fn movers(&self) -> Vec<usize> {
        let moves = |_: &usize| false;
        self.positions.iter().copied().filter(moves).collect()
    }

    /// Exact nets, and what is said of them.
    fn zero_sums(&self, inside: &Side, outside: &Side) -> Result<Vec<(Figure, ZeroSum)>, ReportError> {
        let both = |of: fn(&Side) -> &Vec<Figure>, place: usize| {
            let figure = |side: &Side| of(side).get(place).copied().unwrap_or_default();
            figure(inside).add(figure(outside))
        };
        let mut found = Vec::new();
        for (place, position) in self.movers().into_iter().enumerate() {
            let column = self.positions.iter().position(|known| *known == position).unwrap_or_default();
            let (net, moved) = (both(|side| &side.effects, column)?, both(|side| &side.moved, place)?);
            let rule = self.workflow.rules.get(position - 1).map_or("", Rule::kind);
            found.push((net, ZeroSum { position, rule, net: net.money()?, moved: moved.money()? }));
        }
        found.sort_by_key(|(_, sum)| sum.position);
        Ok(found)
    }

    /// The type of charges, in which every sum is made, so that sums can be compared.
    fn charge(&self) -> DataType {
        let charge = self.charged.schema().field_with_unqualified_name(CHARGE);
        charge.map_or(DataType::Null, |field| field.data_type().clone())
    }

    fn exact(&self, column: &str) -> Expr {
        cast(ident(column), self.charge())
    }
}

/// One side, exact.
#[derive(Default)]
struct Side {
    lines: u64,
    unblended: Figure,
    charge: Figure,
    /// One per position.
    effects: Vec<Figure>,
    /// The positive effects, one per rule that moves cost.
    moved: Vec<Figure>,
}

impl Side {
    fn plus(&self, other: &Self) -> Result<(Figure, Figure, u64), ReportError> {
        Ok((self.unblended.add(other.unblended)?, self.charge.add(other.charge)?, self.lines + other.lines))
    }

    fn rounded(&self) -> Result<Sums, ReportError> {
        Ok(Sums { unblended: self.unblended.money()?, charge: self.charge.money()?, lines: self.lines })
    }
}

fn nothing() -> Expr {
    lit(ScalarValue::Decimal128(Some(0), 38, 12))
}
