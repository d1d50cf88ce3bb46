//! What is done with Reserved Instances and Savings Plans.

use leptos::prelude::*;
use muster_domain::workflow::ShareBasis;

use super::super::super::form::RuleFields;
use super::super::state::CardState;
use crate::components::{Choice, ChoiceGroup, Mark, PickItem, PickList};

#[component]
pub(super) fn Replaced(card: CardState, fields: RuleFields) -> impl IntoView {
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
pub(super) fn Retained(card: CardState, fields: RuleFields) -> impl IntoView {
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
    let mut names: Vec<_> =
        card.editor.choices.with_value(|choices| choices.subsets.iter().map(|(_, name)| name.clone()).collect());
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
pub(super) fn Shared(card: CardState, fields: RuleFields) -> impl IntoView {
    let choices = ShareBasis::ALL.map(|basis| {
        let checked = fields.basis == basis.name();
        let hint = match basis {
            ShareBasis::Effective => "What the used hours cost, up-front and recurring together.",
            ShareBasis::AmortizedUpfront => "Only the part that was paid up front, spread over its term.",
            ShareBasis::Recurring => "Only what is paid by the hour.",
        };
        view! { <Choice mark=Mark::Radio name=card.field("basis") value=basis.name() checked label=basis.title() hint/> }
    });
    let choices = choices.collect_view();
    view! {
        <ChoiceGroup
            id=card.id("basis")
            legend="Which cost moves to whoever used it"
            hint="What nobody used stays with the purchaser; over the whole bill nothing is added."
            refusal=card.refusal("basis")
        >
            {choices}
        </ChoiceGroup>
    }
}
