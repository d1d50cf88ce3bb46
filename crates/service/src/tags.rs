//! Which tags lines have.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use muster_engine::ledger::CurrentImport;

use crate::{Error, Muster, OrgScope, ledgers};

/// Keys that imports have, by their folders. An import never changes, and finding its keys takes a look at every line.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<PathBuf, Arc<BTreeSet<String>>>>);

/// So many imports are remembered; then all are forgotten, those that count no more with them.
const REMEMBERED: usize = 1000;

/// Keys on the organization's newest bill, in order.
pub(crate) async fn newest(scope: &OrgScope) -> Result<Vec<String>, Error> {
    let folders = ledgers::folders(scope.muster(), &mut scope.read().await?).await?;
    newest_of(scope.muster(), &ledgers::periods(folders).await?).await
}

/// Keys on the lines of the newest month among these.
pub(crate) async fn newest_of(muster: &Muster, imports: &[CurrentImport]) -> Result<Vec<String>, Error> {
    let newest = imports.iter().map(|import| import.record.month).max();
    let mut keys = BTreeSet::new();
    for import in imports.iter().filter(|import| Some(import.record.month) == newest) {
        keys.extend(of(muster, import).await?.iter().cloned());
    }
    Ok(keys.into_iter().collect())
}

async fn of(muster: &Muster, import: &CurrentImport) -> Result<Arc<BTreeSet<String>>, Error> {
    let known = || muster.tag_keys().0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(keys) = known().get(&import.folder) {
        return Ok(Arc::clone(keys));
    }
    let keys = Arc::new(muster.engine().tag_keys(import).await.map_err(Error::internal)?);
    let mut known = known();
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(import.folder.clone(), Arc::clone(&keys));
    Ok(keys)
}
