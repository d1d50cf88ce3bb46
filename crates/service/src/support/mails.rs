//! Mail that has not been sent: whether it waits or was given up, and why. What it says is nobody's here.

use muster_domain::MailId;
use muster_domain::view::support::MailRow;
use muster_store::outbox::{self, Mail};

use crate::audit::Deed;
use crate::{Ctx, Error};

const MOST: u32 = 200;

/// Newest first.
///
/// # Errors
/// Those of [`Ctx::support`].
pub async fn mails(ctx: &Ctx) -> Result<Vec<MailRow>, Error> {
    let support = ctx.support().await?;
    let mut tx = support.muster().store().write().await?;
    let rows: Vec<_> = outbox::list(&mut tx, MOST).await?.into_iter().map(row).collect();
    let detail = format!("{} mails", rows.len());
    support.note_aside(&mut tx, Deed { action: "support.mails", subject: String::new(), detail }).await?;
    tx.commit().await?;
    Ok(rows)
}

/// Tries one again, now.
///
/// # Errors
/// `Conflict` for one that was sent meanwhile; those of [`Ctx::support`].
pub async fn retry_mail(ctx: &Ctx, id: MailId) -> Result<(), Error> {
    let support = ctx.support().await?;
    let mut tx = support.muster().store().write().await?;
    if !outbox::retry(&mut tx, id, support.muster().now()).await? {
        return Err(Error::Conflict("it was sent meanwhile, or is not wanted any more".to_owned()));
    }
    let deed = Deed { action: "support.retry_mail", subject: id.to_string(), detail: String::new() };
    support.note_aside(&mut tx, deed).await?;
    Ok(tx.commit().await?)
}

fn row(mail: Mail) -> MailRow {
    let Mail { id, recipient, subject, attempts, due_at, error, failed_at, created_at, .. } = mail;
    MailRow { id, recipient, subject, attempts, created_at, due_at, error, failed_at }
}
