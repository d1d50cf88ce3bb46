//! A real bill: the hourly CUR of October 2018 that AWS published for its Well-Architected Labs. The numbers are
//! those of billing.md section 7, computed apart from Muster. Runs where the file is there.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use muster_domain::ImportId;
use muster_domain::workflow::Workflow;
use muster_engine::import::{BadRows, ImportOptions, Progress, import};
use muster_engine::ledger::Ledger;
use muster_engine::report::Measure;

use super::run::{Grain, by_account, column, explain, report_on_files, rules};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/aws-workshop-cur-2018-10.snappy.parquet");

/// Imports bill files into a ledger of their own and names the lines files.
pub(crate) fn imported(inputs: &[PathBuf], ledger: &Path) -> Vec<PathBuf> {
    let options = ImportOptions { id: ImportId(Default::default()), created: Default::default(), bad_rows: BadRows::Stop };
    import(inputs, ledger, &options, &Progress::default()).unwrap();
    Ledger::open(ledger).unwrap().periods().unwrap().iter().flat_map(|period| period.lines()).collect()
}

/// The lines files and the folder that holds them; `None` where there is no such bill.
static BILL: LazyLock<Option<(Vec<PathBuf>, tempfile::TempDir)>> = LazyLock::new(|| {
    if !Path::new(FILE).is_file() {
        println!("skipped: no {FILE}");
        return None;
    }
    let ledger = tempfile::tempdir().unwrap();
    Some((imported(&[PathBuf::from(FILE)], ledger.path()), ledger))
});

#[track_caller]
fn check(workflow: Workflow, measure: Measure, expected: [&str; 2]) {
    let Some((files, _)) = &*BILL else { return };
    let request = by_account(workflow);
    let by_cells = report_on_files(files, &request, Grain::Cells).unwrap();
    let amounts = column(&by_cells, measure);
    assert_eq!([amounts["011254002932"].as_str(), amounts["836060457634"].as_str()], expected);
    assert_eq!(by_cells, report_on_files(files, &request, Grain::Lines).unwrap(), "cells and lines differ");
}

#[test]
fn without_rules_the_charge_is_the_bill() {
    check(Workflow::none(), Measure::Charge, ["71.4558054277", "3993.0273261102"]);
}

#[test]
fn ri_discounts_replaced_for_any_purchaser() {
    let keep = r#"{"rule":"replace_ri_discounts","purchased_by":"any"}"#;
    check(rules(keep), Measure::Charge, ["81.0122054277", "4321.4915325598"]);
    let drop = r#"{"rule":"replace_ri_discounts","purchased_by":"any","commitment_fees":"drop"}"#;
    check(rules(drop), Measure::Charge, ["81.0122054277", "4171.7161535598"]);
}

#[test]
fn the_cost_of_reservations_shared() {
    let share = rules(r#"{"rule":"share_ri_cost","basis":"effective"}"#);
    check(share.clone(), Measure::Charge, ["77.8950530977", "3986.5880784402"]);
    let Some((files, _)) = &*BILL else { return };
    let report = report_on_files(files, &by_account(share), Grain::Cells).unwrap();
    let trail = "position,rule,account,lines,effect\n1,share_ri_cost,011254002932,915,6.43924767\n\
        1,share_ri_cost,836060457634,915,-6.43924767\n";
    assert_eq!(explain(&report), trail);
}

#[test]
fn usage_at_the_top_rate() {
    let top_rate = r#"{"rule":"remove_volume_discounts","usage":"top_rate"}"#;
    check(rules(top_rate), Measure::Charge, ["71.7942760128", "4009.1477479556"]);
}

#[test]
fn three_percent_more() {
    check(rules(r#"{"rule":"uplift","percent":"3"}"#), Measure::Charge, ["73.599479590531", "4112.818145893506"]);
}

#[test]
fn savings_of_reservations() {
    check(Workflow::none(), Measure::RiSavings, ["3.11715233", "102.6496581296"]);
    check(Workflow::none(), Measure::RiOnDemand, ["9.5564", "328.4642064496"]);
    check(Workflow::none(), Measure::RiEffective, ["6.43924767", "225.81454832"]);
    check(Workflow::none(), Measure::UnusedCommitment, ["0.00", "48.99556079"]);
}
