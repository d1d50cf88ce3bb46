//! The job that looks at a connection: assumes, lists, finds what is delivered, and has read what is new.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use muster_domain::ManagementAccountId;
use muster_domain::connection::{Finding, PATIENCE, Source};
use muster_store::OrgTx;
use muster_store::connections::{self, Connection};

use super::schedule::{self, Pace};
use super::{incident, months, source};
use crate::Muster;
use crate::deliveries::Look;
use crate::jobs::{Failure, Hold};

/// How long a look may take: thirteen months are some thirty requests.
const LONGEST: Duration = Duration::from_secs(180);

pub(crate) async fn run(hold: &Hold) -> Result<(), Failure> {
    let account = ManagementAccountId(hold.job().subject);
    let mut tx = hold.beat().await?;
    let looked_at = match connections::lookup(&mut tx, account).await? {
        Some(connection) => source::of(hold.muster(), &mut tx, &connection).await?,
        None => None,
    };
    tx.commit().await?;
    let Some(looked_at) = looked_at else {
        // Disconnected or removed meanwhile.
        return Ok(hold.end().await?.commit().await?);
    };
    let found = match looked_at.clone() {
        Ok(source) => look(hold, source).await?,
        Err(finding) => Err(finding),
    };
    let mut tx = hold.end().await?;
    let Some(connection) = connections::lookup(&mut tx, account).await? else { return Ok(tx.commit().await?) };
    match source::of(hold.muster(), &mut tx, &connection).await? {
        None => {}
        Some(now) if now == looked_at => write_down(hold.muster(), &mut tx, connection, found).await?,
        // What was looked at is not what is connected any more.
        Some(_) => schedule::ask(&mut tx, hold.muster(), account).await?,
    }
    tx.commit().await?;
    hold.muster().bell().notify_one();
    Ok(())
}

/// The check itself broke, again and again; the next one is due as ever.
pub(crate) async fn fail(hold: &Hold, reason: &str) -> Result<(), Failure> {
    let account = ManagementAccountId(hold.job().subject);
    let mut tx = hold.end().await?;
    if let Some(connection) = connections::lookup(&mut tx, account).await?.filter(|known| known.kind.is_some()) {
        write_down(hold.muster(), &mut tx, connection, Err(Finding::Failed { reason: reason.to_owned() })).await?;
    }
    Ok(tx.commit().await?)
}

/// Looks while the job is held; answers what is there, or what is wrong.
async fn look(hold: &Hold, source: Source) -> Result<Result<Look, Finding>, Failure> {
    let deliveries = Arc::clone(&hold.muster().connecting().deliveries);
    let mut looking = tokio::spawn(async move {
        let late = Finding::Failed { reason: "no answer within three minutes".to_owned() };
        tokio::time::timeout(LONGEST, deliveries.look(&source)).await.unwrap_or(Err(late))
    });
    loop {
        let beat = tokio::select! {
            done = &mut looking => return done.map_err(|error| Failure::Passing(error.to_string())),
            pause = hold.pause() => match pause {
                Ok(()) => hold.beat().await,
                Err(stopped) => Err(stopped),
            },
        };
        match beat {
            Ok(tx) => tx.commit().await?,
            Err(failure) => {
                looking.abort();
                return Err(failure);
            }
        }
    }
}

async fn write_down(
    muster: &Muster,
    tx: &mut OrgTx,
    mut connection: Connection,
    found: Result<Look, Finding>,
) -> Result<(), Failure> {
    let now = muster.now();
    let (finding, pace) = match found {
        Err(finding) if finding.is_passing() => (Some(finding), Pace::Soon),
        Err(finding) => (Some(finding), Pace::Hourly),
        Ok(look) => {
            let taken = months::take(muster, tx, (&connection, &look.months)).await?;
            connection.delivered_at = taken.newest.or(connection.delivered_at);
            let pace = if taken.is_unfinished { Pace::Soon } else { Pace::Hourly };
            (look.finding.or_else(|| without_news(&connection, now)), pace)
        }
    };
    connection.checked_at = Some(now);
    connection.next_check_at = Some(schedule::next(now, pace));
    incident::found(muster, tx, (&mut connection, finding)).await?;
    incident::settle(muster, tx, &mut connection).await?;
    Ok(connections::set(tx, &connection).await?)
}

/// What is to be said although nothing is wrong with what is there.
fn without_news(connection: &Connection, now: DateTime<Utc>) -> Option<Finding> {
    match connection.delivered_at {
        None => Some(Finding::NoManifest { place: source::place(connection) }),
        Some(newest) if now - newest > PATIENCE => Some(Finding::Stale { newest }),
        Some(_) => None,
    }
}
