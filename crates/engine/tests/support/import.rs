//! What tests of imports share: a bill in a few words, an import with a fixed clock, and a look at what came of it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
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

pub(crate) fn options() -> ImportOptions {
    ImportOptions {
        id: ImportId(uuid::Uuid::now_v7()),
        created: "2018-11-02T00:00:00Z".parse().unwrap(),
        bad_rows: BadRows::Stop,
    }
}

pub(crate) fn import_into(ledger: &Path, inputs: &[PathBuf]) -> Result<ImportSummary, ImportError> {
    import(inputs, ledger, &options(), &Progress::default())
}

/// Every line of a period, file by file.
pub(crate) fn lines(current: &CurrentImport) -> Vec<RecordBatch> {
    current.lines().iter().flat_map(|path| table(path)).collect()
}

pub(crate) fn table(path: &Path) -> Vec<RecordBatch> {
    let file = File::open(path).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap).collect()
}

/// Unblended cost by account, in plain decimals.
pub(crate) fn sum_by_account(current: &CurrentImport) -> BTreeMap<String, String> {
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
pub(crate) fn texts(current: &CurrentImport, column: &str) -> Vec<Option<String>> {
    let of = |batch: RecordBatch| batch[column].as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect::<Vec<_>>();
    lines(current).into_iter().flat_map(of).collect()
}

/// The amounts of one column, in plain decimals.
pub(crate) fn amounts(current: &CurrentImport, column: &str) -> Vec<Option<String>> {
    let exact = |units| Money::from_scaled(units).unwrap().exact();
    let of = |batch: RecordBatch| {
        batch[column].as_primitive::<Decimal128Type>().iter().map(|units| units.map(exact)).collect::<Vec<_>>()
    };
    lines(current).into_iter().flat_map(of).collect()
}

const HEADER: &str = "identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,\
lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UsageAmount,\
lineItem/UnblendedCost,lineItem/LineItemDescription,resourceTags/user:Team";

/// A small legacy bill of account 111122223333, October 2018 unless a row says otherwise.
pub(crate) struct Csv(pub(crate) String);

impl Csv {
    pub(crate) fn new() -> Self {
        Self(format!("{HEADER}\n"))
    }

    pub(crate) fn row(self, cost: &str) -> Self {
        self.raw(&format!("i,t,111122223333,2018-10-01T00:00:00Z,444455556666,Usage,2018-10-02T03:00:00Z,AmazonS3,1,{cost},,"))
    }

    pub(crate) fn raw(mut self, line: &str) -> Self {
        self.0.push_str(line);
        self.0.push('\n');
        self
    }

    pub(crate) fn in_month(self, month: &str, cost: &str) -> Self {
        let start = format!("{month}-01T00:00:00Z");
        self.raw(&format!("i,t,111122223333,{start},444455556666,Usage,{start},AmazonS3,1,{cost},,"))
    }

    pub(crate) fn write(&self, path: &Path) -> PathBuf {
        std::fs::write(path, &self.0).unwrap();
        path.to_owned()
    }
}

/// What one import of one file says when it fails; `{file}` stands for the file.
pub(crate) fn failure(name: &str, content: &[u8]) -> (String, ImportError) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, content).unwrap();
    let ledger = folder.path().join("ledger");
    let error = import_into(&ledger, &[file]).unwrap_err();
    let leftovers = muster_engine::ledger::Ledger::open(&ledger).unwrap().periods().unwrap();
    assert!(leftovers.is_empty(), "nothing is half imported");
    (error.to_string().replace(&format!("{}/", folder.path().display()), ""), error)
}

/// A real bill, where it is at hand.
pub(crate) fn real_bill(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MUSTER_SHARED_DATA").map_or_else(beside, Into::into);
    let path = folder.join(name);
    if !path.is_file() {
        eprintln!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}
