use leptos::prelude::*;
use muster_domain::view::imports::{ImportRow, ImportedMonth, WorkState};

use super::import::thousands;
use crate::components::{Badge, Card, HeaderCell, Table, Timestamp, Tone};

/// Every import there was, newest first.
#[component]
pub(super) fn History(imports: Vec<ImportRow>) -> impl IntoView {
    (!imports.is_empty()).then(|| {
        view! {
            <Card title="Imports">
                <Table caption="Imports">
                    <thead>
                        <tr>
                            <HeaderCell label="Started"/>
                            <HeaderCell label="Status"/>
                            <HeaderCell label="Files"/>
                            <HeaderCell label="Rows" class="number"/>
                            <HeaderCell label="Outcome"/>
                        </tr>
                    </thead>
                    <tbody>{imports.into_iter().map(|import| view! { <HistoryRow import/> }).collect_view()}</tbody>
                </Table>
            </Card>
        }
    })
}

#[component]
fn HistoryRow(import: ImportRow) -> impl IntoView {
    let (tone, text) = match import.state {
        WorkState::Queued => (Tone::Neutral, "Queued"),
        WorkState::Processing => (Tone::Active, "Processing"),
        WorkState::Successful => (Tone::Good, "Successful"),
        WorkState::Failed => (Tone::Bad, "Failed"),
    };
    view! {
        <tr>
            <td>
                <Timestamp at=import.created_at/>
            </td>
            <td>
                <Badge tone text/>
            </td>
            <td class="text-wide">{import.files.join(", ")}</td>
            <td class="number">{thousands(import.progress.rows)}</td>
            <td class="text-wide">{import.error.unwrap_or_else(|| outcome(&import.months))}</td>
        </tr>
    }
}

fn outcome(months: &[ImportedMonth]) -> String {
    let told: Vec<_> = months
        .iter()
        .map(|month| if month.unchanged { format!("{} unchanged", month.month) } else { month.month.to_string() })
        .collect();
    told.join(", ")
}
