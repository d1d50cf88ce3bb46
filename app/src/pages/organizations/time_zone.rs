use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::schedule::Zone;
use muster_domain::view::organizations::OrganizationRow;

use crate::api::schedules::{self, SetTimeZone};
use crate::components::{
    ButtonKind, Card, CardSkeleton, Fact, Facts, Load, ServerForm, SubmitButton, TextField, use_action, use_successes,
};

/// Whose clock the organization's schedules go by.
#[component]
pub(super) fn TimeZoneCard(org: OrganizationRow) -> impl IntoView {
    let set = use_action::<SetTimeZone>();
    let changed = use_successes(set);
    let id = org.id;
    let zone = Resource::new(move || changed.get(), move |_| schedules::time_zone(id));
    let may = org.allows(Permission::ManageOrganization);
    let view = move |zone: Zone| {
        let name = zone.to_string();
        if may {
            view! { <ZoneForm org=org.clone() name set/> }.into_any()
        } else {
            view! {
                <Facts>
                    <Fact name="Time zone">{name}</Fact>
                </Facts>
            }
            .into_any()
        }
    };
    view! {
        <Card title="Time zone" hint="Schedules run at 06:00 there. The days of a bill are UTC, wherever you are.">
            <Load data=zone skeleton=|| view! { <CardSkeleton/> } view/>
        </Card>
    }
}

#[component]
fn ZoneForm(org: OrganizationRow, name: String, set: ServerAction<SetTimeZone>) -> impl IntoView {
    view! {
        <ServerForm action=set fields=&["zone"] class="form form-inline">
            <input type="hidden" name="org" value=org.id.to_string()/>
            <ZoneField value=name/>
            <SubmitButton label="Save time zone" kind=ButtonKind::Secondary/>
        </ServerForm>
    }
}

/// Typed, with what there is proposed.
#[component]
fn ZoneField(value: String) -> impl IntoView {
    let options = Zone::names().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <TextField name="zone" label="Time zone" value list="zones" placeholder="Europe/Berlin"/>
        <datalist id="zones">{options}</datalist>
    }
}
