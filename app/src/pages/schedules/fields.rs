//! The form of a schedule, for a new one and for one that is edited.

use chrono::NaiveDate;
use leptos::context::Provider;
use leptos::ev::Event;
use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::schedule::{Range, Repeat, Zone};
use muster_domain::view::schedules::ScheduleDraft;

use super::bucket::BucketFields;
use super::calendar::PlanShown;
use super::form::{SHOW, ScheduleForm};
use crate::api::schedules::Edit;
use crate::components::{
    ButtonKind, Card, CheckedForm, Choice, ChoiceGroup, Field, LinkButton, Mark, PickItem, PickList, RefusedAbove, SubmitButton,
    held_by_form, use_refusal,
};

/// Where the form is sent, and what it says of itself.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// Of the server function.
    pub(super) url: &'static str,
    pub(super) org: OrganizationId,
    /// Of the report or the schedule.
    pub(super) id: String,
    pub(super) submit: &'static str,
    /// Where the way back leads.
    pub(super) cancel: String,
}

const FIELDS: [&str; 11] = [
    "name",
    "start",
    "range",
    "repeat",
    "members",
    "webhook",
    "bucket.url",
    "bucket.region",
    "bucket.role",
    "bucket.endpoint",
    "bucket.format",
];

/// The fields, beside them when it will run.
#[component]
pub(super) fn ScheduleFields(frame: Frame, draft: ScheduleDraft, form: ScheduleForm, checked: CheckedForm) -> impl IntoView {
    let held = RwSignal::new(form.clone());
    let on_input = move |event: Event| {
        // Either function's form is the same.
        if let Some(now) = held_by_form::<Edit>(&event) {
            held.set(now.form);
        }
    };
    let CheckedForm { state, on_submit } = checked;
    let Frame { url, org, id, submit, cancel } = frame;
    view! {
        <Provider value=state>
            <form class="schedule-form" action=url method="post" novalidate on:submit=move |event| on_submit.run(event) on:input=on_input>
                <div class="form">
                    <input type="hidden" name="org" value=org.to_string()/>
                    <input type="hidden" name="id" value=id/>
                    <RefusedAbove state fields=&FIELDS/>
                    <PlanFields form=form.clone() today=draft.today.to_string()/>
                    <RecipientFields form=form.clone() members=draft.members/>
                    <BucketFields form=form.bucket stores=draft.stores/>
                    <div class="form-actions">
                        <SubmitButton label=submit kind=ButtonKind::Primary/>
                        <LinkButton href=cancel label="Cancel"/>
                    </div>
                </div>
                <Days form=held zone=draft.zone today=draft.today/>
            </form>
        </Provider>
    }
}

/// When it would run, as the form stands: at once with script, by a button without.
#[component]
fn Days(form: RwSignal<ScheduleForm>, zone: Zone, today: NaiveDate) -> impl IntoView {
    let plan = Memo::new(move |_| form.with(|form| form.plan().ok()));
    let shown = move || match plan.get() {
        Some(plan) => view! { <PlanShown plan zone today/> }.into_any(),
        None => view! { <p role="status">"Choose a start day, a range and how often it repeats."</p> }.into_any(),
    };
    view! {
        <Card title="When it runs">
            <div id="days" tabindex="-1">
                {shown}
            </div>
            <div class="form-actions card-end without-script">
                <button type="submit" class="button button-secondary" name="form[intent]" value=SHOW>
                    "Show the days"
                </button>
            </div>
        </Card>
    }
}

#[component]
fn PlanFields(form: ScheduleForm, today: String) -> impl IntoView {
    let ranges = Range::ALL.map(|range| (range.name(), range.title())).to_vec();
    let repeats = Repeat::ALL.map(|repeat| (repeat.name(), repeat.title())).to_vec();
    view! {
        <TextInput id="schedule-name" name="name" label="Name" kind="text" value=form.name hint="Its reports are named after it and the days that they cover."/>
        <TextInput id="schedule-start" name="start" label="Start date" kind="date" value=form.start hint="The day of the first run." least=today/>
        <SelectInput id="schedule-range" name="range" label="Range" value=form.range options=ranges/>
        <SelectInput id="schedule-repeat" name="repeat" label="Repeat" value=form.repeat options=repeats/>
    }
}

#[component]
fn RecipientFields(form: ScheduleForm, members: Vec<(muster_domain::UserId, String)>) -> impl IntoView {
    let items: Vec<_> =
        members.into_iter().map(|(id, label)| PickItem { value: id.to_string(), label, note: String::new() }).collect();
    let mailed = (!items.is_empty()).then(|| {
        view! {
            <ChoiceGroup id="schedule-members" legend="Mail a link to" refusal=use_refusal("members")>
                <PickList name="form[members][]".to_owned() items ticked=form.members.clone() what="members"/>
                <Choice
                    mark=Mark::Checkbox
                    name="form[attach]".to_owned()
                    value="yes"
                    checked=form.attach == "yes"
                    label="Attach the file"
                    hint="As CSV, where it is not too large for a mail."
                />
            </ChoiceGroup>
        }
    });
    let hint = "Optional. An https address that is sent a signed POST when a report is ready. Its secret is shown once, after \
                this form.";
    view! {
        {mailed}
        <TextInput id="schedule-webhook" name="webhook" label="Webhook" kind="url" value=form.webhook hint=hint/>
    }
}

/// `name` is the field's, `bucket.url` for one that is part of another.
#[component]
pub(super) fn TextInput(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    value: String,
    #[prop(into)] hint: String,
    /// The earliest day of a date.
    #[prop(optional, into)]
    least: Option<String>,
) -> impl IntoView {
    let refusal = use_refusal(name);
    view! {
        <Field id=id name label hint>
            <input
                id=id
                class="input"
                type=kind
                name=input_name(name)
                value=value
                min=least
                maxlength=(kind != "date").then_some("2000")
                autocomplete="off"
                aria-describedby=format!("{id}-notes")
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            />
        </Field>
    }
}

#[component]
pub(super) fn SelectInput(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    value: String,
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let options = options.into_iter().map(move |(option, title)| {
        view! { <option value=option selected=option == value>{title}</option> }
    });
    view! {
        <Field id=id name label>
            <select id=id class="input" name=input_name(name) aria-describedby=format!("{id}-notes")>
                {options.collect_view()}
            </select>
        </Field>
    }
}

/// As the server function reads it: `form[bucket][url]`.
fn input_name(field: &str) -> String {
    field.split('.').fold("form".to_owned(), |name, part| format!("{name}[{part}]"))
}
