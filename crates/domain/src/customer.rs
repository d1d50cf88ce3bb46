//! What an end customer may see of a provider's bill: charges, and nothing that tells what the provider pays, earns or
//! does to the bill. This file is that policy, all of it; whatever a customer is sent goes through [`shown`].
//!
//! | of a charge | a customer sees |
//! |---|---|
//! | day, account, service, region, amount | as they are, of its own subsets only |
//! | charge type | what kind of charge it is; not which commitment or discount of the provider's is behind it |
//! | lifecycle | Spot or not: which commitments lowered the price is the provider's |
//! | usage type | of usage; of fees and discounts it would name the provider's commitments |
//! | value of a tag | likewise, for the tags that the provider chose to have charges told apart by |
//! | text of a custom line item | as it is: it was written for whoever pays it |
//! | cost, margin, savings, rules, workflows, other subsets, accounts outside | never |

use crate::charge::Cell;

/// Usage, whatever the provider paid for it.
pub const USAGE: &str = "Usage";
/// Fees of commitments that the customer is charged.
pub const COMMITMENT_FEES: &str = "Commitment fees";
/// What lowers a charge by a contract.
pub const DISCOUNTS: &str = "Discounts";
/// What rules of the provider move or add.
pub const ADJUSTMENTS: &str = "Adjustments";
/// The service of what is on no AWS service.
pub const OTHER_CHARGES: &str = "Other charges";

/// A cell as a customer may see it.
pub fn shown(cell: Cell) -> Cell {
    let charge_type = charge_type(&cell.charge_type).unwrap_or(&cell.charge_type).to_owned();
    let service = service(&cell.service).unwrap_or(&cell.service).to_owned();
    let lifecycle = cell.lifecycle.map(|lifecycle| if lifecycle == SPOT { lifecycle } else { ON_DEMAND.to_owned() });
    let usage_type = cell.usage_type.map(|usage_type| if is_own(&charge_type) { usage_type } else { String::new() });
    Cell { charge_type, service, lifecycle, usage_type, ..cell }
}

/// A cell with values of tags as a customer may see them.
pub fn shown_tagged((cell, values): (Cell, Vec<String>)) -> (Cell, Vec<String>) {
    let cell = shown(cell);
    let values = if is_own(&cell.charge_type) { values } else { vec![String::new(); values.len()] };
    (cell, values)
}

const SPOT: &str = "Spot";
const ON_DEMAND: &str = "OnDemand";

/// Whether a charge of this type, as a customer sees it, is for what the customer did.
fn is_own(charge_type: &str) -> bool {
    ![COMMITMENT_FEES, DISCOUNTS, ADJUSTMENTS].contains(&charge_type)
}

/// `None`: as it is.
fn charge_type(of: &str) -> Option<&'static str> {
    match of {
        "Usage" | "Reservation applied usage" | "Savings Plan Covered Usage" | "Savings Plan Negation" => Some(USAGE),
        "Savings Plan Recurring Fee" | "Savings Plan Upfront Fee" | "Recurring reservation fee" | "Upfront reservation fee" => {
            Some(COMMITMENT_FEES)
        }
        "Enterprise discount program discount"
        | "Private rate discount"
        | "Bundled discount"
        | "Volume discount"
        | "Solution provider program discount"
        | "Distributor discount" => Some(DISCOUNTS),
        "RI cost sharing" | "Savings Plan cost sharing" | "Eco fee" => Some(ADJUSTMENTS),
        _ => None,
    }
}

/// `None`: as it is.
fn service(of: &str) -> Option<&'static str> {
    match of {
        "Custom" | "Eco" | "" => Some(OTHER_CHARGES),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_does_not_learn_which_commitments_there_are_by_lifecycle_or_usage_type() {
        let seen = |charge_type: &str, lifecycle: &str, usage_type: &str| {
            let shown = shown(Cell {
                lifecycle: Some(lifecycle.into()),
                usage_type: Some(usage_type.into()),
                ..cell("AmazonEC2", charge_type)
            });
            (shown.lifecycle.unwrap(), shown.usage_type.unwrap())
        };
        let pair = |lifecycle: &str, usage_type: &str| (lifecycle.to_owned(), usage_type.to_owned());
        assert_eq!(seen("Usage", "Spot", "SpotUsage:m5.large"), pair("Spot", "SpotUsage:m5.large"));
        assert_eq!(seen("Reservation applied usage", "Reserved", "BoxUsage:m5.large"), pair("OnDemand", "BoxUsage:m5.large"));
        assert_eq!(seen("Recurring reservation fee", "Reserved", "HeavyUsage:m5.large"), pair("OnDemand", ""));
        assert_eq!(seen("Savings Plan Recurring Fee", "Savings Plans", "ComputeSP:1yrNoUpfront"), pair("OnDemand", ""));
    }

    #[test]
    fn a_customer_sees_tags_of_usage_and_not_of_what_the_provider_committed_to() {
        let seen = |charge_type: &str| shown_tagged((cell("AmazonEC2", charge_type), vec!["Blue".into(), "42".into()])).1;
        assert_eq!(seen("Savings Plan Covered Usage"), ["Blue", "42"]);
        assert_eq!(seen("Savings Plan Recurring Fee"), ["", ""]);
    }

    fn cell(service: &str, charge_type: &str) -> Cell {
        Cell {
            day: "2026-03-01".parse().unwrap(),
            account: "1".parse().ok(),
            service: service.into(),
            region: "us-east-1".into(),
            charge_type: charge_type.into(),
            lifecycle: None,
            usage_type: None,
            amount: "1.000000000001".parse().unwrap(),
        }
    }

    fn seen(service: &str, charge_type: &str) -> (String, String) {
        let cell = cell(service, charge_type);
        let shown = shown(cell.clone());
        assert_eq!(
            (shown.amount, shown.day, &shown.account, &shown.region),
            (cell.amount, cell.day, &cell.account, &cell.region)
        );
        (shown.service, shown.charge_type)
    }

    #[test]
    fn a_customer_does_not_learn_what_the_provider_pays_or_which_rules_it_has() {
        let pair = |service: &str, charge_type: &str| (service.to_owned(), charge_type.to_owned());
        for (charge_type, customer) in [
            ("Usage", USAGE),
            ("Reservation applied usage", USAGE),
            ("Savings Plan Covered Usage", USAGE),
            ("Savings Plan Negation", USAGE),
            ("Recurring reservation fee", COMMITMENT_FEES),
            ("Enterprise discount program discount", DISCOUNTS),
            ("Solution provider program discount", DISCOUNTS),
            ("RI cost sharing", ADJUSTMENTS),
            ("Tax", "Tax"),
            ("Managed service", "Managed service"),
        ] {
            assert_eq!(seen("AmazonEC2", charge_type), pair("AmazonEC2", customer));
        }
        assert_eq!(seen("Eco", "Eco fee"), pair(OTHER_CHARGES, ADJUSTMENTS));
        assert_eq!(seen("Custom", "Managed service"), pair(OTHER_CHARGES, "Managed service"));
    }
}
