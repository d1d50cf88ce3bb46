//! What the organization had decided about its bills when a report was asked for: later decisions change no report.

use leptos::prelude::*;
use muster_domain::credit::{CreditPattern, CreditPatterns};
use muster_domain::report::EcoInvoices;
use muster_domain::view::billing::BillingSettings;

use crate::components::{Fact, Facts};
use crate::pages::billing::commitments_said;

/// Folded away: they matter to those who ask why a credit was removed, or which commitments are Eco.
#[component]
pub(super) fn SettingsThen(settings: BillingSettings) -> impl IntoView {
    let BillingSettings { credit_patterns, eco_commitments, eco_invoices } = settings;
    view! {
        <details class="report-settings disclosure">
            <summary>"Billing settings that it was made with"</summary>
            <Facts>
                <Fact name="Kinds of credit">
                    <Patterns patterns=credit_patterns/>
                </Fact>
                <Fact name="Eco commitments">{commitments_said(&eco_commitments)}</Fact>
                <Fact name="Eco invoices">{invoices_said(&eco_invoices)}</Fact>
            </Facts>
        </details>
    }
}

#[component]
fn Patterns(patterns: CreditPatterns) -> impl IntoView {
    if patterns.0.is_empty() {
        return "No patterns: only the type on the bill tells credits apart.".into_any();
    }
    let pattern = |pattern: CreditPattern| view! { <li>{pattern.kind.title()} ": " <code>{pattern.pattern}</code></li> };
    let rows = patterns.0.into_iter().map(pattern).collect_view();
    view! { <ol class="report-patterns">{rows}</ol> }.into_any()
}

fn invoices_said(invoices: &EcoInvoices) -> String {
    let said: Vec<_> = invoices.0.iter().map(|(month, amount)| format!("{month}: {}", amount.cents())).collect();
    if said.is_empty() { "None recorded.".to_owned() } else { said.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invoices_are_said_month_by_month() {
        let mut invoices = EcoInvoices::default();
        assert_eq!(invoices_said(&invoices), "None recorded.");
        invoices.0.insert("2018-09".parse().unwrap(), "1200".parse().unwrap());
        assert_eq!(invoices_said(&invoices), "2018-09: 1,200.00");
    }
}
