//! The client's side of SMTP (RFC 5321), as far as handing a mail to one's own server goes: STARTTLS, AUTH, one sender, one
//! recipient.

use std::io;
use std::time::Duration;

use data_encoding::BASE64;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of an answer; a server that goes on talking is none.
const LONGEST_REPLY: u64 = 64 << 10;

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrapping {
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
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) wrapping: Wrapping,
    pub(super) connector: TlsConnector,
    /// User and password.
    pub(super) credentials: Option<(String, String)>,
    /// What we call ourselves.
    pub(super) hello: String,
}

/// A mail, ready to go.
pub(super) struct Letter<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// Lines end with CR LF.
    pub(super) message: &'a [u8],
}

#[derive(Debug, thiserror::Error)]
pub(super) enum SmtpError {
    #[error("the server of mail could not be reached: {0}")]
    Io(#[from] io::Error),
    #[error("the server of mail did not answer in time")]
    Timeout(#[from] tokio::time::error::Elapsed),
    #[error("the server of mail answered: {code} {text}")]
    Reply { code: u16, text: String },
    #[error("the server of mail offers no {0}")]
    Lacks(&'static str),
}

/// What the server said.
struct Reply {
    code: u16,
    /// Of each line, what follows the code.
    lines: Vec<String>,
}

impl Reply {
    fn expect(self, code: u16) -> Result<Self, SmtpError> {
        if self.code == code { Ok(self) } else { Err(SmtpError::Reply { code: self.code, text: self.lines.join(" ") }) }
    }

    /// What follows a word of an answer to EHLO: `AUTH` is followed by how one may sign in.
    fn offer(&self, word: &str) -> Option<&str> {
        self.lines.iter().skip(1).find_map(|line| {
            let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
            first.eq_ignore_ascii_case(word).then_some(rest)
        })
    }
}

impl Server {
    /// Hands a mail over; once this is answered, it is the server's to lose.
    pub(super) async fn deliver(&self, letter: &Letter<'_>) -> Result<(), SmtpError> {
        let stream = timeout(PATIENCE, TcpStream::connect((self.host.as_str(), self.port))).await??;
        if self.wrapping == Wrapping::Always {
            let mut line = Line(BufReader::new(self.encrypt(stream).await?));
            line.read().await?.expect(220)?;
            let offers = line.hello(&self.hello).await?;
            return self.hand_over(line, offers, letter).await;
        }
        let mut line = Line(BufReader::new(stream));
        line.read().await?.expect(220)?;
        let offers = line.hello(&self.hello).await?;
        match (self.wrapping, offers.offer("STARTTLS")) {
            (Wrapping::None, _) | (Wrapping::WhereOffered, None) => self.hand_over(line, offers, letter).await,
            (Wrapping::Required, None) => Err(SmtpError::Lacks("STARTTLS")),
            (Wrapping::Required | Wrapping::WhereOffered | Wrapping::Always, _) => {
                line.command("STARTTLS").await?.expect(220)?;
                // What was read ahead came in the clear and may be anybody's.
                let mut line = Line(BufReader::new(self.encrypt(line.0.into_inner()).await?));
                let offers = line.hello(&self.hello).await?;
                self.hand_over(line, offers, letter).await
            }
        }
    }

    async fn encrypt(&self, stream: TcpStream) -> Result<tokio_rustls::client::TlsStream<TcpStream>, SmtpError> {
        let name = ServerName::try_from(self.host.clone()).map_err(io::Error::other)?;
        Ok(timeout(PATIENCE, self.connector.connect(name, stream)).await??)
    }

    async fn hand_over<S>(&self, mut line: Line<S>, offers: Reply, letter: &Letter<'_>) -> Result<(), SmtpError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if let Some((user, password)) = &self.credentials {
            line.sign_in(&offers, (user, password)).await?;
        }
        line.command(&format!("MAIL FROM:<{}>", letter.from)).await?.expect(250)?;
        let reply = line.command(&format!("RCPT TO:<{}>", letter.to)).await?;
        // 251: it will be forwarded.
        if reply.code != 251 {
            reply.expect(250)?;
        }
        line.command("DATA").await?.expect(354)?;
        line.write(&dotted(letter.message)).await?;
        line.read().await?.expect(250)?;
        // It is taken; how the connection ends makes no difference.
        drop(line.command("QUIT").await);
        Ok(())
    }
}

/// The mail with its end. A line of one dot would be the end, so a dot before a line is doubled.
fn dotted(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.len() + 64);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            bytes.push(b'.');
        }
        bytes.extend_from_slice(line);
    }
    if !bytes.ends_with(b"\r\n") {
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b".\r\n");
    bytes
}

/// A connection, line by line.
struct Line<S>(BufReader<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    async fn hello(&mut self, name: &str) -> Result<Reply, SmtpError> {
        self.command(&format!("EHLO {name}")).await?.expect(250)
    }

    async fn sign_in(&mut self, offers: &Reply, (user, password): (&str, &str)) -> Result<(), SmtpError> {
        let ways = offers.offer("AUTH").unwrap_or_default().to_uppercase();
        let offered = |way| ways.split(' ').any(|offered| offered == way);
        let encoded = |text: &str| BASE64.encode(text.as_bytes());
        if offered("PLAIN") {
            let proof = encoded(&format!("\0{user}\0{password}"));
            self.command(&format!("AUTH PLAIN {proof}")).await?.expect(235)?;
        } else if offered("LOGIN") {
            self.command("AUTH LOGIN").await?.expect(334)?;
            self.command(&encoded(user)).await?.expect(334)?;
            self.command(&encoded(password)).await?.expect(235)?;
        } else {
            return Err(SmtpError::Lacks("AUTH PLAIN or LOGIN"));
        }
        Ok(())
    }

    async fn command(&mut self, text: &str) -> Result<Reply, SmtpError> {
        // An address with a line break in it would be a command of its own.
        if text.chars().any(char::is_control) {
            return Err(SmtpError::Reply { code: 553, text: "this is no address".to_owned() });
        }
        self.write(format!("{text}\r\n").as_bytes()).await?;
        self.read().await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), SmtpError> {
        timeout(PATIENCE, self.0.write_all(bytes)).await??;
        Ok(timeout(PATIENCE, self.0.flush()).await??)
    }

    /// An answer; all lines but its last have a hyphen after the code.
    async fn read(&mut self) -> Result<Reply, SmtpError> {
        let wrong = || io::Error::new(io::ErrorKind::InvalidData, "this is no server of mail");
        let mut reply = Reply { code: 0, lines: Vec::new() };
        let mut stream = (&mut self.0).take(LONGEST_REPLY);
        loop {
            let mut line = String::new();
            if timeout(PATIENCE, stream.read_line(&mut line)).await?? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            let line = line.trim_end();
            let code = line.get(..3).and_then(|code| code.parse().ok()).ok_or_else(wrong)?;
            reply.code = code;
            reply.lines.push(line.get(4..).unwrap_or_default().to_owned());
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(reply);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_ends_where_it_ends_and_nowhere_else() {
        assert_eq!(dotted(b"a\r\n.\r\n..b\r\n"), b"a\r\n..\r\n...b\r\n.\r\n");
        assert_eq!(dotted(b"a"), b"a\r\n.\r\n");
    }

    #[test]
    fn an_offer_is_a_whole_word() {
        let lines = ["mail.example", "STARTTLSX", "auth PLAIN LOGIN"].map(str::to_owned).into();
        let reply = Reply { code: 250, lines };
        assert_eq!((reply.offer("STARTTLS"), reply.offer("AUTH")), (None, Some("PLAIN LOGIN")));
    }
}
