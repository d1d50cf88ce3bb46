//! Removes what no reader can need: imports before the previous one, and imports that were never committed. The current
//! import stays, and the one before it: a reader that began before the last commit may still be at it.

use std::fs;
use std::path::Path;

use super::{CURRENT, Current, LedgerError, folders};
use crate::place::{self, Entry};

/// Of a folder on this machine. Call it under the period's lock.
pub(super) fn sweep(period: &Path, current: Option<&Current>) -> Result<(), LedgerError> {
    for folder in folders(period)? {
        if !folder.file_name().and_then(|name| name.to_str()).is_some_and(|name| is_kept(current, name)) {
            fs::remove_dir_all(&folder).map_err(|source| LedgerError::io(&folder, source))?;
        }
    }
    Ok(())
}

/// Of a bucket: the files that may go once the period is claimed.
pub(super) fn left(period: &Path, current: Option<&Current>) -> Result<Vec<Entry>, LedgerError> {
    let mut entries = place::list(period).map_err(|source| LedgerError::io(period, source))?;
    entries.retain(|entry| {
        let below = entry.path.strip_prefix(period).ok().and_then(|below| below.iter().next()?.to_str());
        below.is_some_and(|name| name != CURRENT && !is_kept(current, name))
    });
    Ok(entries)
}

fn is_kept(current: Option<&Current>, name: &str) -> bool {
    current.is_some_and(|c| c.import.as_deref() == Some(name) || c.previous.as_deref() == Some(name))
}
