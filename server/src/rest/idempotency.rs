//! `Idempotency-Key`: a write that is sent again is answered again and not done again. See
//! [`muster_service::idempotency`] for what is kept and when.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Response as HttpResponse, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use muster_service::Ctx;
use muster_service::idempotency::{Answer, Attempt, BEAT, Claim, claim};

use super::extract::{LARGEST, read};
use super::problem::Problem;

const KEY: &str = "idempotency-key";
/// Set on an answer that was given before.
const REPLAYED: &str = "idempotency-replayed";

pub(super) async fn once(request: Request, next: Next) -> Response {
    let key = request.headers().get(KEY).cloned();
    // Whoever is not known has no keys of their own: signing in and up take none.
    let (Some(key), Some(ctx)) = (key, request.extensions().get::<Ctx>().cloned()) else { return next.run(request).await };
    if !request.headers().contains_key(header::AUTHORIZATION) {
        return next.run(request).await;
    }
    let key = key.to_str().unwrap_or_default().to_owned();
    answer(&ctx, &key, (request, next)).await.unwrap_or_else(Problem::into_response)
}

async fn answer(ctx: &Ctx, key: &str, (request, next): (Request, Next)) -> Result<Response, Problem> {
    let asked = format!("{} {}", request.method(), request.uri());
    let (request, digest) = hashed(request).await?;
    match claim(ctx, key, &asked).await? {
        Claim::Fresh(attempt) => {
            // On a task of its own: a caller that hangs up does not stop what is half done.
            let done = tokio::spawn(carry_out(attempt, (request, next), digest));
            done.await.unwrap_or_else(|error| Err(Problem::internal(error)))
        }
        Claim::Answered { body, answer } => {
            drain(request).await?;
            if digest.finish() == body { replay(answer) } else { Err(taken()) }
        }
        Claim::Taken => Err(taken()),
        Claim::Running => {
            Err(Problem::new(StatusCode::CONFLICT, "the first request with this key is being worked on; ask again later")
                .with(header::RETRY_AFTER, 1))
        }
        Claim::Lost { request_id } => {
            let said = format!("this was done, by the request {request_id}, and its answer is not there any more");
            Err(Problem::new(StatusCode::CONFLICT, said))
        }
    }
}

fn taken() -> Problem {
    Problem::invalid("Idempotency-Key", "this key was used for another request")
}

/// Does it, and keeps the answer, or gives the key back where nothing was done.
async fn carry_out(attempt: Attempt, (request, next): (Request, Next), digest: Digest) -> Result<Response, Problem> {
    let mut work = std::pin::pin!(next.run(request));
    let mut beat = tokio::time::interval(BEAT);
    beat.tick().await;
    let response = loop {
        tokio::select! {
            response = &mut work => break response,
            _ = beat.tick() => attempt.beat().await?,
        }
    };
    if !response.status().is_success() {
        attempt.release().await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(Problem::internal)?;
    let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
    let answer = Answer {
        status: parts.status.as_u16(),
        content_type: text(header::CONTENT_TYPE),
        location: text(header::LOCATION),
        body: body.to_vec(),
    };
    attempt.keep(&digest.finish(), &answer).await?;
    Ok(HttpResponse::from_parts(parts, Body::from(body)))
}

fn replay(answer: Answer) -> Result<Response, Problem> {
    let status = StatusCode::from_u16(answer.status).map_err(Problem::internal)?;
    let mut response = (status, answer.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in [(header::CONTENT_TYPE, answer.content_type), (header::LOCATION, answer.location)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// A digest of the body, complete when the body was read.
#[derive(Clone, Default)]
struct Digest(Arc<Mutex<blake3::Hasher>>);

impl Digest {
    fn add(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
    }

    fn finish(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).finalize().to_hex().to_string()
    }
}

/// The same request, and a digest of its body. A bill goes to the disk as it comes; any other body is small, and read
/// here, also where the handler does not care for one.
async fn hashed(request: Request) -> Result<(Request, Digest), Problem> {
    let digest = Digest::default();
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let streams = path.ends_with("/{ma}/imports");
    let (parts, body) = request.into_parts();
    if streams {
        let noted = digest.clone();
        let chunks = body.into_data_stream().inspect(move |chunk| {
            if let Ok(chunk) = chunk {
                noted.add(chunk);
            }
        });
        return Ok((Request::from_parts(parts, Body::from_stream(chunks)), digest));
    }
    let bytes = read(body, LARGEST).await?;
    digest.add(&bytes);
    Ok((Request::from_parts(parts, Body::from(bytes)), digest))
}

async fn drain(request: Request) -> Result<(), Problem> {
    let mut chunks = request.into_body().into_data_stream();
    while let Some(chunk) = chunks.next().await {
        chunk.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the body broke off"))?;
    }
    Ok(())
}
