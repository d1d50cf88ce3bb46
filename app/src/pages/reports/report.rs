use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::imports::WorkState;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::{ReportDetail, ReportRow, ReportSource};

use super::files::{Downloads, Rerated};
use super::result::{ReportOutcome, source};
use super::settings::SettingsThen;
use super::table::{groups, scope};
use super::{StateBadge, days, poll_while, use_report_id};
use crate::api::reports::{self, Rerate, Retry};
use crate::components::{
    ButtonKind, Card, CardSkeleton, Crumb, Fact, Facts, HiddenInputs, LinkButton, Notice, PageHeader, Picture, Progress,
    ReloadWithoutScript, ServerForm, SubmitButton, Timestamp, Tone, ids, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::enrollment::ValidationCard;
use crate::query::{PAGE, use_parsed};
use crate::routes::{self, Section};

/// A report: on its way, failed, or with its numbers.
#[component]
pub(crate) fn ReportPage() -> impl IntoView {
    let (id, page) = (use_report_id(), use_parsed::<u32>(PAGE));
    let actions = Actions { retry: use_action(), rerate: use_action() };
    let sent = move || (actions.retry.version().get(), actions.rerate.version().get());
    let asked = move || id.get().map(|id| (id, page.get().unwrap_or(1).max(1), sent()));
    let found = organization_resource(asked, |org, (id, page, _)| reports::find(org, id, page - 1));
    poll_while(found, is_under_way);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, found| {
        let page = page.get_untracked().unwrap_or(1).max(1);
        view! { <Found org found page actions/> }
    };
    view! { <OrganizationLoad data=found skeleton view/> }
}

/// The forms of the page; they outlive each reload of its data.
#[derive(Clone, Copy)]
struct Actions {
    retry: ServerAction<Retry>,
    rerate: ServerAction<Rerate>,
}

fn is_under_way(found: &ReportDetail) -> bool {
    !found.row.state.is_over() || found.bills.iter().any(|bill| !bill.state.is_over())
}

#[component]
fn Found(org: OrganizationRow, found: ReportDetail, page: u32, actions: Actions) -> impl IntoView {
    let ReportDetail { row, result, bills, settings } = found;
    let Actions { retry, rerate } = actions;
    let computed_from = result.as_ref().and_then(|result| result.source);
    let steps = vec![Crumb::new(Section::Reports.title(), Section::Reports.of(org.id))];
    let actions = view! { <HeadActions org=org.clone() row=row.clone()/> };
    let hint = view! { <StateBadge state=row.state percent=row.percent/> };
    let outcome = match (row.state, result) {
        (WorkState::Queued | WorkState::Processing, _) => view! { <UnderWay row=row.clone()/> }.into_any(),
        (WorkState::Failed, _) => view! { <Failed org=org.clone() row=row.clone() retry/> }.into_any(),
        (WorkState::Successful, Some(result)) => view! {
            <ReportOutcome org=org.id id=row.id result page/>
            <ValidationCard org=org.clone() id=row.id/>
            <Rerated org=org.clone() row=row.clone() bills action=rerate/>
            <SettingsThen settings/>
        }
        .into_any(),
        (WorkState::Successful, None) => view! { <Expired org=org.clone() row=row.clone() retry/> }.into_any(),
    };
    view! {
        <PageHeader title=row.name.clone() steps hint=hint.into_any() actions=actions.into_any()/>
        <About org row computed_from/>
        {outcome}
    }
}

#[component]
fn About(org: OrganizationRow, row: ReportRow, computed_from: Option<ReportSource>) -> impl IntoView {
    let workflow = format!("{}, version {}", row.workflow_name, row.workflow_version);
    let (scope, groups) = (scope(&row), groups(&row));
    view! {
        <div class="report-facts">
            <Facts>
                <Fact name="Report Period">{days(row.period)}</Fact>
                <Fact name="Subset Assignment">{scope}</Fact>
                <Fact name="Group By">{groups}</Fact>
                <Fact name="Workflow">
                    <a href=routes::workflow(org.id, row.workflow)>{workflow}</a>
                </Fact>
                <Fact name="Generated">
                    <Timestamp at=row.created_at/>
                    {format!(" by {}", row.created_by)}
                </Fact>
                <Fact name="Kept until">
                    <Timestamp at=row.expires_at/>
                </Fact>
                {computed_from.map(|from| view! { <Fact name="Computed from">{source(from)}</Fact> })}
            </Facts>
        </div>
    }
}

#[component]
fn HeadActions(org: OrganizationRow, row: ReportRow) -> impl IntoView {
    let delete = org.allows(Permission::DeleteReport).then(|| {
        let href = routes::delete_report(org.id, row.id);
        view! { <LinkButton href label="Delete" kind=ButtonKind::Quiet icon=Picture::Trash/> }
    });
    let schedule = org.allows(Permission::CreateReport).then(|| {
        let href = routes::schedule_report(org.id, row.id);
        view! { <LinkButton href label="Schedule" kind=ButtonKind::Quiet icon=Picture::Clock/> }
    });
    let files = (row.state == WorkState::Successful).then(|| view! { <Downloads org=org.id id=row.id/> });
    view! {
        {delete}
        {schedule}
        {files}
    }
}

#[component]
fn UnderWay(row: ReportRow) -> impl IntoView {
    let said = match row.state {
        WorkState::Queued => "It waits for its turn.",
        WorkState::Processing | WorkState::Successful | WorkState::Failed => {
            "Rules are applied to the bill's lines. You may leave this page."
        }
    };
    let percent = u64::from(row.percent);
    view! {
        <ReloadWithoutScript/>
        <Card title="Under way">
            <Progress label="Report" percent=Signal::stored(percent) detail=Signal::stored(said.to_owned())/>
        </Card>
    }
}

#[component]
fn Failed(org: OrganizationRow, row: ReportRow, retry: ServerAction<Retry>) -> impl IntoView {
    let why = row.error.clone().unwrap_or_else(|| "No reason was recorded.".to_owned());
    view! {
        <Card title="It failed">
            <Notice tone=Tone::Bad text=why/>
            <Again org row retry label="Retry"/>
        </Card>
    }
}

#[component]
fn Expired(org: OrganizationRow, row: ReportRow, retry: ServerAction<Retry>) -> impl IntoView {
    view! {
        <Card title="Its files are gone">
            <p>
                "They were kept until the day above. Generated again, with the same version of its workflow and the same billing \
                 settings, the report has the same bytes as long as the bill and the subsets are what they were."
            </p>
            <Again org row retry label="Generate it again"/>
        </Card>
    }
}

#[component]
fn Again(org: OrganizationRow, row: ReportRow, retry: ServerAction<Retry>, label: &'static str) -> impl IntoView {
    org.allows(Permission::CreateReport).then(|| {
        view! {
            <ServerForm action=retry>
                <HiddenInputs fields=ids(org.id, row.id)/>
                <SubmitButton label kind=ButtonKind::Primary icon=Picture::Retry/>
            </ServerForm>
        }
    })
}
