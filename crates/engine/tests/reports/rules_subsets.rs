//! Phase 2, `retain_discounts`: who keeps a discount, also when accounts move.

use muster_domain::subset::Subset;

use super::bill::{Line, planned, reserved};
use super::run::{by_account, check, check_with, rules, subsets};

fn retain(purchased_by: &str) -> String {
    format!(r#"{{"rule":"retain_discounts","commitments":["ri","sp"],"purchased_by":{purchased_by}}}"#)
}

#[track_caller]
fn check_in(subsets: &[Subset], lines: &[Line], purchased_by: &str, expected: &[(&str, &str)]) {
    let mut request = by_account(rules(&retain(purchased_by)));
    request.subsets = subsets.to_vec();
    check_with(lines, &request, expected);
}

#[test]
fn a_discount_stays_for_the_named_purchasers_only() {
    let lines = [reserved("1", "9").on_demand("4"), reserved("2", "8").on_demand("6")];
    check(&lines, &retain(r#"{"accounts":["9"]}"#), &[("1", "0.00"), ("2", "6.00")]);
}

#[test]
fn an_account_keeps_what_it_bought_itself() {
    let lines = [&[reserved("1", "1").on_demand("4")][..], &planned("2", "2", "6", "5"), &planned("3", "2", "7", "5")].concat();
    check(&lines, &retain(r#""own_account""#), &[("1", "0.00"), ("2", "0.00"), ("3", "7.00")]);
}

#[test]
fn retaining_one_commitment_leaves_the_other_alone() {
    let lines = [&[reserved("1", "9").on_demand("4")][..], &planned("2", "9", "6", "5")].concat();
    let rule = r#"{"rule":"retain_discounts","commitments":["sp"],"purchased_by":"own_account"}"#;
    check(&lines, rule, &[("1", "0.00"), ("2", "6.00")]);
}

#[test]
fn discounts_stay_within_the_consumers_own_subset() {
    let lines = [
        reserved("1", "2").on_demand("4"),
        reserved("3", "2").on_demand("5"),
        reserved("4", "2").on_demand("6"),
        reserved("4", "4").on_demand("7"),
        reserved("4", "5").on_demand("8"),
    ];
    let expected = [("1", "0.00"), ("3", "5.00"), ("4", "14.00")];
    check_in(&subsets(&["A=1,2", "B=3"]), &lines, r#""own_subset""#, &expected);
}

#[test]
fn discounts_stay_that_a_named_subset_bought() {
    let lines = [reserved("1", "2").on_demand("4"), reserved("1", "3").on_demand("5"), reserved("1", "4").on_demand("6")];
    check_in(&subsets(&["R&D=1,2", "B=3"]), &lines, r#"{"subset":"R&D"}"#, &[("1", "11.00")]);
}

#[test]
fn a_purchaser_that_moves_takes_its_discounts_along_from_that_day() {
    let moving = r#"[{"name":"A","accounts":["1",{"account":"9","from":null,"until":"2018-10-15"}]},
                     {"name":"B","accounts":["2",{"account":"9","from":"2018-10-15","until":null}]}]"#;
    let moving: Vec<Subset> = serde_json::from_str(moving).unwrap();
    let lines = [
        reserved("1", "9").on_demand("1").on("2018-10-14"),
        reserved("1", "9").on_demand("10").on("2018-10-15"),
        reserved("2", "9").on_demand("100").on("2018-10-14"),
        reserved("2", "9").on_demand("1000").on("2018-10-15"),
    ];
    check_in(&moving, &lines, r#""own_subset""#, &[("1", "10.00"), ("2", "100.00")]);
    check_in(&moving, &lines, r#"{"subset":"A"}"#, &[("1", "10.00"), ("2", "1000.00")]);
}

#[test]
fn a_discount_without_a_purchaser_is_kept_by_nobody() {
    let lines = [super::bill::line("DiscountedUsage").on_demand("4")];
    for purchased_by in [r#""own_account""#, r#""own_subset""#, r#"{"accounts":["1"]}"#] {
        check_in(&subsets(&["A=1"]), &lines, purchased_by, &[("1", "4.00")]);
    }
}
