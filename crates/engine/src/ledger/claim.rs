//! Keeps two imports of one period apart.
//!
//! On a disk the first has a lock, which goes with its process, and the second is told to wait. A bucket has no locks
//! that go with a process. There an import writes its claim into `current.json`, under the condition that this is still
//! as it was read, and its commit has the condition that the claim still stands. So a later claim takes the period over,
//! whoever made the earlier one and however slow or dead that is, and of two imports at most one can commit. No clock is
//! asked. A folder's name is used once, so that neither of them can write into the other's, or remove it.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use super::schema::VERSION;
use super::sweep::{left, sweep};
use super::{CURRENT, Current, LedgerError, parse, read_current, write_json};
use crate::place::{self, Expected, Version, read_version, write_if};

/// Others may be quicker so often before an import gives up.
const ATTEMPTS: usize = 10;

/// A period's right to be written by one import.
pub(super) enum Claim {
    Lock {
        _lock: File,
    },
    /// What `current.json` is as long as nobody else has claimed the period.
    Stands(Version),
}

/// A claim, and the folder that it is for.
pub(super) struct Claimed {
    pub(super) claim: Claim,
    /// Its name within the period.
    pub(super) folder: String,
    /// The import that counts.
    pub(super) replaces: Option<String>,
}

/// Claims the period, and removes what earlier imports left behind.
///
/// # Errors
/// [`LedgerError::Busy`] when another import has the period; the store's.
pub(super) fn claim(period: &Path, import: &str) -> Result<Claimed, LedgerError> {
    if place::is_remote(period) { far(period, import) } else { near(period, import) }
}

fn near(period: &Path, import: &str) -> Result<Claimed, LedgerError> {
    fs::create_dir_all(period).map_err(|source| LedgerError::io(period, source))?;
    let lock = lock(period)?;
    let current = read_current(period)?;
    sweep(period, current.as_ref())?;
    let folder = period.join(import);
    fs::create_dir(&folder).map_err(|source| LedgerError::io(&folder, source))?;
    let replaces = current.and_then(|current| current.import);
    Ok(Claimed { claim: Claim::Lock { _lock: lock }, folder: import.to_owned(), replaces })
}

fn lock(period: &Path) -> Result<File, LedgerError> {
    let path = period.join("lock");
    let lock = File::create(&path).map_err(|source| LedgerError::io(&path, source))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(LedgerError::Busy(period.to_owned())),
        Err(TryLockError::Error(source)) => Err(LedgerError::io(&path, source)),
    }
}

fn far(period: &Path, import: &str) -> Result<Claimed, LedgerError> {
    let path = period.join(CURRENT);
    let failed = |source| LedgerError::io(&path, source);
    let folder = format!("{import}-{}", &uuid::Uuid::now_v7().simple().to_string()[20..]);
    for _ in 0..ATTEMPTS {
        let (current, expected) = match read_version(&path).map_err(failed)? {
            None => (None, Expected::Absent),
            Some((content, version)) => (Some(parse::<Current>(&path, &content)?), Expected::Is(version)),
        };
        // Listed before the claim and removed after it: whoever claims later has written nothing yet.
        let left = left(period, current.as_ref())?;
        let (replaces, previous) = current.map_or((None, None), |current| (current.import, current.previous));
        let claimed = Current { version: VERSION, import: replaces.clone(), previous, claim: Some(folder.clone()) };
        if let Some(version) = write_if(&path, text(&path, &claimed)?, expected).map_err(failed)? {
            place::remove_entries(&left).map_err(|source| LedgerError::io(period, source))?;
            return Ok(Claimed { claim: Claim::Stands(version), folder, replaces });
        }
    }
    Err(LedgerError::Busy(period.to_owned()))
}

impl Claim {
    /// Makes `current` count.
    ///
    /// # Errors
    /// [`LedgerError::Overtaken`]: it does not count and never will. The store's; then it may count.
    pub(super) fn commit(&self, period: &Path, current: &Current) -> Result<(), LedgerError> {
        let Self::Stands(version) = self else { return write_json(period, CURRENT, current) };
        let path = period.join(CURRENT);
        for _ in 0..ATTEMPTS {
            let expected = Expected::Is(version.clone());
            let written = write_if(&path, text(&path, current)?, expected).map_err(|source| LedgerError::io(&path, source))?;
            if written.is_some() {
                return Ok(());
            }
            if !self.stands(period)? {
                return Err(LedgerError::Overtaken(period.to_owned()));
            }
            // The store was at it with somebody else's request, which came to nothing.
        }
        Err(LedgerError::Busy(period.to_owned()))
    }

    /// Whether nobody else has claimed the period.
    pub(super) fn stands(&self, period: &Path) -> Result<bool, LedgerError> {
        let Self::Stands(version) = self else { return Ok(true) };
        let path = period.join(CURRENT);
        let now = read_version(&path).map_err(|source| LedgerError::io(&path, source))?;
        Ok(now.is_some_and(|(_, now)| now == *version))
    }
}

fn text(path: &Path, current: &Current) -> Result<Vec<u8>, LedgerError> {
    serde_json::to_vec_pretty(current).map_err(|source| LedgerError::Record { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests;
