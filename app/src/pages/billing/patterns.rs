//! Patterns over the descriptions of credits, in the order in which they are tried.

mod editor;
mod uncaught;

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::credit::{CreditPattern, CreditPatterns};

use self::editor::PatternEditor;
pub(super) use self::editor::drafted;
use self::uncaught::Uncaught;
pub(super) use self::uncaught::{Edited, LeftResource, use_left};
use super::Actions;
use crate::components::{ButtonKind, Card, Column, Picture, RecordTable, ServerForm, SubmitButton};

const COLUMNS: [Column; 4] = [("Order", ""), ("Kind", ""), ("Lines of type", ""), ("Described", "text-wide")];

#[component]
pub(super) fn Patterns(
    org: OrganizationId,
    patterns: CreditPatterns,
    has_default_patterns: bool,
    may_manage: bool,
    actions: Actions,
    edited: Edited,
    left: LeftResource,
) -> impl IntoView {
    let hint = "Credits, refunds and discounts are told apart by their type on the bill, then by the first pattern that their \
                description fits. Rules remove them by kind.";
    let whose =
        if has_default_patterns { "These are Muster's own patterns." } else { "These patterns are your organization's own." };
    let reset = (may_manage && !has_default_patterns).then(|| {
        view! {
            <ServerForm action=actions.reset_patterns>
                <input type="hidden" name="org" value=org.to_string()/>
                <SubmitButton label="Back to Muster's own" kind=ButtonKind::Quiet icon=Picture::Retry/>
            </ServerForm>
        }
    });
    let body = if may_manage {
        view! { <PatternEditor org patterns save=actions.save_patterns edited/> }.into_any()
    } else {
        let rows = patterns.0.into_iter().zip(1..).map(cells).collect();
        view! { <RecordTable caption="Credit patterns" columns=&COLUMNS rows/> }.into_any()
    };
    view! {
        <Card title="Kinds of credit" hint actions=reset.into_any()>
            <p class="patterns-whose">{whose}</p>
            {body}
            <Uncaught left/>
        </Card>
    }
}

fn cells((pattern, place): (CreditPattern, u32)) -> Vec<AnyView> {
    let types: Vec<_> = pattern.types.iter().map(|credit| credit.name()).collect();
    vec![
        place.into_any(),
        pattern.kind.title().into_any(),
        types.join(", ").into_any(),
        view! { <code>{pattern.pattern}</code> }.into_any(),
    ]
}
