//! Asking for a report of a workflow.

mod fields;

use leptos::context::Provider;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::SubsetRow;
use muster_domain::{Month, OrganizationId, WorkflowId};
use serde::{Deserialize, Serialize};

use self::fields::{Groups, Name, PeriodFields, Scope};
use super::form::{ReportForm, Round};
use crate::api::reports::Generate;
use crate::api::{accounts, subsets, workflows};
use crate::components::{
    ButtonKind, CardSkeleton, CheckedForm, Crumb, HiddenInputs, LinkButton, Notice, PageHeader, Picture, RefusedAbove,
    SubmitButton, Tone, held_by_form, ids, use_checked_form,
};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::workflows::use_workflow_id;
use crate::query::{DRAFT, use_param};
use crate::routes::{self, Section};

/// What a report can be asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Asked {
    workflow: WorkflowId,
    workflow_name: String,
    /// Months with lines, newest first.
    months: Vec<Month>,
    subsets: Vec<SubsetRow>,
}

#[component]
pub(crate) fn GenerateReportPage() -> impl IntoView {
    let id = use_workflow_id();
    let asked = organization_resource(move || id.get(), asked);
    let skeleton = || view! { <CardSkeleton/> };
    let view = |org, asked| view! { <GenerateReport org asked/> };
    view! { <OrganizationLoad data=asked skeleton permission=Permission::CreateReport view/> }
}

async fn asked(org: OrganizationId, id: WorkflowId) -> Result<Asked, ApiError> {
    let workflow = workflows::find(org, id).await?.row;
    let months = accounts::list(org, None).await?.month.map(|month| month.choices).unwrap_or_default();
    let subsets = subsets::list(org, None).await?.subsets;
    Ok(Asked { workflow: id, workflow_name: workflow.name, months, subsets })
}

#[component]
fn GenerateReport(org: OrganizationRow, asked: Asked) -> impl IntoView {
    let page = routes::workflow(org.id, asked.workflow);
    let steps = vec![
        Crumb::new(Section::Workflows.title(), Section::Workflows.of(org.id)),
        Crumb::new(asked.workflow_name.clone(), page),
    ];
    let no_bill = asked.months.is_empty().then(|| {
        let text = "No bill has been imported yet: a report would have no lines.";
        view! {
            <Notice tone=Tone::Warning text/>
            <p>
                <a href=Section::ManagementAccounts.of(org.id)>"To the management accounts"</a>
            </p>
        }
    });
    view! {
        <PageHeader title="Generate report" steps/>
        {no_bill}
        <Form org=org.id asked/>
    }
}

#[component]
fn Form(org: OrganizationId, asked: Asked) -> impl IntoView {
    let round = use_round(&asked);
    let form = RwSignal::new(round.form.clone());
    let CheckedForm { state, on_submit } =
        use_checked_form(round.refusals.clone(), |sent: &Generate| sent.form.read(sent.id).map(drop));
    let on_input = move |event: Event| {
        if let Some(sent) = held_by_form::<Generate>(&event) {
            form.set(sent.form);
        }
    };
    let cancel = routes::workflow(org, asked.workflow);
    view! {
        <Provider value=state>
            <form class="form generate" action=Generate::url() method="post" novalidate on:submit=move |event| on_submit.run(event) on:input=on_input>
                <HiddenInputs fields=ids(org, asked.workflow)/>
                <RefusedAbove state fields=&FIELDS/>
                <Name value=round.form.name.clone()/>
                <PeriodFields form=round.form.clone() months=asked.months/>
                <Scope form=round.form.clone() subsets=asked.subsets/>
                <Groups form/>
                <div class="form-actions">
                    <SubmitButton label="Generate report" kind=ButtonKind::Primary icon=Picture::Report/>
                    <LinkButton href=cancel label="Cancel"/>
                </div>
            </form>
        </Provider>
    }
}

/// What came back in the address, else what is proposed.
fn use_round(asked: &Asked) -> Round {
    let came_back = use_param(DRAFT).with_untracked(|text| serde_json::from_str(text).ok());
    let proposed = || ReportForm::proposed(&asked.workflow_name, asked.months.first().copied());
    came_back.unwrap_or_else(|| Round { form: proposed(), refusals: Vec::new() })
}

const FIELDS: [&str; 7] = ["name", "month", "from", "to", "scope", "group_by", "tag_key"];
