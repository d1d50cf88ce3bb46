//! Removing what nobody needs any more: files of expired reports, and uploads that a crash left behind.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use muster_domain::ImportId;
use muster_engine::place;
use muster_store::{imports, reports};

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
        blocking(move || place::remove_folder(&folder)).await?.map_err(Error::internal)?;
        let mut tx = muster.store().write_in(organization).await?;
        reports::set_not_kept(&mut tx, report).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn left_uploads(muster: &Muster) -> Result<(), Error> {
    let folder = muster.uploads_folder();
    for (id, path) in blocking(move || old_uploads(&folder)).await?.map_err(Error::internal)? {
        if !imports::is_wanted(&mut muster.store().read().await?, id).await? {
            blocking(move || place::remove_folder(&path)).await?.map_err(Error::internal)?;
        }
    }
    Ok(())
}

/// Folders of uploads in which nothing has arrived lately.
fn old_uploads(folder: &Path) -> io::Result<Vec<(ImportId, PathBuf)>> {
    let mut newest: BTreeMap<PathBuf, SystemTime> = BTreeMap::new();
    for upload in place::folders(folder)? {
        // Of one that has no files yet nothing is known but when it was made.
        let made = std::fs::metadata(&upload).and_then(|known| known.modified()).ok();
        let files = place::list(&upload)?;
        if let Some(last) = files.iter().map(|file| file.modified).chain(made).max() {
            newest.insert(upload, last);
        }
    }
    let is_old = |last: &SystemTime| SystemTime::now().duration_since(*last).unwrap_or_default() > ARRIVING;
    let old = newest.into_iter().filter(|(_, last)| is_old(last));
    Ok(old.filter_map(|(path, _)| Some((path.file_name()?.to_str()?.parse().ok()?, path))).collect())
}
