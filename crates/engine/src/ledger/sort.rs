//! The order of lines in a row group: by account, service, region, type and time, so that a query that wants some
//! of them skips the rest, and equal texts stand together and compress.

use std::collections::HashMap;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::TimestampMicrosecondType;

use super::schema::column;

const BY: [&str; 4] = [column::USAGE_ACCOUNT_ID, column::SERVICE, column::REGION, column::LINE_ITEM_TYPE];

/// Where each line of the sorted group comes from: batch and row. Equal lines keep their order.
pub(super) fn order(batches: &[RecordBatch]) -> Vec<(usize, usize)> {
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let mut keys: Vec<([u32; 4], i64, u32)> = vec![([0; 4], 0, 0); rows];
    for (position, name) in BY.iter().enumerate() {
        for (key, rank) in keys.iter_mut().zip(ranks(batches, name)) {
            key.0[position] = rank;
        }
    }
    let mut places = Vec::with_capacity(rows);
    for (number, batch) in batches.iter().enumerate() {
        for (row, start) in batch[column::USAGE_START].as_primitive::<TimestampMicrosecondType>().values().iter().enumerate() {
            let at = places.len();
            keys[at].1 = *start;
            keys[at].2 = u32::try_from(at).unwrap_or(u32::MAX);
            places.push((number, row));
        }
    }
    keys.sort_unstable();
    keys.iter().map(|(_, _, at)| places[*at as usize]).collect()
}

/// Each line's place among the distinct values of a text column; 0 for none.
fn ranks(batches: &[RecordBatch], name: &str) -> Vec<u32> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut found = Vec::new();
    for batch in batches {
        let mut last: Option<(&str, u32)> = None;
        for text in batch[name].as_string::<i32>() {
            let Some(text) = text else {
                found.push(0);
                continue;
            };
            let number = match last {
                Some((same, number)) if same == text => number,
                _ => {
                    let next = u32::try_from(numbers.len() + 1).unwrap_or(u32::MAX);
                    *numbers.entry(text).or_insert(next)
                }
            };
            last = Some((text, number));
            found.push(number);
        }
    }
    let mut sorted: Vec<_> = numbers.into_iter().collect();
    sorted.sort_unstable();
    let mut rank = vec![0; sorted.len() + 1];
    for (position, (_, number)) in (1..).zip(&sorted) {
        rank[*number as usize] = position;
    }
    found.into_iter().map(|number| rank[number as usize]).collect()
}
