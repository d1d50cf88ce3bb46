//! A mail with a link to each member whom a schedule names, in the transaction in which its report is there; the outbox
//! sends it. The file comes with it where that was asked for and it is small enough.

use muster_domain::ReportId;
use muster_domain::view::reports::ReportFormat;
use muster_domain::view::schedules::{Channel, DeliveryState};
use muster_domain::{DeliveryId, OrganizationId};
use muster_engine::place;
use muster_store::deliveries::{self, NewDelivery};
use muster_store::reports::Report;
use muster_store::schedules::Schedule;
use muster_store::{OrgTx, memberships, organizations, reports, schedule_runs, schedules};

use crate::mail::{self, Action, Attachment, LARGEST_ATTACHMENT, Mail};
use crate::muster::blocking;
use crate::reports::rows_file;
use crate::{Error, Muster};

/// The file of a report that is on disk by now, where its schedule mails it; read before the transaction begins.
pub(crate) async fn attachment(muster: &Muster, (org, id): (OrganizationId, ReportId)) -> Result<Option<Attachment>, Error> {
    let mut tx = muster.store().read_in(org).await?;
    let Some(of) = schedule_runs::find_schedule(&mut tx, id).await? else { return Ok(None) };
    let (Some(schedule), Some(report)) = (schedules::lookup(&mut tx, of).await?, reports::lookup(&mut tx, id).await?) else {
        return Ok(None);
    };
    drop(tx);
    if !schedule.recipients.attach || schedule.recipients.members.is_empty() || !muster.sends_mail() {
        return Ok(None);
    }
    let file = rows_file(muster, (org, &report), ReportFormat::Csv);
    let filename = file.filename;
    let content = blocking(move || {
        let length = place::size(&file.path)?;
        let fits = usize::try_from(length).is_ok_and(|length| length <= LARGEST_ATTACHMENT);
        if fits { place::read(&file.path).map(|content| Some(content.to_vec())) } else { Ok(None) }
    });
    let content = content.await?.map_err(|error: std::io::Error| Error::internal(error))?;
    Ok(content.map(|content| Attachment { filename, media_type: ReportFormat::Csv.media_type().to_owned(), content }))
}

/// To everybody whom the schedule names, is a member still, and has shown that the address is theirs.
pub(super) async fn send(
    muster: &Muster,
    tx: &mut OrgTx,
    (schedule, report): (&Schedule, &Report),
    file: Option<Attachment>,
) -> Result<(), Error> {
    if schedule.recipients.members.is_empty() || !muster.sends_mail() {
        return Ok(());
    }
    let organization = organizations::lookup(tx).await?.unwrap_or_default();
    let wanted = |user: &muster_domain::UserId| schedule.recipients.members.contains(user);
    let members = memberships::list(tx).await?.into_iter();
    for member in members.filter(|member| wanted(&member.user) && !member.is_service && member.is_confirmed) {
        let letter = letter(muster, (tx, &organization), (schedule, report));
        let letter = Mail { to: member.email.clone(), attachment: file.clone(), ..letter };
        mail::enqueue(muster, tx.installation(), letter).await?;
        let delivery = NewDelivery {
            id: DeliveryId(muster.id()),
            schedule: schedule.id,
            report: report.id,
            report_name: report.name.clone(),
            channel: Channel::Mail,
            target: member.email,
            body: String::new(),
            state: DeliveryState::Done,
            at: muster.now(),
        };
        deliveries::add(tx, &delivery).await?;
    }
    Ok(())
}

fn letter(muster: &Muster, (tx, organization): (&OrgTx, &str), (schedule, report): (&Schedule, &Report)) -> Mail {
    let (from, last) = (report.period.from(), report.period.last_day());
    let days = format!("It covers {from} to {last}, and is kept until {}.", report.expires_at.date_naive());
    let path = format!("/organizations/{}/reports/{}", tx.organization(), report.id);
    Mail {
        subject: format!("{} is ready", report.name),
        paragraphs: vec![format!("The report {} of {organization} is ready. {days}", report.name)],
        action: Some(Action { label: "Open the report".to_owned(), link: muster.link(&path) }),
        reason: format!("The schedule {} of {organization} names you. Whoever manages it can take you out.", schedule.name),
        about: Some(report.id.0),
        ..Mail::default()
    }
}
