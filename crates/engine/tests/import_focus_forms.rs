//! A bill in FOCUS and the same bill as a Cost and Usage Report: reports say the same wherever FOCUS can say it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/import.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use muster_domain::Period;
use muster_domain::workflow::{self, Workflow};
use muster_engine::forms;
use muster_engine::ledger::{CurrentImport, Ledger};
use muster_engine::report::{Measure, ReportRequest};
use muster_engine::session::{Engine, Settings};
use muster_engine::verify::{Outcome, verify};
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{FocusVersion, Spec, generate};
use support::import_into;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&Settings::default()).unwrap());

/// Without net costs, which FOCUS would have in place of the others.
fn bill() -> Spec {
    Spec { enterprise_discount: 0, ..Spec::small(7) }
}

/// The ledger of that month in a form.
fn ledger(form: Form, folder: &Path) -> Ledger {
    write(&generate(bill()), form, &folder.join("bucket")).unwrap();
    import_into(&folder.join("ledger"), &[folder.join("bucket")]).unwrap();
    Ledger::open(&folder.join("ledger")).unwrap()
}

fn rules(rules: &str) -> Workflow {
    workflow::read(&format!(r#"{{"name":"W","rules":[{rules}]}}"#)).unwrap()
}

/// Every money column by the groups.
type Figures = BTreeMap<Vec<String>, BTreeMap<Measure, String>>;

fn figures(ledger: &Ledger, workflow: &Workflow, groups: &str) -> Figures {
    let files: Vec<_> = ledger.periods().unwrap().iter().flat_map(|period| period.lines()).collect();
    let session = ENGINE.session(&files).unwrap();
    let group_by = groups.split(',').map(|group| group.parse().unwrap()).collect();
    let request = ReportRequest { workflow: workflow.clone(), group_by, ..Default::default() };
    let report = futures::executor::block_on(ENGINE.report(&session, request, Default::default())).unwrap();
    let amounts = |row: &muster_engine::report::Row| {
        report.measures.iter().zip(&row.amounts).map(|(measure, amount)| (*measure, amount.unwrap().exact())).collect()
    };
    report.rows.iter().map(|row| (row.groups.clone(), amounts(row))).collect()
}

/// Rules whose meaning both forms share.
const WORKFLOWS: [&str; 7] = [
    "",
    r#"{"rule":"replace_ri_discounts"},{"rule":"replace_sp_discounts"}"#,
    r#"{"rule":"replace_ri_discounts","commitment_fees":"drop"},{"rule":"replace_sp_discounts","commitment_fees":"drop"}"#,
    r#"{"rule":"retain_discounts","commitments":["ri","sp"],"purchased_by":"own_account"}"#,
    r#"{"rule":"share_ri_cost","basis":"effective"},{"rule":"share_sp_cost","basis":"effective"},{"rule":"eco_fee","percent_of_savings":"15"}"#,
    r#"{"rule":"remove_taxes"},{"rule":"remove_volume_discounts","usage":"top_rate"}"#,
    r#"{"rule":"remove_volume_discounts","usage":"top_rate_for_free"},{"rule":"uplift","percent":"3","except":["tax","marketplace"]}"#,
];

#[test]
fn each_account_has_the_same_list_effective_savings_unused_and_charge() {
    let folder = tempfile::tempdir().unwrap();
    let cur = ledger(Form::Cur2Csv, folder.path());
    let expected: Vec<_> = WORKFLOWS.iter().map(|text| figures(&cur, &rules(text), "account")).collect();
    assert!(expected[0].values().any(|row| row[&Measure::SpSavings] != "0.00" && row[&Measure::UnusedCommitment] != "0.00"));
    for form in Form::FOCUS {
        let folder = tempfile::tempdir().unwrap();
        let focus = ledger(form, folder.path());
        for (text, expected) in WORKFLOWS.iter().zip(&expected) {
            assert_eq!(figures(&focus, &rules(text), "account"), *expected, "{form:?} {text}");
        }
    }
}

#[test]
fn with_the_columns_of_aws_services_regions_and_days_agree_too() {
    let [of_cur, of_focus] = [Form::LegacyCsv, Form::FocusParquet(FocusVersion::V1_0)].map(|form| {
        let folder = tempfile::tempdir().unwrap();
        but_the_cost(figures(&ledger(form, folder.path()), &rules(WORKFLOWS[1]), "service,region,usage_type,tag:user:Team,day"))
    });
    for (key, figures) in &of_focus {
        assert_eq!(figures, &of_cur[key], "{key:?}");
    }
    // What FOCUS has not is what a Cost and Usage Report negates: nothing once Savings Plans are replaced.
    let only_in_cur = of_cur.iter().filter(|(key, _)| !of_focus.contains_key(*key));
    assert!(only_in_cur.flat_map(|(_, row)| row.values()).all(|amount| amount == "0.00"));
}

/// Without what a Cost and Usage Report bills and takes back.
fn but_the_cost(figures: Figures) -> Figures {
    let kept = |(measure, _): &(Measure, String)| !matches!(measure, Measure::Unblended | Measure::Difference);
    figures.into_iter().map(|(key, row)| (key, row.into_iter().filter(kept).collect())).collect()
}

#[test]
fn what_focus_does_not_split_cannot_be_shared_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let of = |form: Form| ledger(form, &folder.path().join(form.report())).periods().unwrap();
    let (focus, cur) = (of(Form::FocusCsv(FocusVersion::V1_0)), of(Form::LegacyCsv));
    let refused = |basis: &str, periods: &[CurrentImport], days: Option<Period>| {
        let workflow = rules(&format!(r#"{{"rule":"remove_taxes"}},{{"rule":"share_ri_cost","basis":"{basis}"}}"#));
        let request = ReportRequest { workflow, period: days, ..Default::default() };
        forms::refuse(&request, periods.iter().map(|period| &period.record)).map_err(|error| format!("{}: {error}", error.path()))
    };
    let payer = &focus[0].record.payer_account;
    assert_eq!(
        refused("recurring", &focus, None).unwrap_err(),
        format!(
            "rules[1].basis: rule 2, share_ri_cost with the basis recurring: 2018-10 of account {payer} is a FOCUS 1.0 bill, which does not split \
             commitments into up-front and recurring parts; use the basis effective"
        )
    );
    assert!(refused("amortized_upfront", &focus, None).is_err());
    assert_eq!(refused("effective", &focus, None), Ok(()));
    assert_eq!(refused("recurring", &cur, None), Ok(()));
    let december = Period::new("2018-12-01".parse().unwrap(), "2019-01-01".parse().unwrap()).ok();
    assert_eq!(refused("recurring", &focus, december), Ok(()));
}

#[test]
fn verify_finds_nothing_wrong_with_a_focus_bill() {
    for form in Form::FOCUS {
        let folder = tempfile::tempdir().unwrap();
        let checks = verify(&ledger(form, folder.path())).unwrap();
        let failing: Vec<_> = checks.iter().filter(|check| check.outcome == Outcome::Fails).collect();
        assert!(failing.is_empty(), "{form:?}: {failing:?}");
    }
}
