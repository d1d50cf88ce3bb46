//! What a form of the bill cannot say, told once with the import and beside every report on it (docs/forms.md).

use std::collections::BTreeSet;

use crate::ledger::{BillForm, ColumnSet};

/// One sentence for each thing that rules or reports miss. A Cost and Usage Report can say everything.
pub(super) fn of(forms: &BTreeSet<BillForm>, columns: ColumnSet) -> Vec<String> {
    let focus = forms.iter().find(|form| form.is_focus());
    focus.map(|form| of_focus(*form, columns)).unwrap_or_default()
}

fn of_focus(form: BillForm, columns: ColumnSet) -> Vec<String> {
    let name = form.name();
    let mut notes = vec![
        format!(
            "{name} has no kinds of discount: its costs are net of them, so remove_credits finds credits and refunds only, and \
             remove_volume_discounts takes negotiated discounts back together with volume tiers."
        ),
        format!(
            "{name} does not split a commitment's cost into up-front and recurring parts: sharing works with the basis \
             effective only."
        ),
        format!("{name} does not say when a commitment began: Eco commitments must be listed by ARN."),
    ];
    if !columns.has_public_prices {
        notes.push("The bill has no ListCost: rules that charge on-demand prices leave covered usage as it is.".to_owned());
    }
    if !columns.has_effective_costs {
        notes.push("The bill has no EffectiveCost: savings, unused commitments and cost sharing are left out.".to_owned());
    }
    if !columns.has_product_codes {
        notes.push("The bill has no x_ServiceCode: services stand under their names (ServiceName).".to_owned());
    }
    if !columns.has_invoices {
        notes.push(format!("{name} has no invoice ids: whether the month is final is not known."));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(form: BillForm, columns: ColumnSet) -> Vec<String> {
        of(&BTreeSet::from([form]), columns)
    }

    #[test]
    fn a_cost_and_usage_report_has_no_notes() {
        assert_eq!(notes(BillForm::CurLegacy, ColumnSet::default()), Vec::<String>::new());
    }

    #[test]
    fn a_focus_bill_says_what_it_lacks_by_its_version_and_columns() {
        let all = ColumnSet {
            has_public_prices: true,
            has_effective_costs: true,
            has_product_codes: true,
            has_invoices: true,
            ..ColumnSet::default()
        };
        assert_eq!(notes(BillForm::Focus1_2, all).len(), 3);
        assert!(notes(BillForm::Focus1_2, all)[0].starts_with("FOCUS 1.2 has no kinds of discount"));
        let without_invoices = notes(BillForm::Focus1_0, ColumnSet { has_invoices: false, ..all });
        assert_eq!(without_invoices.last().unwrap(), "FOCUS 1.0 has no invoice ids: whether the month is final is not known.");
    }
}
