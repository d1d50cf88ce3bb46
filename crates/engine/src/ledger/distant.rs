//! What counts in a ledger of a bucket, found by one listing: it shows the version of every `current.json`, and what was
//! read of a version once is known. Records of imports never change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use muster_domain::Month;

use super::{CURRENT, Current, CurrentImport, ImportRecord, LedgerError, RECORD, check_version, parse};
use crate::place::{self, Entry};

/// Periods that are known at most: some ten thousand records of some kilobytes.
const ROOM: usize = 10_000;

/// By the path of `current.json`: its version, and what it named.
type Known = BTreeMap<PathBuf, (String, Option<CurrentImport>)>;

static KNOWN: Mutex<Known> = Mutex::new(BTreeMap::new());

fn known() -> MutexGuard<'static, Known> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The current import of every period, in no order.
pub(super) fn periods(root: &Path) -> Result<Vec<CurrentImport>, LedgerError> {
    let mut listed = place::list(root).map_err(|source| LedgerError::io(root, source))?;
    listed.retain(|entry| is_current(root, &entry.path));
    let unknown: Vec<Entry> = {
        let known = known();
        let is_known = |entry: &Entry| known.get(&entry.path).is_some_and(|(version, _)| *version == entry.version);
        listed.iter().filter(|entry| !is_known(entry)).cloned().collect()
    };
    let read = read(root, &unknown)?;
    let mut known = known();
    if known.len() + read.len() > ROOM {
        known.clear();
        drop(known);
        // Too much for one memory: all of this ledger is read, and kept until there is no room again.
        return Ok(self::read(root, &listed)?.into_iter().flatten().collect());
    }
    for (entry, import) in unknown.into_iter().zip(read) {
        known.insert(entry.path, (entry.version, import));
    }
    Ok(listed.iter().filter_map(|entry| known.get(&entry.path)?.1.clone()).collect())
}

/// `<root>/<account>/<month>/current.json`
fn is_current(root: &Path, path: &Path) -> bool {
    let parts: Option<Vec<_>> = path.strip_prefix(root).ok().and_then(|below| below.iter().map(|part| part.to_str()).collect());
    matches!(parts.as_deref(), Some([_, month, CURRENT]) if month.parse::<Month>().is_ok())
}

/// What each of these names; `None` of a period that was claimed and never committed.
fn read(root: &Path, currents: &[Entry]) -> Result<Vec<Option<CurrentImport>>, LedgerError> {
    let failed = |source| LedgerError::io(root, source);
    let paths: Vec<_> = currents.iter().map(|entry| entry.path.clone()).collect();
    let contents = place::read_all(&paths).map_err(failed)?;
    let folder = |(path, content): (&PathBuf, &bytes::Bytes)| {
        let current: Current = parse(path, content)?;
        check_version(path, current.version)?;
        Ok::<_, LedgerError>(current.import.map(|import| path.with_file_name(import)))
    };
    let folders = paths.iter().zip(&contents).map(folder).collect::<Result<Vec<_>, _>>()?;
    let records: Vec<_> = folders.iter().flatten().map(|folder| folder.join(RECORD)).collect();
    let mut records = records.iter().zip(place::read_all(&records).map_err(failed)?);
    let import = |folder: Option<PathBuf>| {
        let Some(folder) = folder else { return Ok(None) };
        let Some((path, content)) = records.next() else { return Ok(None) };
        let record: ImportRecord = parse(path, &content)?;
        check_version(&folder, record.version)?;
        Ok(Some(CurrentImport { folder, record }))
    };
    folders.into_iter().map(import).collect()
}
