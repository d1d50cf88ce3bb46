use leptos::prelude::*;
use muster_domain::connection::DestinationForm;
use muster_domain::view::reports::ReportFormat;
use muster_domain::view::schedules::Stores;

use super::fields::{SelectInput, TextInput};
use crate::components::{CopyText, Fact, Facts};

/// An object store that reports are put into. Folded up while nothing is named: most schedules have none.
#[component]
pub(super) fn BucketFields(form: DestinationForm, stores: Stores) -> impl IntoView {
    let is_open = [&form.url, &form.role, &form.endpoint].into_iter().any(|text| !text.is_empty());
    let formats = ReportFormat::ALL.map(|format| (format.name(), format_title(format))).to_vec();
    let chosen = if form.format.is_empty() { ReportFormat::Csv.name().to_owned() } else { form.format };
    let endpoint = (!stores.endpoints.is_empty() || !form.endpoint.is_empty()).then(|| {
        let hint = format!("Of a store that is not AWS: {}.", stores.endpoints.join(", "));
        view! { <TextInput id="schedule-bucket-endpoint" name="bucket.endpoint" label="Endpoint" kind="url" value=form.endpoint hint/> }
    });
    let role_hint = match stores.open.as_slice() {
        [] => "A role of your AWS account that may put objects there.".to_owned(),
        open => format!("A role of your AWS account that may put objects there; not needed below {}.", open.join(" or ")),
    };
    view! {
        <details class="disclosure schedule-bucket" open=is_open>
            <summary>"Object store"</summary>
            <div class="form">
                <p class="field-hint">
                    "Optional. The file of each report is put into a bucket of yours, named after the report and its days. \
                     Muster asks for the role with the external ID below, which is your organization's alone."
                </p>
                <SetUp stores/>
                <TextInput
                    id="schedule-bucket-url"
                    name="bucket.url"
                    label="Bucket and prefix"
                    kind="text"
                    value=form.url
                    hint="Like s3://my-bucket/reports."
                />
                <TextInput
                    id="schedule-bucket-region"
                    name="bucket.region"
                    label="Region"
                    kind="text"
                    value=form.region
                    hint="Of the bucket, like eu-central-1."
                />
                <TextInput id="schedule-bucket-role" name="bucket.role" label="Role ARN" kind="text" value=form.role hint=role_hint/>
                {endpoint}
                <SelectInput id="schedule-bucket-format" name="bucket.format" label="File" value=chosen options=formats/>
            </div>
        </details>
    }
}

/// What the role's trust policy names.
#[component]
fn SetUp(stores: Stores) -> impl IntoView {
    let principal = match stores.principal {
        Some(principal) => view! { <CopyText text=principal what="principal"/> }.into_any(),
        None => "Ask whoever runs this server which AWS principal it is.".into_any(),
    };
    view! {
        <Facts>
            <Fact name="External ID"><CopyText text=stores.external_id what="external ID"/></Fact>
            <Fact name="Trusted principal">{principal}</Fact>
            <Fact name="It has to allow"><code>"s3:PutObject"</code>" below the prefix"</Fact>
        </Facts>
    }
}

fn format_title(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Csv => "CSV",
        ReportFormat::Xlsx => "XLSX",
        ReportFormat::Parquet => "Parquet",
    }
}
