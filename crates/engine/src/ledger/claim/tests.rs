use std::path::PathBuf;
use std::sync::Arc;

use object_store::memory::InMemory;

use super::*;

/// A period in a bucket of its own.
fn period(test: &str) -> PathBuf {
    place::mount(test, Arc::new(InMemory::new()));
    PathBuf::from(format!("s3://{test}/ledger/111122223333/2018-10"))
}

fn current(claimed: &Claimed) -> Current {
    Current { version: VERSION, import: Some(claimed.folder.clone()), previous: claimed.replaces.clone(), claim: None }
}

fn commit(period: &Path, claimed: &Claimed) -> Result<(), LedgerError> {
    claimed.claim.commit(period, &current(claimed))
}

fn write_lines(period: &Path, claimed: &Claimed) -> PathBuf {
    let file = period.join(&claimed.folder).join("lines-0000.parquet");
    place::write(&file, b"lines").unwrap();
    file
}

#[test]
fn of_two_imports_that_claimed_a_period_the_later_one_counts() {
    let period = period("later-counts");
    let first = claim(&period, "a").unwrap();
    let second = claim(&period, "b").unwrap();
    assert!(matches!(commit(&period, &first), Err(LedgerError::Overtaken(_))));
    assert!(read_current(&period).unwrap().unwrap().import.is_none(), "nothing counts yet");
    commit(&period, &second).unwrap();
    assert!(matches!(commit(&period, &first), Err(LedgerError::Overtaken(_))), "nor later");
    assert_eq!(read_current(&period).unwrap().unwrap().import, Some(second.folder));
}

#[test]
fn an_import_that_was_begun_twice_has_two_folders() {
    let period = period("two-folders");
    let (first, again) = (claim(&period, "a").unwrap(), claim(&period, "a").unwrap());
    assert_ne!(first.folder, again.folder);
    let file = write_lines(&period, &again);
    place::remove_folder(&period.join(&first.folder)).unwrap();
    assert!(place::exists(&file).unwrap(), "what the slow one tidies up is its own");
}

#[test]
fn what_was_killed_goes_with_the_next_claim_and_the_two_that_count_stay() {
    let period = period("sweeps");
    let mut files = Vec::new();
    for import in ["a", "b", "c"] {
        let claimed = claim(&period, import).unwrap();
        files.push(write_lines(&period, &claimed));
        commit(&period, &claimed).unwrap();
    }
    let killed = write_lines(&period, &claim(&period, "killed").unwrap());
    claim(&period, "next").unwrap();
    let there = |file: &PathBuf| place::exists(file).unwrap();
    assert_eq!(files.iter().map(there).collect::<Vec<_>>(), [false, true, true]);
    assert!(!there(&killed));
}

#[test]
fn what_is_written_after_a_claim_is_not_swept_by_an_earlier_one() {
    let period = period("order");
    // The earlier has listed, and is slow to remove what it listed.
    let listed = left(&period, None).unwrap();
    let file = write_lines(&period, &claim(&period, "b").unwrap());
    place::remove_entries(&listed).unwrap();
    assert!(place::exists(&file).unwrap());
}

#[test]
fn many_at_once_end_with_one() {
    let period = period("many");
    let counted: Vec<_> = std::thread::scope(|scope| {
        let import = |name: usize| {
            let period = &period;
            scope.spawn(move || {
                let claimed = claim(period, &name.to_string()).ok()?;
                write_lines(period, &claimed);
                commit(period, &claimed).ok().map(|()| claimed)
            })
        };
        let running: Vec<_> = (0..8).map(import).collect();
        running.into_iter().filter_map(|running| running.join().unwrap()).collect()
    });
    let current = read_current(&period).unwrap().unwrap();
    let import = current.import.unwrap();
    let last = counted.iter().find(|claimed| claimed.folder == import).unwrap();
    assert!(place::exists(&period.join(&last.folder).join("lines-0000.parquet")).unwrap(), "all of it is there");
}
