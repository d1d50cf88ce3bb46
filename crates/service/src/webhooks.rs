//! Webhooks: a POST that its receiver can trust and that reaches nothing it should not.
//!
//! Signed as the Standard Webhooks specification says (`webhooks/sign.rs`). Whoever writes a URL into a form chooses where
//! this server connects to, so by itself it connects by https and to public addresses only: the name is resolved here,
//! each address is looked at, and that address is connected to, so that no second answer of a name server counts
//! (`webhooks/guard.rs`). Redirects are not followed. The operator may name hosts of the own network.

mod guard;
mod send;
pub(crate) mod sign;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::{Host, Url};

pub(crate) use send::Message;

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_URL: usize = 2000;

/// Where webhooks may go. Cheap to clone.
#[derive(Clone, Default)]
pub struct Webhooks {
    /// Hosts that the operator vouches for, as `name` or `name:port`, in lower case.
    allowed: Arc<[String]>,
    /// Authorities that the operator vouches for, besides those that the system trusts.
    authorities: Arc<[CertificateDer<'static>]>,
    tls: Arc<OnceLock<Arc<ClientConfig>>>,
}

impl Webhooks {
    /// Also to these hosts, whatever their addresses, by plain http too: `name`, or `name:port` for one port of it.
    pub fn allowing(hosts: impl IntoIterator<Item = String>) -> Self {
        let hosts = hosts.into_iter().map(|host| host.trim().to_lowercase()).filter(|host| !host.is_empty());
        Self { allowed: hosts.collect(), ..Self::default() }
    }

    /// Also receivers whose certificate one of these authorities signed, as PEM.
    ///
    /// # Errors
    /// Why it holds no certificate.
    pub fn trusting(self, pem: &[u8]) -> Result<Self, String> {
        let found = CertificateDer::pem_slice_iter(pem).collect::<Result<Arc<[_]>, _>>().map_err(|error| error.to_string())?;
        if found.is_empty() {
            return Err("it holds no certificate: expected PEM".to_owned());
        }
        let mut roots = RootCertStore::empty();
        found.iter().try_for_each(|certificate| roots.add(certificate.clone())).map_err(|error| error.to_string())?;
        Ok(Self { authorities: found, tls: Arc::default(), ..self })
    }

    /// The URL as it is kept, or why it is none to send to.
    pub(crate) fn read(&self, text: &str) -> Result<Url, String> {
        let text = text.trim();
        if text.len() > LONGEST_URL {
            return Err(format!("at most {LONGEST_URL} characters"));
        }
        let mut url = Url::parse(text).map_err(|_| "enter a whole address, https://example.com/path".to_owned())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("leave user and password out of the address; the signature says who sends".to_owned());
        }
        url.set_fragment(None);
        let vouched = self.vouches_for(&url);
        match url.scheme() {
            "https" => {}
            "http" if vouched => {}
            _ => return Err("the address has to begin with https://".to_owned()),
        }
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err("the address names no host".to_owned()),
        };
        match literal {
            Some(address) if !vouched && !guard::is_public(address) => Err(guard::REFUSED.to_owned()),
            _ => Ok(url),
        }
    }

    /// Whether the operator named this host.
    fn vouches_for(&self, url: &Url) -> bool {
        let Some(host) = url.host_str().map(str::to_lowercase) else { return false };
        let port = url.port_or_known_default().unwrap_or_default();
        self.allowed.iter().any(|allowed| *allowed == host || *allowed == format!("{host}:{port}"))
    }

    /// Trusts whom the system trusts (`SSL_CERT_FILE` and `SSL_CERT_DIR` say it otherwise), and whom the operator does; read
    /// once.
    fn tls(&self) -> Result<Arc<ClientConfig>, String> {
        if let Some(tls) = self.tls.get() {
            return Ok(Arc::clone(tls));
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(self.authorities.iter().cloned());
        if roots.is_empty() {
            return Err("this server knows no authority of certificates: install those of the system".to_owned());
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
        let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        Ok(Arc::clone(self.tls.get_or_init(|| config)))
    }
}

impl std::fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhooks({:?})", self.allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_to_public_hosts_is_taken() {
        let strict = Webhooks::default();
        assert_eq!(strict.read(" https://Example.com/hook?x=1#part ").unwrap().as_str(), "https://example.com/hook?x=1");
        for wrong in [
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "https://user:pass@example.com/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "",
        ] {
            assert!(strict.read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_operator_vouches_for_hosts_of_the_own_network() {
        let own = Webhooks::allowing(["Hooks.internal".to_owned(), "127.0.0.1:8080".to_owned(), String::new()]);
        for right in ["http://hooks.internal/a", "https://hooks.internal:8443/", "http://127.0.0.1:8080/"] {
            own.read(right).unwrap();
        }
        for wrong in ["http://127.0.0.1:8081/", "http://other.internal/", "http://xhooks.internal/", "ftp://hooks.internal/"] {
            assert!(own.read(wrong).is_err(), "{wrong}");
        }
    }
}
