//! Removes what no reader can need: imports before the previous one, and imports that were never committed.

use std::fs;
use std::path::Path;

use super::{Current, LedgerError, folders};

/// Call it under the period's lock. The current import stays, and the one before it: a reader that began before the
/// last commit may still be at it.
pub(super) fn sweep(period: &Path, current: Option<&Current>) -> Result<(), LedgerError> {
    let kept = |name: &str| current.is_some_and(|c| c.import == name || c.previous.as_deref() == Some(name));
    for folder in folders(period)? {
        if !folder.file_name().and_then(|name| name.to_str()).is_some_and(kept) {
            fs::remove_dir_all(&folder).map_err(|source| LedgerError::io(&folder, source))?;
        }
    }
    Ok(())
}
