//! Phase 2: replacing discounts.

use muster_engine::ledger::schema::column;

use super::bill::{line, planned, reserved, usage};
use super::run::{by_account, check, explain, report, rules};

#[test]
fn reserved_usage_is_charged_on_demand_whoever_bought_it() {
    let lines =
        [reserved("1", "9").on_demand("4").effective("2"), reserved("2", "8").on_demand("6"), usage("3", "5").on_demand("7")];
    let expected = [("1", "4.00"), ("2", "6.00"), ("3", "5.00")];
    check(&lines, r#"{"rule":"replace_ri_discounts","purchased_by":"any"}"#, &expected);
}

#[test]
fn only_the_named_purchasers_reservations_are_replaced() {
    let lines = [reserved("1", "0009").on_demand("4"), reserved("2", "9").on_demand("6")];
    check(&lines, r#"{"rule":"replace_ri_discounts","purchased_by":["0009"]}"#, &[("1", "4.00"), ("2", "0.00")]);
}

#[test]
fn dropped_fees_are_those_of_the_same_purchaser() {
    let fees = |purchaser: &str| {
        [
            line("RIFee").bought_by(purchaser).cost("10"),
            line("Fee").text(column::CHARGE_TYPE, "Upfront reservation fee").bought_by(purchaser).cost("100"),
        ]
        .map(|fee| fee.of(purchaser))
    };
    let support = line("Fee").of("9").cost("29");
    let lines = [&fees("9")[..], &fees("8")[..], &[support]].concat();
    check(&lines, r#"{"rule":"replace_ri_discounts","purchased_by":["9"]}"#, &[("8", "110.00"), ("9", "139.00")]);
    let drop = r#"{"rule":"replace_ri_discounts","purchased_by":["9"],"commitment_fees":"drop"}"#;
    check(&lines, drop, &[("8", "110.00"), ("9", "29.00")]);
    let drop = r#"{"rule":"replace_ri_discounts","purchased_by":"any","commitment_fees":"drop"}"#;
    check(&lines, drop, &[("8", "0.00"), ("9", "29.00")]);
}

#[test]
fn a_savings_plans_usage_and_negation_go_both_or_neither() {
    let lines = [planned("1", "9", "4", "3"), planned("2", "8", "6", "5")].concat();
    check(&lines, r#"{"rule":"replace_sp_discounts","purchased_by":"any"}"#, &[("1", "4.00"), ("2", "6.00")]);
    check(&lines, r#"{"rule":"replace_sp_discounts","purchased_by":["9"]}"#, &[("1", "4.00"), ("2", "0.00")]);
}

#[test]
fn a_savings_plans_fees_go_only_where_dropped() {
    let fees = [line("SavingsPlanRecurringFee").plan_of("9").cost("3"), line("SavingsPlanUpfrontFee").plan_of("9").cost("30")];
    check(&fees, r#"{"rule":"replace_sp_discounts"}"#, &[("1", "33.00")]);
    check(&fees, r#"{"rule":"replace_sp_discounts","commitment_fees":"drop"}"#, &[("1", "0.00")]);
}

#[test]
fn reserved_usage_without_a_public_price_keeps_its_charge_and_is_counted() {
    let lines = [reserved("1", "9").cost("0.5"), reserved("1", "9").on_demand("4")];
    let report = report(&lines, &by_account(rules(r#"{"rule":"replace_ri_discounts"}"#)));
    assert_eq!(report.totals[1].exact(), "4.50");
    assert_eq!((report.lines, report.no_public_price), (2, 1));
    assert_eq!(explain(&report), "position,rule,account,lines,effect\n1,replace_ri_discounts,1,1,4.00\n");
}
