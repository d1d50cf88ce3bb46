use leptos::prelude::*;
use muster_domain::enrollment::Tier;
use muster_domain::view::enrollment::{BoardRow, EnrolledAccount};

use crate::api::support::{self, SetTier};
use crate::components::{
    Card, CardSkeleton, EmptyState, Field, Load, Notice, PageHeader, Picture, ServerForm, SubmitButton, Tone, use_action,
    use_successes,
};
use crate::pages::enrollment::{Coverage, TierFacts, is_watched};

/// Where support moves a management account; the organization itself asks for the call.
const TIERS: [Tier; 4] = [Tier::Analysis, Tier::Scheduled, Tier::RampUp, Tier::Full];

/// Every management account with its tier.
#[component]
pub(crate) fn BoardPage() -> impl IntoView {
    let set_tier = use_action::<SetTier>();
    let done = use_successes(set_tier);
    let found = Resource::new(move || done.get(), |_| support::board());
    let view = move |rows| view! { <Board rows set_tier/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Board(rows: Vec<BoardRow>, set_tier: ServerAction<SetTier>) -> impl IntoView {
    let hint = "Every management account on its way from analysis to full service.".into_any();
    let refused = move || {
        let error = set_tier.value().with(|answer| answer.as_ref()?.as_ref().err().cloned());
        error.map(|error| view! { <Notice tone=Tone::Bad text=error.to_string()/> })
    };
    let content = if rows.is_empty() {
        let text = "Accounts appear here when organizations connect them.";
        view! { <EmptyState icon=Picture::Account title="No management account yet" text/> }.into_any()
    } else {
        rows.into_iter().map(|row| view! { <BoardCard row set_tier/> }).collect_view().into_any()
    };
    view! {
        <PageHeader title="Ramp-up board" hint/>
        <div role="alert">{refused}</div>
        {content}
    }
}

#[component]
fn BoardCard(row: BoardRow, set_tier: ServerAction<SetTier>) -> impl IntoView {
    let BoardRow { organization_name, account: EnrolledAccount { id, account_id, name, service }, .. } = row;
    let ids = ["tier", "call-on", "from", "weeks"].map(|field| format!("{field}-{id}"));
    let options = TIERS.map(|tier| {
        view! {
            <option value=tier.name() selected=tier == service.tier>
                {tier.label()}
            </option>
        }
    });
    let weeks = (4..=6_u32).map(|weeks| {
        let selected = service.ramp_up.is_some_and(|ramp_up| ramp_up.weeks == weeks);
        view! { <option value=weeks.to_string() selected=selected>{format!("{weeks} weeks")}</option> }
    });
    let weeks = weeks.collect_view();
    let coverage = is_watched(service.tier).then(|| {
        let weeks = Resource::new(|| (), move |()| support::coverage(id));
        view! { <Coverage weeks/> }
    });
    let [tier_id, call_id, from_id, weeks_id] = ids;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (call_on, from) = (day(service.call_on), day(service.ramp_up.map(|ramp_up| ramp_up.from)));
    view! {
        <Card title=name hint=format!("{organization_name}, account {account_id}")>
            <TierFacts service/>
            {coverage}
            <ServerForm action=set_tier class="form board-form">
                <input type="hidden" name="id" value=id.to_string()/>
                <Field id=tier_id.clone() name="tier" label="Move to">
                    <select id=tier_id.clone() class="input" name="tier" aria-describedby=format!("{tier_id}-notes")>
                        {options.into_iter().collect_view()}
                    </select>
                </Field>
                <Field id=call_id.clone() name="call_on" label="Day of the call">
                    <input id=call_id.clone() class="input" type="date" name="call_on" value=call_on aria-describedby=format!("{call_id}-notes")/>
                </Field>
                <Field id=from_id.clone() name="from" label="Ramp-up from">
                    <input id=from_id.clone() class="input" type="date" name="from" value=from aria-describedby=format!("{from_id}-notes")/>
                </Field>
                <Field id=weeks_id.clone() name="weeks" label="Ramp-up takes">
                    <select id=weeks_id.clone() class="input" name="weeks" aria-describedby=format!("{weeks_id}-notes")>
                        {weeks}
                    </select>
                </Field>
                <SubmitButton label="Move"/>
            </ServerForm>
        </Card>
    }
}
