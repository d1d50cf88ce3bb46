//! What should be known of the numbers.

use leptos::prelude::*;
use muster_domain::analysis::{By, CostType, NOT_KEPT};
use muster_domain::view::analysis::Note;

use super::{Asked, Forms};
use crate::components::{ActionButton, ButtonKind, Icon, Notice, Picture, Tone};
use crate::pages::charging::Computing;

#[component]
pub(super) fn Notes(asked: Asked, may_manage: bool, notes: Vec<Note>, currency: String, forms: Forms) -> impl IntoView {
    let said = notes.into_iter().map(|note| match note {
        Note::NothingCharged => warning("Nothing charges what you chose. Associate a billing workflow with a subset first."),
        Note::Uncharged(cost) => {
            let cost = cost.cents();
            let text = format!("{cost} {currency} of cost that nothing charges is left out: a margin is of what is charged.");
            view! { <Notice tone=Tone::Neutral text/> }.into_any()
        }
        Note::NotByTag => view! { <NotByTag asked=asked.clone() may_manage forms/> }.into_any(),
        Note::MonthsNotByTag(months) => {
            let months = months.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            warning(&match asked.question.cost {
                CostType::Margin => {
                    format!("Charges of {months} are not kept by this tag, so margins cannot be told apart by it.")
                }
                _ => format!("Charges of {months} are not kept by this tag: they stand as “{NOT_KEPT}”."),
            })
        }
        Note::ChooseTag => warning("Choose the tag whose values you want to tell apart."),
        Note::Computing(computing) => view! { <Computing computing/> }.into_any(),
    });
    view! { <div class="analysis-notes">{said.collect_view()}</div> }
}

/// Whoever may, has charges kept by the tag from here.
#[component]
fn NotByTag(asked: Asked, may_manage: bool, forms: Forms) -> impl IntoView {
    let By::Tag(tag) = asked.question.by.clone() else { return ().into_any() };
    if !asked.is_of_costs() {
        return warning("Your charges are not kept by this tag.");
    }
    if !may_manage {
        return warning("Charges are not kept by this tag. An administrator can have them kept, under Billing settings.");
    }
    let label = format!("Keep charges by {tag}");
    view! {
        <div class="notice notice-ask tone-warning">
            <Icon picture=Picture::Warning/>
            <span>"Charges are not kept by this tag. Once they are, every month is computed again; what is charged stays the same."</span>
            <ActionButton
                action=forms.add_charge_tag
                fields=vec![("org", asked.org.to_string()), ("tag", tag)]
                label
                kind=ButtonKind::Secondary
            />
        </div>
    }
    .into_any()
}

fn warning(text: &str) -> AnyView {
    view! { <Notice tone=Tone::Warning text/> }.into_any()
}
