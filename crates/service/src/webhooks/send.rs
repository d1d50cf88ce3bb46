//! One try: resolve, look at the address, connect to it, post.

use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Host, Url};

use super::{PATIENCE, Webhooks, guard, sign};

/// What is sent, the same with every try but for the time.
pub(crate) struct Message<'a> {
    /// By which the receiver knows that it had it already.
    pub(crate) id: &'a str,
    /// Seconds since 1970; receivers refuse what is old.
    pub(crate) timestamp: i64,
    pub(crate) body: &'a str,
    pub(crate) secret: &'a str,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Webhooks {
    /// The status that the receiver answered, or why there is none, in one line.
    pub(crate) async fn send(&self, target: &str, message: &Message<'_>) -> Result<u16, String> {
        let url = self.read(target)?;
        let request = request(&url, message)?;
        let sent = tokio::time::timeout(PATIENCE, self.post(&url, request));
        sent.await.unwrap_or_else(|_| Err(format!("no answer within {} seconds", PATIENCE.as_secs())))
    }

    async fn post(&self, url: &Url, request: Request<Full<Bytes>>) -> Result<u16, String> {
        let stream = self.connect(url).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(said)?;
        let connection = tokio::spawn(connection);
        // What the receiver writes back is not read: its status is the answer.
        let answer = sender.send_request(request).await.map(|answer| answer.status().as_u16()).map_err(said);
        connection.abort();
        answer
    }

    async fn connect(&self, url: &Url) -> Result<Box<dyn Stream>, String> {
        let mut refused = None;
        for address in self.addresses(url).await? {
            match TcpStream::connect(address).await {
                Ok(plain) if url.scheme() == "https" => return self.secure(url, plain).await,
                Ok(plain) => return Ok(Box::new(plain)),
                Err(error) => refused = Some(format!("it could not be connected to: {error}")),
            }
        }
        Err(refused.unwrap_or_else(|| "its name has no address".to_owned()))
    }

    /// Those that may be connected to; none where one of them may not, since a name that points both ways is a trick.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, String> {
        let port = url.port_or_known_default().unwrap_or(443);
        let found: Vec<_> = match url.host() {
            Some(Host::Ipv4(address)) => vec![SocketAddr::from((address, port))],
            Some(Host::Ipv6(address)) => vec![SocketAddr::from((address, port))],
            Some(Host::Domain(name)) => {
                lookup_host((name, port)).await.map_err(|_| "its name could not be resolved".to_owned())?.collect()
            }
            None => return Err("it names no host".to_owned()),
        };
        if !self.vouches_for(url) && found.iter().any(|address| !guard::is_public(address.ip())) {
            return Err(guard::REFUSED.to_owned());
        }
        Ok(found)
    }

    async fn secure(&self, url: &Url, plain: TcpStream) -> Result<Box<dyn Stream>, String> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(said)?;
        let secured = TlsConnector::from(Arc::clone(&self.tls()?)).connect(name, plain).await;
        secured.map(|stream| Box::new(stream) as Box<dyn Stream>).map_err(|error| format!("no secure connection: {error}"))
    }
}

fn request(url: &Url, message: &Message<'_>) -> Result<Request<Full<Bytes>>, String> {
    let signature = sign::signature(message.secret, (message.id, message.timestamp), message.body);
    let signature = signature.ok_or_else(|| "its secret cannot be read; make a new one".to_owned())?;
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    Request::post(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, concat!("Muster/", env!("CARGO_PKG_VERSION")))
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", signature)
        .body(Full::new(Bytes::from(message.body.to_owned())))
        .map_err(said)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
