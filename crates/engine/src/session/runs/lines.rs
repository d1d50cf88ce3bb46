//! An aggregation over the row groups of files, one after the other.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::error::Result;

use super::answers::{Answers, NULL, YES};
use super::combos::Combos;
use super::direct::{Direct, Key};
use super::flag::{Chosen, Flag, Seen};
use super::groups::{Flags, Groups, KeyType};
use super::sums::Sum;
use crate::session::coded::{Block, Place, Spare};

/// One partition under way.
pub(super) struct Lines {
    pub(super) schema: SchemaRef,
    pub(super) direct: Arc<Direct>,
    pub(super) groups: Groups,
    pub(super) sums: Vec<Sum>,
    pub(super) spare: Spare,
}

/// A key that is no flag, of the rows of one block.
struct Plain {
    of: KeyType,
    /// Of each combination.
    common: ArrayRef,
    /// Values that rows have of their own, and which of them each row has; a row that has none has the common one.
    own: Option<(ArrayRef, Vec<Option<u32>>)>,
}

impl Lines {
    /// Adds a row group's lines.
    pub(super) fn add(&mut self, place: &Place) -> Result<()> {
        let (direct, mut spare) = (Arc::clone(&self.direct), std::mem::take(&mut self.spare));
        let mut block = Block::new(place);
        if let Some((filter, common)) = &direct.filter {
            let combos = Combos::of(&block, common, &mut spare)?;
            let rows = Seen { block: &block, combos: &combos }.holding(filter, &mut spare)?;
            spare.put(combos.of_rows);
            if rows.len() < block.rows() {
                block.keep(rows);
            }
        }
        if block.rows() > 0 {
            let combos = Combos::of(&block, &direct.common, &mut spare)?;
            let seen = Seen { block: &block, combos: &combos };
            let slots = self.slots(&seen, &mut spare)?;
            for (figure, sum) in direct.figures.iter().zip(&mut self.sums) {
                sum.make_room(self.groups.count());
                seen.add((figure, sum), &slots, &mut spare)?;
            }
            spare.put(slots);
            spare.put(combos.of_rows);
        }
        block.end(&mut spare);
        self.spare = spare;
        Ok(())
    }

    /// The group of each row.
    fn slots(&mut self, seen: &Seen<'_, '_>, spare: &mut Spare) -> Result<Vec<u32>> {
        let direct = Arc::clone(&self.direct);
        let (mut plain, mut flags) = (Vec::new(), RowFlags::new(seen));
        for key in &direct.keys {
            match key {
                Key::Common(narrow, of) => plain.push(Plain { of: *of, common: seen.combos.evaluate(narrow)?, own: None }),
                Key::Flag(flag) => flags.add(flag, seen, spare)?,
                Key::Some { which, own, others, of } => {
                    let common = seen.combos.evaluate(others)?;
                    let rows = seen.holding(which, spare)?;
                    let own = (!rows.is_empty()).then(|| seen.values(own, Chosen::Rows(&rows), spare)).transpose()?;
                    let own = own.map(|values| (values, places(&rows, seen.block.rows())));
                    plain.push(Plain { of: *of, common, own });
                }
            }
        }
        let with_own: Vec<_> = plain.iter().filter(|key| key.own.is_some()).collect();
        let mut slots = spare.take();
        let mut runs: Vec<Option<u32>> = vec![None; seen.combos.count];
        let mut last = None;
        for (row, combo) in seen.combos.of_rows.iter().enumerate() {
            let flags = flags.of(row, *combo);
            if with_own.iter().any(|key| key.has_own(row)) {
                let run = self.groups.run(&keys(&plain, *combo, Some(row)))?;
                slots.push(self.groups.group(run, flags));
                continue;
            }
            let slot = match last {
                Some((same, as_flagged, slot)) if same == *combo && as_flagged == flags => slot,
                _ => {
                    let run = match runs[*combo as usize] {
                        Some(run) => run,
                        None => *runs[*combo as usize].insert(self.groups.run(&keys(&plain, *combo, None))?),
                    };
                    self.groups.group(run, flags)
                }
            };
            last = Some((*combo, flags, slot));
            slots.push(slot);
        }
        Ok(slots)
    }

    /// The states so far; it begins anew.
    pub(super) fn take(&mut self) -> Result<RecordBatch> {
        let rows = self.groups.count();
        let mut columns: Vec<ArrayRef> = self.groups.take()?;
        for sum in &mut self.sums {
            columns.push(sum.take()?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
    }
}

impl Plain {
    fn has_own(&self, row: usize) -> bool {
        self.own.as_ref().is_some_and(|(_, places)| places[row].is_some())
    }
}

/// The keys of a combination; with what a row has of its own.
fn keys(plain: &[Plain], combo: u32, row: Option<usize>) -> Vec<(KeyType, &ArrayRef, usize)> {
    let of = |key: &'_ Plain| {
        let own = key.own.as_ref().zip(row).and_then(|((_, places), row)| places[row]);
        own.map_or((true, combo as usize), |place| (false, place as usize))
    };
    plain
        .iter()
        .map(|key| match (of(key), &key.own) {
            ((false, place), Some((values, _))) => (key.of, values, place),
            ((_, place), _) => (key.of, &key.common, place),
        })
        .collect()
}

/// Of each row, its place among these.
fn places(rows: &[u32], count: usize) -> Vec<Option<u32>> {
    let mut places = vec![None; count];
    for (place, row) in (0_u32..).zip(rows) {
        places[*row as usize] = Some(place);
    }
    places
}

/// The flags of a block's rows.
struct RowFlags {
    place: usize,
    common: Vec<Flags>,
    /// None where all are common.
    own: Vec<Flags>,
}

impl RowFlags {
    fn new(seen: &Seen<'_, '_>) -> Self {
        Self { place: 0, common: vec![Flags::default(); seen.combos.count], own: Vec::new() }
    }

    fn add(&mut self, flag: &Flag, seen: &Seen<'_, '_>, spare: &mut Spare) -> Result<()> {
        if let Flag::Common(narrow) = flag {
            let values = seen.combos.evaluate(narrow)?;
            let values = arrow::array::AsArray::as_boolean(&values);
            for (flags, value) in self.common.iter_mut().zip(values) {
                *flags = flags.with(self.place, value);
            }
        } else {
            match seen.flags(flag, Chosen::All, spare)? {
                Answers::Same(answer) => {
                    for flags in &mut self.common {
                        *flags = flags.with(self.place, as_flag(answer));
                    }
                }
                Answers::Each(answers) => {
                    self.own.resize(seen.block.rows(), Flags::default());
                    for (flags, answer) in self.own.iter_mut().zip(answers) {
                        *flags = flags.with(self.place, as_flag(answer));
                    }
                }
            }
        }
        self.place += 1;
        Ok(())
    }

    fn of(&self, row: usize, combo: u32) -> Flags {
        let common = self.common[combo as usize];
        self.own.get(row).map_or(common, |own| common.and(*own))
    }
}

fn as_flag(answer: u8) -> Option<bool> {
    (answer != NULL).then_some(answer == YES)
}
