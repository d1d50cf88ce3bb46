use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::workflows::{VersionDetail, VersionRow};
use muster_domain::workflow::read;

use super::super::file::File;
use super::super::sentences::SentencesOf;
use super::super::use_workflow_id;
use super::above;
use crate::api::workflows;
use crate::components::{Card, CardSkeleton, LinkButton, Notice, PageHeader, Picture, Timestamp, Tone};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::routes;

/// A version as it was.
#[component]
pub(crate) fn VersionPage() -> impl IntoView {
    let (id, version) = (use_workflow_id(), use_parameter::<u32>("version"));
    let found =
        organization_resource(move || id.get().zip(version.get()), |org, (id, version)| workflows::version(org, id, version));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, found| view! { <Found org found/> }/> }
}

#[component]
fn Found(org: OrganizationRow, found: VersionDetail) -> impl IntoView {
    let VersionDetail { row, version, json } = found;
    let is_old = version.version != row.version;
    let (number, current) = (version.version, row.version);
    let compare = is_old.then(|| {
        let href = routes::compare_with(org.id, row.id, [number, current]);
        view! { <LinkButton href label="Compare with the current one"/> }
    });
    let restore = (is_old && org.allows(Permission::CreateWorkflow)).then(|| {
        let href = routes::restore_workflow(org.id, row.id, number);
        view! { <LinkButton href label="Restore" icon=Picture::Retry/> }
    });
    let actions = view! {
        {compare}
        {restore}
    };
    let workflow = read(&json).ok();
    let download = routes::workflow_download(org.id, row.id, number);
    let old = is_old.then(|| {
        let text = format!("This is an old version. The current one is version {current}.");
        view! { <Notice tone=Tone::Neutral text/> }
    });
    view! {
        <PageHeader
            title=format!("{}, version {number}", version.name)
            steps=above(org.id, &row)
            hint=view! { <About version/> }.into_any()
            actions=actions.into_any()
        />
        {old}
        <Card title="What it does" hint="The rules in the order in which they run.">
            <SentencesOf workflow/>
        </Card>
        <File json download/>
    }
}

#[component]
fn About(version: VersionRow) -> impl IntoView {
    let VersionRow { at, by, note, .. } = version;
    view! {
        {(!note.is_empty()).then(|| view! { <p>{note}</p> })}
        <p class="workflow-version">"Saved " <Timestamp at/> {format!(" by {by}")}</p>
    }
}
