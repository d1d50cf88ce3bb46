//! Credits, refunds and discounts of a month that no pattern catches, beside the patterns as they are being edited:
//! what is left shows what a pattern is still missing.

use leptos::prelude::*;
use muster_domain::view::billing::{Unclassified, UnclassifiedGroup};
use muster_domain::{Money, Month, OrganizationId};

use crate::api::billing::{self, PatternFields};
use crate::components::{Amount, Column, EmptyState, MonthPicker, Notice, Picture, RecordTable, Tone};
use crate::error::{ApiError, as_sentence};
use crate::layouts::organization_resource;
use crate::pages::figures::{counted, thousands};
use crate::query::{MONTH, use_parsed};

/// Rows of the form, while they are others than those kept.
pub(in super::super) type Edited = RwSignal<Option<Vec<PatternFields>>>;

/// What the kept patterns leave, and what the edited ones would.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in super::super) struct Left {
    kept: Unclassified,
    edited: Option<Result<Unclassified, ApiError>>,
}

pub(in super::super) type LeftResource = Resource<Result<Left, ApiError>>;

/// Asked again when something is saved, another month is chosen, or patterns are edited.
pub(in super::super) fn use_left(edited: Edited, saved: Memo<usize>) -> LeftResource {
    let month = use_parsed::<Month>(MONTH);
    organization_resource(move || Some((month.get(), edited.get(), saved.get())), |org, (month, rows, _)| left(org, month, rows))
}

async fn left(org: OrganizationId, month: Option<Month>, rows: Option<Vec<PatternFields>>) -> Result<Left, ApiError> {
    let kept = billing::unclassified(org, month, Vec::new()).await?;
    let edited = match rows {
        Some(rows) => Some(billing::unclassified(org, month, rows).await),
        None => None,
    };
    Ok(Left { kept, edited })
}

#[component]
pub(in super::super) fn Uncaught(left: LeftResource) -> impl IntoView {
    let content = move || {
        Suspend::new(async move {
            match left.await {
                Ok(left) => view! { <Shown left/> }.into_any(),
                Err(error) => view! { <Notice tone=Tone::Bad text=as_sentence(&error.to_string())/> }.into_any(),
            }
        })
    };
    view! {
        <section class="uncaught" aria-labelledby="uncaught-title">
            <Transition fallback=|| ()>{content}</Transition>
        </section>
    }
}

#[component]
fn Shown(left: Left) -> impl IntoView {
    let Left { kept, edited } = left;
    let picker = kept.month.map(|month| view! { <MonthPicker month choices=kept.choices.clone()/> });
    let (found, said) = match edited {
        None => (kept, None),
        Some(Ok(found)) => {
            let effect = effect(&kept, &found);
            (found, Some((Tone::Active, effect)))
        }
        Some(Err(error)) => (kept, Some((Tone::Warning, refused(&error)))),
    };
    let said = said.map(|(tone, text)| view! { <Notice tone text/> });
    view! {
        <header class="uncaught-head">
            <div>
                <h3 id="uncaught-title">"Caught by no pattern"</h3>
                <p class="patterns-note">
                    "What of a month's credits, refunds and discounts the patterns above leave, alike lines together."
                </p>
            </div>
            {picker}
        </header>
        <div role="status">{said}</div>
        <Groups found/>
    }
}

const COLUMNS: [Column; 5] =
    [("Type", ""), ("Description", "text-wide"), ("Counts as", ""), ("Lines", "number"), ("Unblended", "number")];

#[component]
fn Groups(found: Unclassified) -> impl IntoView {
    let Some(month) = found.month else {
        let text = "Once a bill is imported, what no pattern catches is listed here.";
        return view! { <EmptyState icon=Picture::Credit title="No bill yet" text/> }.into_any();
    };
    if found.groups.is_empty() {
        let title = format!("Nothing is left in {month}");
        let text = "Every credit, refund and discount of the month is of a known kind.";
        return view! { <EmptyState icon=Picture::Check title text/> }.into_any();
    }
    let rows = found.groups.into_iter().map(cells).collect();
    view! { <RecordTable caption=format!("Caught by no pattern in {month}, in {}", found.currency) columns=&COLUMNS rows/> }
        .into_any()
}

fn cells(group: UnclassifiedGroup) -> Vec<AnyView> {
    let counts_as = group.kind.map_or("No kind: no rule removes it", |kind| kind.title());
    let description = if group.description.is_empty() { "No description".to_owned() } else { group.description };
    vec![
        group.line_type.into_any(),
        description.into_any(),
        counts_as.into_any(),
        thousands(group.lines).into_any(),
        view! { <Amount money=group.unblended/> }.into_any(),
    ]
}

/// What the edited patterns change, before they are saved.
fn effect(kept: &Unclassified, edited: &Unclassified) -> String {
    let (before, after) = (sums(kept), sums(edited));
    let left =
        |(lines, money): (u64, Money)| format!("{}, {} {}", counted(lines, "line", "lines"), money.cents(), edited.currency);
    if before == after {
        return format!("Not saved yet. As edited they leave the same: {}.", left(after));
    }
    format!("Not saved yet. As edited they leave {}; as saved {}.", left(after), left(before))
}

fn sums(found: &Unclassified) -> (u64, Money) {
    let money = found.groups.iter().fold(Money::ZERO, |sum, group| sum + group.unblended);
    (found.groups.iter().map(|group| group.lines).sum(), money)
}

/// Which pattern cannot be read; a half-typed one is no error yet.
fn refused(error: &ApiError) -> String {
    let ApiError::Invalid(refusals) = error else { return as_sentence(&error.to_string()) };
    let place = |path: &str| path.strip_prefix("patterns[")?.split_once(']')?.0.parse::<usize>().ok();
    let said = refusals.iter().map(|refusal| match place(&refusal.path) {
        Some(place) => format!("Pattern {}: {}", place + 1, as_sentence(&refusal.reason)),
        None => as_sentence(&refusal.reason),
    });
    format!("Not saved yet, and shown as saved. {}", said.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use muster_domain::workflow::Refusal;

    use super::*;

    fn found(amounts: &[&str]) -> Unclassified {
        let group = |amount: &&str| UnclassifiedGroup {
            line_type: "Credit".to_owned(),
            description: "Sorry".to_owned(),
            kind: None,
            lines: 2,
            unblended: amount.parse().unwrap(),
        };
        let groups = amounts.iter().map(group).collect();
        Unclassified { month: None, choices: Vec::new(), currency: "USD".to_owned(), groups }
    }

    #[test]
    fn the_effect_of_edited_patterns_is_said_beside_what_is_kept() {
        let said = effect(&found(&["-1.50", "-2"]), &found(&["-2"]));
        assert_eq!(said, "Not saved yet. As edited they leave 2 lines, -2.00 USD; as saved 4 lines, -3.50 USD.");
        let same = effect(&found(&[]), &found(&[]));
        assert_eq!(same, "Not saved yet. As edited they leave the same: 0 lines, 0.00 USD.");
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_named_by_its_number() {
        let refusal = Refusal { path: "patterns[2].pattern".to_owned(), reason: "unclosed group".to_owned() };
        let said = refused(&ApiError::Invalid(vec![refusal]));
        assert!(said.ends_with("Pattern 3: Unclosed group."), "{said}");
    }
}
