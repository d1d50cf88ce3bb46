use super::*;

const ARN: &str = "arn:aws:ec2:us-east-1:836060457634:reserved-instances/2a64512a";

#[test]
fn charge_types_are_those_of_cost_explorer() {
    let table = [
        ("Usage", None, None, "Usage"),
        ("DiscountedUsage", None, Some(ARN), "Reservation applied usage"),
        ("SavingsPlanCoveredUsage", None, None, "Savings Plan Covered Usage"),
        ("SavingsPlanNegation", None, None, "Savings Plan Negation"),
        ("SavingsPlanRecurringFee", None, None, "Savings Plan Recurring Fee"),
        ("SavingsPlanUpfrontFee", None, None, "Savings Plan Upfront Fee"),
        ("RIFee", None, Some(ARN), "Recurring reservation fee"),
        ("Fee", Some("AmazonEC2"), Some(ARN), "Upfront reservation fee"),
        ("Fee", Some("AWSSupportBusiness"), None, "Support fee"),
        ("Fee", Some("AmazonRegistrar"), None, "Other out-of-cycle charges"),
        ("Fee", None, None, "Other out-of-cycle charges"),
        ("Tax", None, None, "Tax"),
        ("EdpDiscount", None, None, "Enterprise discount program discount"),
        ("RiVolumeDiscount", None, None, "Volume discount"),
        ("SppDiscount", None, None, "Solution provider program discount"),
        ("Brand New Type", None, None, "Brand New Type"),
    ];
    for (kind, service, arn, expected) in table {
        assert_eq!(charge_type(LineType::read(kind), service, arn), expected, "{kind} {service:?}");
    }
}

#[test]
fn lifecycle_puts_spot_first() {
    let table = [
        ("Usage", Some("SpotUsage:c5.large"), "Spot"),
        ("SavingsPlanCoveredUsage", Some("BoxUsage"), "Savings Plans"),
        ("SavingsPlanSomethingNew", None, "Savings Plans"),
        ("DiscountedUsage", Some("BoxUsage"), "Reserved"),
        ("RIFee", None, "Reserved"),
        ("Fee", None, "OnDemand"),
        ("Usage", None, "OnDemand"),
    ];
    for (kind, usage_type, expected) in table {
        assert_eq!(lifecycle(LineType::read(kind), usage_type), expected, "{kind} {usage_type:?}");
    }
}

#[test]
fn the_purchaser_stands_in_the_arn() {
    assert_eq!(purchaser(ARN), Some("836060457634"));
    assert_eq!(purchaser("arn:aws:savingsplans::011254002932:savingsplan/x"), Some("011254002932"));
    assert_eq!(purchaser("arn:aws:ec2:us-east-1::x"), None);
    assert_eq!(purchaser("nonsense"), None);
}

#[test]
fn the_public_price_is_cost_then_rate_then_unblended_of_covered_usage() {
    let one = decimal::ONE;
    let price = |public_cost, public_rate, unblended| Price { public_cost, public_rate, usage_amount: Some(2 * one), unblended };
    let usage = |price| on_demand(LineType::Usage, price).unwrap();
    assert_eq!(usage(price(Some(7), Some(one), 5)), Some(7));
    assert_eq!(usage(price(Some(0), Some(one), 5)), Some(2 * one));
    assert_eq!(usage(price(None, Some(0), 5)), None);
    assert_eq!(usage(price(Some(0), None, 5)), None);
    assert_eq!(on_demand(LineType::SavingsPlanCoveredUsage, price(Some(0), None, 5)), Ok(Some(5)));
}

#[test]
fn amortized_cost_follows_the_type() {
    let commitment = Commitment {
        effective: Some(3),
        unused_upfront: Some(10),
        unused_recurring: Some(20),
        total: Some(100),
        used: Some(60),
        ..Commitment::default()
    };
    let cost = |kind, reservation_arn, description| {
        amortized(Amortization {
            kind: LineType::read(kind),
            unblended: 7,
            commitment: &commitment,
            reservation_arn,
            description,
        })
    };
    let table = [
        ("Usage", None, None, 7),
        ("DiscountedUsage", Some(ARN), None, 3),
        ("SavingsPlanCoveredUsage", None, None, 3),
        ("SavingsPlanRecurringFee", None, None, 40),
        ("SavingsPlanNegation", None, None, 0),
        ("SavingsPlanUpfrontFee", None, None, 0),
        ("RIFee", Some(ARN), None, 30),
        ("Fee", Some(ARN), None, 0),
        ("Fee", None, None, 7),
        ("Refund", None, Some("Refund for one-time fee for Savings Plan ID 123"), 0),
        ("Refund", None, Some("Refund for something else"), 7),
        ("Tax", None, None, 7),
    ];
    for (kind, arn, description, expected) in table {
        assert_eq!(cost(kind, arn, description), expected, "{kind} {description:?}");
    }
}

#[test]
fn a_bill_without_commitment_columns_is_amortized_as_charged() {
    let none = Commitment::default();
    for kind in [LineType::RiFee, LineType::SavingsPlanRecurringFee, LineType::DiscountedUsage] {
        let line = Amortization { kind, unblended: 7, commitment: &none, reservation_arn: None, description: None };
        assert_eq!(amortized(line), 7);
    }
}

#[test]
fn split_cost_rows_are_known_by_their_operation() {
    assert!(is_split_cost(Some("EKSPod-EC2")) && is_split_cost(Some("ECSTask-EC2")));
    assert!(!is_split_cost(Some("RunInstances")) && !is_split_cost(None));
}
