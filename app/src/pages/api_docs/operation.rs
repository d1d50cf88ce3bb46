//! One operation: what it is sent, and what it answers.

use leptos::prelude::*;
use serde_json::Value;

use super::schema::type_of;
use super::{entries, text, with_code};

/// Where it is.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
}

pub(super) fn view(document: &Value, at: At<'_>, operation: &Value) -> AnyView {
    let id = text(operation, "operationId").to_owned();
    let labelled_by = id.clone();
    let access = text(operation, "x-access").to_owned();
    view! {
        <article class="api-docs-operation" aria-labelledby=labelled_by>
            <h3 id=id>
                <span class=format!("api-docs-method api-docs-{}", at.method)>{at.method.to_uppercase()}</span>
                <code>{at.path.to_owned()}</code>
            </h3>
            <p>{text(operation, "summary").to_owned()}". "<span class="api-docs-access">"For "{access}"."</span></p>
            {parameters(operation)}
            {body(operation)}
            {answers(document, operation)}
        </article>
    }
    .into_any()
}

fn parameters(operation: &Value) -> Option<AnyView> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    let rows: Vec<_> = all.filter(|parameter| parameter["in"] == "query").map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <dl class="api-docs-fields">{rows}</dl>
        }
        .into_any()
    })
}

fn row(parameter: &Value) -> AnyView {
    let required = (parameter["required"] == true).then_some(" required");
    view! {
        <div>
            <dt><code>{format!("?{}", text(parameter, "name"))}</code></dt>
            <dd>{type_of(&parameter["schema"])}{required}" "{with_code(text(parameter, "description"))}</dd>
        </div>
    }
    .into_any()
}

fn body(operation: &Value) -> Option<AnyView> {
    let (kind, content) = entries(&operation["requestBody"]["content"]).next()?;
    let example = content.get("example").map(|example| {
        let example = format!("{example:#}");
        view! { <pre class="api-docs-example" tabindex="0" aria-label="Example of a body"><code>{example}</code></pre> }
    });
    let schema = content.get("schema").map(type_of);
    Some(
        view! {
            <p class="api-docs-body">"Body: "{schema}" "<code>{kind.to_owned()}</code></p>
            {example}
        }
        .into_any(),
    )
}

/// What is answered when all is well; refusals are the same everywhere.
fn answers(document: &Value, operation: &Value) -> AnyView {
    let well = entries(&operation["responses"]).filter(|(status, _)| status.starts_with('2'));
    let answer = |(status, response): (&str, &Value)| {
        let types = entries(&response["content"]).map(|(kind, content)| match content.get("schema") {
            Some(schema) => type_of(schema),
            None => view! { <code>{kind.to_owned()}</code>" " }.into_any(),
        });
        let types = types.collect_view();
        view! { <li><b>{status.to_owned()}</b>" "{text(response, "description").to_owned()}" "{types}</li> }
    };
    let refused =
        entries(&operation["responses"]).filter(|(status, _)| document["components"]["responses"].get(status).is_some());
    let refused: Vec<_> = refused.map(|(status, _)| status).filter(|status| *status != "default").collect();
    let well = well.map(answer).collect_view();
    view! {
        <ul class="api-docs-answers">
            {well}
            <li class="api-docs-refused">
                "Refused with "
                {refused.join(", ")}
            </li>
        </ul>
    }
    .into_any()
}
