//! What a handler takes of a request. Whatever cannot be read is refused here, with the place where it is wrong.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use bytes::Bytes;
use schemars::JsonSchema;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use serde_json::{Value, json};

use super::problem::Problem;
use super::route::{Draft, Takes};

/// Bytes of a JSON body: a workflow of thousands of rules is smaller.
pub(super) const LARGEST: usize = 1 << 20;

/// The parameters of the path. What is no id names nothing that is there.
pub(super) struct At<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(at) = Path::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        Ok(Self(at))
    }
}

/// The document takes path parameters from the path itself.
impl<T> Takes for At<T> {
    fn describe(_: &mut Draft<'_>) {}
}

/// The query.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        query(parts).map(Self)
    }
}

/// Reads a part of the query; what belongs to other parts is passed over.
pub(super) fn query<T: DeserializeOwned>(parts: &Parts) -> Result<T, Problem> {
    let text = parts.uri.query().unwrap_or_default();
    let pairs = form_urlencoded::parse(text.as_bytes());
    if pairs.clone().any(|(_, value)| value.contains('\0')) {
        return Err(Problem::invalid("", NO_NUL));
    }
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs))
        .map_err(|error| Problem::invalid(place(&error), error.inner().to_string()))
}

/// No database keeps it in a text.
const NO_NUL: &str = "the character U+0000 is not accepted";

impl<T: JsonSchema> Takes for Asked<T> {
    fn describe(draft: &mut Draft<'_>) {
        describe_query::<T>(draft);
    }
}

/// A parameter for each field of the type.
pub(super) fn describe_query<T: JsonSchema>(draft: &mut Draft<'_>) {
    let schema = json!(T::json_schema(draft.schemas));
    let required = |name: &str| {
        let names = schema.get("required").and_then(Value::as_array);
        names.is_some_and(|names| names.iter().any(|required| required == name))
    };
    let fields = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, mut field) in fields {
        if let Some(field) = field.as_object_mut() {
            field.retain(|name, value| name != "default" || !value.is_null());
        }
        let description = field.as_object_mut().and_then(|field| field.remove("description")).unwrap_or_default();
        let (required, schema) = (required(&name), without_null(field));
        let description = if description.is_null() { json!("") } else { description };
        draft.parameter(json!({
            "name": name, "in": "query", "required": required, "description": description, "schema": schema,
        }));
    }
}

/// A parameter that is optional is left out, never `null`.
fn without_null(mut schema: Value) -> Value {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            schema["type"] = only.clone();
        }
    }
    if let Some(Value::Array(options)) = schema.get_mut("anyOf") {
        options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
        if let [only] = &options[..] {
            return only.clone();
        }
    }
    schema
}

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let bytes = json_bytes(request).await?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        serde_path_to_error::deserialize(&mut json)
            .map(Self)
            .map_err(|error| Problem::invalid(place(&error), reason(error.inner())))
    }
}

impl<T: JsonSchema> Takes for Body<T> {
    fn describe(draft: &mut Draft<'_>) {
        let schema = draft.schemas.subschema_for::<T>();
        let content = json!({ "application/json": { "schema": schema } });
        draft.operation.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
}

/// A JSON body as it was written: a workflow file, which its own reader reads.
pub(super) struct Text(pub(super) String);

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let bytes = json_bytes(request).await?;
        String::from_utf8(bytes.into()).map(Self).map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the body is no UTF-8"))
    }
}

impl Takes for Text {
    fn describe(draft: &mut Draft<'_>) {
        Body::<super::shape::WorkflowFile>::describe(draft);
    }
}

/// A body that is JSON, whatever it says.
async fn json_bytes(request: Request) -> Result<Bytes, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !is_json(kind) {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json"));
    }
    let bytes = read(request.into_body(), LARGEST).await?;
    let json: Result<IgnoredAny, _> = serde_json::from_slice(&bytes);
    if let Err(error) = json {
        return Err(Problem::new(StatusCode::BAD_REQUEST, format!("the body is no JSON: {error}")));
    }
    // Escaped: as it is, it is no JSON.
    if bytes.windows(6).any(|six| six == b"\\u0000") {
        return Err(Problem::invalid("", NO_NUL));
    }
    Ok(bytes)
}

/// The body, as long as it is no larger.
pub(super) async fn read(body: axum::body::Body, largest: usize) -> Result<Bytes, Problem> {
    to_bytes(body, largest).await.map_err(|error| {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if error.is::<http_body_util::LengthLimitError>() {
                return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("a body has at most {largest} bytes"));
            }
            cause = error.source();
        }
        Problem::new(StatusCode::BAD_REQUEST, "the body broke off")
    })
}

fn is_json(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Where it is wrong; empty for the whole.
fn place<E>(error: &serde_path_to_error::Error<E>) -> String {
    let path = error.path().to_string();
    if path == "." || path == "?" { String::new() } else { path }
}

/// What is wrong, without the line and column: the field says where.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match error.classify() {
        Category::Data => text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned()),
        Category::Io | Category::Syntax | Category::Eof => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_called_json_in_many_ways() {
        for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"] {
            assert!(is_json(kind), "{kind}");
        }
        for kind in ["", "text/json", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
            assert!(!is_json(kind), "{kind}");
        }
    }
}
