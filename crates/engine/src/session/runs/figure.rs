//! What is summed up over lines, taken apart like conditions.

use arrow::datatypes::{DataType, Schema};
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_expr::expressions::{Column, Literal};

use super::flag::{Chosen, Flag, Seen, simple_case};
use super::narrow::{Expr, Narrow, is_strict};
use super::sums::{Sum, SumType};
use crate::session::coded::Spare;

/// What a sum adds up.
#[derive(Clone, Debug)]
pub(super) enum Figure {
    /// One for each row.
    One,
    /// A column as it is.
    Column(usize),
    /// An expression that has a value only where all of its columns have one.
    Strict(Narrow),
    /// A figure of some rows; others have none.
    Where(Flag, Box<Figure>),
    Any(Narrow),
}

impl Figure {
    /// `argument` is what the sum adds up; `None` where it counts.
    pub(super) fn of(argument: Option<&Expr>, table: &Schema, common: &[usize]) -> Result<Self> {
        let Some(argument) = argument else { return Ok(Self::One) };
        if let Some(column) = argument.downcast_ref::<Column>() {
            return Ok(Self::Column(column.index()));
        }
        let is_nothing = |expr: &Expr| expr.downcast_ref::<Literal>().is_some_and(|literal| literal.value().is_null());
        if let Some((when, then, otherwise)) = simple_case(argument, table)
            && is_nothing(&otherwise)
        {
            let then = Self::of(Some(&then), table, common)?;
            // One condition at a time; there is no plan with two.
            if !matches!(then, Self::Where(..)) {
                return Ok(Self::Where(Flag::of(&when, table, common)?, Box::new(then)));
            }
        }
        let narrow = Narrow::of(argument, table)?;
        Ok(if is_strict(argument) && !narrow.columns.is_empty() { Self::Strict(narrow) } else { Self::Any(narrow) })
    }

    /// Whether it can be added up to a sum of that sort.
    pub(super) fn suits(&self, sum: &SumType, table: &Schema) -> bool {
        match (self, sum) {
            (Self::One, SumType::Rows) | (Self::Column(_), SumType::Money(..) | SumType::Whole(_)) => true,
            (Self::Column(column), SumType::Least(_)) => *table.field(*column).data_type() == DataType::Utf8View,
            (Self::Strict(_) | Self::Where(..) | Self::Any(_), SumType::Money(..) | SumType::Whole(_)) => true,
            _ => false,
        }
    }
}

impl Seen<'_, '_> {
    /// Adds the figure of every row to the sum of its group.
    pub(super) fn add(&self, (figure, sum): (&Figure, &mut Sum), slots: &[u32], spare: &mut Spare) -> Result<()> {
        match figure {
            Figure::One => sum.count(slots),
            Figure::Column(column) => {
                let coded = self.block.column(*column, spare)?;
                sum.add_coded(coded, slots)?;
            }
            Figure::Strict(narrow) => match self.complete(&narrow.columns, spare)? {
                Some(rows) => self.add_rows((narrow, sum), &rows, slots, spare)?,
                None => sum.add(&self.values(narrow, Chosen::All, spare)?, slots)?,
            },
            Figure::Where(flag, figure) => {
                let rows = self.holding(flag, spare)?;
                self.add_some((figure, sum), &rows, slots, spare)?;
            }
            Figure::Any(narrow) => sum.add(&self.values(narrow, Chosen::All, spare)?, slots)?,
        }
        Ok(())
    }

    fn add_some(&self, (figure, sum): (&Figure, &mut Sum), rows: &[u32], slots: &[u32], spare: &mut Spare) -> Result<()> {
        match figure {
            Figure::Column(column) => {
                let values = self.block.column(*column, spare)?.of_rows(rows)?;
                sum.add(&values, &slots_of(rows, slots))
            }
            Figure::Strict(narrow) | Figure::Any(narrow) => self.add_rows((narrow, sum), rows, slots, spare),
            Figure::Where(..) | Figure::One => Err(DataFusionError::Internal("a condition within a condition".to_owned())),
        }
    }

    fn add_rows(&self, (narrow, sum): (&Narrow, &mut Sum), rows: &[u32], slots: &[u32], spare: &mut Spare) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        sum.add(&self.values(narrow, Chosen::Rows(rows), spare)?, &slots_of(rows, slots))
    }
}

fn slots_of(rows: &[u32], slots: &[u32]) -> Vec<u32> {
    rows.iter().map(|row| slots[*row as usize]).collect()
}
