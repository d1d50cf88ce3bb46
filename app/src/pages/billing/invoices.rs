use leptos::prelude::*;
use muster_domain::report::EcoInvoices;
use muster_domain::{Money, Month, OrganizationId};

use super::{Actions, Saved};
use crate::api::billing::RemoveInvoice;
use crate::components::{
    ActionButton, Amount, ButtonKind, Card, Column, EmptyState, Picture, RecordTable, ServerForm, SubmitButton, TextField,
};

const COLUMNS: [Column; 3] = [("Month invoiced", ""), ("Amount", "number"), ("", "row-actions")];

/// What Eco invoiced, month by month; the Eco fee can be split by it.
#[component]
pub(super) fn Invoices(
    org: OrganizationId,
    invoices: EcoInvoices,
    currency: String,
    months: Vec<Month>,
    may_manage: bool,
    actions: Actions,
) -> impl IntoView {
    let hint = "A report with the Eco fee “the invoice, distributed” splits, in each month, the invoice of the month before.";
    let remove = may_manage.then_some(actions.remove_invoice);
    let rows: Vec<_> = invoices.0.into_iter().rev().map(|invoice| cells(org, invoice, remove)).collect();
    let list = if rows.is_empty() {
        let text = "Record an invoice to have it split over accounts by what each used.";
        view! { <EmptyState icon=Picture::Report title="No invoice recorded" text/> }.into_any()
    } else {
        view! { <RecordTable caption="Eco invoices" columns=&COLUMNS rows/> }.into_any()
    };
    let proposed = months.first().map(ToString::to_string).unwrap_or_default();
    let form = may_manage.then(|| {
        view! {
            <ServerForm action=actions.save_invoice fields=&["month", "amount"] class="form form-inline form-invoice" clears=true>
                <input type="hidden" name="org" value=org.to_string()/>
                <TextField name="month" label="Month" value=proposed placeholder="2018-09" pattern="[0-9]{4}-[0-9]{2}" max_length=7/>
                <TextField name="amount" label=format!("Amount ({currency})") placeholder="120.00" inputmode="decimal"/>
                <SubmitButton label="Record invoice" kind=ButtonKind::Secondary/>
                <Saved action=actions.save_invoice/>
            </ServerForm>
        }
    });
    view! { <Card title="Eco invoices" hint>{form} {list}</Card> }
}

fn cells(org: OrganizationId, (month, amount): (Month, Money), remove: Option<ServerAction<RemoveInvoice>>) -> Vec<AnyView> {
    let month = month.to_string();
    let title = month.clone();
    let away = remove.map(|remove| {
        let description = format!("Remove the invoice of {month}");
        view! {
            <ActionButton
                action=remove
                fields=vec![("org", org.to_string()), ("month", month)]
                label="Remove"
                kind=ButtonKind::Quiet
                icon=Picture::Trash
                description
            />
        }
    });
    vec![title.into_any(), view! { <Amount money=amount/> }.into_any(), away.into_any()]
}
