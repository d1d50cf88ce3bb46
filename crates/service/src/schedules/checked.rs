//! What a person asks of a schedule, looked at before it is kept.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use muster_domain::UserId;
use muster_domain::view::schedules::{NewSchedule, Recipients};
use muster_store::reports::{Report, Scope};
use muster_store::schedules::Schedule;
use muster_store::{OrgTx, memberships, organizations, subsets, workflows};

use super::destination;
use crate::{Error, Muster, OrgScope, names};

/// The names of its reports have room for the days that they cover.
const LONGEST_NAME: usize = 150;
/// How far ahead a schedule may begin.
const FARTHEST: Days = Days::new(3660);

/// As it is kept; `before` is what is edited.
pub(super) async fn read(
    scope: &OrgScope,
    tx: &mut OrgTx,
    (new, before): (NewSchedule, Option<&Schedule>),
) -> Result<NewSchedule, Error> {
    let name = names::checked("name", &new.name)?;
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", format!("at most {LONGEST_NAME} characters")));
    }
    let today = organizations::time_zone(tx).await?.today(scope.muster().now());
    let is_kept = before.is_some_and(|before| before.plan.start() == new.plan.start());
    if !is_kept {
        start(new.plan.start(), today)?;
    }
    let recipients = recipients(scope.muster(), tx, (new.recipients, before)).await?;
    Ok(NewSchedule { name, plan: new.plan, recipients })
}

fn start(start: NaiveDate, today: NaiveDate) -> Result<(), Error> {
    if start < today {
        return Err(Error::invalid("start", format!("choose today ({today}) or a later day")));
    }
    if start > today + FARTHEST {
        return Err(Error::invalid("start", "choose a day within the next ten years"));
    }
    Ok(())
}

async fn recipients(
    muster: &Muster,
    tx: &mut OrgTx,
    (wanted, before): (Recipients, Option<&Schedule>),
) -> Result<Recipients, Error> {
    let known = mailable(muster, tx).await?;
    let members: BTreeSet<_> = wanted.members.into_iter().collect();
    if members.iter().any(|user| !known.iter().any(|(id, _)| id == user)) {
        return Err(Error::invalid("members", "choose members who can be mailed"));
    }
    let url = wanted.webhook.as_deref().map(str::trim).filter(|url| !url.is_empty());
    // What the operator allowed once may go on being kept, and fails when it is sent.
    let is_kept = url.is_some() && before.and_then(|before| before.recipients.webhook.as_deref()) == url;
    let webhook = match url {
        Some(url) if is_kept => Some(url.to_owned()),
        Some(url) => Some(muster.webhooks().read(url).map_err(|why| Error::invalid("webhook", why))?.to_string()),
        None => None,
    };
    let kept = before.and_then(|before| before.recipients.bucket.as_ref());
    let bucket = destination::checked(muster, tx.organization(), (wanted.bucket, kept))?;
    Ok(Recipients { members: members.into_iter().collect(), attach: wanted.attach, webhook, bucket })
}

/// Who can be mailed: nobody where the installation sends no mail.
pub(super) async fn mailable(muster: &Muster, tx: &mut OrgTx) -> Result<Vec<(UserId, String)>, Error> {
    if !muster.sends_mail() {
        return Ok(Vec::new());
    }
    let members = memberships::list(tx).await?.into_iter().filter(|member| !member.is_service && member.is_confirmed);
    Ok(members.map(|member| (member.user, format!("{} ({})", member.name, member.email))).collect())
}

/// Of what the report was made, it can be made again.
///
/// # Errors
/// `Conflict` where its workflow or one of its subsets is gone.
pub(super) async fn can_be_made_again(tx: &mut OrgTx, report: &Report) -> Result<(), Error> {
    let gone = |what: &str| Error::Conflict(format!("the {what} of this report was deleted: generate another report first"));
    workflows::lookup(tx, report.workflow).await?.ok_or_else(|| gone("workflow"))?;
    if let Scope::Subsets(chosen) = &report.scope {
        let known = subsets::list(tx).await?;
        if chosen.iter().any(|(id, _)| !known.iter().any(|subset| subset.id == *id)) {
            return Err(gone("subset"));
        }
    }
    Ok(())
}
