//! What an end customer sees: its charges, and a statement of each month.

mod list;
mod overview;
mod statement;

use leptos::prelude::*;
use muster_domain::view::customers::{By, Part};

pub(crate) use list::List;
pub(crate) use overview::OverviewPage;
pub(crate) use statement::StatementPage;

use crate::components::{Amount, Column, EmptyState, Picture, RecordTable};

/// An organization that is nobody's customer, or was charged nothing yet.
#[component]
pub(super) fn Nothing() -> impl IntoView {
    let text = "Charges appear here once a provider bills your accounts in Muster and lets your organization see them.";
    view! { <EmptyState icon=Picture::Report title="No charges yet" text/> }
}

const BY_SERVICE: [Column; 2] = [("Service", ""), ("Charge", "number")];
const BY_ACCOUNT: [Column; 3] = [("Account", ""), ("Account ID", ""), ("Charge", "number")];
const BY_REGION: [Column; 2] = [("Region", ""), ("Charge", "number")];
const BY_CHARGE_TYPE: [Column; 2] = [("Charge Type", ""), ("Charge", "number")];
const BY_DAY: [Column; 2] = [("Day", ""), ("Charge", "number")];
const BY_MONTH: [Column; 2] = [("Month", ""), ("Charge", "number")];

/// Parts of a charge, told apart as said.
#[component]
fn Parts(by: By, parts: Vec<Part>) -> impl IntoView {
    if parts.is_empty() {
        return view! { <p class="no-match">"Nothing is charged in this month."</p> }.into_any();
    }
    let columns: &'static [Column] = match by {
        By::Service => &BY_SERVICE,
        By::Account => &BY_ACCOUNT,
        By::Region => &BY_REGION,
        By::ChargeType => &BY_CHARGE_TYPE,
        By::Day => &BY_DAY,
    };
    let rows = parts.into_iter().map(|part| cells(by, part)).collect();
    view! { <RecordTable caption=format!("Charges by {}", by.title()) columns rows/> }.into_any()
}

fn cells(by: By, part: Part) -> Vec<AnyView> {
    let charge = view! { <Amount money=part.charge/> }.into_any();
    match by {
        By::Account => {
            let name = if part.key.is_empty() {
                "Of no single account".to_owned()
            } else if part.name.is_empty() {
                "No name".to_owned()
            } else {
                part.name
            };
            vec![name.into_any(), part.key.into_any(), charge]
        }
        By::Region if part.key.is_empty() => vec!["No region".into_any(), charge],
        By::Service | By::Region | By::ChargeType | By::Day => vec![part.key.into_any(), charge],
    }
}
