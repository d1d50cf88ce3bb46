//! Bills where AWS delivers them: as whom they are read, the object stores they lie in, and what is wrong when they cannot
//! be read. The engine reads whatever is handed to it as a [`muster_engine::import::Bucket`]; this is who hands it over.
//!
//! ```text
//! aws    ─ who the server is, and whom it may read as      store  ─ objects of S3, listed and read in ranges
//! look   ─ from the role to the header of one file         folder ─ the same of a folder on the server
//! put    ─ a file into somebody's bucket
//! refusal ─ what AWS said, by its codes                    finding ─ what a person is told
//! ledger ─ the bucket that the installation itself keeps its ledger in
//! ```
//!
//! Its calls block, as the engine's do: call them where waiting keeps nobody else waiting.

mod aws;
mod finding;
mod folder;
mod ledger;
mod look;
mod proxy;
mod put;
mod refusal;
mod role;
mod store;
mod transport;

pub use aws::{Aws, Identity};
pub use finding::of_import as finding;
pub use ledger::open_ledgers;
pub use look::{Expected, Look, look, months};
pub use put::Put;
pub use refusal::Refusal;
pub use store::is_object_url;

use std::path::PathBuf;
use std::sync::Arc;

use muster_engine::import::Bucket;

/// Where deliveries are, and what reads there.
#[derive(Clone, Debug)]
pub struct Shelf {
    pub bucket: Arc<dyn Bucket>,
    /// Below which they are: `s3://bucket/prefix/report`, or a folder.
    pub root: PathBuf,
    /// What findings name besides files.
    pub(crate) about: finding::About,
}
