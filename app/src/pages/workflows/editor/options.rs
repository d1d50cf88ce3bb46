//! The options of each kind of rule, as fields.

use leptos::prelude::*;
use muster_domain::workflow::{CreditKind, Exempt};

use super::super::form::{Kind, RuleFields};
use super::state::CardState;
use crate::components::{Choice, ChoiceGroup, Mark, PickItem, PickList, Refusal};

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
        Kind::Uplift | Kind::Discount => view! { <Scaled card fields/> }.into_any(),
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
fn Replaced(card: CardState, fields: RuleFields) -> impl IntoView {
    let (purchaser, fees) = (card.field("purchased_by"), card.field("commitment_fees"));
    let any = fields.purchased_by != "accounts";
    let drop = fields.commitment_fees == "drop";
    view! {
        <ChoiceGroup id=card.id("purchased_by") legend="Purchased by" refusal=card.refusal("purchased_by")>
            <Choice mark=Mark::Radio name=purchaser value="any" checked=any label="Any account"/>
            <Choice mark=Mark::Radio name=purchaser value="accounts" checked=!any label="Some accounts"/>
            <Accounts card fields=fields.clone()/>
        </ChoiceGroup>
        <ChoiceGroup id=card.id("commitment_fees") legend="Fees of the commitment" refusal=card.refusal("commitment_fees")>
            <Choice
                mark=Mark::Radio
                name=fees
                value="keep"
                checked=!drop
                label="Keep"
                hint="Whoever bought the commitment goes on paying its fees."
            />
            <Choice mark=Mark::Radio name=fees value="drop" checked=drop label="Drop" hint="The fees are charged 0."/>
        </ChoiceGroup>
    }
}

#[component]
fn Retained(card: CardState, fields: RuleFields) -> impl IntoView {
    let (names, owner) = (card.list("commitments"), card.field("purchased_by"));
    let commitment = |value: &'static str, label: &'static str| {
        let checked = fields.commitments.iter().any(|chosen| chosen == value);
        view! { <Choice mark=Mark::Checkbox name=names value checked label/> }
    };
    let kept = |value: &'static str, label: &'static str| {
        let checked = fields.purchased_by == value;
        view! { <Choice mark=Mark::Radio name=owner value checked label/> }
    };
    let commitments = [commitment("ri", "Reserved Instances"), commitment("sp", "Savings Plans")].collect_view();
    let own = [kept("own_subset", "in the consumer's own subset"), kept("own_account", "by the consuming account itself")];
    let (one_subset, some_accounts) = (kept("subset", "in one subset"), kept("accounts", "by some accounts"));
    view! {
        <ChoiceGroup id=card.id("commitments") legend="Commitments" refusal=card.refusal("commitments")>
            {commitments}
        </ChoiceGroup>
        <ChoiceGroup id=card.id("purchased_by") legend="A discount stays where it was purchased" refusal=card.refusal("purchased_by")>
            {own.collect_view()}
            {one_subset}
            <SubsetName card fields=fields.clone()/>
            {some_accounts}
            <Accounts card fields=fields.clone()/>
        </ChoiceGroup>
    }
}

/// Shown while "in one subset" is chosen; a style does that, so that it works without script.
#[component]
fn SubsetName(card: CardState, fields: RuleFields) -> impl IntoView {
    let mut names = card.editor.choices.with_value(|choices| choices.subsets.clone());
    if !fields.subset.is_empty() && !names.contains(&fields.subset) {
        names.push(fields.subset.clone());
    }
    let options = names.into_iter().map(|name| {
        let selected = name == fields.subset;
        let title = name.clone();
        view! { <option value=name selected=selected>{title}</option> }
    });
    view! {
        <div class="detail-subset">
            <select class="input" name=move || card.field("subset").get() aria-label="Subset">
                <option value="">"Choose a subset"</option>
                {options.collect_view()}
            </select>
        </div>
    }
}

/// Shown while "some accounts" is chosen: those of the organization to tick, others to type.
#[component]
fn Accounts(card: CardState, fields: RuleFields) -> impl IntoView {
    let known = card.editor.choices.with_value(|choices| choices.accounts.clone());
    let ids: Vec<_> = known.iter().map(|(id, _)| id.clone()).collect();
    let typed = fields.accounts_outside(&ids);
    let ticked = fields.all_accounts().into_iter().map(str::to_owned).collect();
    let items = known.into_iter().map(|(id, name)| {
        let label = if name.is_empty() { id.to_string() } else { name };
        PickItem { value: id.to_string(), label, note: id.to_string() }
    });
    let items: Vec<_> = items.collect();
    let label = if items.is_empty() { "Account ids" } else { "Others, by their ids" };
    let field = card.id("accounts");
    let list = (!items.is_empty()).then(|| view! { <PickList name=card.list("accounts") items ticked what="accounts"/> });
    view! {
        <div class="detail-accounts">
            {list}
            <label for=field.clone()>{label}</label>
            <input
                id=field
                class="input"
                name=move || card.field("more_accounts").get()
                value=typed
                inputmode="numeric"
                autocomplete="off"
                placeholder="111122223333, 444455556666"
            />
        </div>
    }
}

#[component]
fn Scaled(card: CardState, fields: RuleFields) -> impl IntoView {
    let refusal = card.refusal("percent");
    let is_refused = move || refusal.with(Option::is_some);
    let (field, notes) = (card.id("percent"), card.id("percent-notes"));
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
        <div class="field" class:field-refused=is_refused>
            <label for=field.clone()>"Percentage"</label>
            <span class="percent">
                <input
                    id=field
                    class="input"
                    name=move || card.field("percent").get()
                    value=fields.percent.clone()
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder="2.5"
                    aria-describedby=notes.clone()
                    aria-invalid=move || is_refused().then_some("true")
                />
                <span aria-hidden="true">"%"</span>
            </span>
            <div id=notes class="field-notes">
                <Refusal reason=refusal/>
            </div>
        </div>
        <ChoiceGroup id=card.id("except") legend="Leave alone" refusal=card.refusal("except")>
            {exempt}
        </ChoiceGroup>
    }
}
