//! What the console asks of whoever reads deliveries from where AWS puts them. `server` puts `muster-delivery` behind
//! it; tests a folder. So nothing here knows an object store, and nothing there knows an organization.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use muster_domain::Month;
use muster_domain::connection::{Destination, Finding, Source};
use muster_engine::import::{ImportOptions, ImportSummary, Progress};

/// Reads deliveries. Every call assumes its role anew, or knows that it still holds.
#[async_trait]
pub trait Deliveries: Send + Sync {
    /// Looks at everything between here and the header of one bill file, without reading a bill.
    ///
    /// # Errors
    /// Why nothing can be read.
    async fn look(&self, source: &Source) -> Result<Look, Finding>;

    /// Reads the newest delivery of one month into a ledger, as it is when it begins; ends soon after
    /// [`Progress::cancel`].
    ///
    /// # Errors
    /// [`NotRead`]; then the ledger is as it was.
    async fn read(&self, reading: Reading) -> Result<Read, NotRead>;

    /// Puts a file into an object store; the same again replaces it by itself.
    ///
    /// # Errors
    /// Why it is not there, in one line.
    async fn put(&self, parcel: Parcel) -> Result<(), String>;
}

/// A file on its way into an object store.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub destination: Destination,
    /// What the destination's role has to ask for: of the organization whose file it is, and of no other.
    pub external_id: String,
    /// Of the object, in the destination's bucket.
    pub key: String,
    pub file: PathBuf,
}

/// What is delivered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The newest delivery of each month.
    pub months: Vec<Delivered>,
    /// What is to be said although months are there, or because none is.
    pub finding: Option<Finding>,
}

/// The newest delivery of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivered {
    pub month: Month,
    /// Another text is another delivery: `assemblyId`, `executionId`, or whatever changes with the files.
    pub assembly: String,
    /// Names of the files.
    pub files: Vec<String>,
    pub bytes: u64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// A file that is named and not there whole: the delivery is still being written.
    pub unfinished: Option<String>,
}

/// A month to be read.
#[derive(Clone, Debug)]
pub struct Reading {
    pub source: Source,
    pub month: Month,
    pub ledger: PathBuf,
    pub options: ImportOptions,
    pub progress: Arc<Progress>,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Read {
    pub assembly: String,
    pub summary: ImportSummary,
}

/// Why a month was not read.
#[derive(Clone, Debug)]
pub enum NotRead {
    /// As asked.
    Cancelled,
    /// The ledger's fault, or the machine's.
    Passing(String),
    /// The source's. With the delivery that was met, where it is known.
    Found { finding: Finding, assembly: Option<String> },
}

/// What an installation reads deliveries with, and what its operator allows.
#[derive(Clone)]
pub struct Connecting {
    pub deliveries: Arc<dyn Deliveries>,
    /// ARN of the principal that the installation runs as, which customers' roles trust.
    pub principal: Option<String>,
    /// Places on the server that organizations may read.
    pub open: Vec<OpenLocation>,
    /// Places in object stores where organizations may have reports put with the server's own rights.
    pub reports: Vec<OpenLocation>,
    /// Endpoints of S3-compatible stores that organizations may name, besides AWS's own.
    pub endpoints: Vec<String>,
}

/// A folder or URL of the server. Below it an organization has the folder that is called as its id, and nothing of
/// another's; or all of it, where it was opened for that one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLocation {
    /// An absolute path or a URL, without a slash at the end.
    pub root: String,
    pub organization: Option<muster_domain::OrganizationId>,
}

/// Why a text opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}`: expected an absolute folder or a URL, or ORGANIZATION=FOLDER for one organization")]
pub struct NotALocation(pub String);

impl std::str::FromStr for OpenLocation {
    type Err = NotALocation;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotALocation(text.to_owned());
        let (organization, root) = match text.split_once('=') {
            Some((id, root)) if !id.contains('/') => (Some(id.trim().parse().map_err(|_| wrong())?), root),
            _ => (None, text),
        };
        let root = root.trim().trim_end_matches('/');
        let is_place = root.starts_with('/') || root.split_once("://").is_some_and(|(_, rest)| !rest.is_empty());
        if !is_place || root.split('/').any(|part| part == "..") {
            return Err(wrong());
        }
        Ok(Self { root: root.to_owned(), organization })
    }
}

impl Default for Connecting {
    /// An installation that reads no deliveries: bills are uploaded.
    fn default() -> Self {
        Self { deliveries: Arc::new(Nowhere), principal: None, open: Vec::new(), reports: Vec::new(), endpoints: Vec::new() }
    }
}

struct Nowhere;

#[async_trait]
impl Deliveries for Nowhere {
    async fn look(&self, _: &Source) -> Result<Look, Finding> {
        Err(Finding::NoIdentity)
    }

    async fn read(&self, _: Reading) -> Result<Read, NotRead> {
        Err(NotRead::Found { finding: Finding::NoIdentity, assembly: None })
    }

    async fn put(&self, _: Parcel) -> Result<(), String> {
        Err("this installation reaches no object store".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_open_to_all_or_to_one() {
        let all: OpenLocation = "/srv/bills/".parse().unwrap();
        assert_eq!((all.root.as_str(), all.organization), ("/srv/bills", None));
        let one: OpenLocation = "01890000-0000-7000-8000-000000000000=s3://bills/acme".parse().unwrap();
        assert_eq!((one.root.as_str(), one.organization.is_some()), ("s3://bills/acme", true));
        for text in ["", "bills", "/srv/../etc", "acme=/srv/bills", "s3://", "/"] {
            assert!(text.parse::<OpenLocation>().is_err(), "{text}");
        }
    }
}
