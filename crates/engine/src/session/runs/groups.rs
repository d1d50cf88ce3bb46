//! Which group each row belongs to.

mod keys;

use arrow::array::{Array, ArrayRef, BooleanArray};
use datafusion::common::HashMap;
use datafusion::error::Result;

pub(super) use keys::KeyType;
use keys::{Builder, Column, FLAG_BITS, MOST_FLAGS, NULL_FLAG};

/// The groups met so far.
pub(super) struct Groups {
    types: Vec<KeyType>,
    /// Numbers of the keys that are no flags, written one after the other.
    runs: HashMap<Vec<u8>, u32>,
    /// The groups of each of those, which differ in flags only: flags, and the group's number.
    flagged: Vec<Vec<(u32, u32)>>,
    /// Of each group, the number of its run and its flags.
    groups: Vec<(u32, u32)>,
    scratch: Scratch,
}

/// Reused from batch to batch.
#[derive(Default)]
struct Scratch {
    /// Of each row, whether some key is another one than in the row before.
    differs: Vec<bool>,
    /// Of each row, its flags.
    flags: Vec<u32>,
    key: Vec<u8>,
}

/// The keys of a group that are no flags, in the order of the keys; each an array and a place in it.
pub(super) type Plain<'a> = &'a [(KeyType, &'a ArrayRef, usize)];

/// The flags of a row or a group.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags(u32);

impl Flags {
    /// With the flag at that place among the flags: `None` is NULL.
    pub(super) fn with(self, place: usize, flag: Option<bool>) -> Self {
        let code = flag.map_or(NULL_FLAG, u32::from);
        Self(self.0 | code << (FLAG_BITS * place))
    }

    pub(super) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

impl Groups {
    pub(super) fn can_tell(types: &[KeyType]) -> bool {
        types.iter().filter(|key| **key == KeyType::Flag).count() <= MOST_FLAGS
    }

    pub(super) fn new(types: Vec<KeyType>) -> Self {
        let (runs, scratch) = (HashMap::new(), Scratch::default());
        Self { types, runs, flagged: Vec::new(), groups: Vec::new(), scratch }
    }

    pub(super) fn count(&self) -> usize {
        self.groups.len()
    }

    /// The number of these keys, for [`Groups::group`].
    pub(super) fn run(&mut self, keys: Plain<'_>) -> Result<u32> {
        let mut key = std::mem::take(&mut self.scratch.key);
        key.clear();
        for (of, values, at) in keys {
            Column::of(values, *of)?.write(*at, &mut key);
        }
        let run = self.numbered(&key);
        self.scratch.key = key;
        Ok(run)
    }

    fn numbered(&mut self, key: &[u8]) -> u32 {
        let flagged = &mut self.flagged;
        *self.runs.entry_ref(key).or_insert_with(|| {
            flagged.push(Vec::new());
            flagged.len() as u32 - 1
        })
    }

    /// The group of such keys and flags.
    pub(super) fn group(&mut self, run: u32, Flags(flags): Flags) -> u32 {
        let of_run = &mut self.flagged[run as usize];
        if let Some((_, group)) = of_run.iter().find(|(known, _)| *known == flags) {
            return *group;
        }
        let group = self.groups.len() as u32;
        self.groups.push((run, flags));
        of_run.push((flags, group));
        group
    }

    /// Writes the number of each row's group into `slots`.
    pub(super) fn of_rows(&mut self, keys: &[ArrayRef], rows: usize, slots: &mut Vec<u32>) -> Result<()> {
        let columns = keys.iter().zip(&self.types).map(|(key, of)| Column::of(key, *of)).collect::<Result<Vec<_>>>()?;
        let Scratch { mut differs, mut flags, mut key } = std::mem::take(&mut self.scratch);
        differs.clear();
        differs.resize(rows, false);
        flags.clear();
        flags.resize(rows, 0);
        let mut place = 0;
        for column in &columns {
            match column {
                Column::Flag(values) => {
                    add_flag(values, FLAG_BITS * place, &mut flags);
                    place += 1;
                }
                other => other.mark_changes(&mut differs),
            }
        }
        slots.clear();
        let (mut run, mut last) = (0, None);
        for row in 0..rows {
            if row == 0 || differs[row] {
                key.clear();
                columns.iter().for_each(|column| column.write(row, &mut key));
                run = self.numbered(&key);
                last = None;
            }
            let slot = match last {
                Some((same, slot)) if same == flags[row] => slot,
                _ => self.group(run, Flags(flags[row])),
            };
            last = Some((flags[row], slot));
            slots.push(slot);
        }
        self.scratch = Scratch { differs, flags, key };
        Ok(())
    }

    /// The keys of every group; it begins anew.
    pub(super) fn take(&mut self) -> Result<Vec<ArrayRef>> {
        let (runs, groups) = (std::mem::take(&mut self.runs), std::mem::take(&mut self.groups));
        self.flagged.clear();
        let mut keys: Vec<&[u8]> = vec![&[]; runs.len()];
        for (key, run) in &runs {
            keys[*run as usize] = key;
        }
        let mut builders: Vec<_> = self.types.iter().map(|of| Builder::new(*of, groups.len())).collect();
        for (run, flags) in groups {
            let (mut key, mut flags) = (keys[run as usize], flags);
            for builder in &mut builders {
                builder.append(&mut key, &mut flags)?;
            }
        }
        Ok(builders.into_iter().map(Builder::finish).collect())
    }
}

fn add_flag(values: &BooleanArray, shift: usize, flags: &mut [u32]) {
    for row in values.values().set_indices() {
        flags[row] |= 1 << shift;
    }
    if let Some(nulls) = values.nulls().filter(|nulls| nulls.null_count() > 0) {
        for row in (!nulls.inner()).set_indices() {
            flags[row] = flags[row] & !(3 << shift) | NULL_FLAG << shift;
        }
    }
}
