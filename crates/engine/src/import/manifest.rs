//! AWS's manifests: which files a delivery consists of. The manifest is written last, so what it names is complete;
//! what lies beside and is not named belongs to another delivery or to none.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use muster_domain::Month;
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
    /// Whose bill it is, where it says so.
    pub(super) account: Option<String>,
    pub(super) modified: SystemTime,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    assembly_id: Option<String>,
    execution_id: Option<String>,
    report_keys: Option<Vec<String>>,
    data_files: Option<Vec<String>>,
    account: Option<String>,
    export_arn: Option<String>,
    billing_period: Option<BillingPeriod>,
}

#[derive(Deserialize)]
struct BillingPeriod {
    start: String,
}

/// Which report and month a manifest is of; of several with one key the newest counts.
pub(super) type Key = (PathBuf, String, String);

/// How new a manifest is.
type Age = (Reverse<usize>, Option<String>, SystemTime, PathBuf);

impl Manifest {
    /// `report-Manifest.json`, and not `report-RedshiftManifest.json` and its like.
    pub(super) fn is_one(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
        name == "manifest.json" || name.ends_with("-manifest.json")
    }

    /// # Errors
    /// [`ImportError::Manifest`] when it is none, or names no file.
    pub(super) fn read(path: &Path) -> Result<Self, ImportError> {
        let bytes = fs::read(path).map_err(|source| ImportError::io(path, source))?;
        let modified = fs::metadata(path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        Self::parse(path, &bytes, modified)
    }

    /// # Errors
    /// As [`Self::read`].
    pub(super) fn parse(path: &Path, content: &[u8], modified: SystemTime) -> Result<Self, ImportError> {
        let wrong = |reason: String| ImportError::Manifest { path: path.to_owned(), reason };
        let content: Content = serde_json::from_slice(content).map_err(|source| wrong(source.to_string()))?;
        let keys = content.report_keys.or(content.data_files).unwrap_or_default();
        if keys.is_empty() {
            return Err(wrong("it names no files: expected `reportKeys` or `dataFiles`".to_owned()));
        }
        let period = content.billing_period.map(|period| period.start.chars().take(8).collect());
        let of_export = || content.export_arn.as_deref()?.split(':').nth(4).map(str::to_owned);
        let account = content.account.clone().or_else(of_export);
        let assembly = content.assembly_id.or(content.execution_id);
        Ok(Self { path: path.to_owned(), assembly, keys, period, account, modified })
    }

    /// The files it names, sought by the ends of their keys: below the folder of the manifest, then below each
    /// folder above it up to `root`. The bare name counts beside the manifest only, where a download without folders
    /// has put both; elsewhere a file of that name is another month's or another delivery's.
    ///
    /// # Errors
    /// [`ImportError::MissingFile`].
    pub(super) fn files(&self, root: Option<&Path>, is_there: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>, ImportError> {
        let folders = self.folders(root);
        let missing = |key: &String| ImportError::MissingFile { manifest: self.path.clone(), key: key.clone() };
        self.keys.iter().map(|key| find(&folders, key, is_there).ok_or_else(|| missing(key))).collect()
    }

    /// Folders in a bucket that may hold its files: where it is, and where its keys say.
    pub(super) fn likely_folders(&self) -> BTreeSet<PathBuf> {
        let beside = self.path.parent().map(Path::to_owned);
        let text = self.path.to_string_lossy();
        let bucket = text.match_indices('/').nth(2).map_or(&*text, |(end, _)| &text[..end]);
        let named = self.keys.iter().filter_map(|key| Some(Path::new(bucket).join(without_bucket(key)).parent()?.to_owned()));
        beside.into_iter().chain(named).collect()
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
        key(&self.path).unwrap_or_else(|| {
            let parent = self.path.parent().unwrap_or(Path::new(""));
            (parent.to_owned(), name(&self.path), self.period.clone().unwrap_or_default())
        })
    }

    /// `2018-10`, from its folder or its content.
    pub(super) fn month(&self) -> Option<Month> {
        let (.., period) = self.key();
        let digits: String = period.trim_start_matches("BILLING_PERIOD=").chars().filter(char::is_ascii_digit).take(6).collect();
        Month::new(digits.get(..4)?.parse().ok()?, digits.get(4..)?.parse().ok()?)
    }

    /// The report's or the export's: what its name has before `-Manifest.json`.
    pub(super) fn report(&self) -> String {
        let name = name(&self.path);
        name.get(..name.len().saturating_sub("-Manifest.json".len())).unwrap_or_default().to_owned()
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Of a manifest in the folder of a month: the others say it inside.
pub(super) fn key(path: &Path) -> Option<Key> {
    let parent = path.parent()?;
    let month = parent.ancestors().find(|folder| folder.file_name().is_some_and(|name| is_period(&name.to_string_lossy())))?;
    let period = month.file_name()?.to_string_lossy().into_owned();
    Some((month.parent().unwrap_or(Path::new("")).to_owned(), name(path), period))
}

/// Greater is newer: AWS keeps the newest in the folder of the month itself, older ones below it. Data Exports
/// that keep every delivery name its folder by the time; a copy of it may have any time of its own.
pub(super) fn age(path: &Path, modified: SystemTime) -> Age {
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let written = folder.filter(|name| is_time(name));
    (Reverse(path.components().count()), written, modified, path.to_owned())
}

/// The newest manifest of each report and month, in that order.
pub(super) fn newest(mut manifests: Vec<Manifest>) -> Vec<Manifest> {
    manifests.sort_by(|a, b| a.key().cmp(&b.key()).then_with(|| age(&b.path, b.modified).cmp(&age(&a.path, a.modified))));
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

/// Data Exports name their files by URL.
fn without_bucket(key: &str) -> &str {
    key.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).map_or(key, |(_, key)| key)
}

/// The file whose path shares the longest end with the key. The folder of the manifest is the first.
fn find(folders: &[&Path], key: &str, is_there: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let parts: Vec<_> = without_bucket(key).split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    (0..parts.len()).find_map(|skipped| {
        let end: PathBuf = parts[skipped..].iter().collect();
        let is_bare = skipped + 1 == parts.len() && skipped > 0;
        let folders = if is_bare { &folders[..1.min(folders.len())] } else { folders };
        folders.iter().map(|folder| folder.join(&end)).find(|path| is_there(path))
    })
}
