use leptos::prelude::*;
use muster_domain::Month;
use muster_domain::report::GroupBy;
use muster_domain::view::subsets::SubsetRow;

use super::super::form::{MOST_GROUPS, ReportForm, TAG};
use crate::components::{Choice, ChoiceGroup, Field, Mark, PickItem, PickList, use_refusal};

#[component]
pub(super) fn Name(value: String) -> impl IntoView {
    let refusal = use_refusal("name");
    view! {
        <Field id="report-name" name="name" label="Name">
            <input
                id="report-name"
                class="input"
                name="form[name]"
                value=value
                maxlength="200"
                autocomplete="off"
                aria-describedby="report-name-notes"
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            />
        </Field>
    }
}

/// A month of the bill, or two days. What is not chosen is hidden by a style, so that it works without script.
#[component]
pub(super) fn PeriodFields(form: ReportForm, months: Vec<Month>) -> impl IntoView {
    let by_month = form.when == "month";
    let first = months.last().map(|month| month.first_day().to_string());
    let last = months.first().map(|month| month.period().last_day().to_string());
    let options = months.into_iter().map(|month| {
        let month = month.to_string();
        let selected = month == form.month;
        let title = month.clone();
        view! { <option value=month selected=selected>{title}</option> }
    });
    let options = options.collect_view();
    view! {
        <ChoiceGroup id="report-period" legend="Report period">
            <Choice mark=Mark::Radio name="form[when]" value="month" checked=by_month label="A month"/>
            <div class="detail-month">
                <Field id="report-month" name="month" label="Month">
                    <select id="report-month" class="input" name="form[month]">
                        {options}
                    </select>
                </Field>
            </div>
            <Choice mark=Mark::Radio name="form[when]" value="dates" checked=!by_month label="From one day to another"/>
            <div class="detail-dates">
                <Day id="report-from" name="from" label="First day" value=form.from.clone() first=first.clone() last=last.clone()/>
                <Day id="report-to" name="to" label="Last day, included" value=form.to.clone() first last/>
            </div>
        </ChoiceGroup>
    }
}

#[component]
fn Day(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    value: String,
    first: Option<String>,
    last: Option<String>,
) -> impl IntoView {
    let refusal = use_refusal(name);
    view! {
        <Field id=id name label>
            <input
                id=id
                class="input"
                type="date"
                name=format!("form[{name}]")
                value=value
                min=first
                max=last
                aria-describedby=format!("{id}-notes")
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            />
        </Field>
    }
}

#[component]
pub(super) fn Scope(form: ReportForm, subsets: Vec<SubsetRow>) -> impl IntoView {
    let all = form.scope != "subsets";
    let items: Vec<_> = subsets
        .into_iter()
        .map(|subset| PickItem { value: subset.id.to_string(), label: subset.name, note: accounts(subset.tally.accounts) })
        .collect();
    let chosen = if items.is_empty() {
        view! { <p class="choices-hint">"There are no subsets yet."</p> }.into_any()
    } else {
        view! { <PickList name="form[subsets][]" items ticked=form.subsets.clone() what="subsets"/> }.into_any()
    };
    view! {
        <ChoiceGroup id="report-scope" legend="Subset assignment" refusal=use_refusal("scope")>
            <Choice
                mark=Mark::Radio
                name="form[scope]"
                value="all"
                checked=all
                label="All accounts"
                hint="Those in no subset too."
            />
            <Choice mark=Mark::Radio name="form[scope]" value="subsets" checked=!all label="Some subsets"/>
            <div class="detail-subsets">{chosen}</div>
        </ChoiceGroup>
    }
}

fn accounts(count: u64) -> String {
    if count == 1 { "1 account".to_owned() } else { format!("{count} accounts") }
}

/// What the rows are, in order. Without script all choices are shown; with it the next one when the one before is
/// made, and none twice.
#[component]
pub(super) fn Groups(form: RwSignal<ReportForm>) -> impl IntoView {
    let has_script = RwSignal::new(false);
    Effect::new(move || has_script.set(true));
    let begun = form.get_untracked();
    let filled =
        Memo::new(move |_| form.with(|form| form.groups.iter().rposition(|group| !group.is_empty()).map_or(0, |last| last + 1)));
    let tag_key = begun.tag_key.clone();
    let choices = (0..MOST_GROUPS).map(|place| {
        let chosen = begun.groups.get(place).cloned().unwrap_or_default();
        let hidden = Signal::derive(move || has_script.get() && place > filled.get());
        view! { <GroupChoice place chosen form has_script hidden/> }
    });
    let choices = choices.collect_view();
    view! {
        <ChoiceGroup
            id="report-groups"
            legend="Group by"
            hint="In this order, from left to right. With Charge Type or Lifecycle among them the savings columns are left out."
            refusal=use_refusal("group_by")
        >
            <div class="groups">{choices}</div>
            <div class="detail-tag">
                <Field id="report-tag" name="tag_key" label="Key of the tag">
                    <input id="report-tag" class="input" name="form[tag_key]" value=tag_key autocomplete="off" placeholder="user:Team"/>
                </Field>
            </div>
        </ChoiceGroup>
    }
}

#[component]
fn GroupChoice(
    place: usize,
    chosen: String,
    form: RwSignal<ReportForm>,
    has_script: RwSignal<bool>,
    hidden: Signal<bool>,
) -> impl IntoView {
    let groups = GroupBy::PLAIN.map(|group| (group.to_string(), group.title()));
    let options = groups.into_iter().chain([(TAG.to_owned(), "Tag".to_owned())]).map(|(value, title)| {
        let selected = value == chosen;
        let (shown, taken) = (value.clone(), value.clone());
        let elsewhere =
            move |form: &ReportForm| form.groups.iter().enumerate().any(|(other, group)| other != place && *group == taken);
        let is_taken = move || has_script.get() && form.with(|form| elsewhere(form));
        view! {
            <option value=shown selected=selected disabled=is_taken>
                {title}
            </option>
        }
    });
    let label = if place == 0 { "First by".to_owned() } else { "then by".to_owned() };
    view! {
        <label class="group-choice" hidden=move || hidden.get()>
            <span>{label}</span>
            <select class="input" name=format!("form[groups][{place}]")>
                <option value="">"–"</option>
                {options.collect_view()}
            </select>
        </label>
    }
}
