//! Parquet files as other programs write them.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array, ListBuilder, RecordBatch, StringArray, StringBuilder};
use arrow::array::{StringDictionaryBuilder, TimestampMillisecondArray};
use arrow::datatypes::Int32Type;
use parquet::arrow::ArrowWriter;

fn texts(values: [&str; 2]) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn categories(values: [&str; 2]) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    values.iter().for_each(|value| builder.append_value(value));
    Arc::new(builder.finish())
}

/// Two lines of October 2018 that cost 3 together; `more` replaces columns and adds some.
fn bill(more: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let start = TimestampMillisecondArray::from(vec![1_538_352_000_000; 2]);
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("bill_payer_account_id", texts(["011254002932"; 2])),
        ("line_item_usage_account_id", texts(["000000000042", "011254002932"])),
        ("line_item_line_item_type", texts(["Usage"; 2])),
        ("line_item_usage_start_date", Arc::new(start)),
        ("line_item_unblended_cost", Arc::new(Float64Array::from(vec![1.0, 2.0]))),
    ];
    columns.retain(|(name, _)| more.iter().all(|(new, _)| new != name));
    columns.extend(more);
    file(columns)
}

fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

pub(crate) fn cur() -> Vec<u8> {
    bill(vec![])
}

/// As pandas keeps them: whole numbers, and doubles where one is missing.
pub(crate) fn with_ids_as_numbers() -> Vec<u8> {
    bill(vec![
        ("bill_payer_account_id", Arc::new(Int64Array::from(vec![11_254_002_932; 2]))),
        ("line_item_usage_account_id", Arc::new(Float64Array::from(vec![Some(42.0), None]))),
        ("bill_invoice_id", Arc::new(Int64Array::from(vec![7; 2]))),
    ])
}

pub(crate) fn with_categories() -> Vec<u8> {
    bill(vec![("line_item_line_item_type", categories(["Usage", "Tax"])), ("line_item_product_code", categories(["a", "b"]))])
}

pub(crate) fn with_a_list() -> Vec<u8> {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for _ in 0..2 {
        lists.values().append_value("team=a");
        lists.append(true);
    }
    bill(vec![("resource_tags", Arc::new(lists.finish()))])
}

pub(crate) fn of_something_else() -> Vec<u8> {
    file(vec![("a", texts(["b", "c"]))])
}

/// The tags of the first line.
pub(crate) fn tags(lines: &RecordBatch) -> BTreeMap<String, String> {
    let tags = lines["tags"].as_map().value(0);
    let text =
        |column: usize| tags.column(column).as_string::<i32>().iter().map(|text| text.unwrap().to_owned()).collect::<Vec<_>>();
    text(0).into_iter().zip(text(1)).collect()
}
