use leptos::prelude::*;
use muster_domain::workflow::Per;

use super::super::super::form::RuleFields;
use super::super::state::CardState;
use super::entry::Entry;
use crate::components::{Choice, ChoiceGroup, Mark};

/// Where a refusal of this rule may lie.
const OPTIONS: &[&str] = &["percent_of_savings", "flat", "distributed", "percent", "per"];

#[component]
pub(super) fn EcoFee(card: CardState, fields: RuleFields) -> impl IntoView {
    let RuleFields { fee, percent, amount, per, estimate, .. } = fields;
    let way = move |value: &'static str, label: &'static str, hint: &'static str| {
        view! { <Choice mark=Mark::Radio name=card.field("fee") value checked=fee == value label hint/> }
    };
    let scope = move |scope: Per, label: &'static str| {
        view! { <Choice mark=Mark::Radio name=card.field("per") value=scope.name() checked=per == scope.name() label/> }
    };
    let nowhere: Signal<Option<String>> = Signal::stored(None);
    view! {
        <ChoiceGroup
            id=card.id("fee")
            legend="How the fee is made"
            hint="Which commitments are Eco, and what Eco invoiced, is kept in the organization's billing settings."
            refusal=card.refusal_of(OPTIONS)
        >
            {way("percent_of_savings", "A percentage of the savings", "Of each account's own Eco savings; none where it saved nothing.")}
            <div class="detail-percent-of-savings">
                <Entry card name="percent" label="Percentage" unit="%" value=percent placeholder="15" refusal=nowhere/>
            </div>
            {way("flat", "A flat fee", "Every month, for those who have lines in it.")}
            <div class="detail-flat">
                <Entry card name="amount" label="Amount" value=amount placeholder="100.00" refusal=nowhere/>
                <div class="figures">
                    {scope(Per::Subset, "for each subset")}
                    {scope(Per::Account, "for each account")}
                </div>
            </div>
            {way("estimate", "An estimate, distributed", "A percentage of all Eco savings, split by what each account used of them.")}
            <div class="detail-estimate">
                <Entry card name="estimate" label="Percentage of all savings" unit="%" value=estimate placeholder="15" refusal=nowhere/>
            </div>
            {way("actuals", "The invoice, distributed", "The recorded Eco invoice of the month before, split to the last digit.")}
        </ChoiceGroup>
    }
}
