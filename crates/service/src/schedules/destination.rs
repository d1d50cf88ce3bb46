//! A report's file in the object store that its schedule names. Its rights are looked at when it is named and with every
//! try: a role is assumed with the external ID of this organization alone, and the server's own rights count below what the
//! operator opened to it.

use std::time::Duration;

use muster_domain::connection::{Destination, DestinationForm, external_id};
use muster_domain::view::schedules::{Channel, DeliveryState, Stores};
use muster_domain::workflow::Refusal;
use muster_domain::{DeliveryId, OrganizationId};
use muster_store::deliveries::{self, NewDelivery, Taken};
use muster_store::reports::Report;
use muster_store::schedules::Schedule;
use muster_store::{OrgTx, reports, schedules};

use super::deliver::LEASE;
use super::due;
use crate::audit::Deed;
use crate::connections::locations::{is_below, own};
use crate::deliveries::Parcel;
use crate::reports::rows_file;
use crate::{Error, Muster};

/// How long a file may be on its way.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often it is said meanwhile that it still is: a few times in a lease.
const BEAT: Duration = Duration::from_secs(15);

/// What an organization's destinations are set up with.
pub(super) fn stores(muster: &Muster, org: OrganizationId) -> Stores {
    let connecting = muster.connecting();
    Stores {
        external_id: external_id(org),
        principal: connecting.principal.clone(),
        open: own(&connecting.reports, org),
        endpoints: connecting.endpoints.clone(),
    }
}

/// As it is kept; what is kept already may go on being kept, and fails when it is tried.
pub(super) fn checked(
    muster: &Muster,
    org: OrganizationId,
    (wanted, kept): (Option<DestinationForm>, Option<&DestinationForm>),
) -> Result<Option<DestinationForm>, Error> {
    let Some(wanted) = wanted else { return Ok(None) };
    if kept == Some(&wanted) {
        return Ok(Some(wanted));
    }
    let at = |refusal: Refusal| Refusal { path: format!("bucket.{}", refusal.path), ..refusal };
    let refused = |refusals: Vec<Refusal>| Error::Invalid(refusals.into_iter().map(at).collect());
    let Some(read) = Destination::read(&wanted).map_err(refused)? else { return Ok(None) };
    allowed(muster, org, &read).map_err(|(field, why)| Error::invalid(format!("bucket.{field}"), why))?;
    Ok(Some(read.form()))
}

/// Whether the organization may write there; else which field says that it may not, and why.
fn allowed(muster: &Muster, org: OrganizationId, destination: &Destination) -> Result<(), (&'static str, String)> {
    let Stores { open, endpoints, .. } = stores(muster, org);
    if let Some(endpoint) = destination.endpoint.as_ref().filter(|endpoint| !endpoints.contains(endpoint)) {
        return Err(("endpoint", format!("whoever runs this server does not allow {endpoint}")));
    }
    let url = destination.url();
    if destination.role.is_some() || (destination.endpoint.is_none() && open.iter().any(|root| is_below(root, &url))) {
        return Ok(());
    }
    let why = match open.as_slice() {
        [] => "name a role of your AWS account that may put objects there".to_owned(),
        open => format!("name a role of your AWS account, or choose a place below {}", open.join(" or ")),
    };
    Err(("role", why))
}

/// What is put into the queue when a report is there.
pub(super) fn delivery(
    muster: &Muster,
    org: OrganizationId,
    (schedule, report): (&Schedule, &Report),
) -> Result<Option<NewDelivery>, Error> {
    let Some(form) = &schedule.recipients.bucket else { return Ok(None) };
    let Some(destination) = Destination::read(form).map_err(Error::Invalid)? else { return Ok(None) };
    let file = rows_file(muster, (org, report), destination.format);
    // With the report's id: nothing that was put there before is written over but by itself.
    let (stem, end) = file.filename.rsplit_once('.').unwrap_or((&file.filename, destination.format.name()));
    Ok(Some(NewDelivery {
        id: DeliveryId(muster.id()),
        schedule: schedule.id,
        report: report.id,
        report_name: report.name.clone(),
        channel: Channel::Bucket,
        target: destination.object(&format!("{stem}-{}.{end}", report.id)),
        body: String::new(),
        state: DeliveryState::Waiting,
        at: muster.now(),
    }))
}

/// One try, with the rights that its schedule names now.
pub(super) async fn put(muster: &Muster, taken: &Taken) -> Result<(), String> {
    let parcel = parcel(muster, taken).await.map_err(|error| format!("it could not be read: {error}"))??;
    let mut sent = std::pin::pin!(tokio::time::timeout(PATIENCE, muster.connecting().deliveries.put(parcel)));
    let mut beat = tokio::time::interval(BEAT);
    beat.tick().await;
    loop {
        tokio::select! {
            sent = &mut sent => {
                return sent.unwrap_or_else(|_| Err(format!("it was not there within {} minutes", PATIENCE.as_secs() / 60)));
            }
            _ = beat.tick() => hold(muster, taken).await.map_err(|error| error.to_string())?,
        }
    }
}

async fn hold(muster: &Muster, taken: &Taken) -> Result<(), Error> {
    let mut tx = muster.store().write_in(taken.organization).await?;
    deliveries::hold(&mut tx, taken, muster.now() + LEASE).await?;
    Ok(tx.commit().await?)
}

async fn parcel(muster: &Muster, taken: &Taken) -> Result<Result<Parcel, String>, Error> {
    let mut tx = muster.store().read_in(taken.organization).await?;
    let schedule = schedules::lookup(&mut tx, taken.schedule).await?;
    let report = reports::lookup(&mut tx, taken.report).await?;
    drop(tx);
    let form = schedule.and_then(|schedule| schedule.recipients.bucket);
    let destination = form.map(|form| Destination::read(&form)).transpose().map_err(Error::Invalid)?.flatten();
    let Some(destination) = destination else { return Ok(Err("its schedule has no object store any more".to_owned())) };
    if let Err((_, why)) = allowed(muster, taken.organization, &destination) {
        return Ok(Err(why));
    }
    let Some(key) = destination.key(&taken.target).map(str::to_owned) else {
        return Ok(Err(format!("its schedule puts reports below {} now", destination.url())));
    };
    let Some(report) = report.filter(|report| report.kept) else {
        return Ok(Err("the files of its report are gone; generate it again".to_owned()));
    };
    let file = rows_file(muster, (taken.organization, &report), destination.format).path;
    Ok(Ok(Parcel { external_id: external_id(taken.organization), destination, key, file }))
}

/// Data left the installation: that is in the record.
pub(super) async fn note(muster: &Muster, tx: &mut OrgTx, taken: &Taken) -> Result<(), Error> {
    let Some(schedule) = schedules::lookup(tx, taken.schedule).await? else { return Ok(()) };
    let Some(owner) = due::owner(tx, &schedule).await? else { return Ok(()) };
    let detail = format!("{}: {}", taken.report_name, taken.target);
    due::note(muster, tx, (owner, Deed { action: "schedules.put", subject: schedule.id.to_string(), detail })).await
}
