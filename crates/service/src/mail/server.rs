//! The server of mail, as its URL describes it, and how a mail is handed to it.
//!
//! The conversation is lettre's. Its `AsyncSmtpTransport` is not used: that waits without a limit for the answer to its
//! goodbye, and a server that took a mail and stays silent then would be sent it again.

use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;
use url::Url;

use super::mailer::Refused;

/// How long the server may take until it knows us. How long it may think about a mail is the outbox's to say.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);
/// How we sign in, in the order in which we would rather.
const WAYS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
/// A server that does not know us refuses every mail until somebody mends the settings: that is no mail's fault.
const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrapping {
    /// From the first byte.
    Always,
    /// By STARTTLS, or there is no connection.
    Required,
    /// By STARTTLS where the server offers it.
    WhereOffered,
    None,
}

/// The server that takes our mail.
pub(super) struct Server {
    host: String,
    port: u16,
    wrapping: Wrapping,
    /// Whom it is trusted to be.
    tls: TlsParameters,
    credentials: Option<Credentials>,
    /// What we call ourselves.
    hello: ClientId,
}

impl Server {
    /// # Errors
    /// One line that says what is wrong with the URL; never the password.
    pub(super) fn read(text: &str, hello: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("expected smtp://USER:PASSWORD@HOST:PORT: {error}"))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("a host is missing")?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let (mut tls, mut ca) = (None, None);
        for (key, value) in url.query_pairs() {
            match key.as_ref() {
                "tls" => tls = Some(value.into_owned()),
                "ca" => ca = Some(value.into_owned()),
                other => return Err(format!("`{other}` is unknown: expected tls or ca")),
            }
        }
        let wrapping = Wrapping::of(&url, tls.as_deref())?;
        Ok(Self {
            port: url.port().unwrap_or(wrapping.port(&url)),
            wrapping,
            tls: trusted(&host, ca.as_deref())?,
            host,
            credentials: credentials(&url)?,
            hello: ClientId::Domain(hello.to_owned()),
        })
    }

    /// Hands a mail over; once this is answered, it is the server's to lose.
    pub(super) async fn deliver(&self, message: &Message) -> Result<(), Refused> {
        let connected = timeout(PATIENCE, self.connect()).await;
        let mut line = connected.map_err(|_| Refused::Now("the server of mail did not answer in time".to_owned()))??;
        let sent = line.send(message.envelope(), &message.formatted()).await;
        sent.map_err(|error| {
            // What this server offers cannot carry this mail: an address in letters that it does not take.
            let cannot = error.is_client();
            if cannot { Refused::Ever(format!("the server of mail cannot take it: {}", cause(&error))) } else { refused(&error) }
        })?;
        // It is taken; how the connection ends makes no difference.
        drop(timeout(FAREWELL, line.abort()).await);
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Refused> {
        let from_the_first = (self.wrapping == Wrapping::Always).then(|| self.tls.clone());
        let place = (self.host.as_str(), self.port);
        let mut line = AsyncSmtpConnection::connect_tokio1(place, Some(PATIENCE), &self.hello, from_the_first, None)
            .await
            .map_err(|error| refused(&error))?;
        match (self.wrapping, line.can_starttls()) {
            (Wrapping::Required, false) => return Err(lacks("STARTTLS")),
            (Wrapping::Required | Wrapping::WhereOffered, true) => {
                line.starttls(self.tls.clone(), &self.hello).await.map_err(|error| refused(&error))?;
            }
            (Wrapping::Always | Wrapping::None, _) | (Wrapping::WhereOffered, false) => {}
        }
        if let Some(credentials) = &self.credentials {
            if line.server_info().get_auth_mechanism(&WAYS).is_none() {
                return Err(lacks("AUTH PLAIN or LOGIN"));
            }
            line.auth(&WAYS, credentials).await.map_err(|error| refused(&error))?;
        }
        Ok(line)
    }
}

fn lacks(what: &str) -> Refused {
    Refused::Now(format!("the server of mail offers no {what}"))
}

fn refused(error: &SmtpError) -> Refused {
    let said = cause(error);
    match error.status().map(u16::from) {
        Some(code) if code >= 500 && !NOT_LET_IN.contains(&code) => {
            Refused::Ever(format!("the server of mail answered: {code} {said}"))
        }
        Some(code) => Refused::Now(format!("the server of mail answered: {code} {said}")),
        None if error.is_timeout() => Refused::Now("the server of mail did not answer in time".to_owned()),
        None => Refused::Now(format!("the server of mail could not be reached: {said}")),
    }
}

/// What is behind an error, without lettre's own words before it.
fn cause(error: &SmtpError) -> String {
    let mut error: &dyn std::error::Error = error;
    while let Some(inner) = error.source() {
        error = inner;
    }
    error.to_string()
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

fn credentials(url: &Url) -> Result<Option<Credentials>, String> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err("user and password come together, USER:PASSWORD@HOST".to_owned()),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

/// Whom the system trusts, and whom a file of certificates names.
fn trusted(host: &str, ca: Option<&str>) -> Result<TlsParameters, String> {
    let mut trusted = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca {
        let pem = std::fs::read_to_string(path).map_err(|error| format!("ca {path}: {error}"))?;
        if !pem.contains("-----BEGIN CERTIFICATE-----") {
            return Err(format!("ca {path}: there is no certificate in it"));
        }
        let certificate = Certificate::from_pem(pem.as_bytes()).map_err(|error| format!("ca {path}: {}", cause(&error)))?;
        trusted = trusted.add_root_certificate(certificate);
    }
    trusted.build().map_err(|error| format!("certificates: {}", cause(&error)))
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
    fn a_server_is_where_its_url_says() {
        let place = |url| Server::read(url, "console.example").map(|server| (server.host, server.port));
        assert_eq!(place("smtp://user:secret@mail.example"), Ok(("mail.example".to_owned(), 587)));
        assert_eq!(place("smtps://mail.example"), Ok(("mail.example".to_owned(), 465)));
        assert_eq!(place("smtp://mail.example"), Ok(("mail.example".to_owned(), 25)));
        assert_eq!(place("smtp://[::1]:2525"), Ok(("::1".to_owned(), 2525)));
    }
}
