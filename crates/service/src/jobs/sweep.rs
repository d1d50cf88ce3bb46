//! Removing what nobody needs any more: files of expired reports, and uploads that a crash left behind.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use muster_domain::ImportId;
use muster_store::{imports, reports};

use crate::files::remove_folder;
use crate::muster::blocking;
use crate::{Error, Muster, connections, idempotency, limits, mail, notifications, people};

/// An upload without an import is one that still arrives, or one that was broken off; after a day it is the latter.
const ARRIVING: Duration = Duration::from_secs(24 * 3600);

pub(super) async fn all(muster: &Muster) {
    let swept = [
        ("charges", crate::charges::sweep::left_cells(muster).await),
        ("reports", expired_reports(muster).await),
        ("uploads", left_uploads(muster).await),
        ("notifications", notifications::remove_old(muster).await),
        ("events of connections", connections::remove_old_events(muster).await),
        ("links", people::remove_expired_links(muster).await),
        ("attempts", limits::remove_old(muster).await),
        ("mails", mail::remove_old(muster).await),
        ("answers", idempotency::remove_old(muster).await),
    ];
    for (what, done) in swept {
        if let Err(error) = done {
            tracing::warn!(%error, "expired {what} could not be removed; another time");
        }
    }
}

/// The row says that the files are gone only after they are: a crash in between does it again.
async fn expired_reports(muster: &Muster) -> Result<(), Error> {
    let expired = reports::list_expired(&mut muster.store().read().await?, muster.now()).await?;
    for (organization, report) in expired {
        let folder = muster.report_folder(organization, report);
        blocking(move || remove_folder(&folder)).await?.map_err(Error::internal)?;
        let mut tx = muster.store().write_in(organization).await?;
        reports::set_not_kept(&mut tx, report).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn left_uploads(muster: &Muster) -> Result<(), Error> {
    let folder = muster.uploads_folder();
    for (id, path) in blocking(move || old_uploads(folder)).await?.map_err(Error::internal)? {
        if !imports::is_wanted(&mut muster.store().read().await?, id).await? {
            blocking(move || remove_folder(&path)).await?.map_err(Error::internal)?;
        }
    }
    Ok(())
}

fn old_uploads(folder: PathBuf) -> io::Result<Vec<(ImportId, PathBuf)>> {
    let mut old = Vec::new();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(old),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let age = SystemTime::now().duration_since(entry.metadata()?.modified()?).unwrap_or_default();
        if let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok())
            && age > ARRIVING
        {
            old.push((id, entry.path()));
        }
    }
    Ok(old)
}
