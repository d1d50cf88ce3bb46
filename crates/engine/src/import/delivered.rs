//! Deliveries as they lie in a bucket: the rules of [`super::sources`] over a listing. What AWS has not finished writing
//! is told from what is whole, because nothing else says that it is too early to read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use muster_domain::Month;

use super::apart;
use super::bucket::{Bucket, Held, Object};
use super::delivery::digest;
use super::error::ImportError;
use super::manifest::{self, Manifest};
use super::origin::Origin;
use super::sources::Source;
use crate::ledger::BillForm;

/// Files are written over before their manifest is. One that is newer than its manifest and younger than this belongs to a
/// delivery that is still being written; an older one was copied there in another order.
const WRITING: TimeDelta = TimeDelta::hours(3);

/// The newest delivery of one report and month.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Name of the report or export.
    pub report: String,
    pub month: Option<Month>,
    /// Whose bill it is, where the manifest says so.
    pub account: Option<String>,
    pub manifest: PathBuf,
    /// When its manifest was written.
    pub written: DateTime<Utc>,
    pub files: usize,
    /// Of the files that are there.
    pub bytes: u64,
    /// A file that is not there, or not of this delivery: AWS is still writing, so it is not to be read yet.
    pub awaited: Option<String>,
    /// As [`crate::ledger::Delivery::digest`] will be: what the ledger has need not be read again.
    pub digest: String,
    pub(super) source: Source,
}

impl Delivered {
    /// Of the files, in the manifest's order.
    pub fn names(&self) -> impl Iterator<Item = &Path> {
        self.source.files.iter().map(Origin::path)
    }
}

/// The newest delivery of each report and month in the folder called `root`, in that order; none where there is no
/// manifest. `now` is the time of the store.
///
/// # Errors
/// The store's, and [`ImportError::Manifest`] when no manifest can be read.
pub fn deliveries(bucket: &Arc<dyn Bucket>, root: &Path, now: DateTime<Utc>) -> Result<Vec<Delivered>, ImportError> {
    let objects = Objects::below(bucket, root)?;
    let manifests = objects.manifests()?;
    Ok(manifest::newest(manifests).into_iter().map(|manifest| objects.delivered(manifest, Some(root), now)).collect())
}

/// Which form the first file has, told by its header.
///
/// # Errors
/// What an import would say of the file.
pub fn peek(delivered: &Delivered) -> Result<BillForm, ImportError> {
    let no_rows = || ImportError::NoRows(delivered.manifest.clone());
    apart::kind(delivered.source.files.first().ok_or_else(no_rows)?).map(|(form, _)| form)
}

/// What `name` says: an object, the files of a manifest, or every newest delivery below it.
///
/// # Errors
/// [`ImportError`]: what is not there, not whole, or no bill.
pub(super) fn below(bucket: &Arc<dyn Bucket>, name: &Path, now: DateTime<Utc>) -> Result<Vec<Source>, ImportError> {
    let objects = Objects::below(bucket, name)?;
    let found = match objects.listed.get(name) {
        Some(object) if name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) => {
            let manifest = objects.read(object)?;
            let objects = Objects::named_by(bucket, &manifest)?;
            vec![objects.delivered(manifest, None, now)]
        }
        Some(object) => {
            let files = vec![objects.origin(object)];
            return Ok(vec![Source { name: name.to_owned(), files, manifest: None }]);
        }
        None => deliveries(bucket, name, now)?,
    };
    if found.is_empty() {
        return Err(ImportError::NoManifest(name.to_owned()));
    }
    found
        .into_iter()
        .map(|delivered| match delivered.awaited {
            Some(key) => Err(ImportError::MissingFile { manifest: delivered.manifest, key }),
            None => Ok(delivered.source),
        })
        .collect()
}

/// A listing.
struct Objects<'a> {
    bucket: &'a Arc<dyn Bucket>,
    listed: BTreeMap<PathBuf, Object>,
}

impl<'a> Objects<'a> {
    fn below(bucket: &'a Arc<dyn Bucket>, root: &Path) -> Result<Self, ImportError> {
        let listed = bucket.list(root).map_err(|source| ImportError::io(root, source))?;
        Ok(Self { bucket, listed: listed.into_iter().map(|object| (object.name.clone(), object)).collect() })
    }

    /// What lies beside a manifest, and where its keys say.
    fn named_by(bucket: &'a Arc<dyn Bucket>, manifest: &Manifest) -> Result<Self, ImportError> {
        let mut objects = Self { bucket, listed: BTreeMap::new() };
        for folder in manifest.likely_folders() {
            objects.listed.append(&mut Self::below(bucket, &folder)?.listed);
        }
        Ok(objects)
    }

    /// Those that may be the newest of their report and month. The folder of a month keeps every manifest that there was,
    /// and its name alone says which one counts.
    fn manifests(&self) -> Result<Vec<Manifest>, ImportError> {
        let (mut newest, mut others) = (BTreeMap::<manifest::Key, &Object>::new(), Vec::new());
        for object in self.listed.values().filter(|object| Manifest::is_one(&object.name)) {
            let age = |object: &Object| manifest::age(&object.name, SystemTime::from(object.modified));
            match manifest::key(&object.name) {
                Some(key) => {
                    let known = newest.entry(key).or_insert(object);
                    if age(object) > age(known) {
                        *known = object;
                    }
                }
                None => others.push(object),
            }
        }
        let read: Vec<_> = newest.into_values().chain(others).map(|object| self.read(object)).collect();
        // Other programs write manifests too: they count where there are no others.
        let is_other = |outcome: &Result<_, ImportError>| matches!(outcome, Err(ImportError::Manifest { .. }));
        let has_bill = read.iter().any(Result::is_ok);
        read.into_iter().filter(|outcome| !(has_bill && is_other(outcome))).collect()
    }

    fn read(&self, object: &Object) -> Result<Manifest, ImportError> {
        let content = self.bucket.read(object, 0..object.bytes).map_err(|source| ImportError::io(&object.name, source))?;
        Manifest::parse(&object.name, &content, object.modified.into())
    }

    fn origin(&self, object: &Object) -> Origin {
        Held { bucket: Arc::clone(self.bucket), object: object.clone() }.into()
    }

    fn delivered(&self, manifest: Manifest, root: Option<&Path>, now: DateTime<Utc>) -> Delivered {
        let written = DateTime::<Utc>::from(manifest.modified);
        let found = manifest.files(root, &|path| self.listed.contains_key(path));
        let (files, mut awaited) = match found {
            Ok(paths) => (paths.iter().filter_map(|path| self.listed.get(path)).collect(), None),
            Err(ImportError::MissingFile { key, .. }) => (Vec::new(), Some(key)),
            Err(other) => (Vec::new(), Some(other.to_string())),
        };
        let is_early = |object: &&&Object| object.modified > written && now - object.modified < WRITING;
        awaited = awaited.or_else(|| files.iter().find(is_early).map(|object| object.name.display().to_string()));
        let origins: Vec<_> = files.iter().map(|object| self.origin(object)).collect();
        let digests = origins.iter().filter_map(Origin::held).map(Held::digest).collect();
        Delivered {
            report: manifest.report(),
            month: manifest.month(),
            account: manifest.account.clone(),
            manifest: manifest.path.clone(),
            written,
            files: files.len(),
            bytes: files.iter().map(|object| object.bytes).sum(),
            awaited,
            digest: digest(digests, manifest.assembly.as_deref()),
            source: Source { name: manifest.path.clone(), files: origins, manifest: Some(manifest) },
        }
    }
}
