//! Removing files of charges that were computed anew, or never came to count.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use muster_domain::ChargeId;
use muster_engine::place;

use crate::muster::blocking;
use crate::{Error, Muster};

/// A file without a row may be one whose row is about to be written, or that somebody is about to read.
const SETTLED: Duration = Duration::from_secs(3600);

pub(crate) async fn left_cells(muster: &Muster) -> Result<(), Error> {
    let folders = muster.organizations_folder();
    for (id, path) in blocking(move || old_cells(&folders)).await?.map_err(Error::internal)? {
        if !muster_store::charges::is_there(&mut muster.store().read().await?, id).await? {
            blocking(move || place::remove(&path)).await?.map_err(Error::internal)?;
        }
    }
    Ok(())
}

fn old_cells(organizations: &Path) -> io::Result<Vec<(ChargeId, PathBuf)>> {
    let mut old = Vec::new();
    for organization in place::folders(organizations)? {
        for file in place::list(&organization.join("charges"))? {
            let age = SystemTime::now().duration_since(file.modified).unwrap_or_default();
            let id = file.path.file_name().and_then(|name| name.to_str()?.split('.').next()?.parse().ok());
            if let Some(id) = id.filter(|_| age > SETTLED) {
                old.push((id, file.path));
            }
        }
    }
    Ok(old)
}
