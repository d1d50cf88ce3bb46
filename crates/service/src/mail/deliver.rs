//! Sending what is in the outbox. A mail is sent at least once: whoever takes it leases it, and a row goes only after the
//! server of mail took the mail. Where a process dies in between it is sent again, under the same Message-ID.

use std::time::Duration;

use chrono::Duration as Span;
use muster_store::outbox::{self, Mail as Row};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::mailer::{Mailer, Refused};
use crate::{Error, Muster};

/// How many connections one process opens to the server of mail.
const AT_ONCE: usize = 4;
/// How often a process looks for mail: any other may have written some.
const POLL: Duration = Duration::from_secs(1);
/// How long sending one may take. A lease is longer, so that two never send the same.
const PATIENCE: Duration = Duration::from_secs(90);
const LEASE: Span = Span::seconds(120);
/// Waits grow from the first to the last.
const FIRST_WAIT: Span = Span::seconds(15);
const LAST_WAIT: Span = Span::hours(1);
/// How long a mail is tried.
const TRIED: Span = Span::hours(24);
/// How long one that was given up can be looked at.
const KEPT: Span = Span::days(7);

/// Sends until `stop`. Run one per process, where the installation sends mail.
pub(crate) async fn run(muster: Muster, mut stop: watch::Receiver<bool>) {
    let Some(mailer) = muster.mailer().cloned() else { return };
    let mut sending = JoinSet::new();
    while !*stop.borrow() {
        while sending.len() < AT_ONCE
            && let Some(row) = take(&muster).await
        {
            sending.spawn(send(muster.clone(), mailer.clone(), row));
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            Some(_) = sending.join_next() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
    // What is under way goes on for a little; what does not get there is sent after the next start.
    let _ = tokio::time::timeout(Duration::from_secs(5), async { while sending.join_next().await.is_some() {} }).await;
}

async fn take(muster: &Muster) -> Option<Row> {
    let taken = async {
        let now = muster.now();
        if !outbox::is_due(&mut muster.store().read().await?, now).await? {
            return Ok(None);
        }
        let mut tx = muster.store().write().await?;
        let row = outbox::claim(&mut tx, now, now + LEASE).await?;
        tx.commit().await?;
        Ok::<_, Error>(row)
    };
    taken.await.unwrap_or_else(|error| {
        tracing::error!(%error, "no mail could be taken from the outbox");
        None
    })
}

async fn send(muster: Muster, mailer: Mailer, row: Row) {
    let sent = match super::open(&muster, &row) {
        // Sealed with another key: it will not open tomorrow either.
        Err(error) => Err(Refused::Ever(error.to_string())),
        Ok(content) => match tokio::time::timeout(PATIENCE, mailer.send(&row, &content)).await {
            Ok(sent) => sent,
            Err(_) => Err(Refused::Now("the server of mail did not answer in time".to_owned())),
        },
    };
    if let Err(error) = settle(&muster, &row, sent).await {
        tracing::error!(mail = %row.id, %error, "what came of a mail could not be written; it may be sent again");
    }
}

async fn settle(muster: &Muster, row: &Row, sent: Result<(), Refused>) -> Result<(), Error> {
    let now = muster.now();
    let mut tx = muster.store().write().await?;
    match sent {
        Ok(()) => {
            tracing::info!(mail = %row.id, "mail sent");
            outbox::remove(&mut tx, row).await?;
        }
        Err(Refused::Now(reason)) if now < row.created_at + TRIED => {
            tracing::warn!(mail = %row.id, attempt = row.attempts, %reason, "a mail was not taken; it is tried again");
            outbox::postpone(&mut tx, row, now + wait(row.attempts), &reason).await?;
        }
        Err(refused) => {
            let reason = refused.to_string();
            tracing::error!(mail = %row.id, to = row.recipient, attempt = row.attempts, %reason, "a mail is given up");
            outbox::give_up(&mut tx, row, now, &reason).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Twice as long each time.
fn wait(attempts: u64) -> Span {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX).min(16);
    (FIRST_WAIT * (1 << doublings)).min(LAST_WAIT)
}

pub(crate) async fn remove_old(muster: &Muster) -> Result<(), Error> {
    let mut tx = muster.store().write().await?;
    outbox::remove_failed(&mut tx, muster.now() - KEPT).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour() {
        let seconds: Vec<_> = [1, 2, 3, 9, 10, 1000].map(|attempt| wait(attempt).num_seconds()).into();
        assert_eq!(seconds, [15, 30, 60, 3600, 3600, 3600]);
    }
}
