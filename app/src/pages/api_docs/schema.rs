//! A type: what it is called where it is used, and its fields where it is described.

use leptos::prelude::*;
use serde_json::Value;

use super::{entries, text, with_code};

/// In a line: a link to the type's own description, or what a plain one is.
pub(super) fn type_of(schema: &Value) -> AnyView {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return view! { <a class="link" href=format!("#type-{name}")>{name.to_owned()}</a> }.into_any();
    }
    if let Some(options) = ["anyOf", "oneOf", "allOf"].into_iter().find_map(|of| schema[of].as_array()) {
        let between = |(place, option): (usize, &Value)| {
            let or = (place > 0).then_some(" or ");
            view! { {or}{type_of(option)} }
        };
        return options.iter().enumerate().map(between).collect_view().into_any();
    }
    if schema.get("items").is_some() {
        return view! { "list of "{type_of(&schema["items"])} }.into_any();
    }
    view! { <code>{plain(schema)}</code> }.into_any()
}

/// `string (uuid)`, `one of "a", "b"`.
fn plain(schema: &Value) -> String {
    if let Some(only) = schema.get("const") {
        return only.to_string();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ");
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        kind => kind.as_str().unwrap_or("any").to_owned(),
    };
    match schema["format"].as_str() {
        Some(format) => format!("{kind} ({format})"),
        None => kind,
    }
}

/// Its description and its fields.
pub(super) fn view(schema: &Value) -> AnyView {
    let description =
        (!text(schema, "description").is_empty()).then(|| view! { <p>{with_code(text(schema, "description"))}</p> });
    let options = ["oneOf", "anyOf", "allOf"].into_iter().find_map(|of| schema[of].as_array());
    let options = options.map(|options| {
        let options = options.iter().map(|option| view! { <li>{view(option)}</li> }).collect_view();
        view! { <ul class="api-docs-options">{options}</ul> }
    });
    let has_fields = schema["properties"].as_object().is_some_and(|fields| !fields.is_empty());
    let fields = has_fields.then(|| fields(schema));
    let is_plain = !has_fields && options.is_none();
    let plain = is_plain.then(|| view! { <p>{type_of(schema)}</p> });
    view! { {description}{plain}{fields}{options} }.into_any()
}

fn fields(schema: &Value) -> AnyView {
    let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|required| required == name));
    let row = |(name, field): (&str, &Value)| {
        let optional = (!required(name)).then_some(" optional");
        view! {
            <div>
                <dt><code>{name.to_owned()}</code></dt>
                <dd>{type_of(field)}{optional}" "{with_code(text(field, "description"))}</dd>
            </div>
        }
    };
    let rows = entries(&schema["properties"]).map(row).collect_view();
    view! { <dl class="api-docs-fields">{rows}</dl> }.into_any()
}
