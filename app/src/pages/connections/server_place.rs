use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::connections::ConnectionSettings;

use crate::api::connections::ConnectLocation;
use crate::components::{ButtonKind, Card, HiddenInputs, LinkButton, Picture, ServerForm, SubmitButton, TextField, ids};
use crate::routes;

/// A path or URL that the server reads by its own right, where whoever runs it opened one.
#[component]
pub(super) fn ServerPlace(
    org: OrganizationId,
    settings: ConnectionSettings,
    connect: ServerAction<ConnectLocation>,
) -> impl IntoView {
    let open = settings.open_locations.clone().into_iter().map(|place| view! { <li><code class="copy-text">{place}</code></li> });
    let proposed = settings.open_locations.first().cloned().unwrap_or_default();
    let value = if settings.location.is_empty() { proposed } else { settings.location };
    view! {
        <Card
            title="Folder on the server"
            hint="A folder or object-store URL with deliveries in it, laid out as AWS does. Whoever runs this server opens places for your organization."
        >
            <p>"Open to your organization:"</p>
            <ul class="open-places">{open.collect_view()}</ul>
            <ServerForm action=connect fields=&["location"] class="form form-wide">
                <HiddenInputs fields=ids(org, settings.account)/>
                <TextField name="location" label="Folder or URL" value hint="One of these, or below one." max_length=500/>
                <div class="form-actions">
                    <SubmitButton label="Connect and check" kind=ButtonKind::Primary icon=Picture::Check/>
                    <LinkButton href=routes::management_account(org, settings.account) label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}
