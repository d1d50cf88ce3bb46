//! Files of a delivery while they arrive.

use std::pin::Pin;
use std::task::{Context, Poll};

use muster_domain::ImportId;
use tokio::io::AsyncWrite;

use crate::Error;

/// A folder for the files of one delivery. Dropped without [`Staging::finish`], it is removed with what it holds.
pub struct Staging {
    import: ImportId,
}

/// One file being written into a [`Staging`]; a tokio [`AsyncWrite`].
pub struct StagedFile {
    file: tokio::fs::File,
}

impl Staging {
    pub fn import(&self) -> ImportId {
        self.import
    }

    /// Opens a file for what the browser calls `name` (its last path component counts).
    ///
    /// # Errors
    /// `Invalid` at `files` for a name that cannot be a file's, a second file of that name, or an unknown ending.
    pub async fn file(&mut self, name: &str) -> Result<StagedFile, Error> {
        let _ = name;
        Err(Error::NotFound)
    }

    /// Everything has arrived: makes it last, enqueues the import, and only then answers.
    ///
    /// # Errors
    /// `Invalid` at `files` when there is none.
    pub async fn finish(self) -> Result<ImportId, Error> {
        Err(Error::NotFound)
    }
}

impl AsyncWrite for StagedFile {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.file).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.file).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.file).poll_shutdown(cx)
    }
}
