//! Files of a delivery while they arrive.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use muster_domain::{ImportId, ManagementAccountId};
use muster_engine::place::{self, Arriving};
use muster_store::imports::NewImport;
use muster_store::{imports, jobs};
use tokio::io::AsyncWrite;

use crate::audit::Deed;
use crate::muster::blocking;
use crate::{Error, OrgScope};

/// What a bill file or its manifest is called.
const ENDINGS: [&str; 5] = [".csv", ".csv.gz", ".csv.zip", ".parquet", ".json"];
const LONGEST_NAME: usize = 200;

/// A folder for the files of one delivery. Dropped without [`Staging::finish`], it is removed with what it holds.
pub struct Staging {
    scope: OrgScope,
    account: ManagementAccountId,
    import: ImportId,
    folder: Folder,
    files: Vec<String>,
}

/// Removed when dropped, unless it was acknowledged.
struct Folder {
    path: PathBuf,
    is_wanted: bool,
}

/// One file being written into a [`Staging`]; a tokio [`AsyncWrite`]. Shut it down before [`Staging::finish`]: what it
/// still holds is not kept.
pub struct StagedFile {
    file: Arriving,
}

impl Staging {
    pub(super) async fn open(scope: OrgScope, account: ManagementAccountId) -> Result<Self, Error> {
        let import = ImportId(scope.muster().id());
        let path = scope.muster().upload_folder(import);
        let made = path.clone();
        blocking(move || place::make_folder(&made)).await?.map_err(Error::internal)?;
        let folder = Folder { path, is_wanted: false };
        Ok(Self { scope, account, import, folder, files: Vec::new() })
    }

    pub fn import(&self) -> ImportId {
        self.import
    }

    /// Opens a file for what the browser calls `name` (its last path component counts).
    ///
    /// # Errors
    /// `Invalid` at `files` for a name that cannot be a file's, a second file of that name, or an unknown ending.
    pub async fn file(&mut self, name: &str) -> Result<StagedFile, Error> {
        let name = checked(name)?;
        if self.files.contains(&name) {
            return Err(Error::invalid("files", format!("{name}: two files have this name")));
        }
        let file = place::arriving(&self.folder.path.join(&name)).await.map_err(Error::internal)?;
        self.files.push(name);
        Ok(StagedFile { file })
    }

    /// Everything has arrived: has it kept, enqueues the import, and only then answers.
    ///
    /// # Errors
    /// `Invalid` at `files` when there is no bill file among them.
    pub async fn finish(mut self) -> Result<ImportId, Error> {
        if self.files.iter().all(|name| name.ends_with(".json")) {
            return Err(Error::invalid("files", "choose at least one bill file"));
        }
        let (folder, files) = (self.folder.path.clone(), self.files.clone());
        let bytes = blocking(move || settle(&folder, &files)).await?.map_err(Error::internal)?;
        let muster = self.scope.muster().clone();
        let (by, at) = (self.scope.user(), muster.now());
        let new = NewImport { id: self.import, management_account: self.account, files: self.files.clone(), bytes, by, at };
        let mut tx = self.scope.write().await?;
        imports::add(&mut tx, &new).await?;
        jobs::add(&mut tx, &super::job(&muster, self.import, self.account)).await?;
        let deed = Deed { action: "imports.add", subject: self.import.to_string(), detail: self.files.join(", ") };
        self.scope.note(&mut tx, deed).await?;
        // The commit may succeed even where its answer is lost: from here on the files stay.
        self.folder.is_wanted = true;
        tx.commit().await?;
        muster.bell().notify_one();
        Ok(self.import)
    }
}

/// Brings files, their names and their folder to the disk; answers their size in bytes.
fn settle(folder: &Path, files: &[String]) -> io::Result<u64> {
    let mut bytes = 0;
    for name in files {
        let path = folder.join(name);
        place::settle(&path)?;
        bytes += place::size(&path)?;
    }
    place::settle(folder)?;
    folder.parent().map_or(Ok(()), place::settle)?;
    Ok(bytes)
}

fn checked(name: &str) -> Result<String, Error> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let refused = |reason: &str| Err(Error::invalid("files", format!("{name}: {reason}")));
    if name.is_empty() || name.starts_with('.') || name.chars().any(char::is_control) {
        return refused("not a file name");
    }
    if name.len() > LONGEST_NAME {
        return refused("the name is too long");
    }
    let lower = name.to_ascii_lowercase();
    if !ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        return refused("expected .csv, .csv.gz, .csv.zip, .parquet, or a manifest's .json");
    }
    Ok(name.to_owned())
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_wanted {
            return;
        }
        let path = self.path.clone();
        let remove = move || {
            if let Err(error) = place::remove_folder(&path) {
                tracing::warn!(folder = %path.display(), %error, "an upload that was broken off could not be removed");
            }
        };
        // A bucket keeps whoever asks it waiting, and this may be a thread that serves others.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) if place::is_remote(&self.path) => drop(runtime.spawn_blocking(remove)),
            _ => remove(),
        }
    }
}

impl AsyncWrite for StagedFile {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.file).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.file).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.file).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn a_file_is_called_by_the_last_part_of_its_path() {
        assert_eq!(checked("2018/10/bill.CSV.gz").unwrap(), "bill.CSV.gz");
        assert_eq!(checked(r"C:\bills\bill.parquet").unwrap(), "bill.parquet");
    }

    #[test]
    fn names_that_leave_the_folder_or_hold_no_bill_are_refused() {
        for name in ["", "..", "../..", ".csv", "a/", "bill.xlsx", "bill\n.csv"] {
            assert!(checked(name).is_err(), "{name:?}");
        }
    }
}
