use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::report::EcoCommitments;

use super::Saved;
use crate::api::billing::SaveEco;
use crate::components::{ButtonKind, Card, Choice, ChoiceGroup, Field, Mark, ServerForm, SubmitButton, use_refusal};

/// Which Reserved Instances and Savings Plans are Eco: what they save is reported apart, and may be charged for.
#[component]
pub(super) fn Commitments(
    org: OrganizationId,
    eco: EcoCommitments,
    may_manage: bool,
    save: ServerAction<SaveEco>,
) -> impl IntoView {
    let hint = "Managed commitments. Their savings have columns of their own in reports, and the Eco fee is made from them.";
    let body =
        if may_manage { view! { <CommitmentsForm org eco save/> }.into_any() } else { view! { <p>{said(&eco)}</p> }.into_any() };
    view! { <Card title="Eco commitments" hint>{body}</Card> }
}

/// Which they are, in words.
pub(crate) fn said(eco: &EcoCommitments) -> String {
    match eco {
        EcoCommitments::None => "None.".to_owned(),
        EcoCommitments::Listed(arns) => arns.join(", "),
        EcoCommitments::Since(day) => format!("Those whose term began on {day} or later."),
    }
}

#[component]
fn CommitmentsForm(org: OrganizationId, eco: EcoCommitments, save: ServerAction<SaveEco>) -> impl IntoView {
    let (arns, since) = match &eco {
        EcoCommitments::None => (String::new(), String::new()),
        EcoCommitments::Listed(arns) => (arns.join("\n"), String::new()),
        EcoCommitments::Since(day) => (String::new(), day.to_string()),
    };
    let (listed, by_day) = (matches!(eco, EcoCommitments::Listed(_)), matches!(eco, EcoCommitments::Since(_)));
    let name = "form[which]";
    view! {
        <ServerForm action=save fields=&["arns", "since"] class="form form-wide">
            <input type="hidden" name="org" value=org.to_string()/>
            <ChoiceGroup id="eco-which" legend="Which commitments are Eco">
                <Choice mark=Mark::Radio name value="none" checked=!listed && !by_day label="None"/>
                <Choice mark=Mark::Radio name value="listed" checked=listed label="These" hint="By their ARNs."/>
                <div class="detail-listed">
                    <Arns value=arns/>
                </div>
                <Choice
                    mark=Mark::Radio
                    name
                    value="since"
                    checked=by_day
                    label="Those begun on a day or later"
                    hint="The day on which the management of commitments began."
                />
                <div class="detail-since">
                    <Since value=since/>
                </div>
            </ChoiceGroup>
            <div class="form-actions">
                <SubmitButton label="Save commitments" kind=ButtonKind::Secondary/>
                <Saved action=save/>
            </div>
        </ServerForm>
    }
}

#[component]
fn Arns(value: String) -> impl IntoView {
    let refusal = use_refusal("arns");
    view! {
        <Field id="eco-arns" name="arns" label="ARNs, one a line">
            <textarea
                id="eco-arns"
                class="input condition-text"
                name="form[arns]"
                rows="4"
                spellcheck="false"
                placeholder="arn:aws:savingsplans::111122223333:savingsplan/…"
                aria-describedby="eco-arns-notes"
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            >
                {value}
            </textarea>
        </Field>
    }
}

#[component]
fn Since(value: String) -> impl IntoView {
    let refusal = use_refusal("since");
    view! {
        <Field id="eco-since" name="since" label="First day">
            <input
                id="eco-since"
                class="input figure-day"
                type="date"
                name="form[since]"
                value=value
                aria-describedby="eco-since-notes"
                aria-invalid=move || refusal.with(Option::is_some).then_some("true")
            />
        </Field>
    }
}
