//! Which files make a delivery.
//!
//! | input | delivery |
//! |---|---|
//! | manifest file | what it names |
//! | folder with manifests below it | per report and month, what the newest manifest names |
//! | folder without | every bill file below it, together if they are of one form |
//! | plain files | all of them together, likewise |
//! | name in a bucket | the object, what the manifest names, or below it what the newest manifests name |

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::Input;
use super::apart;
use super::delivered;
use super::error::ImportError;
use super::manifest::{self, Manifest};
use super::origin::Origin;
use crate::ledger::Ledger;

/// Files that came together.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// What the user named: the manifest, the folder, the first file.
    pub(super) name: PathBuf,
    pub(super) files: Vec<Origin>,
    pub(super) manifest: Option<Manifest>,
}

/// `now` tells what in a bucket is still being written.
///
/// # Errors
/// [`ImportError`]: what is not there, or is no bill.
pub(super) fn find(inputs: &[Input], now: DateTime<Utc>) -> Result<Vec<Source>, ImportError> {
    let (mut sources, mut plain) = (Vec::new(), Vec::new());
    for input in inputs {
        let input = match input {
            Input::Disk(path) => path,
            Input::Bucket(bucket, name) => {
                sources.extend(delivered::below(bucket, name, now)?);
                continue;
            }
            Input::Delivered(delivered) => {
                sources.push(delivered.source.clone());
                continue;
            }
        };
        let kind = fs::metadata(input).map_err(|source| ImportError::io(input, source))?;
        if kind.is_dir() {
            sources.extend(in_folder(input)?);
        } else if input.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            sources.push(named_by(Manifest::read(input)?, None)?);
        } else if !plain.contains(input) {
            plain.push(input.clone());
        }
    }
    if let Some(first) = plain.first().cloned() {
        sources.extend(apart::deliveries(&first, plain)?);
    }
    Ok(sources)
}

fn in_folder(folder: &Path) -> Result<Vec<Source>, ImportError> {
    if Ledger::is_ledger(folder) {
        return Err(ImportError::UnknownForm { path: folder.to_owned(), what: "a ledger as a bill" });
    }
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    files.sort();
    let manifests: Vec<_> =
        files.iter().filter(|path| Manifest::is_one(path)).map(|path| Manifest::read(path)).collect::<Result<_, _>>()?;
    if !manifests.is_empty() {
        return manifest::newest(manifests).into_iter().map(|manifest| named_by(manifest, Some(folder))).collect();
    }
    files.retain(|path| looks_like_a_bill(path));
    if files.is_empty() {
        return Err(ImportError::NoBillFiles(folder.to_owned()));
    }
    apart::one_for_each_month(folder, &files)?;
    apart::deliveries(folder, files)
}

fn named_by(manifest: Manifest, root: Option<&Path>) -> Result<Source, ImportError> {
    let files = manifest.files(root, &Path::is_file)?.into_iter().map(Origin::from).collect();
    Ok(Source { name: manifest.path.clone(), files, manifest: Some(manifest) })
}

/// Every file below the folder; hidden ones and linked folders are passed over.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ImportError> {
    let failed = |source| ImportError::io(folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if is_hidden {
            continue;
        }
        if entry.file_type().map_err(failed)?.is_dir() {
            // AWS's own table beside a report made for Athena.
            if entry.file_name() != "cost_and_usage_data_status" {
                walk(&entry.path(), files)?;
            }
        } else if entry.path().is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn looks_like_a_bill(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is_packed = name.strip_suffix(".gz").is_some_and(|inside| !inside.contains('.') || inside.ends_with(".csv"));
    is_packed || [".csv", ".zip", ".parquet"].iter().any(|end| name.ends_with(end))
}
