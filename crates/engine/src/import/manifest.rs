//! AWS's manifests: which files a delivery consists of. The manifest is written last, so what it names is complete;
//! what lies beside and is not named belongs to another delivery or to none.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;

use super::error::ImportError;

/// A manifest that was read.
#[derive(Clone, Debug)]
pub(super) struct Manifest {
    pub(super) path: PathBuf,
    /// `assemblyId` (legacy) or `executionId` (2.0).
    pub(super) assembly: Option<String>,
    /// S3 keys.
    keys: Vec<String>,
    period: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    assembly_id: Option<String>,
    execution_id: Option<String>,
    report_keys: Option<Vec<String>>,
    data_files: Option<Vec<String>>,
    billing_period: Option<BillingPeriod>,
}

#[derive(Deserialize)]
struct BillingPeriod {
    start: String,
}

/// Which report and month a manifest is of; of several with one key the newest counts.
type Key = (PathBuf, String, String);

impl Manifest {
    /// `report-Manifest.json`, and not `report-RedshiftManifest.json` and its like.
    pub(super) fn is_one(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
        name == "manifest.json" || name.ends_with("-manifest.json")
    }

    /// # Errors
    /// [`ImportError::Manifest`] when it is none, or names no file.
    pub(super) fn read(path: &Path) -> Result<Self, ImportError> {
        let wrong = |reason: String| ImportError::Manifest { path: path.to_owned(), reason };
        let bytes = fs::read(path).map_err(|source| ImportError::io(path, source))?;
        let content: Content = serde_json::from_slice(&bytes).map_err(|source| wrong(source.to_string()))?;
        let keys = content.report_keys.or(content.data_files).unwrap_or_default();
        if keys.is_empty() {
            return Err(wrong("it names no files: expected `reportKeys` or `dataFiles`".to_owned()));
        }
        let period = content.billing_period.map(|period| period.start.chars().take(8).collect());
        Ok(Self { path: path.to_owned(), assembly: content.assembly_id.or(content.execution_id), keys, period })
    }

    /// The files it names, sought by the ends of their keys: below the folder of the manifest, then below each
    /// folder above it up to `root`. The bare name counts beside the manifest only, where a download without folders
    /// has put both; elsewhere a file of that name is another month's or another delivery's.
    ///
    /// # Errors
    /// [`ImportError::MissingFile`].
    pub(super) fn files(&self, root: Option<&Path>) -> Result<Vec<PathBuf>, ImportError> {
        let folders = self.folders(root);
        let missing = |key: &String| ImportError::MissingFile { manifest: self.path.clone(), key: key.clone() };
        self.keys.iter().map(|key| find(&folders, key).ok_or_else(|| missing(key))).collect()
    }

    fn folders(&self, root: Option<&Path>) -> Vec<&Path> {
        const LEVELS: usize = 8;
        let above = self.path.ancestors().skip(1).take(LEVELS);
        let mut folders = Vec::new();
        for folder in above {
            // A relative path ends in the empty one, which means here.
            folders.push(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
            if Some(folder) == root {
                break;
            }
        }
        folders
    }

    fn key(&self) -> Key {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let parent = self.path.parent().unwrap_or(Path::new(""));
        let month = parent.ancestors().find(|folder| folder.file_name().is_some_and(|name| is_period(&name.to_string_lossy())));
        match month {
            Some(folder) => {
                let period = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                (folder.parent().unwrap_or(Path::new("")).to_owned(), name, period)
            }
            None => (parent.to_owned(), name, self.period.clone().unwrap_or_default()),
        }
    }

    /// Greater is newer: AWS keeps the newest in the folder of the month itself, older ones below it. Data Exports
    /// that keep every delivery name its folder by the time; a copy of it may have any time of its own.
    fn age(&self) -> (Reverse<usize>, Option<String>, SystemTime, &Path) {
        let modified = fs::metadata(&self.path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let folder = self.path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let written = folder.filter(|name| is_time(name));
        (Reverse(self.path.components().count()), written, modified, &self.path)
    }
}

/// The newest manifest of each report and month, in that order.
pub(super) fn newest(mut manifests: Vec<Manifest>) -> Vec<Manifest> {
    manifests.sort_by(|a, b| a.key().cmp(&b.key()).then_with(|| b.age().cmp(&a.age())));
    manifests.dedup_by(|later, first| later.key() == first.key());
    manifests
}

/// `2024-05-20T12:00:00Z-` and an execution id.
fn is_time(folder: &str) -> bool {
    folder.get(..10).is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok()) && folder[10..].starts_with('T')
}

/// `20181001-20181101` (legacy) or `BILLING_PERIOD=2018-10` (2.0).
pub(super) fn is_period(folder: &str) -> bool {
    let is_day = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    folder.starts_with("BILLING_PERIOD=") || folder.split_once('-').is_some_and(|(from, to)| is_day(from) && is_day(to))
}

/// The file whose path shares the longest end with the key. The folder of the manifest is the first.
fn find(folders: &[&Path], key: &str) -> Option<PathBuf> {
    let key = key.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).map_or(key, |(_, key)| key);
    let parts: Vec<_> = key.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    (0..parts.len()).find_map(|skipped| {
        let end: PathBuf = parts[skipped..].iter().collect();
        let is_bare = skipped + 1 == parts.len() && skipped > 0;
        let folders = if is_bare { &folders[..1.min(folders.len())] } else { folders };
        folders.iter().map(|folder| folder.join(&end)).find(|path| path.is_file())
    })
}
