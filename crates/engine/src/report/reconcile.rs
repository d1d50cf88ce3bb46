//! A report held against the whole bill of its period: its accounts and those outside make the bill, line by line and
//! to the last digit, and rules that only move cost add nothing to it.

use arrow::array::{Array, AsArray, RecordBatch};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, cast, ident, lit};
use muster_domain::Money;
use muster_domain::workflow::{Rule, Workflow};

use super::figures::{Figure, count};
use super::measure::Measure;
use super::sheet::{Columns, INSIDE, moved};
use super::{ReportError, Scope};
use crate::cells::{LINES, UNBLENDED, wide};
use crate::ledger::schema::column::USAGE_ACCOUNT_ID;
use crate::rules::added::Added;
use crate::rules::charges::effect;

/// The report's side, the other side, and the whole that they must make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// The report's accounts, with the rows that rules add to the report.
    pub inside: Sums,
    /// The others, without rows that rules would add to a report on them.
    pub outside: Sums,
    /// The bill: lines and unblended cost as they were before anything was asked of them; its charge is that cost and
    /// the effects of all rules.
    pub bill: Sums,
    /// Accounts outside that have lines in the period.
    pub outside_accounts: u64,
    /// One per rule that moves cost between accounts and moved some.
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

/// The bill before rules.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bill {
    lines: u64,
    unblended: Figure,
}

impl Bill {
    /// Of cells in memory.
    pub(super) async fn of(cells: DataFrame) -> Result<Self> {
        let mut bill = Self::default();
        let sums = vec![sum(ident(LINES)), sum(cast(ident(UNBLENDED), wide(12)))];
        for batch in cells.aggregate(vec![], sums)?.collect().await? {
            bill = Self { lines: count(batch.column(0), 0), unblended: Figure::read(batch.column(1), 0)? };
        }
        Ok(bill)
    }
}

/// Those of the rules at these positions that only move cost between accounts.
pub(super) fn movers(workflow: &Workflow, positions: &[usize]) -> Vec<usize> {
    let moves = |position: &usize| matches!(workflow.rules.get(position - 1), Some(Rule::ShareRiCost(_) | Rule::ShareSpCost(_)));
    positions.iter().copied().filter(moves).collect()
}

/// What is compared with the bill.
pub(super) struct Sides<'a> {
    pub(super) bill: Bill,
    pub(super) columns: &'a Columns<'a>,
    /// Rows that rules add to the report.
    pub(super) added: &'a [Added],
    pub(super) workflow: &'a Workflow,
}

impl Sides<'_> {
    pub(super) async fn reconcile(&self, sheet: DataFrame) -> Result<Reconciliation, ReportError> {
        let [mut inside, outside] = self.sides(sheet.clone()).await?;
        let mut charge =
            inside.effects.iter().chain(&outside.effects).try_fold(self.bill.unblended, |sum, more| sum.add(*more))?;
        for line in self.added {
            inside.charge = inside.charge.add(line.charge)?;
            charge = line.trail.iter().try_fold(charge, |sum, (_, effect)| sum.add(*effect))?;
        }
        let bill = Side { lines: self.bill.lines, unblended: self.bill.unblended, charge, ..Side::default() };
        let zero_sums = self.zero_sums(&inside, &outside)?;
        let holds = inside.makes_with(&outside, &bill)? && zero_sums.iter().all(|(net, _)| net.is_zero());
        Ok(Reconciliation {
            inside: inside.rounded()?,
            outside: outside.rounded()?,
            bill: bill.rounded()?,
            outside_accounts: self.outside_accounts(sheet).await?,
            zero_sums: zero_sums.into_iter().map(|(_, sum)| sum).collect(),
            holds,
        })
    }

    /// The report's side and the other.
    async fn sides(&self, sheet: DataFrame) -> Result<[Side; 2], ReportError> {
        let Columns { traced, movers, scope, .. } = self.columns;
        let by_side = if **scope == Scope::All { vec![] } else { vec![ident(INSIDE)] };
        let sums = [LINES, Measure::Unblended.header(), Measure::Charge.header()].map(str::to_owned).into_iter();
        let sums = sums.chain(traced.iter().map(|position| effect(*position)));
        let sums = sums.chain(movers.iter().map(|position| moved(*position)));
        let sums = sums.map(|name| sum(ident(&name)).alias(name)).collect();
        let mut sides = [Side::default(), Side::default()];
        for batch in sheet.aggregate(by_side, sums)?.collect().await? {
            for row in 0..batch.num_rows() {
                let is_outside = **scope != Scope::All && !is_true(&batch, row);
                sides[usize::from(is_outside)].add(&Side::read(&batch, row, self.columns)?)?;
            }
        }
        Ok(sides)
    }

    async fn outside_accounts(&self, sheet: DataFrame) -> Result<u64> {
        if *self.columns.scope == Scope::All {
            return Ok(0);
        }
        let outside = ident(INSIDE).is_not_true().and(ident(LINES).gt(lit(0_i64)));
        // An aggregate, for plans over what is in memory are not rewritten from anything else.
        let accounts = sheet.filter(outside)?.aggregate(vec![ident(USAGE_ACCOUNT_ID)], vec![])?;
        Ok(accounts.count().await? as u64)
    }

    /// Exact nets, and what is said of them.
    fn zero_sums(&self, inside: &Side, outside: &Side) -> Result<Vec<(Figure, ZeroSum)>, ReportError> {
        let mut found = Vec::new();
        for (place, position) in self.columns.movers.iter().enumerate() {
            let column = self.columns.traced.iter().position(|known| known == position).unwrap_or_default();
            let net = both(&inside.effects, &outside.effects, column)?;
            let moved = both(&inside.moved, &outside.moved, place)?;
            let rule = self.workflow.rules.get(position - 1).map_or("", Rule::kind);
            found.push((net, ZeroSum { position: *position, rule, net: net.money()?, moved: moved.money()? }));
        }
        found.retain(|(net, sum)| !net.is_zero() || !sum.moved.is_zero());
        found.sort_by_key(|(_, sum)| sum.position);
        Ok(found)
    }
}

/// One side, exact.
#[derive(Default)]
struct Side {
    lines: u64,
    unblended: Figure,
    charge: Figure,
    /// One per traced position.
    effects: Vec<Figure>,
    /// One per rule that moves cost.
    moved: Vec<Figure>,
}

impl Side {
    fn read(batch: &RecordBatch, row: usize, columns: &Columns<'_>) -> Result<Self> {
        let figure = |name: &str| Figure::read(&batch[name], row);
        Ok(Self {
            lines: count(&batch[LINES], row),
            unblended: figure(Measure::Unblended.header())?,
            charge: figure(Measure::Charge.header())?,
            effects: columns.traced.iter().map(|position| figure(&effect(*position))).collect::<Result<_>>()?,
            moved: columns.movers.iter().map(|position| figure(&moved(*position))).collect::<Result<_>>()?,
        })
    }

    /// A side comes in two rows where some of it is in a subset and some in none.
    fn add(&mut self, other: &Self) -> Result<(), ReportError> {
        let sums =
            |a: &[Figure], b: &[Figure]| (0..a.len().max(b.len())).map(|place| both(a, b, place)).collect::<Result<_, _>>();
        *self = Self {
            lines: self.lines + other.lines,
            unblended: self.unblended.add(other.unblended)?,
            charge: self.charge.add(other.charge)?,
            effects: sums(&self.effects, &other.effects)?,
            moved: sums(&self.moved, &other.moved)?,
        };
        Ok(())
    }

    fn makes_with(&self, other: &Self, whole: &Self) -> Result<bool, ReportError> {
        let unblended = self.unblended.add(other.unblended)? == whole.unblended;
        Ok(unblended && self.charge.add(other.charge)? == whole.charge && self.lines + other.lines == whole.lines)
    }

    fn rounded(&self) -> Result<Sums, ReportError> {
        Ok(Sums { unblended: self.unblended.money()?, charge: self.charge.money()?, lines: self.lines })
    }
}

fn both(a: &[Figure], b: &[Figure], place: usize) -> Result<Figure, ReportError> {
    let figure = |figures: &[Figure]| figures.get(place).copied().unwrap_or_default();
    figure(a).add(figure(b))
}

fn is_true(batch: &RecordBatch, row: usize) -> bool {
    let inside = batch[INSIDE].as_boolean();
    inside.is_valid(row) && inside.value(row)
}
