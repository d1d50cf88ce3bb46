//! The server that takes our mail, as its URL describes it.

use std::fmt;
use std::sync::Arc;

use muster_store::outbox::Mail as Row;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::Content;
use super::mime::{Mailbox, Sender, compose};
use super::smtp::{Letter, Server, SmtpError, Wrapping};

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
        let from = Mailbox::parse(&from).ok_or_else(|| format!("smtp_from: `{from}`: expected NAME <ADDRESS>"))?;
        let server = server(settings.url, &host).map_err(|reason| format!("smtp_url: {reason}"))?;
        Ok(Self { server: Arc::new(server), from, host })
    }

    pub(super) async fn send(&self, row: &Row, content: &Content) -> Result<(), Refused> {
        let message = compose(&Sender { from: &self.from, host: &self.host }, row, content);
        let letter = Letter { from: &self.from.address, to: &row.recipient, message: &message };
        self.server.deliver(&letter).await.map_err(|error| refused(&error))
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer(from {})", self.from.address)
    }
}

/// A server that does not know us refuses every mail until somebody mends the settings: that is no mail's fault.
const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];

fn refused(error: &SmtpError) -> Refused {
    match error {
        SmtpError::Reply { code, .. } if *code >= 500 && !NOT_LET_IN.contains(code) => Refused::Ever(error.to_string()),
        _ => Refused::Now(error.to_string()),
    }
}

impl Wrapping {
    /// Without a word in the query: a password does not leave this machine in the clear, and a server on this machine
    /// is not asked for a certificate.
    fn of(url: &Url, tls: Option<&str>) -> Result<Self, String> {
        match (url.scheme(), tls) {
            ("smtps", None) => Ok(Self::Always),
            ("smtps", Some(_)) => Err("tls is for smtp://; smtps:// is always encrypted".to_owned()),
            ("smtp", Some("required")) => Ok(Self::Required),
            ("smtp", Some("opportunistic")) => Ok(Self::WhereOffered),
            ("smtp", Some("none")) => Ok(Self::None),
            ("smtp", Some(other)) => Err(format!("tls is `{other}`: expected required, opportunistic or none")),
            ("smtp", None) if is_this_machine(url) => Ok(Self::None),
            ("smtp", None) if url.password().is_some() => Ok(Self::Required),
            ("smtp", None) => Ok(Self::WhereOffered),
            (other, _) => Err(format!("`{other}://`: expected smtp:// or smtps://")),
        }
    }

    fn port(self, url: &Url) -> u16 {
        match self {
            Self::Always => 465,
            Self::Required => 587,
            Self::WhereOffered | Self::None if url.password().is_some() => 587,
            Self::WhereOffered | Self::None => 25,
        }
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        host => host.is_some_and(|host| host.starts_with("127.")),
    }
}

fn server(text: &str, hello: &str) -> Result<Server, String> {
    let url = Url::parse(text).map_err(|error| format!("expected smtp://USER:PASSWORD@HOST:PORT: {error}"))?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or("a host is missing")?;
    let (mut tls, mut ca) = (None, None);
    for (key, value) in url.query_pairs() {
        match key.as_ref() {
            "tls" => tls = Some(value.into_owned()),
            "ca" => ca = Some(value.into_owned()),
            other => return Err(format!("`{other}` is unknown: expected tls or ca")),
        }
    }
    let wrapping = Wrapping::of(&url, tls.as_deref())?;
    let credentials = match (url.username(), url.password()) {
        ("", None) => None,
        ("", Some(_)) | (_, None) => return Err("user and password come together, USER:PASSWORD@HOST".to_owned()),
        (user, Some(password)) => Some((decoded(user)?, decoded(password)?)),
    };
    Ok(Server {
        host: host.trim_matches(['[', ']']).to_owned(),
        port: url.port().unwrap_or(wrapping.port(&url)),
        wrapping,
        connector: connector(ca.as_deref())?,
        credentials,
        hello: hello.to_owned(),
    })
}

/// The system's certificates, and one more where the server's comes from an authority of one's own.
fn connector(ca: Option<&str>) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca {
        let certificate = CertificateDer::from_pem_file(path).map_err(|error| format!("ca {path}: {error}"))?;
        roots.add(certificate).map_err(|error| format!("ca {path}: {error}"))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|error| format!("certificates: {error}"))?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}

fn decoded(part: &str) -> Result<String, String> {
    let text = percent_encoding::percent_decode_str(part).decode_utf8();
    text.map(|text| text.into_owned()).map_err(|_| "user or password is no UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapping(text: &str) -> Result<Wrapping, String> {
        let url = Url::parse(text).unwrap();
        let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        Wrapping::of(&url, tls.as_deref())
    }

    #[test]
    fn a_password_is_not_sent_in_the_clear_unless_somebody_says_so() {
        assert_eq!(wrapping("smtp://user:secret@mail.example"), Ok(Wrapping::Required));
        assert_eq!(wrapping("smtp://mail.example"), Ok(Wrapping::WhereOffered));
        assert_eq!(wrapping("smtps://mail.example"), Ok(Wrapping::Always));
        assert_eq!(wrapping("smtp://user:secret@127.0.0.1"), Ok(Wrapping::None));
        assert_eq!(wrapping("smtp://user:secret@mail.example?tls=none"), Ok(Wrapping::None));
        assert_eq!(wrapping("smtp://localhost?tls=required"), Ok(Wrapping::Required));
    }

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
        assert_eq!(Some(from("https://console.example:8443")), Mailbox::parse("Muster <muster@console.example>"));
        assert_eq!(Some(from("http://127.0.0.1:3000")), Mailbox::parse("Muster <muster@localhost>"));
    }
}
