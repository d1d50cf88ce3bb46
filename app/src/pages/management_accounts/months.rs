use leptos::prelude::*;
use muster_domain::view::accounts::LedgerMonth;

use super::import::thousands;
use crate::components::{Badge, Card, EmptyState, HeaderCell, MoneyCell, Picture, Table, Timestamp, Tone};

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
    view! {
        <Card title="Months in the ledger" hint="A newer delivery of a month replaces it as a whole.">
            <Table caption="Months in the ledger">
                <thead>
                    <tr>
                        <HeaderCell label="Month"/>
                        <HeaderCell label="Payer"/>
                        <HeaderCell label="Lines" class="number"/>
                        <HeaderCell label="Unblended cost" class="number"/>
                        <HeaderCell label="Bill"/>
                        <HeaderCell label="Imported"/>
                    </tr>
                </thead>
                <tbody>{months.into_iter().map(|ledger| view! { <MonthRow ledger/> }).collect_view()}</tbody>
            </Table>
        </Card>
    }
    .into_any()
}

#[component]
fn MonthRow(ledger: LedgerMonth) -> impl IntoView {
    let (tone, text) = if ledger.is_final { (Tone::Good, "Final") } else { (Tone::Neutral, "Month to date") };
    view! {
        <tr>
            <th scope="row">{ledger.month.to_string()}</th>
            <td>{ledger.payer.to_string()}</td>
            <td class="number">{thousands(ledger.lines)}</td>
            <MoneyCell money=ledger.unblended/>
            <td>
                <Badge tone text/>
            </td>
            <td>
                <Timestamp at=ledger.imported_at/>
            </td>
        </tr>
    }
}
