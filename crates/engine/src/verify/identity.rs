//! Nothing twice: (LineItemId, TimeInterval) names one line of a period.

use arrow::array::Array;

use super::{Check, Clause, Statement, lines};
use crate::ledger::schema::column;
use crate::ledger::{CurrentImport, LedgerError};
use crate::progress::Progress;

const CHECK: &str = "no two lines have one identity";

/// Identities held at a time, 16 bytes each; a larger period is gone through in several passes.
const HELD: u64 = 16 << 20;

pub(super) fn check(period: &CurrentImport, subject: &str, progress: &Progress) -> Result<Vec<Check>, LedgerError> {
    let passes = period.record.rows.div_ceil(HELD).max(1);
    let (mut twice, mut named) = (0, 0);
    for pass in 0..passes {
        let mut identities = Vec::new();
        for path in period.lines() {
            lines::read(&path, &[column::LINE_ITEM_ID, column::TIME_INTERVAL, column::SPLIT_COST], |batch| {
                identities.extend(of_batch(batch).filter(|identity| u64::try_from(identity % u128::from(passes)) == Ok(pass)));
                progress.set_read(progress.read() + batch.rows() as u64 / passes);
            })?;
        }
        named += identities.len();
        identities.sort_unstable();
        twice += identities.windows(2).filter(|pair| pair[0] == pair[1]).count();
    }
    let says = Statement { clause: Clause::NothingLost, check: CHECK, subject };
    Ok(vec![match named {
        0 => says.skipped("the bill has no column identity/LineItemId"),
        _ => says.equal("0 twice".to_owned(), format!("{twice} twice")),
    }])
}

/// A hash wide enough that two lines never share one by chance.
fn of_batch(batch: &lines::Batch) -> impl Iterator<Item = u128> {
    let (ids, intervals) = (batch.texts(column::LINE_ITEM_ID), batch.texts(column::TIME_INTERVAL));
    let split = batch.flags(column::SPLIT_COST);
    (0..batch.rows()).filter(|row| ids.is_valid(*row) && !split.value(*row)).map(|row| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(ids.value(row).as_bytes()).update(b"\n");
        if intervals.is_valid(row) {
            hasher.update(intervals.value(row).as_bytes());
        }
        let hash = hasher.finalize();
        hash.as_bytes().first_chunk::<16>().map_or(0, |half| u128::from_le_bytes(*half))
    })
}
