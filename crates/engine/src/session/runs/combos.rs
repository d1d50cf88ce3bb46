//! What many lines have in common: their account, service, region, type and the like, by which the files are sorted.
//! What is asked of those alone is asked once for each combination of them.

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;
use datafusion::error::{DataFusionError, Result};

use super::super::coded::{Block, Coded, Spare};
use super::narrow::Narrow;

/// The combinations of some columns in a block.
pub(super) struct Combos {
    /// Of each row, the number of its combination.
    pub(super) of_rows: Vec<u32>,
    pub(super) count: usize,
    /// A row of each combination.
    columns: Vec<(usize, ArrayRef)>,
}

impl Combos {
    pub(super) fn of(block: &Block<'_>, columns: &[usize], spare: &mut Spare) -> Result<Self> {
        let mut of_rows = spare.take();
        let coded = columns.iter().map(|column| block.column(*column, spare)).collect::<Result<Vec<_>>>()?;
        let several: Vec<_> = coded.iter().map(|coded| coded.keys.as_slice()).filter(|keys| changes(keys)).collect();
        let mut numbers = Numbers::new(several.len());
        let differs = differs(&several, block.rows());
        let (mut firsts, mut tuple, mut number) = (Vec::new(), Vec::new(), 0);
        for (row, differs) in (0_u32..).zip(differs) {
            if differs {
                tuple.clear();
                tuple.extend(several.iter().map(|keys| keys[row as usize]));
                number = numbers.of(&tuple);
                if number as usize == firsts.len() {
                    firsts.push(row);
                }
            }
            of_rows.push(number);
        }
        let first = |coded: &&Coded| -> Result<ArrayRef> {
            let keys: UInt32Array = firsts.iter().map(|row| coded.keys[*row as usize]).collect::<Vec<_>>().into();
            Ok(take(&coded.values, &keys, None)?)
        };
        let arrays = coded.iter().map(first).collect::<Result<Vec<_>>>()?;
        Ok(Self { of_rows, count: firsts.len(), columns: columns.iter().copied().zip(arrays).collect() })
    }

    /// An expression's value for each combination.
    pub(super) fn evaluate(&self, narrow: &Narrow) -> Result<ArrayRef> {
        let column = |wanted: &usize| {
            let found = self.columns.iter().find(|(column, _)| column == wanted).map(|(_, values)| ArrayRef::clone(values));
            found.ok_or_else(|| DataFusionError::Internal("a column of combinations was lost".to_owned()))
        };
        narrow.evaluate(narrow.columns.iter().map(column).collect::<Result<_>>()?, self.count)
    }
}

fn changes(keys: &[u32]) -> bool {
    keys.first().is_some_and(|first| keys.iter().any(|key| key != first))
}

/// Of each row, whether one of its keys is another one than in the row before.
fn differs(columns: &[&[u32]], rows: usize) -> Vec<bool> {
    let mut differs = vec![false; rows];
    for keys in columns {
        for (differs, pair) in differs.iter_mut().skip(1).zip(keys.windows(2)) {
            *differs |= pair[0] != pair[1];
        }
    }
    if let Some(first) = differs.first_mut() {
        *first = true;
    }
    differs
}

/// Numbers of tuples, in the order in which they are met.
struct Numbers {
    width: usize,
    /// One after the other.
    tuples: Vec<u32>,
    count: usize,
    /// Number + 1, at the place that a hash says or behind it.
    table: Vec<u32>,
}

impl Numbers {
    fn new(width: usize) -> Self {
        Self { width, tuples: Vec::new(), count: 0, table: vec![0; 1 << 12] }
    }

    fn of(&mut self, tuple: &[u32]) -> u32 {
        let mut at = self.place(tuple);
        while self.table[at] != 0 {
            let number = self.table[at] - 1;
            let start = number as usize * self.width;
            if &self.tuples[start..start + self.width] == tuple {
                return number;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        self.count += 1;
        self.table[at] = self.count as u32;
        self.tuples.extend_from_slice(tuple);
        if self.count * 2 > self.table.len() {
            self.grow();
        }
        self.count as u32 - 1
    }

    fn grow(&mut self) {
        self.table = vec![0; self.table.len() * 4];
        for number in 0..self.count {
            let mut at = self.place(&self.tuples[number * self.width..(number + 1) * self.width]);
            while self.table[at] != 0 {
                at = (at + 1) & (self.table.len() - 1);
            }
            self.table[at] = number as u32 + 1;
        }
    }

    fn place(&self, tuple: &[u32]) -> usize {
        let mixed = |hash: u64, key: &u32| (hash.rotate_left(5) ^ u64::from(*key)).wrapping_mul(0x517c_c1b7_2722_0a95);
        (tuple.iter().fold(0, mixed) >> 32) as usize & (self.table.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tuples_are_numbered_as_they_are_met() {
        let mut numbers = Numbers::new(2);
        let tuples: Vec<[u32; 2]> = (0..20_000).map(|at| [at % 7000, at % 3]).collect();
        let first: Vec<_> = tuples.iter().map(|tuple| numbers.of(tuple)).collect();
        assert_eq!(first[..7000], (0..7000).collect::<Vec<_>>());
        assert_eq!(tuples.iter().map(|tuple| numbers.of(tuple)).collect::<Vec<_>>(), first);
        let mut nothing = Numbers::new(0);
        assert_eq!([nothing.of(&[]), nothing.of(&[])], [0, 0]);
    }
}
