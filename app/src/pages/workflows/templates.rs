use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::workflow::Template;

use crate::routes;

/// Starting points, each leading to the editor filled with it.
#[component]
pub(super) fn Templates(org: OrganizationId) -> impl IntoView {
    let starts = Template::ALL.map(|template| {
        view! {
            <li>
                <a class="template" href=routes::new_workflow_from(org, template.name())>
                    <strong>{template.title()}</strong>
                    <span>{template.purpose()}</span>
                </a>
            </li>
        }
    });
    view! { <ul class="templates">{starts.collect_view()}</ul> }
}
