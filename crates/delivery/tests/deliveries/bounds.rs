//! However large a bill is, only a few parts of it are under way.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use chrono::DateTime;
use muster_engine::import::{Bucket, Input, Object, Progress, import_from};

use super::customer::options;

const MIB: u64 = 1 << 20;

/// One object in memory, which notes how much of it is asked for at once.
#[derive(Debug)]
struct Watched {
    content: bytes::Bytes,
    under_way: AtomicU64,
    most_under_way: AtomicU64,
    most_at_once: AtomicU64,
}

impl Watched {
    fn object(&self) -> Object {
        let (name, bytes) = (PathBuf::from("s3://bucket/bill.csv"), self.content.len() as u64);
        Object { name, bytes, version: "1".to_owned(), modified: DateTime::UNIX_EPOCH }
    }
}

impl Bucket for Watched {
    fn list(&self, _: &Path) -> io::Result<Vec<Object>> {
        Ok(vec![self.object()])
    }

    fn read(&self, _: &Object, range: Range<u64>) -> io::Result<bytes::Bytes> {
        let length = range.end - range.start;
        self.most_under_way.fetch_max(self.under_way.fetch_add(1, SeqCst) + 1, SeqCst);
        self.most_at_once.fetch_max(length, SeqCst);
        std::thread::sleep(std::time::Duration::from_millis(20));
        self.under_way.fetch_sub(1, SeqCst);
        Ok(self.content.slice(range.start as usize..range.end as usize))
    }
}

#[test]
fn a_large_bill_is_fetched_in_four_parts_at_a_time() {
    let header = "bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,\
                  lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UnblendedCost,unread\n";
    let day = "2018-10-01T00:00:00Z";
    let row = format!("111122223333,{day},011122223333,Usage,{day},AmazonEC2,0.5,{}\n", "x".repeat(4_000));
    let content = bytes::Bytes::from(format!("{header}{}", row.repeat(8_000)));
    assert!(content.len() as u64 > 30 * MIB);
    let zero = AtomicU64::default;
    let watched = Arc::new(Watched { content, under_way: zero(), most_under_way: zero(), most_at_once: zero() });
    let ledger = tempfile::tempdir().unwrap();
    let input = Input::Bucket(watched.clone(), PathBuf::from("s3://bucket/bill.csv"));
    let summary = import_from(&[input], &ledger.path().join("ledger"), &options(), &Progress::default()).unwrap();
    assert_eq!(summary.rows, 8_000);
    assert_eq!(summary.periods[0].current.record.unblended_cost, "4000.00");
    assert_eq!(watched.most_under_way.load(SeqCst), 4);
    assert_eq!(watched.most_at_once.load(SeqCst), 4 * MIB);
}
