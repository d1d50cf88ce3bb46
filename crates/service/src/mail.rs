//! Mail. It is written into an outbox in the transaction of what it tells, and sent from there until the server of mail
//! took it: a process that is killed loses none, and none is sent of what did not happen.

mod deliver;
mod letter;
mod mailer;
mod message;
pub(crate) mod notices;
mod server;

use muster_domain::MailId;
use muster_store::Tx;
use muster_store::outbox::{self, Mail as Row};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, Muster};

pub(crate) use deliver::{remove_old, run};
pub use mailer::{MailSettings, Mailer};

/// A page that a mail leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Action {
    /// What is done there, as on a button.
    pub(crate) label: String,
    /// The whole address, see `Muster::link`.
    pub(crate) link: String,
}

/// A file that comes with a mail; small, since it lies in the database until the mail is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) filename: String,
    /// `text/csv`.
    pub(crate) media_type: String,
    #[serde(with = "bytes_as_text")]
    pub(crate) content: Vec<u8>,
}

/// Bytes that an attachment may have: what mail servers take, when it has become text.
pub(crate) const LARGEST_ATTACHMENT: usize = 7 << 20;

/// A mail to one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mail {
    /// An e-mail address.
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) action: Option<Action>,
    /// Why it was sent, in small letters at the end.
    pub(crate) reason: String,
    /// Where mails of this kind end without signing in; `None` for what somebody asked for.
    pub(crate) unsubscribe: Option<String>,
    pub(crate) attachment: Option<Attachment>,
    /// The thing whose page shows what became of the mail.
    pub(crate) about: Option<Uuid>,
}

/// What of a mail is encrypted until it is sent: links in it let people in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    text: String,
    html: String,
    unsubscribe: Option<String>,
    attachment: Option<Attachment>,
}

/// Puts a mail into the outbox, in the transaction of what it tells. Where the installation sends no mail, nothing
/// happens: ask [`Muster::sends_mail`] where that is to be said.
///
/// # Errors
/// `Conflict` for an attachment that is too large; the database's.
pub(crate) async fn enqueue(muster: &Muster, tx: &mut Tx, mail: Mail) -> Result<(), Error> {
    if !muster.sends_mail() {
        return Ok(());
    }
    if mail.attachment.as_ref().is_some_and(|file| file.content.len() > LARGEST_ATTACHMENT) {
        return Err(Error::Conflict(format!("a mail carries a file of at most {} MiB", LARGEST_ATTACHMENT >> 20)));
    }
    let (id, now) = (MailId(muster.id()), muster.now());
    let (text, html) = (message::text(&mail), message::html(&mail));
    let content = Content { text, html, unsubscribe: mail.unsubscribe, attachment: mail.attachment };
    let json = serde_json::to_string(&content).map_err(Error::internal)?;
    let row = Row {
        id,
        recipient: mail.to,
        subject: one_line(&mail.subject),
        content: muster.secret().seal(&purpose(id), &json)?,
        about: mail.about,
        attempts: 0,
        due_at: now,
        error: None,
        failed_at: None,
        created_at: now,
    };
    Ok(outbox::add(tx, &row).await?)
}

/// Names of people and things stand in subjects: a line break in one would begin another header.
fn one_line(subject: &str) -> String {
    subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn open(muster: &Muster, row: &Row) -> Result<Content, Error> {
    let json = muster.secret().open(&purpose(row.id), &row.content)?;
    serde_json::from_str(&json).map_err(Error::internal)
}

fn purpose(id: MailId) -> String {
    format!("mail {id}")
}

/// A list of numbers would be three times as long.
mod bytes_as_text {
    use data_encoding::BASE64;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64.decode(String::deserialize(deserializer)?.as_bytes()).map_err(D::Error::custom)
    }
}
