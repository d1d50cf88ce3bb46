//! The form of a bill does not matter: legacy or 2.0, CSV or Parquet, one file or many, the ledger is the same.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/import.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use arrow::array::AsArray;
use muster_engine::ledger::CurrentImport;
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Bill, Spec, generate};
use support::{amounts, import_into, lines, texts};

fn imported(bill: &Bill, form: Form, folder: &Path) -> Vec<CurrentImport> {
    write(bill, form, &folder.join("bucket")).unwrap();
    let summary = import_into(&folder.join("ledger"), &[folder.join("bucket")]).unwrap();
    summary.periods.into_iter().map(|period| period.current).collect()
}

/// Everything that rules and reports read of a line, in an order that does not depend on the file's.
fn facts(current: &CurrentImport) -> Vec<String> {
    const TEXTS: [&str; 20] = [
        "line_item_id",
        "time_interval",
        "payer_account_id",
        "usage_account_id",
        "invoice_id",
        "billing_entity",
        "currency",
        "line_item_type",
        "charge_type",
        "lifecycle",
        "service",
        "product_family",
        "usage_type",
        "operation",
        "region",
        "resource_id",
        "description",
        "commitment_arn",
        "purchaser_account_id",
        "payment_option",
    ];
    const AMOUNTS: [&str; 17] = [
        "usage_amount",
        "unblended_cost",
        "public_on_demand_rate",
        "on_demand_cost",
        "effective_cost",
        "net_effective_cost",
        "amortized_upfront_cost",
        "net_amortized_upfront_cost",
        "recurring_cost",
        "net_recurring_cost",
        "unused_upfront_cost",
        "unused_recurring_cost",
        "total_commitment",
        "used_commitment",
        "unused_commitment_cost",
        "amortized_cost",
        "public_on_demand_cost",
    ];
    let mut facts = vec![String::new(); current.record.rows as usize];
    let columns =
        TEXTS.iter().map(|name| (name, texts(current, name))).chain(AMOUNTS.iter().map(|name| (name, amounts(current, name))));
    for (name, column) in columns {
        for (fact, value) in facts.iter_mut().zip(column) {
            fact.push_str(&format!("{name}={} ", value.unwrap_or("NULL".to_owned())));
        }
    }
    facts.sort();
    facts
}

#[test]
fn the_four_forms_give_the_same_lines() {
    let bill = generate(Spec::small(7));
    let folders: Vec<_> = Form::ALL.iter().map(|form| (*form, tempfile::tempdir().unwrap())).collect();
    let found: Vec<_> = folders.iter().map(|(form, folder)| (form, imported(&bill, *form, folder.path()))).collect();
    let (_, first) = &found[0];
    let expected = facts(&first[0]);
    assert!(expected.len() > 1000);
    for (form, periods) in &found {
        for (line, (found, expected)) in facts(&periods[0]).iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "{form:?}, line {line}");
        }
        assert_eq!(periods[0].record.unblended_cost, first[0].record.unblended_cost, "{form:?}");
        assert!(periods[0].record.delivery.assembly.is_some(), "{form:?}");
    }
}

#[test]
fn focus_in_csv_and_in_parquet_gives_the_same_lines() {
    let bill = generate(Spec::small(7));
    for pair in Form::FOCUS.chunks(2) {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [csv, parquet] = [0, 1].map(|at| facts(&imported(&bill, pair[at], folders[at].path())[0]));
        assert!(csv.len() > 1000);
        for (line, (found, expected)) in parquet.iter().zip(&csv).enumerate() {
            assert_eq!(found, expected, "{pair:?}, line {line}");
        }
        assert_eq!(csv.len(), parquet.len());
    }
}

#[test]
fn a_folder_of_many_months_is_imported_month_by_month() {
    let folder = tempfile::tempdir().unwrap();
    let bill = generate(Spec { months: 3, lines: 1500, ..Spec::small(3) });
    let periods = imported(&bill, Form::LegacyCsv, folder.path());
    let months: Vec<_> = periods.iter().map(|period| period.record.month.to_string()).collect();
    assert_eq!(months, ["2018-10", "2018-11", "2018-12"]);
}

#[test]
fn what_lies_beside_the_manifest_and_is_not_named_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let bucket = folder.path().join("bucket");
    write(&generate(Spec::tiny(1)), Form::LegacyCsv, &bucket).unwrap();
    fs::write(bucket.join("cur-csv/stray.csv"), "not,a,bill\n").unwrap();
    assert!(import_into(&folder.path().join("ledger"), &[bucket]).is_ok());
}

#[test]
fn tags_keep_their_keys() {
    let mut found = BTreeMap::new();
    for form in [Form::LegacyCsv, Form::Cur2Parquet] {
        let folder = tempfile::tempdir().unwrap();
        let periods = imported(&generate(Spec::small(7)), form, folder.path());
        let mut keys = std::collections::BTreeSet::new();
        for batch in lines(&periods[0]) {
            keys.extend(batch["tags"].as_map().keys().as_string::<i32>().iter().flatten().map(str::to_owned));
        }
        found.insert(format!("{form:?}"), keys);
    }
    assert!(found["LegacyCsv"].iter().all(|key| key.starts_with("user:") || key.starts_with("aws:")), "{found:?}");
    assert!(found.values().all(|keys| !keys.is_empty()), "{found:?}");
}
