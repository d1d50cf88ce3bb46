//! A report from the cells that an import keeps is, to the byte, the report from its lines.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use muster_domain::ImportId;
use muster_domain::report::EcoCommitments;
use muster_domain::workflow::Workflow;
use muster_engine::import::{BadRows, ImportOptions, import};
use muster_engine::ledger::{CurrentImport, Ledger};
use muster_engine::report::{Report, ReportError, ReportRequest, Source};
use muster_engine::session::{Engine, Settings};
use muster_testkit::bill::delivery::{Form, write};
use muster_testkit::bill::{Spec, generate};
use proptest::prelude::*;

use super::bill::{line, reserved, usage};
use super::properties::{cases, strategy};
use super::run::{ENGINE, by_account, csv, explain, groups, report, rules, subsets};

/// An import of these lines files, made in their folder.
pub(crate) fn by_hand(lines: &[PathBuf]) -> CurrentImport {
    let folder = lines[0].parent().unwrap().to_owned();
    let names: Vec<_> =
        lines.iter().map(|file| serde_json::json!({ "name": file.file_name().unwrap().to_str(), "rows": 1 })).collect();
    let cells = futures::executor::block_on(ENGINE.keep_sums(lines, &folder)).unwrap().cells;
    let record = serde_json::json!({
        "version": 1, "import": "by hand", "payer_account": "1", "month": "2018-10", "created": "2018-11-02T00:00:00Z",
        "delivery": { "digest": "", "files": [], "periods": [] }, "lines": names, "cells": cells, "rows": 1, "bad_rows": 0,
        "split_cost_rows": 0, "unblended_cost": "0", "amortized_cost": "0", "first_day": "2018-10-01", "last_day": "2018-10-31",
        "currencies": [], "invoices": [], "is_final": false, "columns": muster_engine::ledger::ColumnSet::default(),
    });
    CurrentImport { folder, record: serde_json::from_value(record).unwrap() }
}

/// The report of imports, from whatever suits it best.
pub(crate) fn report_on_imports(imports: &[CurrentImport], request: &ReportRequest) -> Result<Report, ReportError> {
    let session = ENGINE.open(imports).unwrap();
    futures::executor::block_on(ENGINE.report(&session, request.clone(), Arc::default()))
}

/// The same report from lines only.
fn report_on_lines(imports: &[CurrentImport], request: &ReportRequest) -> Report {
    let files: Vec<_> = imports.iter().flat_map(CurrentImport::lines).collect();
    let session = ENGINE.session(&files).unwrap();
    let report = futures::executor::block_on(ENGINE.report(&session, request.clone(), Arc::default())).unwrap();
    assert_eq!(report.source, Source::Lines);
    report
}

pub(crate) fn imported(inputs: &[PathBuf], ledger: &Path) -> Vec<CurrentImport> {
    let id = ImportId(uuid::Uuid::now_v7());
    let options = ImportOptions { id, created: Default::default(), bad_rows: BadRows::Stop };
    import(inputs, ledger, &options, &Default::default()).unwrap();
    Ledger::open(ledger).unwrap().periods().unwrap()
}

struct Bill {
    imports: Vec<CurrentImport>,
    accounts: Vec<String>,
    _folder: tempfile::TempDir,
}

static BILL: LazyLock<Bill> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let bill = generate(Spec { months: 2, lines: 4_000, ..Spec::small(11) });
    write(&bill, Form::LegacyCsv, folder.path()).unwrap();
    let imports = imported(&[folder.path().join(Form::LegacyCsv.report())], &folder.path().join("ledger"));
    let accounts = bill.accounts.iter().map(|account| account.id.to_string()).collect();
    Bill { imports, accounts, _folder: folder }
});

fn same(request: &ReportRequest) -> Report {
    let (kept, lines) = (report_on_imports(&BILL.imports, request).unwrap(), report_on_lines(&BILL.imports, request));
    assert_eq!((csv(&kept), explain(&kept)), (csv(&lines), explain(&lines)));
    assert_eq!((kept.lines, kept.no_public_price, &kept.totals), (lines.lines, lines.no_public_price, &lines.totals));
    kept
}

proptest! {
    #![proptest_config(cases(16, 8))]

    #[test]
    fn whatever_rules_subsets_and_groups_are_asked_for(request in strategy::request(&BILL.accounts)) {
        same(&request.0);
    }
}

#[test]
fn what_no_cell_tells_apart_is_read_from_the_lines() {
    for (group, source) in [
        ("usage_type", Source::Lines),
        ("tag:user:Team", Source::Lines),
        ("account,usage_type", Source::Lines),
        ("account,service,region,charge_type,lifecycle,day", Source::Kept),
        ("subset,month", Source::Kept),
        ("", Source::Kept),
    ] {
        let request = ReportRequest { group_by: groups(group), ..Default::default() };
        assert_eq!(same(&request).source, source, "{group}");
    }
}

#[test]
fn rules_that_look_at_single_lines_read_them() {
    let custom = |when: &str, action: &str| format!(r#"{{"rule":"custom","label":"C","when":"{when}","action":{action}}}"#);
    let cut = r#"{"percent":"-2"}"#;
    for (rule, source) in [
        (custom("service = 'AmazonEC2' and day_of_week = 'Tuesday'", cut), Source::Kept),
        (custom("subset = 'A' or account_name like '%a%' or purchaser is null", cut), Source::Kept),
        (custom("usage_type like '%Box%'", cut), Source::Lines),
        (custom("hour < 12", cut), Source::Lines),
        (custom("description like '%Discount%'", cut), Source::Lines),
        (custom("unblended > 1", cut), Source::Lines),
        (custom("charge > 1", cut), Source::Lines),
        (custom("service = 'AmazonEC2'", r#"{"set_rate":"0.05"}"#), Source::Lines),
        (custom("service = 'AmazonEC2'", r#"{"to_on_demand":true}"#), Source::Lines),
        (r#"{"rule":"share_ri_cost","basis":"recurring"}"#.to_owned(), Source::Kept),
        (r#"{"rule":"share_sp_cost","basis":"amortized_upfront"}"#.to_owned(), Source::Kept),
        (r#"{"rule":"eco_fee","distributed":"estimate","percent":"15"}"#.to_owned(), Source::Kept),
    ] {
        let eco = EcoCommitments::Since("2017-06-01".parse().unwrap());
        let first = format!("A={}", BILL.accounts[1]);
        let request = ReportRequest { subsets: subsets(&[&first]), eco, ..by_account(rules(&rule)) };
        assert_eq!(same(&request).source, source, "{rule}");
    }
}

#[test]
fn a_ledger_without_cells_or_with_others_is_read_from_its_lines() {
    let request = by_account(rules(r#"{"rule":"replace_ri_discounts","purchased_by":"any"}"#));
    let expected = csv(&same(&request));
    let change = |change: fn(&mut CurrentImport)| {
        let mut imports = BILL.imports.clone();
        change(&mut imports[0]);
        report_on_imports(&imports, &request).unwrap()
    };
    let without = change(|import| import.record.cells = None);
    let other = change(|import| import.record.cells.iter_mut().for_each(|cells| cells.version += 1));
    assert_eq!([without.source, other.source], [Source::Lines; 2]);
    assert_eq!([csv(&without), csv(&other)], [expected.clone(), expected]);
}

#[test]
fn a_record_of_an_earlier_program_names_no_cells() {
    let mut record = serde_json::to_value(&BILL.imports[0].record).unwrap();
    assert!(record.as_object_mut().unwrap().remove("cells").is_some());
    let record: muster_engine::ledger::ImportRecord = serde_json::from_value(record).unwrap();
    assert_eq!(record.cells, None);
}

#[test]
fn tiers_whose_differences_cancel_out_are_still_told_apart() {
    // Summed together these cost what their public prices cost, and each alone does not.
    let lines = [usage("1", "1").on_demand("3"), usage("1", "3").on_demand("1"), usage("1", "2").on_demand("2")];
    let request = by_account(rules(r#"{"rule":"remove_volume_discounts","usage":"top_rate"}"#));
    assert_eq!(report(&lines, &request).explain[0].lines, 2);
    let free = [usage("1", "0").on_demand("5"), usage("1", "1").on_demand("1"), usage("1", "-1").on_demand("-1")];
    let request = by_account(rules(r#"{"rule":"remove_volume_discounts","usage":"top_rate_for_free"}"#));
    assert_eq!(report(&free, &request).explain[0].lines, 1);
}

#[test]
fn descriptions_are_kept_where_rules_read_them_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines-0000.parquet");
    let described = |line_type| line(line_type).described("Enterprise program").cost("1");
    super::bill::write(&["Usage", "Credit", "Refund", "Discount", "Tax"].map(described), &file);
    let import = by_hand(&[file]);
    let cells = table(&import);
    let descriptions: Vec<_> = cells["description"].iter().filter(|text| !text.is_empty()).collect();
    assert_eq!((cells["description"].len(), descriptions.len()), (5, 3));
    assert_eq!(cells["lines"], ["1"; 5]);
}

#[test]
fn lines_alike_in_all_that_is_kept_are_one_cell() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines-0000.parquet");
    let covered = |on_demand: &str| reserved("1", "9").on_demand(on_demand).effective("1");
    let lines = [covered("2"), covered("3"), reserved("1", "9").effective("1"), covered("4").on("2018-10-02")];
    super::bill::write(&[lines.as_slice(), &[usage("1", "7").split()]].concat(), &file);
    let cells = table(&by_hand(&[file]));
    let rows = (0..3)
        .map(|row| ["lines", "priced", "on_demand_cost", "effective_cost", "savings"].map(|name| cells[name][row].as_str()));
    let expected = [
        ["1", "false", "", "1.000000000000", ""],
        ["2", "true", "5.000000000000", "2.000000000000", "3.000000000000"],
        ["1", "true", "4.000000000000", "1.000000000000", "3.000000000000"],
    ];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    assert_eq!(cells["lines"].len(), 3);
}

/// The columns of an import's cells as text.
fn table(import: &CurrentImport) -> BTreeMap<String, Vec<String>> {
    let file = fs::File::open(import.cells().unwrap()).unwrap();
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut columns = BTreeMap::<_, Vec<String>>::new();
    for batch in reader.map(Result::unwrap) {
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            let shown = arrow::util::display::ArrayFormatter::try_new(column, &Default::default()).unwrap();
            let texts = (0..batch.num_rows()).map(|row| shown.value(row).to_string());
            columns.entry(field.name().clone()).or_default().extend(texts);
        }
    }
    columns
}

#[test]
fn the_order_and_the_files_of_a_bill_leave_no_trace_in_its_cells() {
    let folder = tempfile::tempdir().unwrap();
    let bill = generate(Spec::small(5));
    write(&bill, Form::LegacyCsv, &folder.path().join("bucket")).unwrap();
    let bucket = folder.path().join("bucket").join(Form::LegacyCsv.report());
    let whole = imported(&[bucket], &folder.path().join("a"));
    let text = whole[0].record.delivery.files.iter().map(|file| unzipped(&file.path)).collect::<Vec<_>>();
    let header = text[0].lines().next().unwrap();
    let mut rows: Vec<_> = text.iter().flat_map(|text| text.lines().skip(1)).collect();
    rows.sort_by_key(|row| shuffled_key(row));
    let parts = rows.chunks(rows.len() / 3 + 1).enumerate().map(|(number, rows)| {
        let path = folder.path().join(format!("part-{number}.csv"));
        fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
        path
    });
    let shuffled = imported(&parts.collect::<Vec<_>>(), &folder.path().join("b"));
    let cells = |import: &[CurrentImport]| fs::read(import[0].cells().unwrap()).unwrap();
    assert!(!cells(&whole).is_empty() && cells(&whole) == cells(&shuffled), "the cells differ");
}

fn unzipped(path: &Path) -> String {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

/// Some order that is not the bill's.
fn shuffled_key(row: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn sums_that_may_not_fit_are_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines-0000.parquet");
    let large = usage("1", "0").units(muster_engine::ledger::schema::column::UNBLENDED_COST, 1 << 126);
    super::bill::write(&[large.clone(), large], &file);
    assert_eq!(by_hand(&[file]).record.cells, None);
}

#[test]
fn a_preview_is_the_report_in_one_row_whether_cells_are_in_memory_or_not() {
    let workflow = rules(
        r#"{"rule":"replace_ri_discounts","purchased_by":"any"},{"rule":"remove_credits","kinds":["private_rate"]},
           {"rule":"remove_volume_discounts","usage":"top_rate"},{"rule":"share_sp_cost","basis":"recurring"},
           {"rule":"custom_line_item","label":"Fee","amount":"9","per":"account"},{"rule":"uplift","percent":"3"},
           {"rule":"custom","label":"Weekends","when":"day_of_week in ('Saturday', 'Sunday')","action":{"percent":"-5"}}"#,
    );
    let report = same(&ReportRequest { workflow: workflow.clone(), ..Default::default() });
    let engine = Engine::new(&Settings::default()).unwrap();
    let session = engine.open(&BILL.imports).unwrap();
    let request = by_account(workflow);
    let [first, second] = [(); 2].map(|()| futures::executor::block_on(engine.preview(&session, request.clone())).unwrap());
    assert_eq!(first, second);
    assert_eq!([first.unblended, first.charge], [report.totals[0], report.totals[1]]);
    assert_eq!((first.lines, first.no_public_price, first.source), (report.lines, report.no_public_price, Source::Kept));
    for (position, effect) in (1..).zip(&first.effects) {
        let trail: Vec<_> = report.explain.iter().filter(|trail| trail.position == position).collect();
        assert_eq!(effect.lines, trail.iter().map(|trail| trail.lines).sum::<u64>());
        // Each account's is rounded by itself.
        let rounded: muster_domain::Money = trail.iter().map(|trail| trail.effect).sum();
        assert!((rounded - effect.effect).0.abs() <= rust_decimal::Decimal::new(trail.len() as i64, 12), "rule {position}");
    }
    assert_eq!(first.effects.len(), 7);
}

#[test]
fn a_preview_sees_a_month_that_was_imported_anew() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let engine = Engine::new(&Settings::default()).unwrap();
    let unblended = |cost: &str| {
        let bill = folder.path().join("bill.csv");
        let row = format!("111122223333,Usage,2018-10-02T03:00:00Z,{cost}");
        fs::write(
            &bill,
            format!("bill/PayerAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UnblendedCost\n{row}\n"),
        )
        .unwrap();
        let session = engine.open(&imported(&[bill], &ledger)).unwrap();
        let request = ReportRequest { workflow: Workflow::none(), ..Default::default() };
        let previews = [(); 2].map(|()| futures::executor::block_on(engine.preview(&session, request.clone())).unwrap());
        assert!(previews.iter().all(|preview| preview.source == Source::Kept));
        previews.map(|preview| preview.unblended.exact())
    };
    assert_eq!(unblended("1"), ["1.00", "1.00"]);
    assert_eq!(unblended("2"), ["2.00", "2.00"]);
}

#[test]
fn a_preview_of_nothing_is_nothing() {
    let session = ENGINE.open(&[]).unwrap();
    let workflow = rules(r#"{"rule":"remove_taxes"}"#);
    let preview = futures::executor::block_on(ENGINE.preview(&session, by_account(workflow))).unwrap();
    assert_eq!((preview.lines, preview.charge.exact().as_str(), preview.effects.len()), (0, "0.00", 1));
}
