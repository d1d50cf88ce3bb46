//! What groups sum up, one state per group.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Int64Array, StringViewArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Decimal128Type, Field, Int64Type, Schema};
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_expr::expressions::Literal;

use crate::session::coded::{Coded, NULL};

/// A function over rows that [`Sum`] can do.
#[derive(Clone, Debug)]
pub(super) enum SumType {
    /// `sum` of decimals of one type.
    Money(Arc<dyn PhysicalExpr>, DataType),
    /// `sum` of whole numbers.
    Whole(Arc<dyn PhysicalExpr>),
    /// `count` of rows.
    Rows,
    /// `min` of texts.
    Least(Arc<dyn PhysicalExpr>),
}

impl SumType {
    /// `None` for any other function; `state` is what it hands on of each group.
    pub(super) fn of(function: &AggregateFunctionExpr, state: &Field, input: &Schema) -> Option<Self> {
        if function.is_distinct() || function.ignore_nulls() || !function.order_bys().is_empty() {
            return None;
        }
        let [argument] = <[_; 1]>::try_from(function.expressions()).ok()?;
        let argument_type = argument.data_type(input).ok()?;
        let is_sum = |state: &DataType| function.fun().name() == "sum" && argument_type == *state;
        match (function.fun().name(), state.data_type()) {
            (_, money @ DataType::Decimal128(..)) if is_sum(money) => Some(Self::Money(argument, money.clone())),
            (_, whole @ DataType::Int64) if is_sum(whole) => Some(Self::Whole(argument)),
            ("count", DataType::Int64) => {
                let literal = argument.downcast_ref::<Literal>()?;
                (!literal.value().is_null()).then_some(Self::Rows)
            }
            ("min", DataType::Utf8View) if argument_type == DataType::Utf8View => Some(Self::Least(argument)),
            _ => None,
        }
    }

    /// What it looks at in a row.
    pub(super) fn argument(&self) -> Option<Arc<dyn PhysicalExpr>> {
        match self {
            Self::Money(argument, _) | Self::Whole(argument) | Self::Least(argument) => Some(Arc::clone(argument)),
            Self::Rows => None,
        }
    }

    pub(super) fn begin(&self) -> Sum {
        match self {
            Self::Money(_, money) => Sum::Money { of: money.clone(), sums: Vec::new(), seen: Vec::new() },
            Self::Whole(_) => Sum::Whole { sums: Vec::new(), seen: Vec::new() },
            Self::Rows => Sum::Rows(Vec::new()),
            Self::Least(_) => Sum::Least(Vec::new()),
        }
    }
}

/// One function's state of every group. A sum wraps around like DataFusion's own: whoever plans one makes sure that it
/// fits ([`crate::cells::Width`]).
pub(super) enum Sum {
    /// `seen` says whether there was anything but NULL.
    Money {
        of: DataType,
        sums: Vec<i128>,
        seen: Vec<bool>,
    },
    Whole {
        sums: Vec<i64>,
        seen: Vec<bool>,
    },
    Rows(Vec<i64>),
    Least(Vec<Option<String>>),
}

impl Sum {
    /// There are so many groups now.
    pub(super) fn make_room(&mut self, groups: usize) {
        match self {
            Self::Money { sums, seen, .. } => {
                sums.resize(groups, 0);
                seen.resize(groups, false);
            }
            Self::Whole { sums, seen } => {
                sums.resize(groups, 0);
                seen.resize(groups, false);
            }
            Self::Rows(counts) => counts.resize(groups, 0),
            Self::Least(least) => least.resize(groups, None),
        }
    }

    /// Adds the values of rows to the groups at `slots`.
    pub(super) fn add(&mut self, values: &ArrayRef, slots: &[u32]) -> Result<()> {
        match self {
            Self::Money { sums, seen, .. } => {
                let values = values.as_primitive_opt::<Decimal128Type>().ok_or_else(|| unexpected(values))?;
                for_each(values.nulls(), values.values(), slots, |slot, value| {
                    sums[slot] = sums[slot].wrapping_add(*value);
                    seen[slot] = true;
                });
            }
            Self::Whole { sums, seen } => {
                let values = values.as_primitive_opt::<Int64Type>().ok_or_else(|| unexpected(values))?;
                for_each(values.nulls(), values.values(), slots, |slot, value| {
                    sums[slot] = sums[slot].wrapping_add(*value);
                    seen[slot] = true;
                });
            }
            Self::Rows(_) => self.count(slots),
            Self::Least(least) => {
                let values = values.as_string_view_opt().ok_or_else(|| unexpected(values))?;
                if values.null_count() < values.len() {
                    keep_least(least, values, slots);
                }
            }
        }
        Ok(())
    }

    /// The same of a column that has a number for each value.
    pub(super) fn add_coded(&mut self, column: &Coded, slots: &[u32]) -> Result<()> {
        let Coded { values, keys } = column;
        let rows = || slots.iter().map(|slot| *slot as usize).zip(keys);
        match self {
            // There is nothing but NULL.
            _ if values.len() == 1 => {}
            Self::Money { sums, seen, .. } => {
                let values = values.as_primitive_opt::<Decimal128Type>().ok_or_else(|| unexpected(values))?.values();
                // Most rows are of the group of the row before. What stands for no value is zero.
                let mut keys = keys.as_slice();
                for run in slots.chunk_by(|a, b| a == b) {
                    let (of_run, rest) = keys.split_at(run.len());
                    keys = rest;
                    let slot = run[0] as usize;
                    sums[slot] = of_run.iter().fold(sums[slot], |sum, key| sum.wrapping_add(values[*key as usize]));
                    seen[slot] |= of_run.iter().any(|key| *key != NULL);
                }
            }
            Self::Whole { sums, seen } => {
                let values = values.as_primitive_opt::<Int64Type>().ok_or_else(|| unexpected(values))?.values();
                for (slot, key) in rows() {
                    sums[slot] = sums[slot].wrapping_add(values[*key as usize]);
                    seen[slot] |= *key != NULL;
                }
            }
            Self::Rows(_) => self.count(slots),
            Self::Least(least) => {
                let texts = values.as_string_view_opt().ok_or_else(|| unexpected(values))?;
                let mut last = None;
                for (slot, key) in rows().filter(|(_, key)| **key != NULL) {
                    if last != Some((slot, key)) {
                        last = Some((slot, key));
                        lessen(&mut least[slot], texts.value(*key as usize));
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts the rows.
    pub(super) fn count(&mut self, slots: &[u32]) {
        if let Self::Rows(counts) = self {
            for slot in slots {
                counts[*slot as usize] += 1;
            }
        }
    }

    /// The states, as DataFusion's second half reads them; it begins anew.
    pub(super) fn take(&mut self) -> Result<ArrayRef> {
        Ok(match self {
            Self::Money { of, sums, seen } => {
                let (sums, seen) = (std::mem::take(sums), std::mem::take(seen));
                Arc::new(Decimal128Array::new(sums.into(), Some(seen.into())).with_data_type(of.clone()))
            }
            Self::Whole { sums, seen } => {
                let (sums, seen) = (std::mem::take(sums), std::mem::take(seen));
                Arc::new(Int64Array::new(sums.into(), Some(seen.into())))
            }
            Self::Rows(counts) => Arc::new(Int64Array::from(std::mem::take(counts))),
            Self::Least(least) => Arc::new(StringViewArray::from_iter(std::mem::take(least))),
        })
    }
}

/// Every value that is one, with its row's group.
fn for_each<T>(nulls: Option<&NullBuffer>, values: &[T], slots: &[u32], mut add: impl FnMut(usize, &T)) {
    match nulls {
        Some(nulls) if nulls.null_count() == values.len() => {}
        Some(nulls) if nulls.null_count() > 0 => {
            for row in nulls.valid_indices() {
                add(slots[row] as usize, &values[row]);
            }
        }
        _ => {
            for (slot, value) in slots.iter().zip(values) {
                add(*slot as usize, value);
            }
        }
    }
}

fn keep_least(least: &mut [Option<String>], values: &StringViewArray, slots: &[u32]) {
    // A text equal to the one before, in the same group, changes nothing; most are.
    let mut last = None;
    for (row, (slot, value)) in slots.iter().zip(values).enumerate() {
        let Some(value) = value else { continue };
        let same = (*slot, values.views()[row]);
        if last == Some(same) {
            continue;
        }
        last = Some(same);
        lessen(&mut least[*slot as usize], value);
    }
}

fn lessen(least: &mut Option<String>, value: &str) {
    if least.as_deref().is_none_or(|known| value < known) {
        *least = Some(value.to_owned());
    }
}

fn unexpected(values: &ArrayRef) -> DataFusionError {
    DataFusionError::Internal(format!("a sum of {}", values.data_type()))
}
