//! Parquet bills: files as they are, which a fuzzer can hardly keep whole, and whole files of strange columns.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int32Array, Int64Array, LargeStringArray,
    RecordBatch, StringArray, StringDictionaryBuilder, TimestampMillisecondArray, TimestampNanosecondArray,
};
use arrow::datatypes::Int8Type;
use muster_engine::import::probe;
use parquet::arrow::ArrowWriter;

pub(crate) fn parquet(bytes: &[u8]) {
    let Ok(mut file) = tempfile::NamedTempFile::new() else { return };
    let written = match bytes.strip_prefix(b"columns:") {
        Some(choices) => file.reopen().is_ok_and(|out| strange(choices, out)),
        None => file.write_all(bytes).is_ok(),
    };
    if written {
        let _ = probe::parquet(file.path());
    }
}

/// Columns that a bill reads, each of a type and with a value that the bytes choose; false where they cannot be.
fn strange(choices: &[u8], out: File) -> bool {
    const NAMES: [&str; 12] = [
        "line_item_line_item_type",
        "line_item_usage_start_date",
        "line_item_unblended_cost",
        "line_item_usage_amount",
        "bill_payer_account_id",
        "bill_billing_period_start_date",
        "reservation_reservation_a_r_n",
        "reservation_effective_cost",
        "pricing_public_on_demand_rate",
        "reservation_unused_recurring_fee",
        "resource_tags",
        "line_item_operation",
    ];
    let columns = NAMES.iter().enumerate().map(|(place, name)| {
        let mut chosen = [0_u8; 9];
        let from = choices.get(place * 9..).unwrap_or_default();
        chosen.iter_mut().zip(from).for_each(|(slot, byte)| *slot = *byte);
        (*name, column(chosen))
    });
    let Ok(batch) = RecordBatch::try_from_iter(columns) else { return false };
    let writer = ArrowWriter::try_new(out, batch.schema(), None);
    writer.is_ok_and(|mut writer| writer.write(&batch).is_ok() && writer.close().is_ok())
}

/// One value: a byte for its type, eight for itself.
fn column([kind, value @ ..]: [u8; 9]) -> ArrayRef {
    let number = i64::from_le_bytes(value);
    let text = String::from_utf8_lossy(&value).trim_end_matches('\0').to_owned();
    let usual = ["Usage", "2018-10-01T00:00:00Z", "1.5E-6", "DiscountedUsage", "{\"a\":\"b\"}", "RIFee", "9E25", "-9E25"];
    match kind % 14 {
        0 => Arc::new(StringArray::from(vec![usual[value[0] as usize % usual.len()]])),
        1 => Arc::new(StringArray::from(vec![text])),
        2 => Arc::new(LargeStringArray::from(vec![text])),
        3 => Arc::new(Float64Array::from(vec![f64::from_bits(number as u64)])),
        4 => Arc::new(Float32Array::from(vec![f32::from_bits(number as u32)])),
        5 => Arc::new(Int64Array::from(vec![number])),
        6 => Arc::new(Int32Array::from(vec![number as i32])),
        7 => Arc::new(BooleanArray::from(vec![number % 2 == 0])),
        8 => Arc::new(TimestampMillisecondArray::from(vec![number])),
        9 => Arc::new(TimestampNanosecondArray::from(vec![number])),
        10 => Arc::new(Date32Array::from(vec![number as i32])),
        11 => Arc::new(Decimal128Array::from(vec![i128::from(number)])),
        12 => {
            let mut texts = StringDictionaryBuilder::<Int8Type>::new();
            texts.append_value(text);
            Arc::new(texts.finish())
        }
        _ => Arc::new(StringArray::from(vec![None::<String>])),
    }
}
