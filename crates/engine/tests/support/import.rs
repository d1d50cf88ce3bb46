//! What tests of imports share: a bill in a few words, an import with a fixed clock, and a look at what came of it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Decimal128Type;
use muster_domain::{ImportId, Money};
use muster_engine::import::{BadRows, ImportError, ImportOptions, ImportSummary, Progress, import};
use muster_engine::ledger::CurrentImport;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

pub fn options() -> ImportOptions {
    ImportOptions {
        id: ImportId(uuid::Uuid::now_v7()),
        created: "2018-11-02T00:00:00Z".parse().unwrap(),
        bad_rows: BadRows::Stop,
    }
}

pub fn import_into(ledger: &Path, inputs: &[PathBuf]) -> Result<ImportSummary, ImportError> {
    import(inputs, ledger, &options(), &Progress::default())
}

/// Every line of a period, file by file.
pub fn lines(current: &CurrentImport) -> Vec<RecordBatch> {
    current.lines().iter().flat_map(|path| table(path)).collect()
}

pub fn table(path: &Path) -> Vec<RecordBatch> {
    let file = File::open(path).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap).collect()
}

/// Unblended cost by account, in plain decimals.
pub fn sum_by_account(current: &CurrentImport) -> BTreeMap<String, String> {
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    for batch in lines(current) {
        let costs = batch["unblended_cost"].as_primitive::<Decimal128Type>();
        for (account, cost) in batch["usage_account_id"].as_string::<i32>().iter().zip(costs) {
            *sums.entry(account.unwrap().to_owned()).or_default() += cost.unwrap();
        }
    }
    sums.into_iter().map(|(account, sum)| (account, Money::from_scaled(sum).unwrap().exact())).collect()
}

/// The texts of one column.
pub fn texts(current: &CurrentImport, column: &str) -> Vec<Option<String>> {
    let of = |batch: RecordBatch| batch[column].as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect::<Vec<_>>();
    lines(current).into_iter().flat_map(of).collect()
}

/// The amounts of one column, in plain decimals.
pub fn amounts(current: &CurrentImport, column: &str) -> Vec<Option<String>> {
    let exact = |units| Money::from_scaled(units).unwrap().exact();
    let of = |batch: RecordBatch| {
        batch[column].as_primitive::<Decimal128Type>().iter().map(|units| units.map(exact)).collect::<Vec<_>>()
    };
    lines(current).into_iter().flat_map(of).collect()
}
