//! The way to an address: straight, or through the proxy that the environment names (HTTPS_PROXY, NO_PROXY). Through it
//! goes what is encrypted, in a tunnel; an endpoint that is not is one of the own network, and is reached straight.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::Service;

#[derive(Clone)]
pub(crate) struct Way {
    tcp: HttpConnector,
    proxies: Arc<Matcher>,
}

type Reached = Result<TokioIo<TcpStream>, Box<dyn Error + Send + Sync>>;

impl Way {
    pub(crate) fn new(tcp: HttpConnector, proxies: Matcher) -> Self {
        Self { tcp, proxies: Arc::new(proxies) }
    }
}

impl Service<Uri> for Way {
    type Response = TokioIo<TcpStream>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Reached> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let mut tcp = self.tcp.clone();
        let is_encrypted = to.scheme_str() == Some("https");
        let Some(proxy) = self.proxies.intercept(&to).filter(|_| is_encrypted) else {
            return Box::pin(async move { Ok(tcp.call(to).await?) });
        };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), tcp);
        if let Some(name_and_password) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(name_and_password.clone());
        }
        Box::pin(async move { Ok(tunnel.call(to).await?) })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::thread::{JoinHandle, spawn};

    use super::*;

    /// Answers one connection; the lines that it was sent first.
    fn server() -> (SocketAddr, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
            let heard: Vec<_> = lines.collect();
            let _ = (&stream).write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            heard
        });
        (address, heard)
    }

    async fn reach(proxies: Matcher, to: &str) -> Reached {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        Way::new(tcp, proxies).call(to.parse().unwrap()).await
    }

    #[tokio::test]
    async fn what_is_encrypted_goes_through_the_proxy() {
        let (proxy, heard) = server();
        let proxies = Matcher::builder().https(format!("http://ada:secret@{proxy}")).build();
        reach(proxies, "https://sts.eu-central-1.amazonaws.com/").await.unwrap();
        let heard = heard.join().unwrap();
        assert_eq!(heard[0], "CONNECT sts.eu-central-1.amazonaws.com:443 HTTP/1.1");
        assert!(heard.iter().any(|line| line == "Proxy-Authorization: Basic YWRhOnNlY3JldA=="), "{heard:?}");
    }

    #[tokio::test]
    async fn what_the_environment_excepts_and_what_is_plain_is_reached_straight() {
        let nobody = "http://127.0.0.1:1";
        for (no, scheme) in [("127.0.0.1", "https"), ("", "http")] {
            let (store, heard) = server();
            let proxies = Matcher::builder().all(nobody).no(no).build();
            drop(reach(proxies, &format!("{scheme}://{store}/")).await.unwrap());
            assert_eq!(heard.join().unwrap(), Vec::<String>::new());
        }
    }
}
