//! Rules of one's own: a condition and what happens to its lines, and lines that the bill does not have.

use leptos::prelude::*;
use muster_domain::workflow::{Per, Repeat};

use super::super::super::form::RuleFields;
use super::super::state::CardState;
use super::condition::ConditionField;
use super::entry::{Days, Entry, Label};
use crate::components::{Choice, ChoiceGroup, Mark};

#[component]
pub(super) fn Custom(card: CardState, fields: RuleFields) -> impl IntoView {
    let RuleFields { label, when, action, percent, rate, from, until, .. } = fields;
    let choice = move |value: &'static str, label: &'static str, hint: &'static str| {
        let checked = action == value;
        view! { <Choice mark=Mark::Radio name=card.field("action") value checked label hint/> }
    };
    let nowhere: Signal<Option<String>> = Signal::stored(None);
    view! {
        <Label card value=label hint="What reports and explanations call it."/>
        <ConditionField card label="When" value=when hint="The lines that this rule is about."/>
        <ChoiceGroup id=card.id("action") legend="What happens to their charge" refusal=card.refusal("action")>
            {choice("percent", "Up or down by a percentage", "A negative one lowers the charge so far.")}
            <div class="detail-percent">
                <Entry card name="percent" label="Percentage" unit="%" value=percent placeholder="-2" refusal=nowhere/>
            </div>
            {choice("to_on_demand", "The public on-demand price", "Lines without one keep their charge, and are counted.")}
            {choice("set_rate", "A rate of its own", "The rate times the usage amount of the line.")}
            <div class="detail-set-rate">
                <Entry card name="rate" label="Rate for one unit of usage" value=rate placeholder="0.05" refusal=nowhere/>
            </div>
            {choice("remove", "Nothing", "The lines are charged 0.")}
        </ChoiceGroup>
        <Days card from until/>
    }
}

#[component]
pub(super) fn LineItem(card: CardState, fields: RuleFields) -> impl IntoView {
    let RuleFields { label, when, value, amount, percent, per, repeat, from, until, .. } = fields;
    let worth = move |name: &'static str, label: &'static str| {
        let checked = value == name;
        view! { <Choice mark=Mark::Radio name=card.field("value") value=name checked label/> }
    };
    let scopes = Per::ALL.map(|scope| {
        let (label, hint) = match scope {
            Per::Subset => ("To each subset", "Those with lines in the month."),
            Per::Account => ("To each account", "Those with lines in the month."),
            Per::Report => ("Once for the report", "It belongs to no account and no subset."),
        };
        view! { <Choice mark=Mark::Radio name=card.field("per") value=scope.name() checked=per == scope.name() label hint/> }
    });
    let repeats = Repeat::ALL.map(|often| {
        let (label, hint) = match often {
            Repeat::Monthly => ("Every month", "Each billing month that the report touches."),
            Repeat::Once => ("Once", "In the month of the first day below, else in the report's first."),
        };
        view! { <Choice mark=Mark::Radio name=card.field("repeat") value=often.name() checked=repeat == often.name() label hint/> }
    });
    let (scopes, repeats) = (scopes.collect_view(), repeats.collect_view());
    let nowhere: Signal<Option<String>> = Signal::stored(None);
    view! {
        <Label card value=label hint="The charge type of the new lines in reports."/>
        <ChoiceGroup id=card.id("value") legend="How much" refusal=card.refusal_of(&["amount", "percent"])>
            {worth("amount", "An amount")}
            <div class="detail-amount">
                <Entry
                    card
                    name="amount"
                    label="Amount"
                    value=amount
                    placeholder="250.00"
                    hint="In the bill's currency; a negative one is a rebate."
                    refusal=nowhere
                />
            </div>
            {worth("percent", "A percentage of the charge so far")}
            <div class="detail-percent">
                <Entry card name="percent" label="Percentage" unit="%" value=percent placeholder="5" refusal=nowhere/>
            </div>
        </ChoiceGroup>
        <ChoiceGroup id=card.id("per") legend="Added" refusal=card.refusal("per")>
            {scopes}
        </ChoiceGroup>
        <ChoiceGroup id=card.id("repeat") legend="How often" refusal=card.refusal("repeat")>
            {repeats}
        </ChoiceGroup>
        <ConditionField card label="When (optional)" value=when hint="Only lines that meet it count; without one, every line does."/>
        <Days card from until/>
    }
}
