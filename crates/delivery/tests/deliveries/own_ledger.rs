//! The ledger of an installation in a bucket of S3: what `muster-engine` promises of a bucket, over the wire.

use std::io::Write;
use std::path::{Path, PathBuf};

use muster_engine::import::{ImportError, ImportSummary, Outcome, Progress, import};
use muster_engine::ledger::Ledger;
use muster_engine::place;
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Spec, generate};

use super::customer::{Customer, content, options};

/// A ledger's place in the customer's own bucket, which the engine knows from now on.
fn ledger(customer: &Customer) -> PathBuf {
    let bucket = &customer.store.bucket;
    place::mount(bucket, customer.aws().open(bucket).unwrap());
    PathBuf::from(format!("s3://{bucket}/muster/ledger"))
}

fn import_into(ledger: &Path, bill: &Path) -> Result<ImportSummary, ImportError> {
    import(&[bill.to_owned()], ledger, &options(), &Progress::default())
}

#[test]
fn a_ledger_in_a_bucket_is_the_ledger_in_a_folder() {
    let Some(customer) = Customer::new("own-ledger", Form::LegacyCsv) else { return };
    let (far, near, bill) = (ledger(&customer), customer.ledger(), customer.bills());
    write(&generate(Spec { months: 2, lines: 2000, ..Spec::small(4) }), Form::LegacyCsv, &bill).unwrap();
    place::check(&far).unwrap();
    assert!(place::list(&far).unwrap().is_empty(), "the check leaves nothing");
    for ledger in [&far, &near] {
        import_into(ledger, &bill).unwrap();
    }
    assert_eq!(content(&far), content(&near));
    assert_eq!(content(&far).len(), 2);
    let again = import_into(&far, &bill).unwrap();
    assert!(again.periods.iter().all(|period| period.outcome == Outcome::Unchanged));
    for period in Ledger::open(&far).unwrap().periods().unwrap() {
        assert!(muster_engine::rollup::Table::read(&period.rollup().unwrap()).is_ok());
    }
}

#[test]
fn a_large_file_goes_to_the_bucket_in_parts_and_comes_back_in_ranges() {
    let Some(customer) = Customer::new("parts", Form::LegacyCsv) else { return };
    let file = ledger(&customer).join("large");
    let content: Vec<u8> = (0..19_000_001_u32).map(|at| (at % 253) as u8).collect();
    let mut sink = place::create_whole(&file, "draft").unwrap();
    sink.write_all(&content).unwrap();
    assert!(!place::exists(&file).unwrap(), "not before it is whole");
    sink.finish().unwrap();
    let mut read = Vec::new();
    std::io::Read::read_to_end(&mut place::reader(&file).unwrap(), &mut read).unwrap();
    assert!(read == content);
    place::remove_folder(file.parent().unwrap()).unwrap();
    assert!(!place::exists(&file).unwrap());
}

#[test]
fn a_bucket_that_is_not_there_is_said_in_one_line() {
    let Some(customer) = Customer::new("no-bucket", Form::LegacyCsv) else { return };
    let bucket = "no-such-bucket-of-muster";
    place::mount(bucket, customer.aws().open(bucket).unwrap());
    let error = place::check(Path::new("s3://no-such-bucket-of-muster/x")).unwrap_err();
    assert_eq!(error.to_string(), "no such bucket");
}
