//! The row `Other`: what accounts outside a report's scope saved.

use muster_domain::report::EcoCommitments;
use muster_engine::report::{ReportRequest, Row, Scope};

use super::bill::{Line, reserved, usage};
use super::run::{groups, report, subsets};

fn bill() -> Vec<Line> {
    vec![
        usage("1", "1"),
        reserved("1", "7").on_demand("4").effective("3"),
        reserved("2", "9").on_demand("10").effective("6").committed_on("2018-10-01"),
        reserved("3", "8").on_demand("20").effective("11").committed_on("2018-09-30").cost("5"),
    ]
}

fn request(scope: &[&str], group_by: &str) -> ReportRequest {
    ReportRequest {
        subsets: subsets(&["A=1", "B=2,3"]),
        scope: Scope::Subsets(scope.iter().map(|name| name.to_string()).collect()),
        group_by: groups(group_by),
        eco: EcoCommitments::Since("2018-10-01".parse().unwrap()),
        ..Default::default()
    }
}

/// The rows as text, amounts without the cents of whole numbers.
fn rows(request: &ReportRequest) -> Vec<String> {
    let amount = |amount: &Option<muster_domain::Money>| amount.map(|amount| amount.0.to_string()).unwrap_or("-".to_owned());
    let row = |row: &Row| format!("{}|{}", row.groups.join(","), row.amounts.iter().map(amount).collect::<Vec<_>>().join(" "));
    report(&bill(), request).rows.iter().map(row).collect()
}

#[test]
fn it_carries_savings_and_effective_costs_and_no_other_cost() {
    let expected = ["1,|1 1 0 1 1 0 0 0 4 0 3 0 0 0 0 0", "Other,|- - - 13 13 4 0 0 - - 17 0 6 0 4 -"];
    assert_eq!(rows(&request(&["A"], "account")), expected);
}

#[test]
fn its_other_group_cells_are_empty_and_it_stands_last() {
    let rows = rows(&request(&["A"], "service,account,subset"));
    assert_eq!(rows.len(), 2);
    assert!(rows[0].starts_with("AmazonEC2,1,,A|"), "{rows:?}");
    assert!(rows[1].starts_with(",Other,,|- - - 13 "), "{rows:?}");
}

#[test]
fn there_is_none_when_nothing_lies_outside() {
    assert_eq!(rows(&request(&["A", "B"], "account")).len(), 3);
    let all = ReportRequest { scope: Scope::All, ..request(&[], "account") };
    assert_eq!(rows(&all).len(), 3);
}

#[test]
fn there_is_none_without_accounts_or_without_savings_columns() {
    assert_eq!(rows(&request(&["A"], "subset")).len(), 1);
    assert_eq!(rows(&request(&["A"], "account,charge_type")).len(), 2, "one row per charge type of account 1");
    assert_eq!(rows(&request(&["A"], "account,lifecycle")).len(), 2, "one row per lifecycle of account 1");
}
