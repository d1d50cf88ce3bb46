use leptos::prelude::*;
use muster_domain::view::accounts::LedgerMonth;

use crate::components::{Amount, Badge, Card, Column, EmptyState, Picture, RecordTable, Timestamp, Tone};
use crate::pages::figures::thousands;
use crate::pages::notes::BillNotes;

const COLUMNS: [Column; 6] =
    [("Month", ""), ("Payer", ""), ("Lines", "number"), ("Unblended cost", "number"), ("Bill", ""), ("Imported", "")];

/// The months of the ledger, newest first.
#[component]
pub(super) fn Months(months: Vec<LedgerMonth>) -> impl IntoView {
    if months.is_empty() {
        let text = "Once a bill is imported, each of its months is listed here.";
        return view! {
            <Card title="Months in the ledger">
                <EmptyState icon=Picture::Report title="No bill yet" text/>
            </Card>
        }
        .into_any();
    }
    let notes = months.iter().flat_map(|month| month.notes.clone()).collect();
    let rows = months.into_iter().map(cells).collect();
    view! {
        <Card title="Months in the ledger" hint="A newer delivery of a month replaces it as a whole.">
            <BillNotes notes/>
            <RecordTable caption="Months in the ledger" columns=&COLUMNS rows/>
        </Card>
    }
    .into_any()
}

fn cells(ledger: LedgerMonth) -> Vec<AnyView> {
    let (tone, text) = if ledger.is_final { (Tone::Good, "Final") } else { (Tone::Neutral, "Month to date") };
    vec![
        ledger.month.to_string().into_any(),
        ledger.payer.to_string().into_any(),
        thousands(ledger.lines).into_any(),
        view! { <Amount money=ledger.unblended/> }.into_any(),
        view! { <Badge tone text/> }.into_any(),
        view! { <Timestamp at=ledger.imported_at/> }.into_any(),
    ]
}
