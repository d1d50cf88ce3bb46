//! What is read by number is what the file holds, however its writer chose to write it.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Field;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};

use super::*;

/// A column of every type, some values absent, some repeated, some in runs.
fn rows(count: usize) -> RecordBatch {
    let rows = || 0..count;
    let text = |row: usize| (!row.is_multiple_of(7)).then(|| format!("a text, more than twelve bytes of it: {}", row / 50 % 11));
    let decimal = |row: usize| (!row.is_multiple_of(3)).then_some((row as i128 % 1000 - 500) * 10_i128.pow(20));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("text", Arc::new(rows().map(text).collect::<StringViewArray>())),
        ("short", Arc::new(rows().map(|row| Some(["a", "b", ""][row % 3])).collect::<StringViewArray>())),
        ("money", Arc::new(rows().map(decimal).collect::<Decimal128Array>().with_precision_and_scale(38, 12).unwrap())),
        ("day", Arc::new(rows().map(|row| Some(row as i32 / 100 - 3)).collect::<Date32Array>())),
        ("time", Arc::new(rows().map(|row| (row > 9).then_some(row as i64)).collect::<TimestampMicrosecondArray>())),
        ("count", Arc::new(rows().map(|row| Some(row as i64 * 1_000_003)).collect::<Int64Array>())),
        ("flag", Arc::new(rows().map(|row| [Some(true), None, Some(false)][row * row % 3]).collect::<BooleanArray>())),
        ("nothing", Arc::new(StringViewArray::from_iter(rows().map(|_| None::<&str>)))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

fn write(batch: &RecordBatch, properties: WriterProperties, path: &Path) {
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn whatever_way_a_column_was_written_it_reads_the_same() {
    let zstd = || WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let ways = [
        WriterProperties::builder(),
        zstd().set_data_page_row_count_limit(1000).set_write_batch_size(100),
        zstd().set_writer_version(WriterVersion::PARQUET_2_0).set_data_page_row_count_limit(700).set_write_batch_size(50),
        WriterProperties::builder().set_dictionary_enabled(false).set_max_row_group_row_count(Some(900)),
        zstd().set_dictionary_page_size_limit(300).set_data_page_row_count_limit(500).set_write_batch_size(50),
    ];
    let batch = rows(5_000);
    for (number, way) in ways.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.parquet");
        // DataFusion's own encodings of version 2 are none of the ledger's: text only.
        let batch = if number == 2 { batch.project(&[0, 1, 7]).unwrap() } else { batch.clone() };
        write(&batch, way.build(), &path);
        let mut fields: Vec<_> = batch.schema().fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new("absent", DataType::Utf8View, true)));
        let files = Files::by_hand(vec![path], Arc::new(arrow::datatypes::Schema::new(fields)));
        let mut first = 0;
        for place in files.places().unwrap() {
            let (block, mut spare) = (Block::new(place), Spare::default());
            for (column, expected) in batch.columns().iter().enumerate() {
                let read = block.column(column, &mut spare).unwrap().of_all().unwrap();
                assert_eq!(&read, &expected.slice(first, place.rows()), "{number} {column}");
            }
            assert_eq!(block.column(batch.num_columns(), &mut spare).unwrap().of_all().unwrap().null_count(), place.rows());
            first += place.rows();
        }
        assert_eq!(first, batch.num_rows());
    }
}

#[test]
fn rows_that_do_not_count_are_left_out_of_columns_read_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let (path, batch) = (folder.path().join("rows.parquet"), rows(100));
    write(&batch, WriterProperties::default(), &path);
    let files = Files::by_hand(vec![path], batch.schema());
    let (mut block, mut spare) = (Block::new(&files.places().unwrap()[0]), Spare::default());
    block.column(0, &mut spare).unwrap();
    block.keep(vec![3, 50, 99]);
    for column in [0, 2] {
        let read = block.column(column, &mut spare).unwrap().of_all().unwrap();
        let kept = take(batch.column(column), &UInt32Array::from(vec![3, 50, 99]), None).unwrap();
        assert_eq!(&read, &kept);
    }
    assert_eq!(block.rows(), 3);
}
