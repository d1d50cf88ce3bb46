//! When connections are looked at: every hour, not all at once, and whenever somebody asks.

use chrono::{DateTime, Duration, Utc};
use muster_domain::{JobId, ManagementAccountId};
use muster_store::jobs::{self, Kind, NewJob};
use muster_store::{OrgTx, connections};

use crate::{Error, Muster};

/// How long between two checks.
const EVERY: Duration = Duration::hours(1);
/// How long where a delivery is half written.
const SOON: Duration = Duration::minutes(10);
/// By how much a check is earlier or later than that, so that a thousand connections are not looked at in one second.
const JITTER: i64 = 300;

/// How soon there may be something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    Hourly,
    Soon,
}

/// When the next check is to be made.
pub(super) fn next(now: DateTime<Utc>, pace: Pace) -> DateTime<Utc> {
    match pace {
        Pace::Hourly => now + EVERY + Duration::seconds(rand::random_range(-JITTER..=JITTER)),
        Pace::Soon => now + SOON + Duration::seconds(rand::random_range(0..=JITTER / 5)),
    }
}

/// Has every check made that is due. Several servers may do so at once: a connection has one check at most.
pub(crate) async fn due(muster: &Muster) -> Result<(), Error> {
    let now = muster.now();
    let due = connections::list_due(&mut muster.store().read().await?, now).await?;
    for (organization, account) in due {
        let mut tx = muster.store().write_in(organization).await?;
        let Some(mut connection) = connections::lookup(&mut tx, account).await? else { continue };
        if connection.next_check_at.is_none_or(|at| at > now) {
            continue;
        }
        // The check sets its own successor; this one is for a check whose worker dies for good.
        connection.next_check_at = Some(next(now, Pace::Hourly));
        connections::set(&mut tx, &connection).await?;
        ask(&mut tx, muster, account).await?;
        tx.commit().await?;
        muster.bell().notify_one();
    }
    Ok(())
}

/// Has a check made now, if none is waiting. Ring the bell after.
pub(super) async fn ask(tx: &mut OrgTx, muster: &Muster, account: ManagementAccountId) -> Result<(), Error> {
    if jobs::is_there(tx, Kind::Check, account.0).await? {
        return Ok(());
    }
    let (id, at) = (JobId(muster.id()), muster.now());
    // A lane of its own: a check waits for no import.
    Ok(jobs::add(tx, &NewJob { id, kind: Kind::Check, subject: account.0, lane: id.0, at }).await?)
}

/// No check is made any more.
pub(crate) async fn forget(tx: &mut OrgTx, account: ManagementAccountId) -> Result<(), Error> {
    Ok(jobs::remove_of(tx, Kind::Check, account.0).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_an_hour_apart_and_not_all_at_once() {
        let now: DateTime<Utc> = "2026-03-10T08:00:00Z".parse().unwrap();
        let waits: Vec<_> = (0..50).map(|_| (next(now, Pace::Hourly) - now).num_seconds()).collect();
        assert!(waits.iter().all(|wait| (3300..=3900).contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
        let soon = (next(now, Pace::Soon) - now).num_seconds();
        assert!((600..=660).contains(&soon), "{soon}");
    }
}
