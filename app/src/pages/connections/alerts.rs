use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::connections::ConnectionAlert;

use super::finding::tone;
use crate::api::connections;
use crate::components::{Icon, Picture, Timestamp};
use crate::layouts::organization_resource;
use crate::routes::{self, organization_at};

/// What needs somebody, of every management account: above what a page is about.
#[component]
pub(crate) fn ConnectionAlerts() -> impl IntoView {
    let alerts = organization_resource(|| Some(()), |org, ()| connections::alerts(org));
    let path = leptos_router::hooks::use_location().pathname;
    let content = move || {
        Suspend::new(async move {
            // Where they cannot be loaded, the page itself says so.
            let alerts = alerts.await.unwrap_or_default();
            let org = organization_at(&path.get_untracked());
            org.map(|org| alerts.into_iter().map(|alert| view! { <Alert org alert/> }).collect_view())
        })
    };
    view! { <Transition>{content}</Transition> }
}

#[component]
fn Alert(org: OrganizationId, alert: ConnectionAlert) -> impl IntoView {
    let ConnectionAlert { account, name, finding, since } = alert;
    view! {
        <div class=format!("finding alert {}", tone(&finding).class()) role="status">
            <Icon picture=Picture::Warning/>
            <div class="finding-text">
                <p>
                    <strong>{format!("{name}: {}", finding.title())}</strong>
                    " since "
                    <Timestamp at=since/>
                    ". "
                    <a href=routes::connection(org, account)>"See what to do"</a>
                </p>
            </div>
        </div>
    }
}
