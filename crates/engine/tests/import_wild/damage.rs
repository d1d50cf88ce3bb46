//! Files with some bytes changed: whatever comes of it is said, and nothing is left behind.

use super::support::import_into;
use super::{bill, gzip, periods, tables};

/// Bytes changed at places drawn from `seed`.
fn damaged(content: &[u8], seed: u64) -> Vec<u8> {
    let mut content = content.to_vec();
    let mut state = seed;
    for _ in 0..1 + seed % 4 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = (state >> 33) as usize % content.len();
        content[place] = (state >> 25) as u8;
    }
    content
}

#[test]
fn whatever_is_damaged_is_read_or_refused_and_nothing_is_left_behind() {
    let files =
        [("a.csv", bill().into_bytes(), 60), ("a.csv.gz", gzip(bill().as_bytes()), 60), ("a.parquet", tables::cur(), 170)];
    for (name, content, seeds) in files {
        for seed in 1..seeds {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join(name);
            std::fs::write(&file, damaged(&content, seed)).unwrap();
            let ledger = folder.path().join("ledger");
            match import_into(&ledger, &[file]) {
                Ok(summary) => assert_eq!(summary.periods.len(), periods(&ledger).len(), "{name} {seed}"),
                Err(error) => {
                    assert!(error.is_wrong_input(), "{name} {seed}: {error}");
                    assert!(!error.to_string().contains('\n'), "{name} {seed}: {error}");
                    assert!(periods(&ledger).is_empty(), "{name} {seed}");
                }
            }
        }
    }
}
