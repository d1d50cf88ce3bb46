use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::workflows::VersionDetail;

use super::super::use_workflow_id;
use super::changes::Changes;
use super::{above, readable};
use crate::api::workflows::{self, Restore};
use crate::components::{
    ButtonKind, Card, CardSkeleton, HiddenInputs, LinkButton, Notice, PageHeader, Picture, ServerForm, SubmitButton, Tone, ids,
    use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::routes;

/// Asks whether an old version is to be the newest again, and shows what that changes.
#[component]
pub(crate) fn RestorePage() -> impl IntoView {
    let (id, version, action) = (use_workflow_id(), use_parameter::<u32>("version"), use_action::<Restore>());
    let found = organization_resource(
        move || id.get().zip(version.get()),
        |org, (id, number)| async move {
            let found = workflows::version(org, id, number).await?;
            let now = workflows::find(org, id).await?.json;
            Ok((found, now))
        },
    );
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, (found, now): (VersionDetail, String)| view! { <Confirm org found now action/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::CreateWorkflow view/> }
}

#[component]
fn Confirm(org: OrganizationRow, found: VersionDetail, now: String, action: ServerAction<Restore>) -> impl IntoView {
    let VersionDetail { row, version, json } = found;
    let number = version.version;
    let versions = readable(&now).and_then(|now| Ok([now, readable(&json)?]));
    let hint = format!("It becomes version {}; the versions between stay in the history.", row.version + 1);
    let changed = match versions {
        Ok([now, then]) => view! { <Changes old=now new=then/> }.into_any(),
        Err(error) => view! { <Notice tone=Tone::Warning text=error.to_string()/> }.into_any(),
    };
    let keep = routes::workflow_version(org.id, row.id, number);
    view! {
        <PageHeader title=format!("Restore version {number}?") steps=above(org.id, &row)/>
        <Card title="What this changes" hint>
            {changed}
            <ServerForm action>
                <HiddenInputs fields=ids(org.id, row.id)/>
                <input type="hidden" name="version" value=number.to_string()/>
                <div class="form-actions">
                    <SubmitButton label=format!("Restore version {number}") kind=ButtonKind::Primary icon=Picture::Retry/>
                    <LinkButton href=keep label="Cancel"/>
                </div>
            </ServerForm>
        </Card>
    }
}
