//! Reports as files: columns, order, text, bytes.

use muster_engine::ledger::schema::column;
use muster_engine::report::{Measure, ReportRequest};

use super::bill::{Line, line, planned, reserved, usage};
use super::run::{csv, explain, groups, report, rules, subsets};

/// A bill with a bit of everything, of three accounts and two days.
fn bill() -> Vec<Line> {
    let mut lines = vec![
        usage("011254002932", "1.5").named("Web").text(column::REGION, "eu-west-1").on_demand("1.5"),
        usage("011254002932", "0").named("Web").on("2018-10-02").on_demand("0.25").service("AWSLambda"),
        reserved("011254002932", "836060457634").named("Web").on_demand("4").effective("2.5").text(column::REGION, "eu-west-1"),
        reserved("11254002932", "836060457634").on_demand("6").effective("3.75").on("2018-10-02").cost("0.1"),
        line("RIFee").of("836060457634").bought_by("836060457634").cost("8.25").amount(column::UNUSED_COMMITMENT_COST, "2"),
        line("Tax").of("836060457634").cost("19.000000000001").service("=SUM(A1)"),
        line("Credit").of("11254002932").cost("-3.5").described("AWS Activate"),
        usage("11254002932", "100").split(),
    ];
    lines.extend(
        planned("11254002932", "836060457634", "0.7", "0.5").map(|line| line.service("AWSLambda").committed_on("2018-10-01")),
    );
    lines
}

fn request(group_by: &str) -> ReportRequest {
    let workflow = r#"{"rule":"uplift","percent":"3","except":["tax"]},
        {"rule":"replace_ri_discounts","purchased_by":["836060457634"]},{"rule":"remove_credits","kinds":["other_credits"]}"#;
    ReportRequest {
        workflow: rules(workflow),
        subsets: subsets(&["R&D=011254002932", "Shop=11254002932"]),
        group_by: groups(group_by),
        account_names: [("836060457634".parse().unwrap(), "-Payer".to_owned())].into(),
        ..Default::default()
    }
}

#[track_caller]
fn golden(name: &str, written: &str) {
    let path = format!("{}/tests/golden/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, expected, "differs from {path}");
}

#[test]
fn one_row_per_account() {
    golden("by_account", &csv(&report(&bill(), &request("account"))));
}

#[test]
fn groups_stand_in_the_order_chosen() {
    golden("by_service_subset_region", &csv(&report(&bill(), &request("service,subset,region"))));
}

#[test]
fn with_charge_type_or_lifecycle_the_savings_are_left_out() {
    golden("by_charge_type_account", &csv(&report(&bill(), &request("charge_type,account"))));
    golden("by_lifecycle", &csv(&report(&bill(), &request("lifecycle"))));
}

#[test]
fn no_groups_are_one_row() {
    golden("whole", &csv(&report(&bill(), &request(""))));
}

#[test]
fn the_trail_says_what_each_rule_did_to_each_account() {
    golden("trail", &explain(&report(&bill(), &request("subset"))));
}

#[test]
fn days_months_usage_types_and_tags_are_groups_too() {
    let lines = [
        usage("1", "1").on("2018-09-30").text(column::USAGE_TYPE, "BoxUsage").tagged("user:Team", "blue").tagged("user:Env", "x"),
        usage("1", "2")
            .on("2018-10-01")
            .text(column::USAGE_TYPE, "BoxUsage")
            .tagged("user:Env", "red")
            .tagged("user:Team", "red"),
        usage("1", "4").on("2018-10-01").tagged("user:Env", "y"),
        usage("1", "8").on("2018-12-31"),
    ];
    let rows = |group_by: &str| {
        let request = ReportRequest { group_by: groups(group_by), ..Default::default() };
        let report = report(&lines, &request);
        let row = |row: &muster_engine::report::Row| format!("{} {}", row.groups.join(" "), row.amounts[0].unwrap());
        report.rows.iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(rows("month"), ["2018-09 1.00", "2018-10 6.00", "2018-12 8.00"]);
    assert_eq!(rows("day"), ["2018-09-30 1.00", "2018-10-01 6.00", "2018-12-31 8.00"]);
    assert_eq!(rows("usage_type"), [" 12.00", "BoxUsage 3.00"]);
    assert_eq!(rows("tag:user:Team"), [" 12.00", "blue 1.00", "red 2.00"]);
    assert_eq!(rows("tag:user:Team,tag:user:Env").len(), 4);
}

#[test]
fn an_account_of_several_names_is_one_row_with_one_name() {
    let lines = [usage("1", "1").named("Shop"), usage("1", "2").named("Market"), usage("1", "4").service("AmazonS3")];
    let by_account = report(&lines, &ReportRequest { group_by: groups("account"), ..Default::default() });
    assert_eq!(by_account.rows.iter().map(|row| row.groups.clone()).collect::<Vec<_>>(), [["1", "Market"]]);
    let by_both = report(&lines, &ReportRequest { group_by: groups("service,account"), ..Default::default() });
    let names: Vec<_> = by_both.rows.iter().map(|row| row.groups[2].as_str()).collect();
    assert_eq!(names, ["Market", "Market"]);
}

#[test]
fn an_empty_bill_has_no_rows_but_one_without_groups() {
    assert_eq!(report(&[], &request("account")).rows, []);
    let whole = report(&[], &request(""));
    assert_eq!(whole.rows[0].amounts, vec![Some(muster_domain::Money::ZERO); Measure::ALL.len()]);
    assert_eq!((whole.lines, whole.explain.len()), (0, 0));
}
