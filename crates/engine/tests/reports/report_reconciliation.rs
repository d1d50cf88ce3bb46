//! A report held against the whole bill.

use muster_engine::ledger::schema::column;
use muster_engine::report::{ReportRequest, Scope};

use super::bill::{Line, line, reserved, usage};
use super::run::{groups, report, rules, subsets};

fn bill() -> Vec<Line> {
    vec![
        usage("1", "1.5"),
        usage("2", "2.25").on("2018-10-02"),
        usage("3", "4"),
        usage("3", "100").split(),
        line("Tax").of("9").cost("0.75"),
        reserved("1", "9").on_demand("4").effective("3").text(column::SERVICE, "AmazonRDS"),
    ]
}

fn request(rules_text: &str, scope: Scope) -> ReportRequest {
    ReportRequest {
        workflow: rules(rules_text),
        subsets: subsets(&["A=1,2"]),
        scope,
        group_by: groups("service"),
        ..Default::default()
    }
}

#[test]
fn the_reports_accounts_and_the_others_make_the_bill() {
    let scope = Scope::Subsets(vec!["A".to_owned()]);
    let known = report(&bill(), &request(r#"{"rule":"remove_taxes"},{"rule":"uplift","percent":"10"}"#, scope)).reconciliation;
    let amounts =
        [&known.inside, &known.outside, &known.bill].map(|sums| (sums.unblended.exact(), sums.charge.exact(), sums.lines));
    let expected = [("3.75", "4.125", 3), ("4.75", "4.40", 2), ("8.50", "8.525", 5)];
    assert_eq!(amounts, expected.map(|(unblended, charge, lines)| (unblended.to_owned(), charge.to_owned(), lines)));
    assert_eq!((known.outside_accounts, known.holds), (2, true));
}

#[test]
fn a_report_on_every_account_has_nothing_outside() {
    let report = report(&bill(), &request("", Scope::All));
    let known = &report.reconciliation;
    assert_eq!((known.outside.lines, known.outside_accounts, known.inside.lines), (0, 0, report.lines));
    assert_eq!((known.inside.charge, known.holds), (report.totals[1], true));
}

#[test]
fn shared_cost_nets_to_zero_and_says_what_it_moved() {
    let scope = Scope::Subsets(vec!["A".to_owned()]);
    let shared = r#"{"rule":"share_ri_cost","basis":"effective"},{"rule":"uplift","percent":"3"}"#;
    let known = report(&bill(), &request(shared, scope)).reconciliation;
    let sums: Vec<_> = known.zero_sums.iter().map(|sum| (sum.position, sum.rule, sum.net.exact(), sum.moved.exact())).collect();
    assert_eq!(sums, [(1, "share_ri_cost", "0.00".to_owned(), "3.00".to_owned())]);
    assert!(known.holds);
}
