//! Volume discounts: RI volume lines in phase 1, usage tiers in phase 3.

use muster_engine::ledger::schema::column;

use super::bill::{line, reserved, usage};
use super::run::{by_account, check, explain, report, rules};

#[test]
fn every_tier_is_charged_at_the_top_rate() {
    let lines = [usage("1", "2").on_demand("3"), usage("2", "0").on_demand("3"), usage("3", "5"), usage("4", "7").on_demand("7")];
    let expected = [("1", "3.00"), ("2", "3.00"), ("3", "5.00"), ("4", "7.00")];
    check(&lines, r#"{"rule":"remove_volume_discounts","usage":"top_rate"}"#, &expected);
}

#[test]
fn the_free_tier_alone_can_be_charged() {
    let lines = [usage("1", "2").on_demand("3"), usage("2", "0").on_demand("3")];
    check(&lines, r#"{"rule":"remove_volume_discounts","usage":"top_rate_for_free"}"#, &[("1", "2.00"), ("2", "3.00")]);
}

#[test]
fn spot_marketplace_and_covered_usage_have_no_tiers() {
    let lines = [
        usage("1", "2").on_demand("3").text(column::LIFECYCLE, "Spot"),
        usage("2", "2").on_demand("3").text(column::BILLING_ENTITY, "AWS Marketplace"),
        reserved("3", "9").on_demand("3"),
        line("Fee").of("4").cost("2").on_demand("3"),
    ];
    let expected = [("1", "2.00"), ("2", "2.00"), ("3", "0.00"), ("4", "2.00")];
    check(&lines, r#"{"rule":"remove_volume_discounts","usage":"top_rate"}"#, &expected);
}

#[test]
fn one_rule_acts_in_two_phases_under_one_position() {
    let lines = [usage("1", "2").on_demand("3"), line("RiVolumeDiscount").cost("-10")];
    let both = r#"{"rule":"uplift","percent":"10"},{"rule":"remove_volume_discounts","usage":"top_rate","ri_volume":true}"#;
    check(&lines, both, &[("1", "3.30")]);
    let report = report(&lines, &by_account(rules(both)));
    let expected = "position,rule,account,lines,effect\n1,uplift,1,2,0.30\n2,remove_volume_discounts,1,2,11.00\n";
    assert_eq!(explain(&report), expected);
}
