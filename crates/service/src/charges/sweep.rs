//! Removing files of charges that were computed anew, or never came to count.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use muster_domain::ChargeId;

use crate::muster::blocking;
use crate::{Error, Muster};

/// A file without a row may be one whose row is about to be written, or that somebody is about to read.
const SETTLED: Duration = Duration::from_secs(3600);

pub(crate) async fn left_cells(muster: &Muster) -> Result<(), Error> {
    let folders = muster.organizations_folder();
    for (id, path) in blocking(move || old_cells(folders)).await?.map_err(Error::internal)? {
        if !muster_store::charges::is_there(&mut muster.store().read().await?, id).await? {
            blocking(move || fs::remove_file(path)).await?.map_err(Error::internal)?;
        }
    }
    Ok(())
}

fn old_cells(organizations: PathBuf) -> io::Result<Vec<(ChargeId, PathBuf)>> {
    let mut old = Vec::new();
    for organization in entries(organizations)? {
        for path in entries(organization.join("charges"))? {
            let age = SystemTime::now().duration_since(fs::metadata(&path)?.modified()?).unwrap_or_default();
            let id = path.file_name().and_then(|name| name.to_str()?.split('.').next()?.parse().ok());
            if let Some(id) = id.filter(|_| age > SETTLED) {
                old.push((id, path));
            }
        }
    }
    Ok(old)
}

fn entries(folder: PathBuf) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.map(|entry| Ok(entry?.path())).collect(),
    }
}
