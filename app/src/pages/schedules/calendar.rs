//! When a schedule runs and what each run covers: a sentence, a calendar and the next days.

use chrono::NaiveDate;
use leptos::prelude::*;
use muster_domain::schedule::{Plan, Run, Zone};
use muster_domain::{Month, Period};

use crate::components::{MonthGrid, Notice, Tone};
use crate::pages::reports::days;

/// Runs that are listed.
const LISTED: usize = 5;
/// Runs that a calendar of two months can have.
const MARKED: usize = 62;

/// The sentence, which screen readers are told when it changes, and the days from `today` on.
#[component]
pub(super) fn PlanShown(plan: Plan, zone: Zone, today: NaiveDate) -> impl IntoView {
    view! {
        <div class="schedule-preview">
            <p class="schedule-sentence" role="status">
                {plan.sentence(zone)}
            </p>
            <NextDays plan today/>
        </div>
    }
}

/// Its days from `today` on, and a warning where the first comes too early.
#[component]
pub(super) fn NextDays(plan: Plan, today: NaiveDate) -> impl IntoView {
    let runs = plan.upcoming(today, MARKED);
    let Some(first) = runs.first().copied() else {
        return view! { <p>"No day is left on which it runs."</p> }.into_any();
    };
    let warning = runs.iter().take(LISTED).find_map(Run::warning);
    let month = Month::of(first.day);
    let marked: Vec<_> = runs.iter().map(|run| run.day).collect();
    let months = [month, month.next()].map(|month| {
        let marked = marked.iter().copied().filter(|day| month.period().contains(*day)).collect();
        view! { <MonthGrid month marked means="run"/> }
    });
    let items = runs.into_iter().take(LISTED).map(|run| view! { <li>{said(run)}</li> }).collect_view();
    view! {
        {warning.map(|text| view! { <Notice tone=Tone::Warning text/> })}
        <div class="schedule-calendar">{months.collect_view()}</div>
        <ol class="schedule-days">{items}</ol>
    }
    .into_any()
}

fn said(run: Run) -> AnyView {
    let early = run.is_early.then(|| view! { <span class="schedule-early">" (lines may be missing)"</span> });
    view! {
        <time datetime=run.day.to_string()>{run.day.format("%a %Y-%m-%d").to_string()}</time>
        {format!(" covers {}", covered(run.covers))}
        {early}
    }
    .into_any()
}

/// A whole month by its name, else its days.
pub(super) fn covered(period: Period) -> String {
    days(period)
}
