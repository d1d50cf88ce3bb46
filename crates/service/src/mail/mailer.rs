//! Where mail goes, and from whom it comes, as the settings say.

use std::fmt;
use std::sync::Arc;

use lettre::message::Mailbox;
use muster_store::outbox::Mail as Row;
use url::{Host, Url};

use super::Content;
use super::letter::{Sender, compose, mailbox};
use super::server::Server;

/// Where mail goes and from whom it comes.
#[derive(Clone, Debug)]
pub struct MailSettings<'a> {
    /// `smtp://` or `smtps://`, with user and password percent-encoded, and in its query `tls` (`required`,
    /// `opportunistic` or `none`) and `ca` (a PEM file).
    pub url: &'a str,
    /// `Muster <billing@example.com>`; `None` is `muster@` and the host of `public_url`.
    pub from: Option<&'a str>,
    /// How people reach the console.
    pub public_url: &'a str,
}

/// Takes mail to its server. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    server: Arc<Server>,
    from: Mailbox,
    host: String,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// It may be taken another time.
    #[error("{0}")]
    Now(String),
    /// It would be refused again.
    #[error("{0}")]
    Ever(String),
}

impl Mailer {
    /// # Errors
    /// One line that names the setting and what is wrong with it; never the password.
    pub fn new(settings: &MailSettings<'_>) -> Result<Self, String> {
        let host = Url::parse(settings.public_url).ok().and_then(|url| match url.host()? {
            Host::Domain(name) => Some(name.to_owned()),
            Host::Ipv4(_) | Host::Ipv6(_) => None,
        });
        let host = host.unwrap_or_else(|| "localhost".to_owned());
        let from = settings.from.map_or_else(|| format!("Muster <muster@{host}>"), str::to_owned);
        let from = mailbox(&from).ok_or_else(|| format!("smtp_from: `{from}`: expected NAME <ADDRESS>"))?;
        let server = Server::read(settings.url, &host).map_err(|reason| format!("smtp_url: {reason}"))?;
        Ok(Self { server: Arc::new(server), from, host })
    }

    pub(super) async fn send(&self, row: &Row, content: &Content) -> Result<(), Refused> {
        let message = compose(&Sender { from: &self.from, host: &self.host }, row, content).map_err(Refused::Ever)?;
        self.server.deliver(&message).await
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer(from {})", self.from.email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_setting_is_one_line_without_the_password() {
        let cases = [
            ("http://user:hunter2@mail.example", None, "expected smtp:// or smtps://"),
            ("mail.example", None, "expected smtp://"),
            ("smtp://user:hunter2@mail.example?tls=maybe", None, "tls is `maybe`"),
            ("smtps://user:hunter2@mail.example?tls=none", None, "always encrypted"),
            ("smtp://user:hunter2@mail.example?speed=9", None, "`speed` is unknown"),
            ("smtp://user@mail.example", None, "come together"),
            ("smtps://mail.example?ca=/nowhere.pem", None, "ca /nowhere.pem"),
            ("smtp://localhost", Some("nobody"), "smtp_from: `nobody`"),
        ];
        for (url, from, said) in cases {
            let reason = Mailer::new(&MailSettings { url, from, public_url: "https://console.example" }).unwrap_err();
            assert!(reason.contains(said) && !reason.contains('\n') && !reason.contains("hunter2"), "{url}: {reason}");
        }
    }

    #[test]
    fn whoever_sets_no_sender_sends_from_the_consoles_host() {
        let from = |public_url| Mailer::new(&MailSettings { url: "smtp://localhost", from: None, public_url }).unwrap().from;
        assert_eq!(Some(from("https://console.example:8443")), mailbox("Muster <muster@console.example>"));
        assert_eq!(Some(from("http://127.0.0.1:3000")), mailbox("Muster <muster@localhost>"));
    }
}
