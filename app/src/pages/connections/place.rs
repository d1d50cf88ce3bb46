//! The first step: where AWS delivers to.

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::connection::{PlaceForm, REGIONS};
use muster_domain::view::connections::ConnectionSettings;

use super::form::Round;
use crate::api::connections::SavePlace;
use crate::components::{
    ButtonKind, Card, Choice, Field, HiddenInputs, LinkButton, Mark, ServerForm, SubmitButton, ids, use_refusal,
};
use crate::error::ApiError;
use crate::query::{DRAFT, use_param};
use crate::routes;

const FIELDS: [&str; 6] = ["place[bucket]", "place[region]", "place[prefix]", "place[report]", "place[endpoint]", "place[key]"];

#[component]
pub(super) fn PlaceStep(org: OrganizationId, settings: ConnectionSettings, save: ServerAction<SavePlace>) -> impl IntoView {
    let came_back: Option<Round> = use_param(DRAFT).with_untracked(|text| serde_json::from_str(text).ok());
    let form = match came_back {
        Some(round) => {
            save.value().set(Some(Err(ApiError::Invalid(round.refusals))));
            round.form
        }
        None => settings.place.clone().unwrap_or_default(),
    };
    let is_special = !form.endpoint.is_empty() || !form.key.is_empty() || form.path_style || form.requester_pays;
    view! {
        <Card
            title="Where AWS delivers"
            hint="As in Billing and Cost Management > Data Exports of your management account: a Cost and Usage Report, CUR 2.0 or FOCUS."
        >
            <div id="where">
                <ServerForm action=save fields=&FIELDS class="form form-wide">
                    <HiddenInputs fields=ids(org, settings.account)/>
                    <Text name="place[bucket]" id="bucket" label="Bucket" value=form.bucket.clone() hint="Its name, or s3://bucket/prefix." required=true/>
                    <RegionField value=form.region.clone()/>
                    <Text
                        name="place[prefix]"
                        id="prefix"
                        label="Prefix"
                        value=form.prefix.clone()
                        hint="The S3 path prefix of the export; empty where it has none."
                    />
                    <Text
                        name="place[report]"
                        id="report"
                        label="Report or export name"
                        value=form.report.clone()
                        hint="As AWS shows it: the folder below the prefix."
                        required=true
                    />
                    <details class="disclosure" open=is_special>
                        <summary>"Encryption and other stores"</summary>
                        <Special form/>
                    </details>
                    <div class="form-actions">
                        <SubmitButton label="Save and continue" kind=ButtonKind::Primary/>
                        <LinkButton href=routes::management_account(org, settings.account) label="Cancel" kind=ButtonKind::Quiet/>
                    </div>
                </ServerForm>
            </div>
        </Card>
    }
}

/// What few need.
#[component]
fn Special(form: PlaceForm) -> impl IntoView {
    view! {
        <div class="special">
            <Text
                name="place[key]"
                id="key"
                label="KMS key (ARN)"
                value=form.key
                hint="Only where the bucket is encrypted with a key of yours: the template then grants kms:Decrypt on it."
            />
            <Text
                name="place[endpoint]"
                id="endpoint"
                label="Endpoint"
                value=form.endpoint
                hint="Only for an S3-compatible store that is not AWS, as whoever runs this server allows."
            />
            <Choice
                mark=Mark::Checkbox
                name="place[path_style]".to_owned()
                value="true"
                checked=form.path_style
                label="Path-style addresses"
                hint="The bucket in the path and not in the host; most stores that are not AWS want it."
            />
            <Choice
                mark=Mark::Checkbox
                name="place[requester_pays]".to_owned()
                value="true"
                checked=form.requester_pays
                label="Requester pays"
                hint="The bucket charges whoever reads it."
            />
        </div>
    }
}

/// Regions to choose from; any other may be typed.
#[component]
fn RegionField(value: String) -> impl IntoView {
    let options = REGIONS.map(|(id, place)| view! { <option value=id>{place}</option> });
    view! {
        <Text
            name="place[region]"
            id="region"
            label="Region"
            value
            hint="Of the bucket: eu-central-1, for example. Type to choose, or type any other."
            list="regions"
            required=true
        />
        <datalist id="regions">{options.into_iter().collect_view()}</datalist>
    }
}

#[component]
fn Text(
    name: &'static str,
    id: &'static str,
    #[prop(into)] label: String,
    value: String,
    #[prop(into)] hint: String,
    #[prop(optional)] list: Option<&'static str>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let refusal = use_refusal(name);
    view! {
        <Field id name label hint>
            <input
                id=id
                class="input"
                type="text"
                name=name
                value=value
                list=list
                required=required
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                maxlength="300"
                aria-describedby=format!("{id}-notes")
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            />
        </Field>
    }
}
