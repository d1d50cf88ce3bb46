//! Properties on a generated bill, which has what real bills have, in the forms in which they come.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use muster_domain::report::GroupBy;
use muster_engine::report::{Report, ReportRequest};
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Spec, generate};
use proptest::prelude::*;

use super::super::real_bill::imported;
use super::super::reference::{self, answer};
use super::super::run::{self, Grain, csv, explain, groups, report_on_files, subsets};
use super::{cases, same, strategy, trail_sums_to_difference};

/// A generated bill: its lines read plainly, and the ledger that the engine reads.
struct Bill {
    plain: reference::Bill,
    ledger: Vec<PathBuf>,
    accounts: Vec<String>,
    folder: tempfile::TempDir,
}

static BILL: LazyLock<Bill> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let bill = generate(Spec::small(7));
    write(&bill, Form::LegacyCsv, folder.path()).unwrap();
    let plain = reference::Bill::read(folder.path());
    let ledger = imported(&[folder.path().join(Form::LegacyCsv.report())], &folder.path().join("ledger"));
    Bill { accounts: plain.accounts(), plain, ledger, folder }
});

fn engine_report(request: &ReportRequest) -> Report {
    report_on_files(&BILL.ledger, request, Grain::Cells).unwrap()
}

proptest! {
    #![proptest_config(cases(8, 7))]

    #[test]
    fn a_report_on_a_usual_bill_is_what_the_rules_say_line_by_line(request in strategy::request(&BILL.accounts)) {
        let expected = answer(&BILL.plain, &request.0);
        let report = engine_report(&request.0);
        same("report", &csv(&report), &expected.csv)?;
        same("trail", &explain(&report), &expected.explain)?;
        prop_assert_eq!((report.lines, report.no_public_price), (expected.lines, expected.unpriced));
        trail_sums_to_difference(&report)?;
    }
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
        workflow: run::rules(
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
