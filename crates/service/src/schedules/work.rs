//! What the clock asks for: runs that are due, warnings before them, deliveries. Beside the jobs, since each takes a
//! moment only or waits for others' answers.

use std::time::Duration;

use muster_store::schedules;
use tokio::sync::watch;

use super::{deliver, due};
use crate::{Error, Muster};

/// How often it is looked for what is due.
const EVERY: Duration = Duration::from_secs(1);

/// Until the process closes down.
pub(crate) async fn run(muster: Muster, stop: watch::Receiver<bool>) {
    let deliveries = tokio::spawn(deliver::run(muster.clone(), stop.clone()));
    let mut stopped = stop;
    loop {
        make_due(&muster).await;
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    if let Err(error) = deliveries.await {
        tracing::error!(%error, "the deliveries panicked");
    }
}

/// Makes every run that is due now. One that cannot be made does not keep the others waiting.
pub(crate) async fn make_due(muster: &Muster) {
    if let Err(error) = pass(muster).await {
        tracing::error!(%error, "schedules that are due could not be read; another time");
    }
}

async fn pass(muster: &Muster) -> Result<(), Error> {
    let mut tx = muster.store().read().await?;
    let unwarned = schedules::list_unwarned(&mut tx, due::horizon(muster)).await?;
    let found = schedules::list_due(&mut tx, muster.now()).await?;
    drop(tx);
    for of in unwarned {
        if let Err(error) = due::warn(muster, of).await {
            tracing::error!(schedule = %of.1, %error, "nobody could be warned of a run; another time");
        }
    }
    for of in found {
        if let Err(error) = due::make(muster, of).await {
            tracing::error!(schedule = %of.1, %error, "a run that is due could not be made; another time");
        }
    }
    Ok(())
}
