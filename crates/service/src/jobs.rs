//! The workers: imports, reports, re-rated bills and checks of connections, whatever happens to the process. Beside them,
//! mail is sent and schedules are followed.
//!
//! A job is done at least once. Its worker leases it and goes on saying so; a worker that vanishes lets the lease
//! run out, and another begins again. What came of it is written in one transaction with the end of the job, and
//! only by whoever still holds it; files are written whole before that. So doing it twice does no harm, and nothing
//! is ever half done.

mod hold;
mod sweep;

use std::time::Duration;

use muster_store::jobs::{self, Job, Kind, Queue};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

pub(crate) use hold::{Failure, Hold};

use crate::{Error, Muster, charges, connections, imports, mail, reports, schedules};

/// How many reports and charges one process computes at once; how many imports, [`crate::Settings::imports`] says.
const AT_ONCE: usize = 2;
/// How many checks of connections it makes beside them: they wait for others' answers, and keep nothing busy.
const CHECKS_AT_ONCE: usize = 8;
/// How long a worker waits for the bell before it looks for itself: another process may have added a job.
const POLL: Duration = Duration::from_secs(1);
/// How often it is looked for checks that are due.
const DUE: Duration = Duration::from_secs(5);
/// How often expired files are looked for.
const SWEEP: Duration = Duration::from_secs(3600);
/// How often a job is taken before it counts as failed: it may be what kills its workers.
const MOST_ATTEMPTS: u64 = 5;

/// Works until `shutdown` is done: makes imports and reports, removes what has expired. Run one per process. What is
/// under way then is put back, for the next process to begin again.
pub async fn run(muster: Muster, shutdown: impl Future<Output = ()>) {
    let worker = Worker { id: Uuid::new_v4(), muster };
    let (stop, stopped) = watch::channel(false);
    let mail = tokio::spawn(mail::run(worker.muster.clone(), stopped.clone()));
    // Workers of their own: nobody who waits for a check or a report waits for an import of hours.
    let queues = [(Queue::Imports, worker.muster.settings().imports), (Queue::Checks, CHECKS_AT_ONCE), (Queue::Others, AT_ONCE)];
    let mut work: [JoinSet<()>; 3] = Default::default();
    let mut due = tokio::time::interval(DUE);
    let mut sweep = tokio::time::interval(SWEEP);
    let mut shutdown = std::pin::pin!(shutdown);
    // What is due already is work to be done, also for who works until there is none.
    due_checks(&worker.muster).await;
    schedules::work::make_due(&worker.muster).await;
    let clockwork = tokio::spawn(schedules::work::run(worker.muster.clone(), stopped.clone()));
    loop {
        for (work, (queue, most)) in work.iter_mut().zip(queues) {
            while work.len() < most
                && let Some(job) = worker.take(queue).await
            {
                work.spawn(worker.clone().work(job, stopped.clone()));
            }
        }
        let [imports, checks, others] = &mut work;
        tokio::select! {
            () = &mut shutdown => break,
            () = worker.muster.bell().notified() => {}
            Some(done) = imports.join_next() => log_panic(done),
            Some(done) = checks.join_next() => log_panic(done),
            Some(done) = others.join_next() => log_panic(done),
            _ = due.tick() => due_checks(&worker.muster).await,
            _ = sweep.tick() => sweep::all(&worker.muster).await,
            () = tokio::time::sleep(POLL) => {}
        }
    }
    // Nobody listens when there is no work.
    let _ = stop.send(true);
    for mut work in work {
        while let Some(done) = work.join_next().await {
            log_panic(done);
        }
    }
    log_panic(mail.await);
    log_panic(clockwork.await);
}

async fn due_checks(muster: &Muster) {
    if let Err(error) = connections::schedule::due(muster).await {
        tracing::error!(%error, "checks that are due could not be asked for; another time");
    }
}

/// A job that panicked keeps its lease until that runs out, and is then tried again like that of a dead process.
fn log_panic(done: Result<(), JoinError>) {
    if let Err(error) = done {
        tracing::error!(%error, "a worker panicked");
    }
}

/// One process's workers; they share a name.
#[derive(Clone)]
struct Worker {
    id: Uuid,
    muster: Muster,
}

impl Worker {
    /// The next job, if there is one.
    async fn take(&self, queue: Queue) -> Option<Job> {
        let taken = async {
            let mut tx = self.muster.store().write().await?;
            let lease = hold::lease(&self.muster, self.id);
            let job = jobs::claim(&mut tx, queue, &lease).await?;
            tx.commit().await?;
            Ok::<_, Error>(job)
        };
        taken.await.unwrap_or_else(|error| {
            tracing::error!(%error, "no job could be taken");
            None
        })
    }

    async fn work(self, job: Job, stop: watch::Receiver<bool>) {
        let (kind, subject) = (job.kind, job.subject);
        let hold = Hold::new(self.muster, job, (self.id, stop));
        let done = if hold.job().attempts > MOST_ATTEMPTS {
            Err(Failure::Final(format!("given up after {MOST_ATTEMPTS} attempts: the work was broken off each time")))
        } else {
            match kind {
                Kind::Import => imports::work::run(&hold).await,
                Kind::Report => reports::work::run(&hold).await,
                Kind::Rerate => reports::rerate::work::run(&hold).await,
                Kind::Charges => charges::work::run(&hold).await,
                Kind::Check => connections::check::run(&hold).await,
            }
        };
        let Err(failure) = done else { return };
        tracing::warn!(?kind, %subject, attempt = hold.job().attempts, %failure, "a job was not done");
        if let Err(error) = settle(&hold, failure).await {
            tracing::error!(?kind, %subject, %error, "what came of a job could not be written; its lease will run out");
        }
    }
}

/// What becomes of a job that was not done.
async fn settle(hold: &Hold, failure: Failure) -> Result<(), Failure> {
    match failure {
        Failure::Lost => Ok(()),
        Failure::Stopped => hold.put_back(Duration::ZERO).await,
        Failure::Passing(_) if hold.job().attempts < MOST_ATTEMPTS => {
            let wait = Duration::from_secs(1 << hold.job().attempts.min(6));
            hold.put_back(wait).await
        }
        Failure::Passing(reason) | Failure::Final(reason) => match hold.job().kind {
            Kind::Import => imports::work::fail(hold, &reason).await,
            Kind::Report => reports::work::fail(hold, &reason).await,
            Kind::Rerate => reports::rerate::work::fail(hold, &reason).await,
            Kind::Charges => charges::work::fail(hold, &reason).await,
            Kind::Check => connections::check::fail(hold, &reason).await,
        },
    }
}
