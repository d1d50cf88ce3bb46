use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::enrollment::{ReportValidation, Validation};
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::{OrganizationId, ReportId};

use crate::api::enrollment::{self, Validate};
use crate::components::{
    ButtonKind, Card, CardSkeleton, HiddenInputs, Load, Picture, ServerForm, SubmitButton, Timestamp, ids, use_action,
    use_successes,
};

/// On a report: whether its workflow version is validated, and the button that says so.
#[component]
pub(crate) fn ValidationCard(org: OrganizationRow, id: ReportId) -> impl IntoView {
    let validate = use_action::<Validate>();
    let done = use_successes(validate);
    let may = org.allows(Permission::CreateWorkflow);
    let org = org.id;
    let found = Resource::new(move || done.get(), move |_| enrollment::validation(org, id));
    let view = move |found| view! { <Found org id found may validate/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Found(
    org: OrganizationId,
    id: ReportId,
    found: ReportValidation,
    may: bool,
    validate: ServerAction<Validate>,
) -> impl IntoView {
    let ReportValidation { workflow_name, version, is_ready, mark } = found;
    let content = match mark {
        Some(Validation { report_name, by, at, .. }) => view! {
            <p>{format!("Version {version} of {workflow_name} was validated by {by} on “{report_name}”, ")} <Timestamp at/></p>
        }
        .into_any(),
        None if may && is_ready => view! {
            <p>{format!("Nobody has marked version {version} of {workflow_name} validated yet.")}</p>
            <ServerForm action=validate>
                <HiddenInputs fields=ids(org, id)/>
                <div class="form-actions">
                    <SubmitButton label=format!("Mark version {version} validated") kind=ButtonKind::Secondary icon=Picture::Check/>
                </div>
            </ServerForm>
        }
        .into_any(),
        None => view! { <p>{format!("Nobody has marked version {version} of {workflow_name} validated yet.")}</p> }.into_any(),
    };
    view! {
        <Card title="Validation" hint="A person's word that this version charges what it should.">
            {content}
        </Card>
    }
}
