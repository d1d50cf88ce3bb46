//! The options of each kind of rule, as fields.

mod commitments;
mod condition;
mod custom;
mod eco_fee;
mod entry;

use leptos::prelude::*;
use muster_domain::workflow::{CreditKind, Exempt};

use self::commitments::{Replaced, Retained, Shared};
use self::custom::{Custom, LineItem};
use self::eco_fee::EcoFee;
use self::entry::Entry;
use super::super::form::{Kind, RuleFields};
use super::state::CardState;
use crate::components::{Choice, ChoiceGroup, Mark};

#[component]
pub(super) fn Options(card: CardState, kind: Option<Kind>, fields: RuleFields) -> impl IntoView {
    let Some(kind) = kind else { return ().into_any() };
    match kind {
        Kind::RemoveCredits => view! { <CreditKinds card fields/> }.into_any(),
        Kind::RemoveTaxes => {
            view! { <p class="rule-note">"It has no options: tax, and refunds of tax, are charged 0."</p> }.into_any()
        }
        Kind::RemoveVolumeDiscounts => view! { <Volume card fields/> }.into_any(),
        Kind::ReplaceRiDiscounts | Kind::ReplaceSpDiscounts => view! { <Replaced card fields/> }.into_any(),
        Kind::RetainDiscounts => view! { <Retained card fields/> }.into_any(),
        Kind::ShareRiCost | Kind::ShareSpCost => view! { <Shared card fields/> }.into_any(),
        Kind::Custom => view! { <Custom card fields/> }.into_any(),
        Kind::CustomLineItem => view! { <LineItem card fields/> }.into_any(),
        Kind::Uplift | Kind::Discount => view! { <Scaled card fields/> }.into_any(),
        Kind::EcoFee => view! { <EcoFee card fields/> }.into_any(),
    }
}

#[component]
fn CreditKinds(card: CardState, fields: RuleFields) -> impl IntoView {
    let choices = CreditKind::ALL.map(|kind| {
        let checked = fields.kinds.iter().any(|chosen| chosen == kind.name());
        let name = card.list("kinds");
        view! { <Choice mark=Mark::Checkbox name value=kind.name() checked label=kind.title()/> }
    });
    let choices = choices.collect_view();
    view! {
        <ChoiceGroup id=card.id("kinds") legend="Kinds of credit and discount" refusal=card.refusal("kinds")>
            {choices}
        </ChoiceGroup>
    }
}

#[component]
fn Volume(card: CardState, fields: RuleFields) -> impl IntoView {
    let name = card.field("usage");
    let tiers = |value: &'static str, label: &'static str, hint: &'static str| {
        let checked = fields.usage == value;
        view! { <Choice mark=Mark::Radio name value checked label hint/> }
    };
    let tiers = [
        tiers("top_rate", "Every tier at the public price", "No account profits from the volume of the others."),
        tiers("top_rate_for_free", "Only free usage at the public price", "The free tier goes; the other tiers stay shared."),
        tiers("", "Leave usage tiers as they are", "Usage costs what the bill says."),
    ];
    view! {
        <ChoiceGroup id=card.id("usage") legend="Usage tiers" refusal=card.refusal("usage")>
            {tiers.collect_view()}
        </ChoiceGroup>
        <ChoiceGroup id=card.id("ri_volume") legend="RI volume discounts">
            <Choice
                mark=Mark::Checkbox
                name=card.field("ri_volume")
                value="true"
                checked=fields.ri_volume
                label="Charge nothing for RI volume discount lines"
            />
        </ChoiceGroup>
    }
}

#[component]
fn Scaled(card: CardState, fields: RuleFields) -> impl IntoView {
    let exempt = Exempt::ALL.map(|exempt| {
        let checked = fields.except.iter().any(|chosen| chosen == exempt.name());
        let label = match exempt {
            Exempt::Tax => "Taxes",
            Exempt::Credits => "Credits and discounts",
            Exempt::Marketplace => "Marketplace",
            Exempt::Support => "Support",
        };
        view! { <Choice mark=Mark::Checkbox name=card.list("except") value=exempt.name() checked label/> }
    });
    let exempt = exempt.collect_view();
    view! {
        <Entry card name="percent" label="Percentage" unit="%" value=fields.percent placeholder="2.5" refusal=card.refusal("percent")/>
        <ChoiceGroup id=card.id("except") legend="Leave alone" refusal=card.refusal("except")>
            {exempt}
        </ChoiceGroup>
    }
}
