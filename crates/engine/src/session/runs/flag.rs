//! Conditions on lines, taken apart: what common columns decide is asked of combinations, what one column decides of its
//! distinct values, and only the rest of single lines, and of those that the other parts leave undecided.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::Schema;
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, CaseExpr, Literal};
use datafusion::scalar::ScalarValue;

use super::answers::{Answers, NO, YES, both, codes};
use super::combos::Combos;
use super::narrow::{Expr, Narrow, columns};
use crate::session::coded::{Block, Coded, Spare};

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Flag {
    /// On common columns only.
    Common(Narrow),
    /// On one column.
    One(Narrow),
    Rows(Narrow),
    /// Those that cost least first.
    And(Vec<Flag>),
    Case(Box<Case>),
}

/// `then` where `when` holds, else `otherwise`.
#[derive(Clone, Debug)]
pub(super) struct Case {
    when: Flag,
    then: Flag,
    otherwise: Flag,
}

impl Flag {
    pub(super) fn of(expr: &Expr, table: &Schema, common: &[usize]) -> Result<Self> {
        let read = columns(expr);
        if read.iter().all(|column| common.contains(column)) {
            return Narrow::of(expr, table).map(Self::Common);
        }
        if read.len() == 1 {
            return Narrow::of(expr, table).map(Self::One);
        }
        if let Some(both) = expr.downcast_ref::<BinaryExpr>().filter(|binary| *binary.op() == Operator::And) {
            let mut parts = Vec::new();
            for side in [both.left(), both.right()] {
                match Self::of(side, table, common)? {
                    Self::And(more) => parts.extend(more),
                    part => parts.push(part),
                }
            }
            parts.sort_by_key(Self::cost);
            return Ok(Self::And(parts));
        }
        if let Some((when, then, otherwise)) = simple_case(expr, table) {
            let [when, then, otherwise] = [when, then, otherwise].map(|part| Self::of(&part, table, common));
            return Ok(Self::Case(Box::new(Case { when: when?, then: then?, otherwise: otherwise? })));
        }
        Narrow::of(expr, table).map(Self::Rows)
    }

    fn cost(&self) -> u8 {
        match self {
            Self::Common(_) => 0,
            Self::One(_) => 1,
            Self::Case(_) => 2,
            Self::And(_) | Self::Rows(_) => 3,
        }
    }
}

/// The parts of a CASE of one condition; what is not said otherwise must be a literal. Where nothing is said it is NULL:
/// DataFusion itself drops an ELSE that says so.
pub(super) fn simple_case(expr: &Expr, table: &Schema) -> Option<(Expr, Expr, Expr)> {
    let case = expr.downcast_ref::<CaseExpr>().filter(|case| case.expr().is_none())?;
    let [(when, then)] = case.when_then_expr() else { return None };
    let otherwise = match case.else_expr() {
        Some(otherwise) => Expr::clone(otherwise),
        None => Arc::new(Literal::new(ScalarValue::try_from(case.data_type(table).ok()?).ok()?)),
    };
    otherwise.downcast_ref::<Literal>()?;
    Some((Expr::clone(when), Expr::clone(then), otherwise))
}

/// Which rows of a block.
#[derive(Clone, Copy)]
pub(super) enum Chosen<'a> {
    All,
    /// These, ascending.
    Rows(&'a [u32]),
}

/// A block whose combinations are known.
pub(super) struct Seen<'a, 'b> {
    pub(super) block: &'a Block<'b>,
    pub(super) combos: &'a Combos,
}

impl Seen<'_, '_> {
    fn count(&self, chosen: Chosen<'_>) -> usize {
        match chosen {
            Chosen::All => self.block.rows(),
            Chosen::Rows(rows) => rows.len(),
        }
    }

    /// The rows among the chosen ones for which the condition holds.
    pub(super) fn holding(&self, flag: &Flag, spare: &mut Spare) -> Result<Vec<u32>> {
        Ok(match self.flags(flag, Chosen::All, spare)? {
            Answers::Same(YES) => (0..self.block.rows() as u32).collect(),
            Answers::Same(_) => Vec::new(),
            Answers::Each(flags) => (0_u32..).zip(flags).filter(|(_, flag)| *flag == YES).map(|(row, _)| row).collect(),
        })
    }

    pub(super) fn flags(&self, flag: &Flag, chosen: Chosen<'_>, spare: &mut Spare) -> Result<Answers> {
        match flag {
            Flag::Common(narrow) => {
                let known = codes(&self.combos.evaluate(narrow)?)?;
                Ok(Answers::looked_up(&known, &self.combos.of_rows, chosen))
            }
            Flag::One(narrow) => {
                let coded = self.block.column(narrow.columns[0], spare)?;
                let known = codes(&narrow.evaluate(vec![ArrayRef::clone(&coded.values)], coded.values.len())?)?;
                Ok(match known.split_first() {
                    // What is asked of no value matters where there is one.
                    Some((_, [first, rest @ ..])) if rest.iter().all(|flag| flag == first) && !coded.has_gaps() => {
                        Answers::Same(*first)
                    }
                    _ => Answers::looked_up(&known, &coded.keys, chosen),
                })
            }
            Flag::Rows(narrow) => codes(&self.values(narrow, chosen, spare)?).map(Answers::Each),
            Flag::And(parts) => self.all_of(parts, chosen, spare),
            Flag::Case(case) => self.case(case, chosen, spare),
        }
    }

    fn all_of(&self, parts: &[Flag], chosen: Chosen<'_>, spare: &mut Spare) -> Result<Answers> {
        let mut so_far = Answers::Same(YES);
        for part in parts {
            so_far = match so_far {
                // No beats whatever a row says.
                Answers::Same(NO) => break,
                Answers::Same(flag) => self.flags(part, chosen, spare)?.and(Answers::Same(flag)),
                each if matches!(part, Flag::Common(_) | Flag::One(_)) => self.flags(part, chosen, spare)?.and(each),
                Answers::Each(mut flags) => {
                    let open = Part::of(&flags, chosen, |flag| flag != NO);
                    let answers = self.flags(part, Chosen::Rows(&open.rows), spare)?;
                    for (place, at) in open.at.iter().enumerate() {
                        flags[*at] = both(flags[*at], answers.at(place));
                    }
                    Answers::Each(flags)
                }
            };
        }
        Ok(so_far)
    }

    fn case(&self, case: &Case, chosen: Chosen<'_>, spare: &mut Spare) -> Result<Answers> {
        let when = match self.flags(&case.when, chosen, spare)? {
            Answers::Same(YES) => return self.flags(&case.then, chosen, spare),
            Answers::Same(_) => return self.flags(&case.otherwise, chosen, spare),
            Answers::Each(when) => when,
        };
        let mut flags = self.flags(&case.otherwise, chosen, spare)?.into_each(when.len());
        let part = Part::of(&when, chosen, |flag| flag == YES);
        if !part.rows.is_empty() {
            let answers = self.flags(&case.then, Chosen::Rows(&part.rows), spare)?;
            for (place, at) in part.at.iter().enumerate() {
                flags[*at] = answers.at(place);
            }
        }
        Ok(Answers::Each(flags))
    }

    /// An expression's values for the chosen rows, one by one.
    pub(super) fn values(&self, narrow: &Narrow, chosen: Chosen<'_>, spare: &mut Spare) -> Result<ArrayRef> {
        let mut columns = Vec::with_capacity(narrow.columns.len());
        for column in &narrow.columns {
            let coded = self.block.column(*column, spare)?;
            columns.push(match chosen {
                Chosen::All => coded.of_all()?,
                Chosen::Rows(rows) => coded.of_rows(rows)?,
            });
        }
        narrow.evaluate(columns, self.count(chosen))
    }

    /// The rows in which none of these columns is NULL; `None` is all.
    pub(super) fn complete(&self, columns: &[usize], spare: &mut Spare) -> Result<Option<Vec<u32>>> {
        let coded = columns.iter().map(|column| self.block.column(*column, spare)).collect::<Result<Vec<_>>>()?;
        let with_gaps: Vec<&Coded> = coded.into_iter().filter(|coded| coded.has_gaps()).collect();
        let Some((first, others)) = with_gaps.split_first() else { return Ok(None) };
        let is_there = |row: &u32| others.iter().all(|coded| coded.is_there(*row));
        let rows = (0_u32..).zip(&first.keys).filter(|(_, key)| **key != crate::session::coded::NULL).map(|(row, _)| row);
        Ok(Some(rows.filter(is_there).collect()))
    }
}

/// Some of the chosen rows: their places among those, and their places in the block.
struct Part {
    at: Vec<usize>,
    rows: Vec<u32>,
}

impl Part {
    fn of(flags: &[u8], chosen: Chosen<'_>, is_of: impl Fn(u8) -> bool) -> Self {
        let at: Vec<_> = flags.iter().enumerate().filter(|(_, flag)| is_of(**flag)).map(|(at, _)| at).collect();
        let rows = match chosen {
            Chosen::All => at.iter().map(|at| *at as u32).collect(),
            Chosen::Rows(rows) => at.iter().map(|at| rows[*at]).collect(),
        };
        Self { at, rows }
    }
}
