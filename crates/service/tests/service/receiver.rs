//! A receiver of webhooks on loopback, as somebody would write one: it keeps what it is sent, and answers as it is told.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use data_encoding::BASE64;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use ring::hmac;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) timestamp: i64,
    signature: String,
    pub(crate) body: String,
}

impl Received {
    /// Whether the holder of this secret signed it, as the Standard Webhooks specification has it checked.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
        let said = format!("{}.{}.{}", self.id, self.timestamp, self.body);
        let mac = BASE64.decode(self.signature.strip_prefix("v1,").unwrap().as_bytes()).unwrap();
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &key), said.as_bytes(), &mac).is_ok()
    }
}

#[derive(Clone, Default)]
pub(crate) struct Receiver {
    received: Arc<Mutex<Vec<Received>>>,
    /// Statuses of the next answers; 204 when there are none left.
    answers: Arc<Mutex<VecDeque<u16>>>,
    pub(crate) host: String,
    /// Whose certificate it shows, as PEM; empty where it speaks in the clear.
    pub(crate) authority: String,
}

impl Receiver {
    pub(crate) async fn open(answers: &[u16]) -> Self {
        Self::listen(answers, None).await
    }

    /// Encrypted, with a certificate for this name that an authority of its own signed.
    pub(crate) async fn encrypted(name: &str) -> Self {
        let (authority, config) = certified(name);
        let receiver = Self::listen(&[], Some(TlsAcceptor::from(Arc::new(config)))).await;
        Self { authority, ..receiver }
    }

    async fn listen(answers: &[u16], tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let receiver = Self { host, answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Self::default() };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (receiver, tls) = (serving.clone(), tls.clone());
                let service = service_fn(move |request| receive(receiver.clone(), request));
                tokio::spawn(async move {
                    match tls {
                        None => drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await),
                        // A sender that does not trust it hangs up.
                        Some(tls) => {
                            let Ok(stream) = tls.accept(stream).await else { return };
                            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
                        }
                    }
                });
            }
        });
        receiver
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hooks?of=muster", self.host)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// An authority, as PEM, and what a server needs whose certificate it signed.
fn certified(name: &str) -> (String, ServerConfig) {
    let authority = {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    (authority.pem(), config.with_single_cert(vec![certificate.der().clone()], key).unwrap())
}

async fn receive(receiver: Receiver, request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let (path, id) = (request.uri().to_string(), header("webhook-id"));
    let (timestamp, signature) = (header("webhook-timestamp").parse().unwrap_or_default(), header("webhook-signature"));
    let body = String::from_utf8(request.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
    receiver.received.lock().unwrap().push(Received { path, id, timestamp, signature, body });
    let status = receiver.answers.lock().unwrap().pop_front().unwrap_or(204);
    Ok(Response::builder().status(status).body(Empty::new()).unwrap())
}
