//! FOCUS bills in the ledger: what each charge becomes, and what the form cannot say.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/focus.rs"]
mod focus;
#[path = "support/import.rs"]
mod support;

use focus::{Focus, LEASE, PLAN};
use muster_engine::ledger::{BillForm, CurrentImport};
use support::{amounts, failure, import_into, lines, texts};

fn imported(bill: &Focus) -> (CurrentImport, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = bill.write(&folder.path().join("focus.csv"));
    let summary = import_into(&folder.path().join("ledger"), &[file]).unwrap();
    (summary.periods.into_iter().next().unwrap().current, folder)
}

/// Values of one line's columns, texts and amounts; `-` is NULL.
#[track_caller]
fn check(special: &[(&str, &str)], expected: &[(&str, &str)]) {
    let (current, _folder) = imported(&Focus::new().charge(special));
    for (column, value) in expected {
        let found = match *column {
            "unblended_cost"
            | "on_demand_cost"
            | "effective_cost"
            | "unused_commitment_cost"
            | "amortized_cost"
            | "usage_amount"
            | "public_on_demand_cost" => amounts(&current, column),
            _ => texts(&current, column),
        };
        assert_eq!(found[0].as_deref().unwrap_or("-"), *value, "{column} of {special:?}");
    }
}

#[test]
fn plain_usage_keeps_its_columns() {
    let named = [
        ("x_ServiceCode", "AmazonEC2"),
        ("x_UsageType", "BoxUsage:m5.large"),
        ("SubAccountName", "Production"),
        ("RegionId", "eu-west-1"),
        ("InvoiceId", "42"),
        ("ChargeDescription", "$0.2 per hour, \"Linux\""),
        ("PublisherName", "Amazon Web Services EMEA SARL"),
    ];
    check(
        &named,
        &[
            ("payer_account_id", "111122223333"),
            ("usage_account_id", "444455556666"),
            ("usage_account_name", "Production"),
            ("line_item_type", "Usage"),
            ("charge_type", "Usage"),
            ("lifecycle", "OnDemand"),
            ("service", "AmazonEC2"),
            ("usage_type", "BoxUsage:m5.large"),
            ("region", "eu-west-1"),
            ("billing_entity", "AWS"),
            ("legal_entity", "Amazon Web Services EMEA SARL"),
            ("invoice_id", "42"),
            ("description", "$0.2 per hour, \"Linux\""),
            ("unblended_cost", "1.50"),
            ("on_demand_cost", "2.00"),
            ("amortized_cost", "1.50"),
            ("usage_amount", "10.00"),
            ("effective_cost", "-"),
            ("unused_commitment_cost", "-"),
            ("commitment_arn", "-"),
            ("resource_id", "-"),
            ("line_item_id", "-"),
        ],
    );
}

#[test]
fn what_a_commitment_covers_stands_at_nothing_with_its_list_and_effective_cost() {
    for (category, arn, line_type, charge_type, lifecycle) in [
        ("Usage", LEASE, "DiscountedUsage", "Reservation applied usage", "Reserved"),
        ("Spend", PLAN, "SavingsPlanCoveredUsage", "Savings Plan Covered Usage", "Savings Plans"),
    ] {
        check(
            &[
                ("CommitmentDiscountCategory", category),
                ("CommitmentDiscountId", arn),
                ("CommitmentDiscountStatus", "Used"),
                ("PricingCategory", "Committed"),
                ("BilledCost", "0"),
                ("EffectiveCost", "1.25"),
            ],
            &[
                ("line_item_type", line_type),
                ("charge_type", charge_type),
                ("lifecycle", lifecycle),
                ("purchaser_account_id", "777788889999"),
                ("unblended_cost", "0.00"),
                ("on_demand_cost", "2.00"),
                ("effective_cost", "1.25"),
                ("amortized_cost", "1.25"),
                ("unused_commitment_cost", "-"),
            ],
        );
    }
}

#[test]
fn covered_usage_without_a_list_price_has_no_public_price() {
    let used = [
        ("CommitmentDiscountId", PLAN),
        ("CommitmentDiscountStatus", "Used"),
        ("BilledCost", "0"),
        ("EffectiveCost", "1"),
        ("ListCost", "NULL"),
    ];
    check(&used, &[("line_item_type", "SavingsPlanCoveredUsage"), ("on_demand_cost", "-"), ("effective_cost", "1.00")]);
    check(&[&used[..], &[("ListUnitPrice", "0.3")]].concat(), &[("on_demand_cost", "3.00")]);
}

#[test]
fn what_nobody_used_is_unused_cost_of_the_purchaser() {
    for (category, arn, line_type) in [("Usage", LEASE, "RIFee"), ("Spend", PLAN, "SavingsPlanRecurringFee")] {
        check(
            &[
                ("CommitmentDiscountCategory", category),
                ("CommitmentDiscountId", arn),
                ("CommitmentDiscountStatus", "Unused"),
                ("BilledCost", "0"),
                ("EffectiveCost", "0.75"),
                ("SubAccountId", "NULL"),
            ],
            &[
                ("line_item_type", line_type),
                ("usage_account_id", "777788889999"),
                ("unblended_cost", "0.00"),
                ("unused_commitment_cost", "0.75"),
                ("amortized_cost", "0.75"),
                ("on_demand_cost", "-"),
                ("effective_cost", "-"),
            ],
        );
    }
}

#[test]
fn purchases_are_fees_once_or_recurring() {
    for (frequency, arn, line_type, charge_type) in [
        ("One-Time", LEASE, "Fee", "Upfront reservation fee"),
        ("Recurring", LEASE, "RIFee", "Recurring reservation fee"),
        ("One-Time", PLAN, "SavingsPlanUpfrontFee", "Savings Plan Upfront Fee"),
        ("Recurring", PLAN, "SavingsPlanRecurringFee", "Savings Plan Recurring Fee"),
        ("One-Time", "NULL", "Fee", "Other out-of-cycle charges"),
    ] {
        let bought = [
            ("ChargeCategory", "Purchase"),
            ("ChargeFrequency", frequency),
            ("CommitmentDiscountId", arn),
            ("BilledCost", "100"),
            ("EffectiveCost", "0"),
            ("ListCost", "100"),
        ];
        check(
            &bought,
            &[
                ("line_item_type", line_type),
                ("charge_type", charge_type),
                ("unblended_cost", "100.00"),
                ("amortized_cost", "0.00"),
                ("on_demand_cost", "-"),
                ("unused_commitment_cost", "-"),
            ],
        );
    }
    check(&[("ChargeCategory", "Purchase"), ("x_ServiceCode", "AWSSupportBusiness")], &[("charge_type", "Support fee")]);
}

#[test]
fn taxes_credits_and_corrections_keep_their_sign_and_have_no_list_price() {
    for (category, class, line_type) in [
        ("Tax", "NULL", "Tax"),
        ("Credit", "NULL", "Credit"),
        ("Adjustment", "NULL", "Refund"),
        ("Usage", "Correction", "Refund"),
        ("Tax", "Correction", "Tax"),
    ] {
        check(
            &[("ChargeCategory", category), ("ChargeClass", class), ("BilledCost", "-2.6137"), ("ListCost", "2.6137")],
            &[("line_item_type", line_type), ("unblended_cost", "-2.6137"), ("on_demand_cost", "-")],
        );
    }
}

#[test]
fn spot_and_what_others_sell_have_no_on_demand_price() {
    check(&[("PricingCategory", "Dynamic")], &[("lifecycle", "Spot"), ("on_demand_cost", "-")]);
    check(
        &[("PublisherName", "Red Hat Inc.")],
        &[("billing_entity", "AWS Marketplace"), ("on_demand_cost", "-"), ("unblended_cost", "1.50")],
    );
}

#[test]
fn without_the_columns_of_aws_the_names_stand_in() {
    let bill = Focus::without(&["x_ServiceCode", "x_UsageType", "PricingQuantity"]);
    let (current, _folder) = imported(&bill.charge(&[("SkuMeter", "BoxUsage"), ("ConsumedQuantity", "3")]));
    assert_eq!(texts(&current, "service"), [Some("Amazon Elastic Compute Cloud".to_owned())]);
    assert_eq!(texts(&current, "usage_type"), [Some("BoxUsage".to_owned())]);
    assert_eq!(amounts(&current, "usage_amount"), [Some("3.00".to_owned())]);
}

#[test]
fn tags_are_a_map_of_plain_values() {
    let tags = r#"{"user:Team":"a, \"b\"","level":3,"none":null,"NULL":"NULL"}"#;
    let (current, _folder) = imported(&Focus::new().charge(&[("Tags", tags), ("x_CostCategories", r#"{"Customer":"Ember"}"#)]));
    let shown = arrow::util::pretty::pretty_format_columns("tags", &[lines(&current)[0]["tags"].clone()]).unwrap().to_string();
    assert!(shown.contains(r#"{user:Team: a, "b", level: 3, NULL: NULL}"#), "{shown}");
}

#[test]
fn the_form_and_what_it_lacks_stand_in_the_record() {
    let (current, _folder) = imported(&Focus::new().charge(&[("x_ServiceCode", "AmazonEC2")]));
    assert_eq!(current.record.forms, [BillForm::Focus1_2]);
    let notes = current.record.notes.join("\n");
    assert!(notes.contains("FOCUS 1.2 has no kinds of discount") && notes.contains("up-front and recurring"), "{notes}");
    let (current, _folder) = imported(&Focus::without(&["InvoiceId", "SkuMeter", "ListCost", "ListUnitPrice"]).charge(&[]));
    assert_eq!((current.record.forms.as_slice(), current.record.is_final), (&[BillForm::Focus1_0][..], false));
    let notes = current.record.notes.join("\n");
    assert!(notes.contains("has no ListCost") && notes.contains("whether the month is final"), "{notes}");
}

#[test]
fn a_bill_without_statuses_is_read_as_long_as_nobody_uses_a_commitment() {
    let bought = [("ChargeCategory", "Purchase"), ("CommitmentDiscountId", PLAN)];
    let bill = Focus::without(&["CommitmentDiscountStatus"]).charge(&[]).charge(&bought);
    let (current, _folder) = imported(&bill);
    assert_eq!(current.record.rows, 2);
    let message = failure("focus.csv", bill.charge(&[("CommitmentDiscountId", PLAN)]).text().as_bytes()).0;
    let expected = "Used or Unused as CommitmentDiscountStatus beside a CommitmentDiscountId";
    assert_eq!(message, format!("focus.csv: line 4: nothing there: expected {expected}"));
}

#[test]
fn a_charge_that_does_not_say_what_it_is_names_line_and_column() {
    let table = [
        (
            vec![("CommitmentDiscountId", PLAN)],
            "line 2, column CommitmentDiscountStatus: nothing there: expected Used or Unused as CommitmentDiscountStatus beside a CommitmentDiscountId",
        ),
        (
            vec![("CommitmentDiscountId", PLAN), ("CommitmentDiscountStatus", "Half")],
            "line 2, column CommitmentDiscountStatus: `Half` is not a status: expected Used or Unused",
        ),
        (
            vec![("CommitmentDiscountStatus", "Used")],
            "line 2, column CommitmentDiscountStatus: `Used` of no commitment: expected a CommitmentDiscountId beside it",
        ),
        (vec![("ChargeCategory", "NULL")], "line 2, column ChargeCategory: nothing there: expected a category such as Usage"),
        (vec![("BilledCost", "NULL")], "line 2, column BilledCost: nothing there: expected a number"),
        (
            vec![("EffectiveCost", "much")],
            "line 2, column EffectiveCost: `much` is not a number: expected a decimal such as 12.34 or 1.2E-6",
        ),
        (vec![("Tags", "[1]")], "line 2, column Tags: `[1]` is not a map: expected a JSON object of texts"),
        (
            vec![("BillingAccountId", "/providers/billing/1")],
            "line 2, column BillingAccountId: `/providers/billing/1` is not an account: expected digits",
        ),
    ];
    for (special, message) in table {
        let bill = Focus::new().charge(&special).text();
        assert_eq!(failure("focus.csv", bill.as_bytes()).0, format!("focus.csv: {message}"));
    }
}
