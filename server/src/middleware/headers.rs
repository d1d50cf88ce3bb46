//! Headers that tell a browser to distrust what we did not send.

use std::sync::{Arc, LazyLock};

use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD as BASE64;
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;

/// Where cargo-leptos says that a page is to be loaded again.
static RELOADS: LazyLock<&str> =
    LazyLock::new(|| if std::env::var_os("LEPTOS_WATCH").is_some() { " ws://127.0.0.1:3001 ws://localhost:3001" } else { "" });

/// What an answer's inline scripts are named by; the browser runs no other. Made here, before anything is rendered, and
/// never read back from what was: the header and the page cannot but say the same.
#[derive(Clone)]
struct ScriptNonce(Arc<str>);

impl ScriptNonce {
    fn random() -> Self {
        Self(BASE64.encode(&rand::random::<[u8; 16]>()).into())
    }

    /// Hydration compiles wasm. Bars are as long as their `style` says, and a nonce cannot be given to an attribute:
    /// styles run nothing, and reach no other address than ours.
    fn policy(&self) -> HeaderValue {
        let (Self(nonce), reloads) = (self, *RELOADS);
        let policy = format!(
            "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data:; connect-src 'self'{reloads}; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; \
             form-action 'self'"
        );
        // Letters, digits and the above are always a header's value.
        HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
    }
}

pub(crate) async fn guard_headers(mut request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/pkg/");
    let nonce = ScriptNonce::random();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, nonce.policy());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_page {
        // Pages hold money: no shared cache, and none after sign-out.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Lets Leptos name the scripts that it writes into a page as the page's policy does, instead of with a nonce of its own.
pub(crate) fn provide_nonce() {
    let nonce = use_context::<Parts>().and_then(|parts| parts.extensions.get::<ScriptNonce>().cloned());
    if let Some(ScriptNonce(nonce)) = nonce {
        provide_context(Nonce::from_value(nonce));
    }
}
