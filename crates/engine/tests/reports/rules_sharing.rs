//! Phase 4: what reservations cost, shared with whoever used them.

use muster_domain::subset::Subset;
use muster_engine::ledger::schema::column;
use muster_engine::report::{ReportRequest, Scope};

use super::bill::{Line, line, reserved, usage};
use super::run::{by_account, charges, check, check_with, explain, groups, report, rules, subsets};

const EFFECTIVE: &str = r#"{"rule":"share_ri_cost","basis":"effective"}"#;

/// Usage of account 1 and 2 under reservations of account 9, which pays 10 a month for them.
fn bill() -> Vec<Line> {
    vec![
        reserved("1", "9").effective("2.5").text(column::REGION, "eu-west-1").text(column::USAGE_TYPE, "BoxUsage"),
        reserved("2", "9").effective("1").on("2018-10-02").service("AmazonRDS").tagged("user:Team", "blue"),
        reserved("9", "9").effective("4"),
        line("RIFee").of("9").bought_by("9").cost("10").text(column::LIFECYCLE, "Reserved").named("Payer"),
    ]
}

fn request(group_by: &str) -> ReportRequest {
    ReportRequest { workflow: rules(EFFECTIVE), group_by: groups(group_by), ..Default::default() }
}

#[test]
fn the_consumer_gets_its_share_and_the_purchaser_gives_it() {
    check(&bill(), EFFECTIVE, &[("1", "2.50"), ("2", "1.00"), ("9", "6.50")]);
}

#[test]
fn each_basis_takes_its_part_and_the_net_twin_where_it_is_filled() {
    let line = reserved("1", "9")
        .effective("3")
        .amount(column::NET_EFFECTIVE_COST, "2.75")
        .amount(column::AMORTIZED_UPFRONT_COST, "1")
        .amount(column::RECURRING_COST, "2")
        .amount(column::NET_RECURRING_COST, "0");
    let shared = |basis: &str| format!(r#"{{"rule":"share_ri_cost","basis":"{basis}"}}"#);
    check(std::slice::from_ref(&line), EFFECTIVE, &[("1", "2.75"), ("9", "-2.75")]);
    check(std::slice::from_ref(&line), &shared("amortized_upfront"), &[("1", "1.00"), ("9", "-1.00")]);
    check(&[line], &shared("recurring"), &[("1", "0.00"), ("9", "0.00")]);
}

#[test]
fn nobody_is_given_back_what_nobody_purchased() {
    let lines = [
        line("DiscountedUsage").effective("3").cost("0.5"),
        usage("2", "1").effective("3").bought_by("9"),
        line("FlatRateSubscription").of("3").effective("3").bought_by("9").cost("2"),
        line("SavingsPlanCoveredUsage").of("4").effective("3").plan_of("9").cost("4"),
    ];
    check(&lines, EFFECTIVE, &[("1", "0.50"), ("2", "1.00"), ("3", "2.00"), ("4", "4.00")]);
}

#[test]
fn replaced_usage_is_shared_no_more_and_what_has_no_public_price_is() {
    let lines = [
        reserved("1", "8").effective("2").on_demand("5"),
        reserved("1", "8").effective("3"),
        reserved("1", "9").effective("7").on_demand("9"),
    ];
    let both = format!(r#"{{"rule":"replace_ri_discounts","purchased_by":["8"]}},{EFFECTIVE}"#);
    check(&lines, &both, &[("1", "15.00"), ("8", "-3.00"), ("9", "-7.00")]);
}

#[test]
fn an_uplift_leaves_what_the_purchaser_is_given_back() {
    let rules = format!(r#"{{"rule":"uplift","percent":"10"}},{EFFECTIVE}"#);
    check(&bill(), &rules, &[("1", "2.75"), ("2", "1.10"), ("9", "7.50")]);
    let trail = explain(&report(&bill(), &by_account(super::run::rules(&rules))));
    let expected = "position,rule,account,lines,effect\n1,uplift,1,1,0.25\n1,uplift,2,1,0.10\n1,uplift,9,2,1.00\n\
        2,share_ri_cost,1,1,2.50\n2,share_ri_cost,2,1,1.00\n2,share_ri_cost,9,2,-3.50\n";
    assert_eq!(trail, expected);
}

#[test]
fn the_purchasers_rows_are_of_the_consumers_day_service_and_region() {
    let rows = |group_by: &str| charges(&bill(), &request(group_by));
    let by_charge_type = ["DiscountedUsage 3.50", "RI cost sharing -3.50", "RIFee 10.00"];
    assert_eq!(rows("charge_type"), by_charge_type);
    assert_eq!(rows("lifecycle"), ["Reserved 10.00"]);
    let by_service = [
        "1||AmazonEC2|eu-west-1 2.50",
        "2||AmazonRDS| 1.00",
        "9|Payer|AmazonEC2| 10.00",
        "9|Payer|AmazonEC2|eu-west-1 -2.50",
        "9|Payer|AmazonRDS| -1.00",
    ];
    assert_eq!(rows("account,service,region"), by_service);
    assert_eq!(
        rows("day,account"),
        ["2018-10-01|1| 2.50", "2018-10-01|9|Payer 7.50", "2018-10-02|2| 1.00", "2018-10-02|9|Payer -1.00"]
    );
    assert_eq!(rows("month"), ["2018-10 10.00"]);
    assert_eq!(rows("usage_type"), [" 7.50", "BoxUsage 2.50"]);
    assert_eq!(rows("tag:user:Team"), [" 9.00", "blue 1.00"]);
    assert_eq!(rows(""), [" 10.00"]);
}

#[test]
fn rows_that_sharing_adds_are_no_lines_of_the_bill() {
    let report = report(&bill(), &request("account,charge_type"));
    assert_eq!(report.lines, 4);
    assert_eq!(report.totals[2].exact(), "0.00", "sharing does not sum to zero");
    assert_eq!(report.totals[0].exact(), "10.00");
}

#[test]
fn a_purchaser_outside_the_bill_still_gives() {
    let lines = [reserved("1", "9").effective("2.5")];
    assert_eq!(charges(&lines, &request("account")), ["1| 2.50", "9| -2.50"]);
    assert_eq!(charges(&lines, &request("subset")), ["Unassigned 0.00"]);
}

#[test]
fn a_report_on_some_subsets_shows_its_own_side() {
    let scoped = |scope: &str, group_by: &str| {
        let subsets = subsets(&["A=1", "B=9"]);
        charges(&bill(), &ReportRequest { subsets, scope: Scope::Subsets(vec![scope.to_owned()]), ..request(group_by) })
    };
    assert_eq!(scoped("A", "subset"), ["A 2.50"]);
    assert_eq!(scoped("B", "subset"), ["B 6.50"]);
    assert_eq!(scoped("B", "account"), ["9|Payer 6.50", "Other| -"]);
    assert_eq!(
        charges(&bill(), &ReportRequest { subsets: subsets(&["A=1", "B=9"]), ..request("subset") }),
        ["A 2.50", "B 6.50", "Unassigned 1.00"]
    );
}

#[test]
fn a_purchaser_that_moves_is_given_back_where_it_is_on_the_day() {
    let moving = r#"[{"name":"A","accounts":["1",{"account":"9","from":null,"until":"2018-10-02"}]},
                     {"name":"B","accounts":["2",{"account":"9","from":"2018-10-02","until":null}]}]"#;
    let moving: Vec<Subset> = serde_json::from_str(moving).unwrap();
    let by_subset = ReportRequest { subsets: moving.clone(), ..request("subset") };
    assert_eq!(charges(&bill(), &by_subset), ["A 10.00", "B 0.00"]);
    let of_b = ReportRequest { subsets: moving, scope: Scope::Subsets(vec!["B".to_owned()]), ..request("account") };
    let report = report(&bill(), &of_b);
    assert_eq!(explain(&report), "position,rule,account,lines,effect\n1,share_ri_cost,2,1,1.00\n1,share_ri_cost,9,1,-1.00\n");
}

#[test]
fn sharing_within_what_a_retained_discount_leaves() {
    let lines = [reserved("1", "2").effective("1").on_demand("4"), reserved("3", "2").effective("2").on_demand("5")];
    let workflow = format!(r#"{{"rule":"retain_discounts","commitments":["ri"],"purchased_by":"own_subset"}},{EFFECTIVE}"#);
    let request = ReportRequest { subsets: subsets(&["A=1,2", "B=3"]), ..by_account(rules(&workflow)) };
    check_with(&lines, &request, &[("1", "1.00"), ("2", "-1.00"), ("3", "5.00")]);
}
