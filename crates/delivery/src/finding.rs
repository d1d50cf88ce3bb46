//! What is wrong, as people are told: a finding has a name and a remedy.

use std::path::Path;

use muster_domain::connection::{Finding, S3Delivery};
use muster_engine::import::ImportError;

use crate::Shelf;
use crate::refusal::{Refusal, inside};

/// What findings are about, besides files.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub(crate) role: Option<String>,
    pub(crate) bucket: String,
    pub(crate) prefix: String,
    pub(crate) endpoint: String,
}

impl About {
    /// Of a place that the server reads with its own rights.
    pub(crate) fn location(text: &str) -> Self {
        Self { role: None, bucket: text.to_owned(), prefix: String::new(), endpoint: text.to_owned() }
    }

    pub(crate) fn of(delivery: &S3Delivery) -> Self {
        let place = &delivery.place;
        let aws = || format!("s3.{}.amazonaws.com", place.region);
        Self {
            role: Some(delivery.role.to_string()),
            bucket: place.bucket.clone(),
            prefix: place.folder().trim_end_matches('/').to_owned(),
            endpoint: place.endpoint.clone().unwrap_or_else(aws),
        }
    }
}

pub(crate) const AMAZON: &str = "s3.amazonaws.com";

/// What an import, or a look at what is delivered, met on this shelf.
pub fn of_import(shelf: &Shelf, error: &ImportError) -> Finding {
    let file = |path: &Path| key(path);
    let not_a_bill = |path: &Path| Finding::NotABill { file: key(path), reason: reason(error, path) };
    match error {
        ImportError::Io { path, source } => match inside(source) {
            Some(refusal) => of_refusal(&shelf.about, refusal, &file(path)),
            None => Finding::Failed { reason: error.to_string() },
        },
        ImportError::NotFound(path) if *path == shelf.root => Finding::NoLocation { location: path.display().to_string() },
        ImportError::NotFound(path) | ImportError::Changed(path) => Finding::Changed { file: file(path) },
        ImportError::Truncated { path, .. } | ImportError::Empty(path) => Finding::Truncated { file: file(path) },
        ImportError::Damaged { path, .. } if is(path, ".parquet") => Finding::Truncated { file: file(path) },
        ImportError::Damaged { path, .. } => Finding::WrongCompression { file: file(path) },
        ImportError::UnknownForm { path, .. } if [".gz", ".zip", ".parquet"].iter().any(|end| is(path, end)) => {
            Finding::WrongCompression { file: file(path) }
        }
        ImportError::UnknownForm { path, .. }
        | ImportError::NotABill { path, .. }
        | ImportError::ColumnTwice { path, .. }
        | ImportError::Separator { path, .. }
        | ImportError::NotUtf8 { path, .. }
        | ImportError::ZipMembers { path, .. }
        | ImportError::Manifest { path, .. }
        | ImportError::NoRows(path) => not_a_bill(path),
        ImportError::BadRow(row) => Finding::BadRow { reason: row.to_string() },
        ImportError::NoManifest(_) | ImportError::NoBillFiles(_) => {
            Finding::NoManifest { place: shelf.root.display().to_string() }
        }
        ImportError::MissingFile { .. }
        | ImportError::PeriodTwice { .. }
        | ImportError::TwoDeliveries { .. }
        | ImportError::PackedTwice { .. }
        | ImportError::Cancelled
        | ImportError::Ledger(_)
        | ImportError::Thread(_) => Finding::Failed { reason: error.to_string() },
    }
}

/// `file` is what was asked for, the folder or an object.
pub(crate) fn of_refusal(about: &About, refusal: &Refusal, file: &str) -> Finding {
    let About { role, bucket, prefix, endpoint } = about;
    let file = file.to_owned();
    match refusal {
        Refusal::NoIdentity => Finding::NoIdentity,
        Refusal::Role(_) => Finding::RoleRefused { role: role.clone().unwrap_or_default() },
        Refusal::NoBucket => Finding::NoBucket { bucket: bucket.clone() },
        Refusal::OtherRegion(region) => Finding::OtherRegion { bucket: bucket.clone(), region: region.clone() },
        Refusal::List => Finding::ListRefused { bucket: bucket.clone(), prefix: prefix.clone() },
        Refusal::Read => Finding::ReadRefused { file },
        Refusal::Key => Finding::KeyRefused { file },
        Refusal::Changed => Finding::Changed { file },
        Refusal::Unreachable(reason) | Refusal::Passing(reason) => {
            Finding::Unreachable { endpoint: endpoint.clone(), reason: reason.clone() }
        }
        Refusal::Expired | Refusal::Write => Finding::Failed { reason: refusal.to_string() },
        Refusal::Other(reason) => Finding::Failed { reason: reason.clone() },
    }
}

/// An object without its bucket.
pub(crate) fn key(path: &Path) -> String {
    crate::store::split(path).map_or_else(|| path.display().to_string(), |(_, key)| key)
}

fn is(path: &Path, end: &str) -> bool {
    path.to_string_lossy().to_ascii_lowercase().ends_with(end)
}

/// The error without the name of the file that it begins with.
fn reason(error: &ImportError, path: &Path) -> String {
    let text = error.to_string();
    text.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&text).to_owned()
}
