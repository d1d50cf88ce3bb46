//! Phase 7: Eco fees, and which commitments are Eco ones.

use muster_domain::report::EcoCommitments;
use muster_domain::{Period, subset::Subset};
use muster_engine::ledger::schema::column;
use muster_engine::report::{Measure, ReportRequest, Scope};

use super::bill::{Line, line, planned, reserved, usage};
use super::run::{charges, explain, groups, report, rules, subsets};

fn fee(fields: &str) -> String {
    format!(r#"{{"rule":"eco_fee",{fields}}}"#)
}

/// An Eco report: the commitments of account 8.
fn request(workflow: &str, group_by: &str) -> ReportRequest {
    let listed = ["arn:aws:ec2:us-east-1:8:reserved-instances/r-8", "arn:aws:savingsplans::8:savingsplan/s-8"];
    ReportRequest {
        workflow: rules(workflow),
        group_by: groups(group_by),
        subsets: subsets(&["A=1,2", "B=3"]),
        eco: EcoCommitments::Listed(listed.map(str::to_owned).into()),
        ..Default::default()
    }
}

/// Accounts 1 and 2 save 10 and 20 with Eco commitments, account 3 saves 40 with others.
fn bill() -> Vec<Line> {
    let [covered, negation] = planned("2", "8", "50", "30");
    vec![
        reserved("1", "8").on_demand("25").effective("15"),
        covered,
        negation,
        reserved("3", "9").on_demand("100").effective("60"),
        usage("3", "7"),
        usage("8", "1").on("2018-11-01"),
    ]
}

/// Rows of the service `Eco`.
fn fees(lines: &[Line], request: &ReportRequest) -> Vec<String> {
    let rows = charges(lines, request).into_iter();
    rows.filter_map(|row| row.strip_prefix("Eco|").map(str::to_owned)).collect()
}

#[test]
fn a_percentage_of_savings_is_charged_to_who_saved() {
    let workflow = fee(r#""percent_of_savings":"15""#);
    let rows = fees(&bill(), &request(&workflow, "service,account,charge_type,lifecycle,day,region"));
    assert_eq!(rows, ["1||Eco fee|OnDemand|2018-10-01| 1.50", "2||Eco fee|OnDemand|2018-10-01| 3.00"]);
    let loss = [reserved("1", "8").on_demand("15").effective("16"), reserved("2", "8").effective("1")];
    assert_eq!(fees(&loss, &request(&workflow, "service,account")), [""; 0]);
}

#[test]
fn nothing_raises_a_fee_and_no_rule_changes_savings() {
    let workflow =
        [r#"{"rule":"uplift","percent":"100"},{"rule":"replace_ri_discounts"}"#, &fee(r#""percent_of_savings":"0.000001""#)];
    assert_eq!(fees(&bill(), &request(&workflow.join(","), "service,account")), ["1| 0.0000001", "2| 0.0000002"]);
    let trail = explain(&report(&bill(), &request(&workflow.join(","), "account")));
    assert!(trail.ends_with("3,eco_fee,1,1,0.0000001\n3,eco_fee,2,1,0.0000002\n"), "{trail}");
}

#[test]
fn a_flat_fee_is_charged_to_those_present_each_month() {
    let flat = |per: &str| fee(&format!(r#""flat":"100","per":"{per}""#));
    let rows = fees(&bill(), &request(&flat("account"), "service,account,subset,month"));
    assert_eq!(rows, ["1||A|2018-10 100.00", "2||A|2018-10 100.00", "3||B|2018-10 100.00", "8||Unassigned|2018-11 100.00"]);
    let rows = fees(&bill(), &request(&flat("subset"), "service,account,subset,month"));
    assert_eq!(rows, ["||A|2018-10 100.00", "||B|2018-10 100.00"]);
}

#[test]
fn an_estimate_is_split_by_covered_usage() {
    let lines = [
        reserved("1", "8").on_demand("10").effective("9.999999999999"),
        reserved("2", "8").on_demand("10").effective("10"),
        reserved("3", "8").on_demand("10").effective("9.999999999999"),
        usage("4", "1000"),
    ];
    let of = |percent: &str| fee(&format!(r#""distributed":"estimate","percent":"{percent}""#));
    let rows = |percent: &str| fees(&lines, &request(&of(percent), "service,account"));
    assert_eq!(rows("100"), ["1| 0.000000000001", "2| 0.000000000001"]);
    assert_eq!(rows("75"), ["1| 0.000000000001", "2| 0.000000000001"], "1.5 units are 2");
    assert_eq!(rows("25"), [""; 0], "0.5 units are none");
    assert_eq!(fees(&[lines[0].clone(), usage("2", "5")], &request(&of("100"), "service,account")), ["1| 0.000000000001"]);
}

#[test]
fn an_invoice_is_split_by_the_usage_of_its_own_month() {
    let lines = [
        reserved("1", "8").on_demand("30").effective("1").on("2018-09-30"),
        reserved("2", "8").on_demand("10").effective("1").on("2018-09-01"),
        reserved("3", "8").on_demand("99").effective("1").on("2018-10-10"),
    ];
    let workflow = fee(r#""distributed":"actuals""#);
    let october = Period::new("2018-10-05".parse().unwrap(), "2018-11-01".parse().unwrap()).unwrap();
    let with = |invoices: &str, period: Option<Period>| {
        let eco_invoices = serde_json::from_str(invoices).unwrap();
        fees(&lines, &ReportRequest { eco_invoices, period, ..request(&workflow, "service,account,month") })
    };
    let split = ["1||2018-10 90.00", "2||2018-10 30.00"];
    assert_eq!(with(r#"{"2018-09":"120.00"}"#, Some(october)), split);
    assert_eq!(with(r#"{"2018-09":"120.00"}"#, None), split);
    assert_eq!(with(r#"{"2018-08":"8.00"}"#, None), ["1||2018-09 6.00", "2||2018-09 2.00"], "no August: by September");
    assert_eq!(with(r#"{"2018-10":"8.00"}"#, None), [""; 0], "nothing of November is in the bill");
    assert_eq!(with(r#"{"2018-09":"-4"}"#, Some(october)), ["1||2018-10 -3.00", "2||2018-10 -1.00"]);
    assert_eq!(with("{}", None), [""; 0]);
}

#[test]
fn without_covered_usage_all_usage_counts() {
    let lines = [usage("1", "30"), usage("2", "10"), line("Tax").of("2").cost("100"), usage("3", "-5")];
    let eco_invoices = [("2018-09".parse().unwrap(), "8".parse().unwrap())].into_iter().collect();
    let request = ReportRequest { eco_invoices, ..request(&fee(r#""distributed":"actuals""#), "service,account") };
    assert_eq!(fees(&lines, &request), ["1| 6.00", "2| 2.00"]);
    assert_eq!(fees(&[line("Tax").cost("1")], &request), [""; 0]);
}

#[test]
fn a_report_on_some_subsets_shows_its_own_accounts_parts() {
    let scoped = |workflow: &str, scope: &str, group_by: &str| {
        let scope = Scope::Subsets(vec![scope.to_owned()]);
        fees(&bill(), &ReportRequest { scope, ..request(workflow, group_by) })
    };
    let estimate = fee(r#""distributed":"estimate","percent":"10""#);
    assert_eq!(fees(&bill(), &request(&estimate, "service,account")), ["1| 1.00", "2| 2.00"]);
    assert_eq!(scoped(&estimate, "A", "service,account"), ["1| 1.00", "2| 2.00"]);
    assert_eq!(scoped(&estimate, "B", "service,account"), [""; 0]);
    assert_eq!(scoped(&fee(r#""flat":"9","per":"subset""#), "B", "service,subset"), ["B 9.00"]);
}

#[test]
fn an_account_that_moved_pays_where_it_was_on_the_first() {
    let moving = r#"[{"name":"A","accounts":[{"account":"1","from":null,"until":"2018-10-15"}]},
                     {"name":"B","accounts":[{"account":"1","from":"2018-10-15","until":null}]}]"#;
    let subsets: Vec<Subset> = serde_json::from_str(moving).unwrap();
    let saved = |day: &str| reserved("1", "8").on_demand("20").effective("10").on(day);
    let lines = [saved("2018-10-14"), saved("2018-10-15")];
    let request = ReportRequest { subsets, ..request(&fee(r#""percent_of_savings":"10""#), "service,subset") };
    assert_eq!(fees(&lines, &request), ["A 2.00"]);
}

#[test]
fn a_term_begins_when_the_first_line_of_the_commitment_says() {
    // As on real legacy bills: the start stands on the fee, which here is of another month and account.
    let fee = |purchaser: &str, day: &str| line("RIFee").of("9").bought_by(purchaser).committed_on(day).on("2018-09-01");
    let lines = [
        reserved("1", "5").on_demand("2").effective("1"),
        fee("5", "2018-10-01"),
        reserved("1", "6").on_demand("20").effective("10"),
        fee("6", "2018-09-30"),
        fee("6", "2018-10-02"),
        reserved("1", "7").on_demand("200").effective("100").committed_on("2018-10-01"),
        reserved("1", "8").on_demand("2000").effective("1000"),
        usage("1", "1").on_demand("5").text(column::COMMITMENT_ARN, "arn:aws:ec2:us-east-1:5:reserved-instances/r-5"),
    ];
    let october = Period::new("2018-10-01".parse().unwrap(), "2018-11-01".parse().unwrap()).unwrap();
    let eco = EcoCommitments::Since("2018-10-01".parse().unwrap());
    let request = ReportRequest { eco, period: Some(october), ..Default::default() };
    let report = report(&lines, &request);
    let place = Measure::ALL.iter().position(|known| *known == Measure::EcoTotalSavings).unwrap();
    assert_eq!(report.totals[place].exact(), "101.00");
}
