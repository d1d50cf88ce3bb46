//! Phase 6: uplift and discount, exactly.

use muster_engine::ledger::schema::column;
use muster_engine::report::{Measure, ReportError};

use super::bill::{line, usage};
use super::run::{by_account, check, column, report, rules, try_report};

#[test]
fn an_uplift_of_six_decimals_is_exact() {
    check(&[usage("1", "100000")], r#"{"rule":"uplift","percent":"3.141593"}"#, &[("1", "103141.593")]);
    check(&[usage("1", "1")], r#"{"rule":"uplift","percent":"0.000001"}"#, &[("1", "1.00000001")]);
}

#[test]
fn a_cell_is_rounded_half_even_and_only_at_the_end() {
    // Half a unit of the twelfth decimal: 0.5 and 1.5 both go to the even neighbour.
    let lines = [usage("1", "0.000000000001"), usage("2", "0.000000000003")];
    let charges = column(&report(&lines, &by_account(rules(r#"{"rule":"discount","percent":"50"}"#))), Measure::Charge);
    assert_eq!((charges["1"].as_str(), charges["2"].as_str()), ("0.00", "0.000000000002"));
    // Two lines of half a unit make a whole one: nothing was rounded before the sum.
    let lines = [usage("1", "0.000000000001").service("A"), usage("1", "0.000000000001").service("B")];
    let charges = column(&report(&lines, &by_account(rules(r#"{"rule":"discount","percent":"50"}"#))), Measure::Charge);
    assert_eq!(charges["1"], "0.000000000001");
}

#[test]
fn exempt_lines_keep_their_charge() {
    let lines = [
        usage("1", "100"),
        line("Tax").of("2").cost("100"),
        line("Credit").of("3").cost("-100"),
        line("EdpDiscount").of("4").cost("-100"),
        usage("5", "100").text(column::BILLING_ENTITY, "AWS Marketplace"),
        line("Fee").text(column::CHARGE_TYPE, "Support fee").of("6").cost("100"),
    ];
    let uplifted = [("1", "110.00"), ("2", "110.00"), ("3", "-110.00"), ("4", "-110.00"), ("5", "110.00"), ("6", "110.00")];
    check(&lines, r#"{"rule":"uplift","percent":"10"}"#, &uplifted);
    let kept = [("1", "110.00"), ("2", "100.00"), ("3", "-100.00"), ("4", "-100.00"), ("5", "100.00"), ("6", "100.00")];
    check(&lines, r#"{"rule":"uplift","percent":"10","except":["tax","credits","marketplace","support"]}"#, &kept);
}

#[test]
fn it_applies_to_what_the_phases_before_made_of_the_charge_however_listed() {
    let lines = [super::bill::reserved("1", "9").on_demand("100"), line("Tax").cost("19")];
    let rules = r#"{"rule":"uplift","percent":"3"},{"rule":"remove_taxes"},{"rule":"replace_ri_discounts"}"#;
    check(&lines, rules, &[("1", "103.00")]);
}

#[test]
fn a_discount_of_everything_leaves_nothing() {
    check(&[usage("1", "12.5")], r#"{"rule":"discount","percent":"100"}"#, &[("1", "0.00")]);
}

#[test]
fn uplifts_multiply_exactly_until_they_have_too_many_decimals_to() {
    let uplifts = |count: usize| vec![r#"{"rule":"uplift","percent":"0.000001"}"#; count].join(",");
    check(&[usage("1", "1")], &uplifts(4), &[("1", "1.00000004")]);
    let refused = try_report(&[usage("1", "1")], &by_account(rules(&uplifts(5))));
    assert!(matches!(refused, Err(ReportError::TooManyDecimals)), "{refused:?}");
}
