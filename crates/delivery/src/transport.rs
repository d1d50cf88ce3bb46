//! How requests travel: HTTP/1.1 over rustls, with the certificates and the proxies of the system.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as Tcp;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioExecutor;

use crate::proxy::Way;

/// How long a connection may take to be made.
const PATIENCE: Duration = Duration::from_secs(5);

/// # Errors
/// Without certificates of the system.
pub(crate) fn transport() -> std::io::Result<SharedHttpClient> {
    let mut tcp = Tcp::new();
    tcp.enforce_http(false);
    tcp.set_connect_timeout(Some(PATIENCE));
    tcp.set_nodelay(true);
    let tls = HttpsConnectorBuilder::new()
        .with_native_roots()?
        .https_or_http()
        .enable_http1()
        .wrap_connector(Way::new(tcp, Matcher::from_env()));
    let client = Client::builder(TokioExecutor::new()).build(tls);
    Ok(http_client_fn(move |settings: &HttpConnectorSettings, _| {
        let answer = settings.read_timeout().map(|read| read + settings.connect_timeout().unwrap_or(PATIENCE));
        SharedHttpConnector::new(Pool { client: client.clone(), answer })
    }))
}

#[derive(Debug)]
struct Pool {
    client: Client<HttpsConnector<Way>, SdkBody>,
    /// How long an answer may take to begin: a machine that has no role to offer has nobody there to say so.
    answer: Option<Duration>,
}

impl HttpConnector for Pool {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (client, answer) = (self.client.clone(), self.answer);
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
            let sent = client.request(request);
            let response = match answer {
                Some(limit) => tokio::time::timeout(limit, sent).await.map_err(|late| ConnectorError::timeout(late.into()))?,
                None => sent.await,
            };
            let response = response.map_err(|error| ConnectorError::io(error.into()))?;
            HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}
