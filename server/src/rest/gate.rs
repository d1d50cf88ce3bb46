//! Who asks, by the token that they show, and how often they may. Each token has its own measure; who shows none, or
//! one that is worth nothing, has that of their network address.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use muster_service::{Ctx, Error, Muster, tokens};

use super::problem::{Problem, Unknown};
use crate::middleware::{address, bearer};

/// How many requests a minute one token may send; 0 is as many as it likes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits(pub(crate) u32);

type Keyed = RateLimiter<[u8; 32], DashMapStateStore<[u8; 32]>, DefaultClock, StateInformationMiddleware>;

#[derive(Clone)]
pub(super) struct Gate {
    muster: Muster,
    meter: Option<Arc<Meter>>,
}

/// Counts requests by key.
struct Meter {
    limiter: Keyed,
    clock: DefaultClock,
    per_minute: u32,
    asked: AtomicU32,
}

/// What a caller has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Left {
    limit: u32,
    remaining: u32,
    /// Seconds until all of it is there again; for a refusal, until one is.
    reset: u64,
}

/// After so many requests those are forgotten whose measure is full again.
const TIDY_EVERY: u32 = 1024;

/// What a request shows of whoever sent it.
struct Shown {
    request_id: String,
    address: String,
    token: Option<String>,
}

impl Shown {
    fn of(request: &Request) -> Self {
        let request_id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        Self { request_id: request_id.to_owned(), address: address(request), token: bearer(request.headers()) }
    }
}

impl Gate {
    pub(super) fn new(muster: Muster, limits: Limits) -> Self {
        Self { muster, meter: NonZeroU32::new(limits.0).map(|limit| Arc::new(Meter::new(limit))) }
    }

    /// Whose measure counts, and who asks.
    async fn know(&self, shown: Shown) -> (String, Result<Ctx, Error>) {
        let Shown { request_id, address, token } = shown;
        let ctx = Ctx::anonymous(self.muster.clone(), request_id).from_address(address.clone());
        match token {
            None => (address, Ok(ctx)),
            Some(token) => match tokens::bearer(ctx, &token).await {
                Ok(ctx) => (token, Ok(ctx)),
                Err(error) => (address, Err(error)),
            },
        }
    }
}

impl Meter {
    fn new(limit: NonZeroU32) -> Self {
        let quota = Quota::per_minute(limit);
        let limiter = RateLimiter::dashmap(quota).with_middleware::<StateInformationMiddleware>();
        Self { limiter, clock: DefaultClock::default(), per_minute: limit.get(), asked: AtomicU32::new(1) }
    }

    /// Takes one of what this key has.
    fn take(&self, key: &str) -> Result<Left, Left> {
        if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(TIDY_EVERY) {
            self.limiter.retain_recent();
        }
        let limit = self.per_minute;
        // A digest: what is kept in memory for a minute is no token.
        match self.limiter.check_key(blake3::hash(key.as_bytes()).as_bytes()) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let gone = u64::from(limit.saturating_sub(remaining));
                Ok(Left { limit, remaining, reset: (gone * 60).div_ceil(u64::from(limit)) })
            }
            Err(until) => {
                let wait = until.wait_time_from(self.clock.now()) + Duration::from_millis(999);
                Err(Left { limit, remaining: 0, reset: wait.as_secs().max(1) })
            }
        }
    }
}

impl Left {
    fn write(self, headers: &mut HeaderMap) {
        let says = [
            ("ratelimit-limit", u64::from(self.limit)),
            ("ratelimit-remaining", u64::from(self.remaining)),
            ("ratelimit-reset", self.reset),
        ];
        for (name, value) in says {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

pub(super) async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let (key, known) = gate.know(Shown::of(&request)).await;
    let left = match gate.meter.as_ref().map(|meter| meter.take(&key)).transpose() {
        Ok(left) => left,
        Err(left) => {
            let mut response = Problem::new(StatusCode::TOO_MANY_REQUESTS, format!("ask again in {} s", left.reset))
                .with(header::RETRY_AFTER, left.reset)
                .into_response();
            left.write(response.headers_mut());
            return response;
        }
    };
    let mut response = match known {
        Ok(ctx) => {
            request.extensions_mut().insert(ctx);
            next.run(request).await
        }
        Err(error) => refuse(error),
    };
    if let Some(left) = left {
        left.write(response.headers_mut());
    }
    response
}

fn refuse(error: Error) -> Response {
    let problem = match error {
        Error::NotSignedIn => Problem::new(StatusCode::UNAUTHORIZED, "this token is unknown, has expired or was revoked")
            .with(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
        error => error.into(),
    };
    let mut response = problem.into_response();
    response.extensions_mut().insert(Unknown);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_measure() {
        let meter = Meter::new(NonZeroU32::new(2).unwrap());
        assert_eq!(meter.take("a").unwrap().remaining, 1);
        assert_eq!(meter.take("a").unwrap(), Left { limit: 2, remaining: 0, reset: 60 });
        let refused = meter.take("a").unwrap_err();
        assert!((1..=31).contains(&refused.reset), "{refused:?}");
        assert!(meter.take("b").is_ok());
    }
}
