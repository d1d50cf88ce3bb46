//! A route of the HTTP API: what answers, who gets an answer, and what the document says of it. The router, the
//! document and the walk over all of them read the same rows, so none of them can forget one.

use axum::extract::FromRequestParts;
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter, on};
use muster_domain::permission::Permission;
use muster_service::Ctx;
use schemars::r#gen::SchemaGenerator;
use serde_json::{Map, Value};
use tower_http::catch_panic::CatchPanicLayer;

use super::problem::Problem;
use super::{admit, idempotency};
use crate::router::AppState;

/// Who gets an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Also those who show no token.
    Anyone,
    /// Whoever shows a token.
    Asker,
    /// Whoever signed in; a token of one organization does not do.
    Person,
    /// Members of the organization with this permission; for others it does not exist.
    Member(Permission),
    /// The same with one of two; which of them it takes depends on what is sent.
    Either(Permission, Permission),
    /// Members of the organization whose ticket it is, and support; for others it does not exist.
    Ticket,
    /// The support staff; for others it does not exist.
    Support,
}

/// A row of the table, as it is written.
pub(crate) struct Row {
    pub(crate) method: Method,
    /// Below `/api/v1`.
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    /// Module and function of the handler.
    pub(crate) name: &'static str,
    /// One line.
    pub(crate) says: &'static str,
}

/// A row with its handler.
pub(crate) struct Route {
    pub(crate) row: Row,
    handler: MethodRouter<AppState>,
    describe: fn(&mut Draft<'_>),
}

impl Route {
    /// # Panics
    /// At the start, for a method that no handler can have.
    pub(super) fn new<H, T, A>(row: Row, handler: H) -> Self
    where
        H: Handler<T, AppState> + Documented<A>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(row.method.clone()).unwrap_or(MethodFilter::GET);
        Self { row, handler: on(filter, handler), describe: H::describe }
    }

    /// The handler behind what every route has; from the outermost: whether it is for whoever asks, before anything else
    /// of the request is read, and what they asked already.
    pub(super) fn handler(&self) -> MethodRouter<AppState> {
        let handler = self.handler.clone().route_layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::internal("a handler panicked").into_response()
        }));
        let reads = self.row.method == Method::GET;
        let handler = if reads { handler } else { handler.route_layer(from_fn(idempotency::once)) };
        handler.route_layer(from_fn_with_state(self.row.access, admit::admit))
    }

    pub(super) fn describe(&self, draft: &mut Draft<'_>) {
        (self.describe)(draft);
    }
}

/// An operation of the document while it is written.
pub(super) struct Draft<'a> {
    pub(super) operation: Map<String, Value>,
    pub(super) schemas: &'a mut SchemaGenerator,
}

impl Draft<'_> {
    pub(super) fn parameter(&mut self, parameter: Value) {
        let parameters = self.operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(parameters) = parameters {
            parameters.push(parameter);
        }
    }

    pub(super) fn response(&mut self, status: &str, response: Value) {
        let responses = self.operation.entry("responses").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(responses) = responses {
            responses.insert(status.to_owned(), response);
        }
    }
}

/// What a handler takes of a request.
pub(super) trait Takes {
    fn describe(draft: &mut Draft<'_>);
}

/// What a handler answers.
pub(super) trait Gives {
    fn describe(draft: &mut Draft<'_>);
}

/// A handler whose arguments and answer say what they are.
pub(super) trait Documented<A> {
    fn describe(draft: &mut Draft<'_>);
}

macro_rules! documented {
    ($($argument:ident),*) => {
        impl<F, R, Answer, $($argument),*> Documented<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> R,
            R: Future<Output = Result<Answer, Problem>>,
            Answer: Gives,
            $($argument: Takes,)*
        {
            fn describe(draft: &mut Draft<'_>) {
                $($argument::describe(draft);)*
                Answer::describe(draft);
            }
        }
    };
}
documented!();
documented!(A1);
documented!(A1, A2);
documented!(A1, A2, A3);
documented!(A1, A2, A3, A4);

/// Who asks: the layer before the routes found out.
pub(super) struct Asker(pub(super) Ctx);

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Ctx>().cloned().map(Self).ok_or_else(Problem::not_signed_in)
    }
}

impl Takes for Asker {
    fn describe(_: &mut Draft<'_>) {}
}

/// The document knows the headers that matter.
impl Takes for HeaderMap {
    fn describe(_: &mut Draft<'_>) {}
}
