//! The description of the HTTP API as a page. It is made from the OpenAPI document alone, on the server, with no script:
//! it is there in a closed network, and reads like every other page.

mod operation;
mod schema;

use leptos::config::LeptosOptions;
use leptos::prelude::*;
use serde_json::Value;

use crate::routes;

/// The whole page, as HTML text.
pub fn render(options: &LeptosOptions, document: &Value) -> String {
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    let page = view! {
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>"HTTP API · Muster"</title>
                <link rel="stylesheet" href=style/>
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"/>
            </head>
            <body>
                <a class="skip-link" href="#main">"Skip to content"</a>
                {body(document)}
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html())
}

fn body(document: &Value) -> impl IntoView {
    let sections = tags(document);
    let links =
        sections.iter().map(|tag| view! { <li><a class="link" href=format!("#{tag}")>{title(tag)}</a></li> }).collect_view();
    let operations = sections.iter().map(|tag| section(document, tag)).collect_view();
    view! {
        <div class="api-docs">
            <nav class="api-docs-nav" aria-label="Resources">
                <p><a class="brand" href=routes::HOME>"Muster"</a></p>
                <ul>
                    {links}
                    <li><a class="link" href="#refusals">"Refusals"</a></li>
                    <li><a class="link" href="#types">"Types"</a></li>
                </ul>
            </nav>
            <main id="main" class="api-docs-main" tabindex="-1">
                <h1>"HTTP API"</h1>
                {paragraphs(text(&document["info"], "description"))}
                <p>
                    "The same for programs: "
                    <a href="/api/v1/openapi.json">"openapi.json"</a>
                    ", OpenAPI "
                    {text(document, "openapi").to_owned()}
                    ". Addresses are below "
                    <code>{text(&document["servers"][0], "url").to_owned()}</code>
                    "."
                </p>
                {operations}
                {refusals(document)}
                {types(document)}
            </main>
        </div>
    }
}

fn section(document: &Value, tag: &str) -> AnyView {
    let of_tag = |operation: &Value| operation["tags"][0] == tag;
    let mut shown = Vec::new();
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods).filter(|(_, operation)| of_tag(operation)) {
            shown.push(operation::view(document, operation::At { method, path }, operation));
        }
    }
    view! {
        <section class="api-docs-section" id=tag.to_owned() aria-labelledby=format!("{tag}-title")>
            <h2 id=format!("{tag}-title")>{title(tag)}</h2>
            {shown.collect_view()}
        </section>
    }
    .into_any()
}

/// Each has the address that a problem's `type` names.
fn refusals(document: &Value) -> AnyView {
    let row = |(status, response): (&str, &Value)| {
        let id = problem(status).map(str::to_owned);
        view! {
            <tr id=id>
                <th scope="row">{status.to_owned()}</th>
                <td class="text-wide">{text(response, "description").to_owned()}</td>
            </tr>
        }
    };
    let rows = entries(&document["components"]["responses"]).filter(|(status, _)| *status != "default").map(row).collect_view();
    view! {
        <section class="api-docs-section" id="refusals" aria-labelledby="refusals-title">
            <h2 id="refusals-title">"Refusals"</h2>
            <div class="table-frame" role="region" aria-label="Refusals" tabindex="0">
                <table class="table">
                    <thead><tr><th scope="col">"Status"</th><th scope="col">"When"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The last part of a problem's `type`.
fn problem(status: &str) -> Option<&'static str> {
    Some(match status {
        "400" => "bad-request",
        "401" => "unauthorized",
        "403" => "forbidden",
        "404" => "not-found",
        "406" => "not-acceptable",
        "409" => "conflict",
        "413" => "payload-too-large",
        "415" => "unsupported-media-type",
        "422" => "unprocessable-entity",
        "429" => "too-many-requests",
        _ => return None,
    })
}

fn types(document: &Value) -> AnyView {
    let shown = entries(&document["components"]["schemas"]).map(|(name, schema)| {
        view! {
            <section class="api-docs-type" id=format!("type-{name}")>
                <h3>{name.to_owned()}</h3>
                {schema::view(schema)}
            </section>
        }
    });
    let shown = shown.collect_view();
    view! {
        <section class="api-docs-section" id="types" aria-labelledby="types-title">
            <h2 id="types-title">"Types"</h2>
            {shown}
        </section>
    }
    .into_any()
}

fn tags(document: &Value) -> Vec<String> {
    let tags = document["tags"].as_array().into_iter().flatten();
    tags.map(|tag| text(tag, "name").to_owned()).collect()
}

/// `management-accounts` as a heading.
fn title(tag: &str) -> String {
    let words = tag.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

fn paragraphs(text: &str) -> AnyView {
    text.split("\n\n").map(|paragraph| view! { <p>{with_code(paragraph)}</p> }).collect_view().into_any()
}

/// Text in which code stands between backticks.
fn with_code(text: &str) -> AnyView {
    let part = |(place, part): (usize, &str)| match place % 2 {
        0 => part.to_owned().into_any(),
        _ => view! { <code>{part.to_owned()}</code> }.into_any(),
    };
    text.split('`').enumerate().map(part).collect_view().into_any()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_document_says_is_on_the_page_and_no_markup_of_it() {
        let document = json!({
            "openapi": "3.1.0",
            "info": { "description": "Show a `token`.\n\nNo <script>." },
            "servers": [{ "url": "/api/v1" }],
            "tags": [{ "name": "subsets" }],
            "paths": { "/subsets/{subset}": { "patch": {
                "tags": ["subsets"], "summary": "Rename it", "x-access": "members",
                "parameters": [{ "name": "subset", "in": "path", "required": true, "schema": { "type": "string" } }],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Named" }, "example": { "name": "R&D" } } } },
                "responses": { "200": { "description": "As asked" } },
            } } },
            "components": {
                "schemas": { "Named": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } } },
                "responses": { "404": { "description": "Not there" } },
            },
        });
        let options = LeptosOptions::builder().output_name("muster").build();
        // Marks of hydration stand between texts.
        let page = render(&options, &document).replace("<!>", "");
        for shown in
            ["PATCH", "/subsets/{subset}", "Rename it", "R&amp;D", "type-Named", "id=\"not-found\"", "<code>token</code>"]
        {
            assert!(page.contains(shown), "{shown} is not in {page}");
        }
        assert!(!page.contains("<script"), "{page}");
    }
}
