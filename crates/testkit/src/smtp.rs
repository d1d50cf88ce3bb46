//! A real SMTP server that keeps what it is sent. What it is asked is read by smtp-proto, not by our own understanding of
//! the protocol.

#![allow(clippy::unwrap_used, reason = "it is for tests, which may panic")]

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use data_encoding::BASE64;
use mailparse::{MailHeaderMap, ParsedMail, parse_mail};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use smtp_proto::request::receiver::DataReceiver;
use smtp_proto::{AUTH_PLAIN, EXT_AUTH, EXT_ENHANCED_STATUS_CODES, EXT_START_TLS, EhloResponse, Request};

/// How the server wants to be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapped {
    /// In the clear.
    Never,
    /// In the clear, with a password.
    Asked,
    /// STARTTLS, before a password.
    Upgraded,
    /// From the first byte.
    Always,
}

/// A server that runs until it is dropped.
pub struct Smtp {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its certificate, PEM.
    pub certificate: String,
    shared: Arc<Shared>,
}

struct Shared {
    wrapped: Wrapped,
    tls: Arc<ServerConfig>,
    mails: Mutex<Vec<Received>>,
    /// What the next recipients are answered instead of OK.
    answers: Mutex<VecDeque<String>>,
    /// Whether somebody signed in.
    known: AtomicBool,
    /// Whether goodbyes are left without an answer.
    silent: AtomicBool,
    over: AtomicBool,
    hook: Mutex<Option<Hook>>,
}

/// Called with each mail, twice.
type Hook = Box<dyn FnMut(Moment, &Received) + Send>;

/// When something may happen to whoever sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The mail is kept, and the sender does not know yet.
    Kept,
    /// The sender was told.
    Answered,
}

/// A mail as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// The recipient of its envelope.
    pub to: String,
    /// Headers and body as they were sent.
    pub raw: Vec<u8>,
}

impl Received {
    /// # Panics
    /// For what is no mail.
    pub fn parsed(&self) -> ParsedMail<'_> {
        parse_mail(&self.raw).unwrap()
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<String> {
        self.parsed().headers.get_first_value(name)
    }

    /// Decoded.
    pub fn subject(&self) -> String {
        self.header("Subject").unwrap()
    }

    /// The part of this type.
    pub fn part(&self, media_type: &str) -> Option<String> {
        fn find(mail: &ParsedMail<'_>, media_type: &str) -> Option<String> {
            if mail.ctype.mimetype == media_type {
                return Some(mail.get_body().unwrap().replace("\r\n", "\n"));
            }
            mail.subparts.iter().find_map(|part| find(part, media_type))
        }
        find(&self.parsed(), media_type)
    }

    /// The plain text.
    pub fn text(&self) -> String {
        self.part("text/plain").unwrap()
    }

    /// What stands behind this path in the first link of that kind.
    pub fn token(&self, path: &str) -> String {
        let text = self.text();
        let rest = text.split_once(path).unwrap_or_else(|| panic!("no {path} in {text}")).1;
        rest.split_whitespace().next().unwrap().to_owned()
    }
}

impl Smtp {
    /// In the clear.
    pub fn start() -> Self {
        Self::wrapped(Wrapped::Never)
    }

    /// # Panics
    /// Where nothing can be listened on.
    pub fn wrapped(wrapped: Wrapped) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let tls = Arc::new(config.with_single_cert(vec![made.cert.der().clone()], key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (known, silent, over) = (AtomicBool::new(false), AtomicBool::new(false), AtomicBool::new(false));
        let shared = Shared {
            wrapped,
            tls,
            mails: Mutex::default(),
            answers: Mutex::default(),
            known,
            silent,
            over,
            hook: Mutex::default(),
        };
        let shared = Arc::new(shared);
        let state = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if state.over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&state);
                // A client that goes away in the middle is no failure of the server's.
                thread::spawn(move || drop(serve(stream.unwrap(), &state)));
            }
        });
        Self { address, certificate: made.cert.pem(), shared }
    }

    /// Without encryption.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Answers the next recipient with this instead of taking the mail.
    pub fn answer(&self, code: u16, said: &str) {
        self.shared.answers.lock().unwrap().push_back(format!("{code} {said}"));
    }

    /// Leaves goodbyes without an answer from now on.
    pub fn end_in_silence(&self) {
        self.shared.silent.store(true, Ordering::SeqCst);
    }

    /// Calls this with each mail from now on, one after the other.
    pub fn on_mail(&self, hook: impl FnMut(Moment, &Received) + Send + 'static) {
        *self.shared.hook.lock().unwrap() = Some(Box::new(hook));
    }

    /// What was taken, in that order.
    pub fn mails(&self) -> Vec<Received> {
        self.shared.mails.lock().unwrap().clone()
    }

    /// What was taken for this address.
    pub fn to(&self, address: &str) -> Vec<Received> {
        self.mails().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// Whether user `muster` with password `p@ss` signed in.
    pub fn was_signed_in(&self) -> bool {
        self.shared.known.load(Ordering::SeqCst)
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    /// Keeps a mail and says so.
    fn take(&self, mail: &Received, stream: &mut impl Write) -> io::Result<()> {
        let mut hook = self.hook.lock().unwrap();
        self.mails.lock().unwrap().push(mail.clone());
        if let Some(hook) = hook.as_mut() {
            hook(Moment::Kept, mail);
        }
        stream.write_all(b"250 taken\r\n")?;
        stream.flush()?;
        if let Some(hook) = hook.as_mut() {
            hook(Moment::Answered, mail);
        }
        Ok(())
    }
}

fn serve(stream: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    let mut client = Client { shared: Arc::clone(shared), is_encrypted: shared.wrapped == Wrapped::Always, is_known: false };
    if client.is_encrypted {
        let mut stream = encrypted(stream, shared)?;
        stream.write_all(GREETING)?;
        return client.talk(&mut stream).map(drop);
    }
    let mut plain = stream.try_clone()?;
    plain.write_all(GREETING)?;
    if client.talk(&mut plain)? == Next::Encrypt {
        client.is_encrypted = true;
        client.talk(&mut encrypted(stream, shared)?)?;
    }
    Ok(())
}

const GREETING: &[u8] = b"220-localhost\r\n220 ready\r\n";

fn encrypted(stream: TcpStream, shared: &Shared) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let connection = ServerConnection::new(Arc::clone(&shared.tls)).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}

/// How a conversation ended.
#[derive(PartialEq)]
enum Next {
    Encrypt,
    Close,
}

struct Client {
    shared: Arc<Shared>,
    is_encrypted: bool,
    is_known: bool,
}

impl Client {
    fn talk(&mut self, stream: &mut (impl Read + Write)) -> io::Result<Next> {
        let mut reader = BufReader::new(stream);
        let mut to = String::new();
        loop {
            let line = line(&mut reader)?;
            let answer = match Request::parse(&mut line.iter()).expect("a command of SMTP") {
                Request::Ehlo { .. } => {
                    self.offers().write(reader.get_mut())?;
                    reader.get_mut().flush()?;
                    continue;
                }
                Request::StartTls => {
                    reader.get_mut().write_all(b"220 go ahead\r\n")?;
                    return Ok(Next::Encrypt);
                }
                Request::Auth { initial_response, .. } => self.sign_in(&initial_response),
                Request::Mail { .. } if self.shared.wrapped != Wrapped::Never && !self.is_known => "530 sign in".to_owned(),
                Request::Mail { .. } => "250 ok".to_owned(),
                Request::Rcpt { to: recipient } => {
                    to = recipient.address.into_owned();
                    self.shared.answers.lock().unwrap().pop_front().unwrap_or_else(|| "250 ok".to_owned())
                }
                Request::Data => {
                    reader.get_mut().write_all(b"354 go on\r\n")?;
                    let mail = Received { to: to.clone(), raw: data(&mut reader)? };
                    self.shared.take(&mail, reader.get_mut())?;
                    continue;
                }
                Request::Quit if self.shared.silent.load(Ordering::SeqCst) => continue,
                Request::Quit => {
                    reader.get_mut().write_all(b"221 bye\r\n")?;
                    return Ok(Next::Close);
                }
                other => panic!("nobody asks {}", other.name()),
            };
            reader.get_mut().write_all(format!("{answer}\r\n").as_bytes())?;
            reader.get_mut().flush()?;
        }
    }

    fn offers(&self) -> EhloResponse<&'static str> {
        let mut offers = EhloResponse::new("localhost");
        // Without anything to offer, this answer would have no last line.
        offers.capabilities = EXT_ENHANCED_STATUS_CODES;
        match self.shared.wrapped {
            Wrapped::Never => {}
            Wrapped::Upgraded if !self.is_encrypted => offers.capabilities |= EXT_START_TLS,
            Wrapped::Upgraded | Wrapped::Asked | Wrapped::Always => {
                offers.capabilities |= EXT_AUTH;
                offers.auth_mechanisms = AUTH_PLAIN;
            }
        }
        offers
    }

    fn sign_in(&mut self, proof: &str) -> String {
        self.is_known = BASE64.decode(proof.as_bytes()).unwrap() == b"\0muster\0p@ss";
        self.shared.known.store(self.is_known, Ordering::SeqCst);
        if self.is_known { "235 welcome".to_owned() } else { "535 5.7.8 unknown".to_owned() }
    }
}

fn line(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    match reader.read_until(b'\n', &mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line),
    }
}

/// Until the line of one dot.
fn data(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut receiver, mut raw) = (DataReceiver::new(), Vec::new());
    while !receiver.ingest(&mut line(reader)?.iter(), &mut raw) {}
    Ok(raw)
}
