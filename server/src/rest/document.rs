//! The API's description, OpenAPI 3.1, written from the routes and the types that they take and give.

use std::sync::LazyLock;

use axum::Json;
use schemars::r#gen::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use super::example::example;
use super::problem::ProblemBody;
use super::route::{Access, Draft};
use super::{Route, routes};

/// Where the API is.
const BASE: &str = "/api/v1";

/// The document.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(write);
    &DOCUMENT
}

pub(super) async fn answer() -> Json<&'static Value> {
    Json(document())
}

fn write() -> Value {
    let settings = SchemaSettings::draft2019_09().with(|settings| {
        settings.definitions_path = "#/components/schemas/".into();
        settings.meta_schema = None;
    });
    let mut schemas = SchemaGenerator::new(settings);
    let problem = schemas.subschema_for::<ProblemBody>();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let operation = operation(&route, &mut schemas);
        let path = paths.entry(route.row.path).or_insert_with(|| json!({}));
        path[route.row.method.as_str().to_lowercase()] = operation;
    }
    let schemas = schemas.take_definitions().into_iter().map(|(name, schema)| (name, json!(schema)));
    let schemas: Map<String, Value> = schemas.collect();
    for operation in paths.values_mut().flat_map(|path| path.as_object_mut().into_iter().flat_map(|path| path.values_mut())) {
        if let Some(content) = operation.pointer_mut("/requestBody/content/application~1json") {
            let example = example(&content["schema"], &schemas);
            content["example"] = example;
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Muster",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "Apache 2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": BASE }],
        "security": [{ "token": [] }],
        "tags": tags(),
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
            "responses": responses(&problem),
            "headers": headers(),
        },
    })
}

const ABOUT: &str = "One AWS bill becomes the right bill for every customer. Everything that the console's pages do, for \
programs.\n\nShow a token with every request: `Authorization: Bearer <token>`. A token of an organization reaches that \
organization, with what its member may do there; the token of `POST /session` and, without mail, \
`POST /sign-up` is good for twelve hours and reaches whatever the person does.\n\nAmounts are exact decimals, as text. Times are RFC 3339, UTC. A list is a page of `items`, and \
`next`, the cursor of the page after it. What is refused is told as `application/problem+json` (RFC 9457), with `errors` by field. A \
write takes an `Idempotency-Key`: sent again within 24 hours, the same request is answered as before and not done again.";

fn operation(route: &Route, schemas: &mut SchemaGenerator) -> Value {
    let row = &route.row;
    let mut draft = Draft { operation: Map::new(), schemas };
    let said = |name: &str, value: Value, draft: &mut Draft<'_>| draft.operation.insert(name.to_owned(), value);
    said("operationId", json!(row.name), &mut draft);
    said("summary", json!(row.says), &mut draft);
    said("tags", json!([tag(row.path)]), &mut draft);
    said("x-access", json!(words(row.access)), &mut draft);
    if row.access == Access::Anyone {
        said("security", json!([]), &mut draft);
    }
    for name in row.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        draft.parameter(path_parameter(name));
    }
    if row.method != "GET" && row.access != Access::Anyone {
        draft.parameter(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Any text that is new for each write: sent again, the request is answered as before and not done again.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
        }));
    }
    route.describe(&mut draft);
    let has_body = draft.operation.contains_key("requestBody");
    for status in refusals(route, has_body) {
        draft.response(status, json!({ "$ref": format!("#/components/responses/{status}") }));
    }
    draft.response("default", json!({ "$ref": "#/components/responses/default" }));
    Value::Object(draft.operation)
}

/// The refusals that a caller should be ready for.
fn refusals(route: &Route, has_body: bool) -> Vec<&'static str> {
    let mut found = match route.row.access {
        Access::Anyone => vec![],
        Access::Asker => vec!["401"],
        Access::Person => vec!["401", "403"],
        Access::Member(_) | Access::Either(..) => vec!["401", "403", "404"],
        Access::Ticket | Access::Support => vec!["401", "404"],
    };
    if route.row.method != "GET" {
        found.push("409");
    }
    if has_body {
        found.extend(["400", "413", "415"]);
    }
    found.extend(["406", "422", "429"]);
    found
}

fn words(access: Access) -> String {
    match access {
        Access::Anyone => "anybody".to_owned(),
        Access::Asker => "whoever shows a token".to_owned(),
        Access::Person => "whoever signed in".to_owned(),
        Access::Member(permission) => format!("members who may {}", permission.words()),
        Access::Either(one, other) => format!("members who may {} or {}", one.words(), other.words()),
        Access::Ticket => "members of the ticket's organization, and support".to_owned(),
        Access::Support => "the support staff".to_owned(),
    }
}

fn path_parameter(name: &str) -> Value {
    let schema = match name {
        "version" => json!({ "type": "integer", "format": "uint32", "minimum": 1, "maximum": u32::MAX }),
        "account" => json!({ "type": "string", "pattern": "^[0-9]+$", "examples": ["111122223333"] }),
        _ => json!({ "type": "string", "format": "uuid" }),
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

/// The resource: the last part of the path that is none's id, below the organization.
fn tag(path: &str) -> &str {
    let inner = path.strip_prefix("/organizations/{org}/").or_else(|| path.strip_prefix('/')).unwrap_or(path);
    if path.ends_with("/imports") {
        return "imports";
    }
    match inner.split('/').next().unwrap_or_default() {
        "session" | "sign-up" | "me" => "people",
        name => name,
    }
}

/// In the order of the routes.
fn tags() -> Vec<Value> {
    let mut names: Vec<&str> = Vec::new();
    let all = routes();
    for name in all.iter().map(|route| tag(route.row.path)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn responses(problem: &impl serde::Serialize) -> Value {
    let response = |says: &str| {
        json!({
            "description": says,
            "content": { "application/problem+json": { "schema": problem } },
        })
    };
    let mut too_many = response("Too many requests of this token");
    too_many["headers"] = json!({
        "Retry-After": { "$ref": "#/components/headers/Seconds" },
        "RateLimit-Limit": { "$ref": "#/components/headers/Count" },
        "RateLimit-Remaining": { "$ref": "#/components/headers/Count" },
        "RateLimit-Reset": { "$ref": "#/components/headers/Seconds" },
    });
    json!({
        "400": response("The body is no JSON, or broke off"),
        "401": response("No token, or one that is worth nothing"),
        "403": response("The permission is missing"),
        "404": response("It is not there, or not for whoever asks"),
        "406": response("The caller cannot read what there is to answer"),
        "409": response("It cannot be done now"),
        "413": response("The body is too large"),
        "415": response("The body is of another type"),
        "422": response("A field is not accepted"),
        "429": too_many,
        "default": response("It was refused, or failed"),
    })
}

fn headers() -> Value {
    json!({
        "Count": { "description": "Requests a minute", "schema": { "type": "integer" } },
        "Seconds": { "description": "Seconds from now", "schema": { "type": "integer" } },
    })
}
