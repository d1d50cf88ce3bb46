//! What must always hold (billing.md section 5), on generated bills, random workflows and random subsets.

pub(crate) mod strategy;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use muster_domain::workflow::Workflow;
use muster_domain::{Money, report::GroupBy};
use muster_engine::report::{Report, ReportRequest};
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Spec, generate};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rust_decimal::Decimal;

use super::real_bill::imported;
use super::reference::{self, Line};
use super::run::{Grain, csv, explain, groups, report_on_files, subsets};

/// A generated bill: its lines read plainly, and the ledger that the engine reads.
struct Bill {
    lines: Vec<Line>,
    ledger: Vec<PathBuf>,
    accounts: Vec<String>,
    folder: tempfile::TempDir,
}

static BILL: LazyLock<Bill> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let bill = generate(Spec::small(7));
    write(&bill, Form::LegacyCsv, folder.path()).unwrap();
    let lines = reference::read(folder.path());
    let ledger = imported(&[folder.path().join(Form::LegacyCsv.report())], &folder.path().join("ledger"));
    let mut accounts: Vec<_> = lines.iter().map(|line| line.account.clone()).collect();
    accounts.sort();
    accounts.dedup();
    Bill { lines, ledger, accounts, folder }
});

fn engine_report(request: &ReportRequest) -> Report {
    report_on_files(&BILL.ledger, request, Grain::Cells).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_report_is_what_the_rules_say_line_by_line(request in strategy::request(&BILL.accounts)) {
        let report = engine_report(&request);
        prop_assert_eq!(csv(&report), reference::report_csv(&BILL.lines, &request));
        prop_assert_eq!(explain(&report), reference::explain_csv(&BILL.lines, &request));
        prop_assert_eq!((report.lines, report.no_public_price), reference::counts(&BILL.lines, &request));
        trail_sums_to_difference(&report)?;
    }

    #[test]
    fn the_same_request_gives_the_same_bytes_by_cells_and_by_lines(request in strategy::request(&BILL.accounts)) {
        let by_lines = report_on_files(&BILL.ledger, &request, Grain::Lines).unwrap();
        prop_assert_eq!(csv(&engine_report(&request)), csv(&by_lines));
    }
}

/// Each cell is rounded to the twelfth decimal once, so the sum of the trail may be that much off for each.
fn trail_sums_to_difference(report: &Report) -> TestCaseResult {
    let effects: Money = report.explain.iter().map(|trail| trail.effect).sum();
    let rounding = Decimal::new(1, 12) * Decimal::from(report.explain.len() + 1);
    prop_assert!((effects - report.totals[2]).0.abs() <= rounding);
    Ok(())
}

#[test]
fn without_rules_the_charge_is_the_bill_and_totals_are_the_files() {
    let request =
        ReportRequest { workflow: Workflow::none(), group_by: groups("account,service,charge_type"), ..Default::default() };
    let report = engine_report(&request);
    assert!(report.rows.iter().all(|row| row.amounts[0] == row.amounts[1]));
    let total: Decimal = BILL.lines.iter().map(|line| line.unblended).sum();
    assert_eq!(report.totals[0], Money(total));
}

#[test]
fn each_line_lands_in_one_subset_or_in_none() {
    let named: Vec<_> = BILL.accounts.iter().skip(1).map(|account| format!("S{account}={account}")).collect();
    let named: Vec<_> = named.iter().map(String::as_str).collect();
    let whole = engine_report(&ReportRequest::default());
    let request = ReportRequest { subsets: subsets(&named), group_by: vec![GroupBy::Subset], ..Default::default() };
    let by_subset = engine_report(&request);
    assert_eq!(by_subset.rows.len(), BILL.accounts.len());
    assert_eq!((by_subset.lines, &by_subset.totals), (whole.lines, &whole.totals));
}

#[test]
fn the_form_of_the_bill_does_not_matter() {
    let request = ReportRequest {
        workflow: super::run::rules(
            r#"{"rule":"replace_ri_discounts"},{"rule":"remove_credits","kinds":["refunds"]},{"rule":"uplift","percent":"2.5"}"#,
        ),
        group_by: groups("service,region,charge_type,day"),
        ..Default::default()
    };
    let expected = csv(&engine_report(&request));
    for form in Form::ALL {
        assert_eq!(expected, csv(&report_on_files(&delivered(form), &request, Grain::Cells).unwrap()), "{form:?}");
    }
}

fn delivered(form: Form) -> Vec<PathBuf> {
    let folder: &Path = &BILL.folder.path().join(format!("{form:?}"));
    write(&generate(Spec::small(7)), form, folder).unwrap();
    imported(&[folder.join(form.report())], &folder.join("ledger"))
}
