use leptos::prelude::*;
use muster_domain::Month;

use super::filter::OtherParams;
use crate::query::{MONTH, use_set_param};

/// Chooses the month that the costs of the page are of: at once with script, by a button without.
#[component]
pub fn MonthPicker(month: Month, choices: Vec<Month>) -> impl IntoView {
    let set = use_set_param(MONTH);
    let options = choices.into_iter().map(|choice| {
        view! { <option value=choice.to_string() selected=choice == month>{choice.to_string()}</option> }
    });
    view! {
        <form class="month-picker" method="get">
            <OtherParams name=MONTH/>
            <label class="month-picker-label">
                <span>"Month"</span>
                <select class="input" name=MONTH on:change=move |event| set(&event_target_value(&event))>
                    {options.collect_view()}
                </select>
            </label>
            <button type="submit" class="button button-secondary without-script">"Show"</button>
        </form>
    }
}
