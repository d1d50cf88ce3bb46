use std::time::Duration;

use leptos::prelude::*;
use muster_domain::connection::DestinationForm;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::schedules::{DeliveryState, ScheduleDetail, ScheduleRow, ScheduleState};

use super::calendar::NextDays;
use super::deliveries::Deliveries;
use super::list::scope;
use super::runs::Runs;
use super::switch::{Switch, Switches};
use super::{ReloadWhenDue, ScheduleBadge, above, until_first, use_schedule_id};
use crate::api::schedules::{self, RenewSecret, Replay, RunNow};
use crate::components::{
    ActionButton, ButtonKind, Card, CardSkeleton, Fact, Facts, LinkButton, Notice, PageHeader, Picture, Timestamp, Tone, ids,
    use_action, use_successes,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::reports::poll_after;
use crate::routes;

/// A schedule: what it does, what came of its days, what was sent.
#[component]
pub(crate) fn SchedulePage() -> impl IntoView {
    let id = use_schedule_id();
    let actions = Actions {
        switches: Switches { pause: use_action(), resume: use_action() },
        run: use_action(),
        renew: use_action(),
        replay: use_action(),
    };
    let done = (use_successes(actions.switches.pause), use_successes(actions.switches.resume));
    let sent = (use_successes(actions.run), use_successes(actions.replay));
    let asked = move || id.get().map(|id| (id, (done.0.get(), done.1.get()), (sent.0.get(), sent.1.get())));
    let found = organization_resource(asked, |org, (id, _, _)| schedules::find(org, id));
    poll_after(found, due_in);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, found| view! { <Found org found actions/> };
    view! { <OrganizationLoad data=found skeleton view/> }
}

/// The forms of the page; they outlive each reload of its data.
#[derive(Clone, Copy)]
struct Actions {
    switches: Switches,
    run: ServerAction<RunNow>,
    renew: ServerAction<RenewSecret>,
    replay: ServerAction<Replay>,
}

/// How long nothing will change: at once where something is under way, else until its next run or the next try of what
/// it sends.
fn due_in(found: &ScheduleDetail) -> Option<Duration> {
    if is_under_way(found) {
        return Some(Duration::ZERO);
    }
    let next = found.row.due_at();
    let tries = found.deliveries.iter().filter(|delivery| delivery.state == DeliveryState::Waiting);
    until_first(found.now, next.into_iter().chain(tries.filter_map(|delivery| delivery.due_at)))
}

/// A report is being made, or a webhook has not been tried yet.
fn is_under_way(found: &ScheduleDetail) -> bool {
    let is_made = found.runs.iter().filter_map(|run| run.report_state).any(|state| !state.is_over());
    let is_new = |state, tries: usize| state == DeliveryState::Waiting && tries == 0;
    is_made || found.deliveries.iter().any(|delivery| is_new(delivery.state, delivery.attempts.len()))
}

#[component]
fn Found(org: OrganizationRow, found: ScheduleDetail, actions: Actions) -> impl IntoView {
    let wait = due_in(&found);
    let row = found.row.clone();
    let may = org.allows(Permission::CreateReport);
    let buttons = may.then(|| view! { <Buttons org=org.clone() row=row.clone() actions/> });
    let hint = view! { <ScheduleBadge state=row.state/> };
    let stopped = row.why.clone().map(|why| {
        let text = format!("It stopped: {why}. What it made stays readable.");
        view! { <Notice tone=Tone::Bad text/> }
    });
    let days = (row.state == ScheduleState::Active).then(|| {
        let from = row.next.map_or(found.today, |(day, _)| day);
        view! { <NextDays plan=row.plan today=from/> }
    });
    let sentence = row.plan.sentence(found.zone);
    view! {
        <PageHeader title=row.name.clone() steps=vec![above(org.id)] hint=hint.into_any() actions=buttons.into_any()/>
        <ReloadWhenDue wait/>
        {stopped}
        <Card title="When it runs">
            <div class="schedule-preview">
                <p class="schedule-sentence">{sentence}</p>
                {days}
            </div>
        </Card>
        <About org=org.clone() found=found.clone() renew=actions.renew/>
        <Runs org=org.id runs=found.runs/>
        <Deliveries org deliveries=found.deliveries replay=actions.replay/>
    }
}

#[component]
fn Buttons(org: OrganizationRow, row: ScheduleRow, actions: Actions) -> impl IntoView {
    let goes_on = row.state != ScheduleState::Stopped;
    let run = goes_on.then(|| {
        view! {
            <ActionButton action=actions.run fields=ids(org.id, row.id) label="Run now" kind=ButtonKind::Primary/>
        }
    });
    let edit =
        goes_on.then(|| view! { <LinkButton href=routes::edit_schedule(org.id, row.id) label="Edit" kind=ButtonKind::Quiet/> });
    let delete = routes::delete_schedule(org.id, row.id);
    view! {
        <LinkButton href=delete label="Delete" kind=ButtonKind::Quiet icon=Picture::Trash/>
        {edit}
        <Switch org=org.id row switches=actions.switches/>
        {run}
    }
}

#[component]
fn About(org: OrganizationRow, found: ScheduleDetail, renew: ServerAction<RenewSecret>) -> impl IntoView {
    let ScheduleDetail { row, recipients, mailed, zone, .. } = found;
    let groups: Vec<_> = row.group_by.iter().map(|group| group.title()).collect();
    let mailed = match (mailed.is_empty(), recipients.attach) {
        (true, _) => "Nobody".to_owned(),
        (false, true) => format!("{}, with the file", mailed.join(", ")),
        (false, false) => mailed.join(", "),
    };
    let scope = scope(&row);
    let bucket = recipients.bucket.map_or_else(|| "None".into_any(), |bucket| view! { <Bucket bucket/> }.into_any());
    let webhook = recipients.webhook.map(|url| {
        let may = org.allows(Permission::CreateReport);
        view! { <Webhook org=org.clone() row=row.clone() url may renew/> }
    });
    view! {
        <Card title="What it makes and sends">
            <Facts>
                <Fact name="Workflow">
                    <a class="link" href=routes::workflow(org.id, row.workflow)>{row.workflow_name.clone()}</a>
                    ", in its newest version"
                </Fact>
                <Fact name="Subset Assignment">{scope}</Fact>
                <Fact name="Group By">{groups.join(", ")}</Fact>
                <Fact name="Time zone">{zone.to_string()}</Fact>
                <Fact name="Next run">
                    {row.next.map_or_else(|| no_run(row.state).into_any(), |(_, at)| view! { <Timestamp at/> }.into_any())}
                </Fact>
                <Fact name="Made for">{row.owner.clone()}</Fact>
                <Fact name="Mailed to">{mailed}</Fact>
                <Fact name="Object store">{bucket}</Fact>
                <Fact name="Webhook">{webhook.map_or_else(|| "None".into_any(), IntoAny::into_any)}</Fact>
            </Facts>
        </Card>
    }
}

/// Why no run is to come.
fn no_run(state: ScheduleState) -> &'static str {
    match state {
        ScheduleState::Paused => "None while it is paused",
        ScheduleState::Active | ScheduleState::Stopped | ScheduleState::Ended => "None",
    }
}

/// Where files are put, and as whom.
#[component]
fn Bucket(bucket: DestinationForm) -> impl IntoView {
    let DestinationForm { url, region, role, format, .. } = bucket;
    let by = if role.is_empty() { "by this server's own rights".to_owned() } else { format!("by {role}") };
    view! {
        <code class="copy-text">{url}</code>
        <span class="schedule-note">{format!("{}, in {region}, {by}", format.to_uppercase())}</span>
    }
}

#[component]
fn Webhook(
    org: OrganizationRow,
    row: ScheduleRow,
    url: String,
    /// Whether this person may make another secret.
    may: bool,
    renew: ServerAction<RenewSecret>,
) -> impl IntoView {
    let form = may.then(|| {
        view! {
            <ActionButton action=renew fields=ids(org.id, row.id) label="New secret" kind=ButtonKind::Quiet/>
        }
    });
    view! {
        <code class="copy-text">{url}</code>
        {form}
    }
}
