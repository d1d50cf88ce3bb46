//! What people are told without asking: a row in their inbox, and a mail unless they want none of that kind.

pub(crate) mod events;

use chrono::Duration;
use muster_domain::view::notifications::{Inbox, MailChoice, NotificationKind, NotificationRow};
use muster_domain::{NotificationId, UserId};
use muster_store::memberships::Member;
use muster_store::notifications::{self, Notification};
use muster_store::{OrgTx, Tx, memberships, organizations};

use crate::audit::{Change, Deed, Place};
use crate::mail::notices::{self, Told};
use crate::secret::same;
use crate::{Ctx, Error, Muster, mail};

const PER_PAGE: u32 = 25;
/// How long a notification is kept.
const KEPT: Duration = Duration::days(180);

/// Who of an organization is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    Everyone,
    /// One member; nobody where this person is none any more.
    Member(UserId),
}

/// What happened.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) kind: NotificationKind,
    pub(crate) audience: Audience,
    /// A short sentence without a full stop.
    pub(crate) title: String,
    /// What more is to be said; may be empty.
    pub(crate) body: String,
    /// Path of the page it is about.
    pub(crate) path: String,
}

/// Tells members, in the transaction of what they are told of. Service users read nothing, so they are told nothing.
pub(crate) async fn notify(muster: &Muster, tx: &mut OrgTx, notice: Notice) -> Result<(), Error> {
    let organization = tx.organization();
    for member in memberships::list(tx).await? {
        let is_meant = match notice.audience {
            Audience::Everyone => true,
            Audience::Member(user) => member.user == user,
        };
        if member.is_service || !is_meant {
            continue;
        }
        let new = Notification {
            id: NotificationId(muster.id()),
            user: member.user,
            organization,
            kind: notice.kind,
            title: notice.title.clone(),
            body: notice.body.clone(),
            path: notice.path.clone(),
            created_at: muster.now(),
            read_at: None,
        };
        notifications::add(tx.installation(), &new).await?;
        send(muster, tx, (&notice, &member)).await?;
    }
    Ok(())
}

/// By mail too, unless this person wants none of that kind. An address that nobody has confirmed may be a stranger's.
async fn send(muster: &Muster, tx: &mut OrgTx, (notice, member): (&Notice, &Member)) -> Result<(), Error> {
    if !muster.sends_mail() || !member.is_confirmed {
        return Ok(());
    }
    if notifications::list_muted(tx.installation(), member.user).await?.contains(&notice.kind) {
        return Ok(());
    }
    let organization = organizations::lookup(tx).await?.unwrap_or_default();
    let unsubscribe = format!("/unsubscribe/{}", write_link(muster, member.user, notice.kind));
    let told = Told { to: &member.email, organization: &organization, unsubscribe };
    mail::enqueue(muster, tx.installation(), notices::notification(muster, notice, &told)).await
}

/// A page of one's own inbox; pages count from 1.
///
/// # Errors
/// `NotSignedIn`.
pub async fn inbox(ctx: &Ctx, page: u32) -> Result<Inbox, Error> {
    let user = ctx.user_id()?;
    let mut tx = ctx.muster().store().read().await?;
    let (total, unread) = notifications::count(&mut tx, user).await?;
    let pages = u32::try_from(total.div_ceil(u64::from(PER_PAGE))).unwrap_or(u32::MAX).max(1);
    let page = page.clamp(1, pages);
    let found = notifications::list(&mut tx, user, (PER_PAGE, (page - 1) * PER_PAGE)).await?;
    let rows = found.into_iter().map(|(found, organization)| row(found, organization)).collect();
    Ok(Inbox { rows, unread, page, pages })
}

/// Marks one as read.
///
/// # Errors
/// `NotFound` for somebody else's.
pub async fn read(ctx: &Ctx, id: NotificationId) -> Result<(), Error> {
    let user = ctx.user_id()?;
    let mut tx = ctx.muster().store().write().await?;
    if !notifications::set_read(&mut tx, user, id, ctx.muster().now()).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Marks all as read.
///
/// # Errors
/// `NotSignedIn`.
pub async fn read_all(ctx: &Ctx) -> Result<(), Error> {
    let user = ctx.user_id()?;
    let mut tx = ctx.muster().store().write().await?;
    notifications::set_all_read(&mut tx, user, ctx.muster().now()).await?;
    Ok(tx.commit().await?)
}

/// Which kinds are mailed to oneself.
///
/// # Errors
/// `NotSignedIn`.
pub async fn mail_choices(ctx: &Ctx) -> Result<Vec<MailChoice>, Error> {
    let user = ctx.user_id()?;
    let muted = notifications::list_muted(&mut ctx.muster().store().read().await?, user).await?;
    Ok(NotificationKind::ALL.into_iter().map(|kind| MailChoice { kind, mailed: !muted.contains(&kind) }).collect())
}

/// Says which kinds are to be mailed; all others are not.
///
/// # Errors
/// `NotSignedIn`.
pub async fn choose_mail(ctx: &Ctx, mailed: &[NotificationKind]) -> Result<(), Error> {
    let user = ctx.user_id()?;
    let mut tx = ctx.muster().store().write().await?;
    for kind in NotificationKind::ALL {
        if mailed.contains(&kind) {
            notifications::unmute(&mut tx, user, kind).await?;
        } else {
            notifications::mute(&mut tx, user, kind).await?;
        }
    }
    let names: Vec<_> = mailed.iter().map(|kind| kind.name()).collect();
    note(ctx, &mut tx, ("notifications.choose_mail", user, names.join(", "))).await?;
    Ok(tx.commit().await?)
}

/// Ends mails of one kind, by the link in such a mail; whoever holds it need not sign in.
///
/// # Errors
/// `NotFound` for a link that this installation did not make.
pub async fn unsubscribe(ctx: &Ctx, link: &str) -> Result<NotificationKind, Error> {
    let (user, kind) = read_link(ctx.muster(), link).ok_or(Error::NotFound)?;
    let mut tx = ctx.muster().store().write().await?;
    notifications::mute(&mut tx, user, kind).await?;
    note(ctx, &mut tx, ("notifications.unsubscribe", user, kind.name().to_owned())).await?;
    tx.commit().await?;
    Ok(kind)
}

/// How many somebody has not read.
pub(crate) async fn unread(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    Ok(notifications::count(tx, user).await?.1)
}

pub(crate) async fn remove_old(muster: &Muster) -> Result<(), Error> {
    let mut tx = muster.store().write().await?;
    notifications::remove_old(&mut tx, muster.now() - KEPT).await?;
    Ok(tx.commit().await?)
}

/// `USER.KIND.SIGNATURE`: no row has to be kept for a link that is good for ever.
fn write_link(muster: &Muster, user: UserId, kind: NotificationKind) -> String {
    let said = format!("{user}.{}", kind.name());
    let signature = muster.secret().sign("unsubscribe", &said);
    format!("{said}.{signature}")
}

fn read_link(muster: &Muster, link: &str) -> Option<(UserId, NotificationKind)> {
    let (said, signature) = link.rsplit_once('.')?;
    if !same(&muster.secret().sign("unsubscribe", said), signature) {
        return None;
    }
    let (user, kind) = said.split_once('.')?;
    Some((user.parse().ok()?, NotificationKind::from_name(kind)?))
}

fn row(found: Notification, organization: String) -> NotificationRow {
    let Notification { id, kind, title, body, path, created_at: at, read_at, .. } = found;
    NotificationRow { id, kind, organization, title, body, path, at, read: read_at.is_some() }
}

async fn note(ctx: &Ctx, tx: &mut Tx, (action, user, detail): (&str, UserId, String)) -> Result<(), Error> {
    let place = Place { organization: None, user: Some(user) };
    ctx.record(tx, place, Deed { action, subject: user.to_string(), detail }, Change::default()).await
}
