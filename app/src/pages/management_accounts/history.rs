use leptos::prelude::*;
use muster_domain::view::imports::{ImportRow, ImportedMonth, WorkState};

use crate::components::{Badge, Card, Column, RecordTable, Timestamp, Tone};
use crate::pages::figures::thousands;

const COLUMNS: [Column; 5] =
    [("Started", ""), ("Status", ""), ("Files", "text-wide"), ("Rows", "number"), ("Outcome", "text-wide")];

/// Every import there was, newest first.
#[component]
pub(super) fn History(imports: Vec<ImportRow>) -> impl IntoView {
    (!imports.is_empty()).then(|| {
        let rows = imports.into_iter().map(cells).collect();
        view! {
            <Card title="Imports">
                <RecordTable caption="Imports" columns=&COLUMNS rows/>
            </Card>
        }
    })
}

fn cells(import: ImportRow) -> Vec<AnyView> {
    let (tone, text) = match import.state {
        WorkState::Queued => (Tone::Neutral, "Queued"),
        WorkState::Processing => (Tone::Active, "Processing"),
        WorkState::Successful => (Tone::Good, "Successful"),
        WorkState::Failed => (Tone::Bad, "Failed"),
    };
    vec![
        view! { <Timestamp at=import.created_at/> }.into_any(),
        view! { <Badge tone text/> }.into_any(),
        import.files.join(", ").into_any(),
        thousands(import.progress.rows).into_any(),
        import.error.unwrap_or_else(|| outcome(&import.months)).into_any(),
    ]
}

fn outcome(months: &[ImportedMonth]) -> String {
    let told: Vec<_> = months
        .iter()
        .map(|month| if month.unchanged { format!("{} unchanged", month.month) } else { month.month.to_string() })
        .collect();
    told.join(", ")
}
