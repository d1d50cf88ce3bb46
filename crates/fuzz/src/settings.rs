//! JSON that is kept or handed in beside bills: what tells credits apart, Eco invoices and commitments, names of
//! accounts; and the records of a ledger, which may be somebody else's.

use std::collections::BTreeMap;
use std::fmt::Debug;

use muster_domain::AccountId;
use muster_domain::credit::CreditPatterns;
use muster_domain::report::{EcoCommitments, EcoInvoices};
use muster_engine::check_credit_patterns;
use muster_engine::ledger::{CurrentImport, ImportRecord, Ledger};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Patterns longer than this only make the compiler of regular expressions slow, and are refused.
const LONGEST_PATTERNS: usize = 4096;

pub(crate) fn settings(bytes: &[u8]) {
    again::<EcoInvoices>(bytes);
    again::<EcoCommitments>(bytes);
    again::<BTreeMap<AccountId, String>>(bytes);
    let patterns = again::<CreditPatterns>(bytes).filter(|_| bytes.len() <= LONGEST_PATTERNS);
    if let Some(Err(refusal)) = patterns.map(|patterns| check_credit_patterns(&patterns)) {
        assert!(refusal.path.starts_with("patterns") && !refusal.reason.is_empty(), "{refusal:?}");
    }
}

/// A record as the text of a file in a ledger.
pub(crate) fn ledger(bytes: &[u8]) {
    let Some(record) = again::<ImportRecord>(bytes) else { return };
    let import = record.import.clone();
    let paths = CurrentImport { folder: "/ledger".into(), record };
    let _ = (paths.lines(), paths.days());
    if let Ok(folder) = tempfile::tempdir() {
        let period = folder.path().join("836060457634/2018-10");
        let current = serde_json::json!({ "version": 1, "import": "import", "previous": import });
        let written = std::fs::create_dir_all(period.join("import"))
            .and_then(|()| std::fs::write(folder.path().join("ledger.json"), r#"{"version":1}"#))
            .and_then(|()| std::fs::write(period.join("current.json"), current.to_string()))
            .and_then(|()| std::fs::write(period.join("import/import.json"), bytes));
        let read = Ledger::open(folder.path()).and_then(|ledger| ledger.periods());
        assert!(written.is_err() || read.is_ok_and(|periods| periods.len() == 1) || paths.record.version != 1);
    }
}

/// What reads, reads as the same again when it is written.
fn again<T: DeserializeOwned + Serialize + PartialEq + Debug>(bytes: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(bytes).ok()?;
    let written = serde_json::to_string(&value).unwrap_or_default();
    assert_eq!(serde_json::from_str::<T>(&written).ok().as_ref(), Some(&value), "{written}");
    Some(value)
}
