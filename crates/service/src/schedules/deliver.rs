//! Sending out what schedules made. Mails go by the outbox. A webhook, and a file for a bucket, is put into the queue in the
//! transaction in which its report is there, and stays until its receiver took it or was asked often enough; a process that
//! is killed while it sends lets its lease run out, and another sends again, with the same id.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use muster_domain::view::notifications::NotificationKind;
use muster_domain::view::reports::ReportFormat;
use muster_domain::view::schedules::{AttemptRow, Channel, DeliveryState};
use muster_domain::{DeliveryId, ReportId, ScheduleId};
use muster_store::deliveries::{self, NewDelivery, Taken};
use muster_store::reports::Report;
use muster_store::schedules::Schedule;
use muster_store::{OrgTx, reports, schedule_runs, schedules};
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{destination, due, mail};
use crate::mail::Attachment;
use crate::webhooks::Message;
use crate::{Error, Muster};

/// How many receivers are waited for at once.
const AT_ONCE: usize = 8;
const EVERY: Duration = Duration::from_secs(1);
/// Longer than a receiver may take.
pub(super) const LEASE: chrono::Duration = chrono::Duration::seconds(60);
/// How long after each try that failed there is another, in seconds: as the Standard Webhooks specification proposes,
/// a day and a half in all.
const PAUSES: [i64; 8] = [5, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000];
/// The receiver wants no more of it.
const GONE: u16 = 410;

/// What a schedule's secret is sealed for.
pub(super) fn purpose(schedule: ScheduleId) -> String {
    format!("webhook of schedule {schedule}")
}

/// A report is there: what its schedule sends out is put into the queue, once, however often the report is made.
pub(crate) async fn report_ready(
    muster: &Muster,
    tx: &mut OrgTx,
    (id, file): (ReportId, Option<Attachment>),
) -> Result<(), Error> {
    let Some(of) = schedule_runs::find_schedule(tx, id).await? else { return Ok(()) };
    let (Some(schedule), Some(report)) = (schedules::lookup(tx, of).await?, reports::lookup(tx, id).await?) else {
        return Ok(());
    };
    if deliveries::is_sent(tx, id).await? {
        return Ok(());
    }
    mail::send(muster, tx, (&schedule, &report), file).await?;
    if let Some(delivery) = destination::delivery(muster, tx.organization(), (&schedule, &report))? {
        deliveries::add(tx, &delivery).await?;
    }
    let Some(target) = schedule.recipients.webhook.clone() else { return Ok(()) };
    let body = body(muster, (&*tx, &schedule), &report);
    let (channel, state) = (Channel::Webhook, DeliveryState::Waiting);
    let (new, at) = (DeliveryId(muster.id()), muster.now());
    let report_name = report.name;
    let delivery = NewDelivery { id: new, schedule: of, report: id, report_name, channel, target, body, state, at };
    Ok(deliveries::add(tx, &delivery).await?)
}

/// Where the report is and what it is about; its figures are behind the link.
fn body(muster: &Muster, (tx, schedule): (&OrgTx, &Schedule), report: &Report) -> String {
    let page = format!("/organizations/{}/reports/{}", tx.organization(), report.id);
    let download = format!("{page}/download?format={}", ReportFormat::Csv.name());
    json!({
        "type": "report.ready",
        "timestamp": muster.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "data": {
            "organization": tx.organization(),
            "schedule": { "id": schedule.id, "name": schedule.name },
            "report": {
                "id": report.id,
                "name": report.name,
                "workflow": report.workflow_name,
                "from": report.period.from(),
                "to": report.period.to(),
                "expires_at": report.expires_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            },
            "link": muster.link(&page),
            "download": muster.link(&download),
        },
    })
    .to_string()
}

/// Until the process closes down; what is being sent then is sent again by the next.
pub(super) async fn run(muster: Muster, mut stop: watch::Receiver<bool>) {
    let mut sending = JoinSet::new();
    loop {
        while sending.len() < AT_ONCE
            && let Some(taken) = take(&muster).await
        {
            sending.spawn(send(muster.clone(), taken));
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            Some(done) = sending.join_next() => if let Err(error) = done {
                tracing::error!(%error, "a delivery panicked; its lease will run out");
            },
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn take(muster: &Muster) -> Option<Taken> {
    let taken = async {
        let now = muster.now();
        // Asked first without the right to write: most of the time nothing is due.
        if deliveries::count_due(&mut muster.store().read().await?, now).await? == 0 {
            return Ok(None);
        }
        let mut tx = muster.store().write().await?;
        let taken = deliveries::take(&mut tx, (now, now + LEASE)).await?;
        tx.commit().await?;
        Ok::<_, Error>(taken)
    };
    taken.await.unwrap_or_else(|error| {
        tracing::error!(%error, "no delivery could be taken");
        None
    })
}

async fn send(muster: Muster, taken: Taken) {
    let (at, begun) = (muster.now(), Instant::now());
    let answer = match taken.channel {
        Channel::Bucket => destination::put(&muster, &taken).await.map(|()| None),
        Channel::Webhook | Channel::Mail => post(&muster, &taken).await.map(Some),
    };
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let tried = match answer {
        Ok(Some(status)) if !(200..300).contains(&status) => {
            let error = Some(format!("the receiver answered {status}"));
            AttemptRow { at, status: Some(status), error, milliseconds }
        }
        Ok(status) => AttemptRow { at, status, error: None, milliseconds },
        Err(error) => AttemptRow { at, status: None, error: Some(error), milliseconds },
    };
    if let Err(error) = settle(&muster, &taken, tried).await {
        tracing::error!(delivery = %taken.id, %error, "what came of a delivery could not be written; it is sent again");
    }
}

/// With the secret that the schedule has now.
async fn post(muster: &Muster, taken: &Taken) -> Result<u16, String> {
    let broken = |error: Error| format!("its secret cannot be read: {error}");
    let secret = async {
        let mut tx = muster.store().read_in(taken.organization).await?;
        let schedule = schedules::lookup(&mut tx, taken.schedule).await?;
        schedule
            .and_then(|schedule| schedule.secret)
            .map(|sealed| muster.secret().open(&purpose(taken.schedule), &sealed))
            .transpose()
    };
    let secret = secret.await.map_err(broken)?.ok_or_else(|| "its schedule has no webhook any more".to_owned())?;
    let (id, timestamp) = (taken.id.to_string(), muster.now().timestamp());
    let message = Message { id: &id, timestamp, body: &taken.body, secret: &secret };
    muster.webhooks().send(&taken.target, &message).await
}

async fn settle(muster: &Muster, taken: &Taken, tried: AttemptRow) -> Result<(), Error> {
    let next = next(muster, taken, &tried);
    let mut tx = muster.store().write_in(taken.organization).await?;
    if !deliveries::set_tried(&mut tx, taken, next).await? {
        return Ok(());
    }
    deliveries::add_attempt(&mut tx, (muster.id(), taken.id), &tried).await?;
    if next.0 == DeliveryState::Failed {
        tell(muster, &mut tx, (taken, &tried)).await?;
    }
    if (next.0, taken.channel) == (DeliveryState::Done, Channel::Bucket) {
        destination::note(muster, &mut tx, taken).await?;
    }
    Ok(tx.commit().await?)
}

/// Where it stands after a try, and when it is tried again.
fn next(muster: &Muster, taken: &Taken, tried: &AttemptRow) -> (DeliveryState, Option<DateTime<Utc>>) {
    if tried.error.is_none() {
        return (DeliveryState::Done, None);
    }
    let tries = usize::try_from(taken.attempts).unwrap_or(usize::MAX);
    match PAUSES.get(tries.saturating_sub(1)) {
        Some(pause) if tried.status != Some(GONE) => {
            (DeliveryState::Waiting, Some(muster.now() + chrono::Duration::seconds(*pause)))
        }
        _ => (DeliveryState::Failed, None),
    }
}

async fn tell(muster: &Muster, tx: &mut OrgTx, (taken, tried): (&Taken, &AttemptRow)) -> Result<(), Error> {
    let Some(schedule) = schedules::lookup(tx, taken.schedule).await? else { return Ok(()) };
    let title = match taken.channel {
        Channel::Bucket => format!("{} could not be put into its object store", taken.report_name),
        Channel::Webhook | Channel::Mail => format!("The webhook for {} was not taken", taken.report_name),
    };
    let body = format!("Tried {} times; at last {}.", taken.attempts, tried.error.as_deref().unwrap_or_default());
    due::tell(muster, tx, (&schedule, NotificationKind::ReportFailed), (title, body)).await
}
