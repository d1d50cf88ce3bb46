use leptos::prelude::*;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::workflows::{VersionDetail, VersionRow};
use muster_domain::{OrganizationId, WorkflowId};
use serde::{Deserialize, Serialize};

use super::super::use_workflow_id;
use super::changes::Changes;
use super::versions::VersionChoice;
use super::{above, readable};
use crate::api::workflows;
use crate::components::{Card, CardSkeleton, EmptyState, Failure, PageHeader, Picture, Timestamp};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::use_parsed;
use crate::routes;

/// Two versions, and the numbers of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Compared {
    from: VersionDetail,
    to: VersionDetail,
    numbers: Vec<u32>,
}

/// What became of a workflow between two versions (`?from=1&to=3`); between its last two where none are named.
#[component]
pub(crate) fn ComparePage() -> impl IntoView {
    let (id, from, to) = (use_workflow_id(), use_parsed::<u32>("from"), use_parsed::<u32>("to"));
    let found = organization_resource(
        move || Some((id.get()?, from.get(), to.get())),
        |org, (id, from, to)| async move { compared(org, id, [from, to]).await },
    );
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, found| view! { <Found org found/> }/> }
}

async fn compared(org: OrganizationId, id: WorkflowId, [from, to]: [Option<u32>; 2]) -> Result<Compared, ApiError> {
    let found = workflows::find(org, id).await?;
    let to = to.unwrap_or(found.row.version);
    let from = from.unwrap_or(to.saturating_sub(1)).max(1);
    Ok(Compared {
        from: workflows::version(org, id, from).await?,
        to: workflows::version(org, id, to).await?,
        numbers: found.versions.iter().map(|version| version.version).collect(),
    })
}

#[component]
fn Found(org: OrganizationRow, found: Compared) -> impl IntoView {
    let Compared { from, to, numbers } = found;
    let id = to.row.id;
    let (first, second) = (from.version.version, to.version.version);
    if numbers.len() < 2 {
        let text = "With the next save there is something to compare.";
        return view! {
            <PageHeader title=format!("{}: versions", to.row.name) steps=above(org.id, &to.row)/>
            <EmptyState icon=Picture::Workflow title="There is one version" text/>
        }
        .into_any();
    }
    let changes = match (readable(&from.json), readable(&to.json)) {
        (Ok(old), Ok(new)) => view! { <Changes old new/> }.into_any(),
        (Err(error), _) | (_, Err(error)) => view! { <Failure error/> }.into_any(),
    };
    view! {
        <PageHeader title=format!("{}: version {first} and version {second}", to.row.name) steps=above(org.id, &to.row)/>
        <form class="compare-form" method="get" action=routes::compare_versions(org.id, id)>
            <VersionChoice name="from" label="Compare version" numbers=numbers.clone() chosen=first/>
            <VersionChoice name="to" label="with version" numbers chosen=second/>
            <button type="submit" class="button button-secondary">"Compare"</button>
        </form>
        <dl class="compare-versions">
            <About org=org.id id version=from.version/>
            <About org=org.id id version=to.version/>
        </dl>
        <Card title="Rule by rule" hint="In the order of the second version; rules that are gone stand last.">
            {changes}
        </Card>
    }
    .into_any()
}

#[component]
fn About(org: OrganizationId, id: WorkflowId, version: VersionRow) -> impl IntoView {
    let VersionRow { version, at, by, note, .. } = version;
    view! {
        <div>
            <dt>
                <a class="link" href=routes::workflow_version(org, id, version)>
                    {format!("Version {version}")}
                </a>
            </dt>
            <dd>
                <Timestamp at/>
                {format!(" by {by}")}
                {(!note.is_empty()).then(|| view! { <span class="compare-note">{note}</span> })}
            </dd>
        </div>
    }
}
