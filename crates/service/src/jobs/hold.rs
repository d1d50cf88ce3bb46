//! A worker's hold on its job.

use std::time::Duration;

use muster_domain::OrganizationId;
use muster_store::OrgTx;
use muster_store::jobs::{self, Job, Lease};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Error, Muster};

/// How long a job stays with a worker that is not heard of.
const LEASE: chrono::Duration = chrono::Duration::seconds(20);
/// How often a worker is heard of, and progress is written.
const BEAT: Duration = Duration::from_millis(500);

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It is not this worker's any more: taken by another, or removed with what it was about.
    #[error("it is somebody else's now, or nobody's")]
    Lost,
    /// The process is closing down.
    #[error("the process is closing down")]
    Stopped,
    /// It may go well another time.
    #[error("{0}")]
    Passing(String),
    /// It would fail again in the same way.
    #[error("{0}")]
    Final(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Conflict(reason) => Self::Final(reason),
            other => Self::Passing(other.to_string()),
        }
    }
}

impl From<muster_store::Error> for Failure {
    fn from(error: muster_store::Error) -> Self {
        Self::Passing(error.to_string())
    }
}

/// From now on.
pub(super) fn lease(muster: &Muster, worker: Uuid) -> Lease {
    let now = muster.now();
    Lease { worker, now, until: now + LEASE }
}

pub(crate) struct Hold {
    muster: Muster,
    job: Job,
    worker: Uuid,
    stop: watch::Receiver<bool>,
}

impl Hold {
    pub(super) fn new(muster: Muster, job: Job, (worker, stop): (Uuid, watch::Receiver<bool>)) -> Self {
        Self { muster, job, worker, stop }
    }

    pub(crate) fn muster(&self) -> &Muster {
        &self.muster
    }

    pub(crate) fn job(&self) -> &Job {
        &self.job
    }

    pub(crate) fn organization(&self) -> OrganizationId {
        self.job.organization
    }

    /// Names this attempt among those of all workers.
    pub(crate) fn draft(&self) -> String {
        format!("{}-{}", self.worker.simple(), self.job.attempts)
    }

    /// Waits for the next beat.
    ///
    /// # Errors
    /// `Stopped` at once when the process closes down.
    pub(crate) async fn pause(&self) -> Result<(), Failure> {
        let mut stop = self.stop.clone();
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => Err(Failure::Stopped),
            () = tokio::time::sleep(BEAT) => Ok(()),
        }
    }

    /// Says that the work goes on, in the transaction that is answered, for progress to be written beside it.
    ///
    /// # Errors
    /// `Lost`.
    pub(crate) async fn beat(&self) -> Result<OrgTx, Failure> {
        let mut tx = self.muster.store().write_in(self.job.organization).await?;
        let is_held = jobs::extend(tx.installation(), self.job.id, &lease(&self.muster, self.worker)).await?;
        if is_held { Ok(tx) } else { Err(Failure::Lost) }
    }

    /// Works, and is heard of meanwhile; `show` writes beside each beat how far it is.
    ///
    /// # Errors
    /// `Lost` or `Stopped`. Dropped on the way out, the work stops.
    pub(crate) async fn working<T, F>(&self, work: impl Future<Output = T>, show: impl Fn(OrgTx) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<OrgTx, Failure>>,
    {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                pause = self.pause() => {
                    pause?;
                    show(self.beat().await?).await?.commit().await?;
                }
            }
        }
    }

    /// Ends the job, in the transaction that is answered, for what came of it to be written beside it.
    ///
    /// # Errors
    /// `Lost`: then it is not this worker's to say what came of it.
    pub(crate) async fn end(&self) -> Result<OrgTx, Failure> {
        let mut tx = self.muster.store().write_in(self.job.organization).await?;
        if !jobs::is_held(tx.installation(), self.job.id, self.worker).await? {
            return Err(Failure::Lost);
        }
        jobs::remove(tx.installation(), self.job.id).await?;
        Ok(tx)
    }

    /// For another time.
    pub(super) async fn put_back(&self, wait: Duration) -> Result<(), Failure> {
        let mut tx = self.muster.store().write().await?;
        if jobs::is_held(&mut tx, self.job.id, self.worker).await? {
            let wait = chrono::Duration::from_std(wait).unwrap_or(LEASE);
            jobs::release(&mut tx, self.job.id, self.muster.now() + wait).await?;
        }
        Ok(tx.commit().await?)
    }
}
