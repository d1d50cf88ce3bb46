//! The re-rated bill: one row per line, in the columns of FOCUS, whose charges are the report's to the last digit.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use muster_domain::Money;
use muster_engine::ledger::schema::column;
use muster_engine::report::ReportRequest;
use muster_engine::rerate::{RerateForm, RerateRequest, Rerated};
use muster_engine::session::{Engine, Settings};
use muster_testkit::bill::delivery::{self, Form};
use muster_testkit::bill::{Spec, generate};

use super::bill::{Line, line, planned, reserved, usage, write};
use super::real_bill::imported;
use super::run::{ENGINE, by_account, report, rules, subsets};

const RULES: &str = r#"{"rule":"uplift","percent":"3.3"},{"rule":"replace_ri_discounts"},{"rule":"remove_taxes"}"#;

fn bill() -> Vec<Line> {
    let mut lines = vec![
        usage("011", "1.000000000001")
            .text(column::LINE_ITEM_ID, "a")
            .tagged("user:Team", "R\"D")
            .amount(column::USAGE_AMOUNT, "2")
            .on_demand("1.5")
            .text(column::REGION, "eu-west-1"),
        reserved("011", "9").on_demand("0.192").effective("0.1").amount(column::AMORTIZED_COST, "0.1"),
        line("RIFee").of("9").bought_by("9").cost("8.25").amount(column::AMORTIZED_COST, "2"),
        line("Tax").of("9").cost("1").described("=Tax"),
        usage("9", "50").split(),
    ];
    lines.extend(planned("2", "9", "0.7", "0.5"));
    lines
}

/// Bytes that a test reads while the engine owns the writer.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn rerated(lines: &[Line], request: &ReportRequest, form: RerateForm) -> (Rerated, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.parquet");
    write(lines, &file);
    rerated_by(&ENGINE, &[file], request, form)
}

fn rerated_by(engine: &Engine, files: &[PathBuf], request: &ReportRequest, form: RerateForm) -> (Rerated, Vec<u8>) {
    let session = engine.session(files).unwrap();
    let out = Shared::default();
    let asked = RerateRequest { report: request.clone(), form, out: out.clone() };
    let written = futures::executor::block_on(engine.rerated(&session, asked, Arc::default())).unwrap();
    let bytes = out.0.lock().unwrap().clone();
    (written, bytes)
}

fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect()
}

fn sum(rows: &[BTreeMap<String, String>], column: &str) -> rust_decimal::Decimal {
    rows.iter().map(|row| row[column].parse::<rust_decimal::Decimal>().unwrap()).sum()
}

#[test]
fn charges_and_costs_are_the_reports_to_the_last_digit() {
    let request = by_account(rules(RULES));
    let (written, bytes) = rerated(&bill(), &request, RerateForm::Csv);
    let (rows, report) = (rows(&bytes), report(&bill(), &request));
    assert_eq!((written.lines, written.rows, rows.len()), (6, 6, 6));
    assert_eq!([written.unblended, written.charge], report.totals[..2]);
    assert_eq!(Money(sum(&rows, "BilledCost")), report.totals[0]);
    assert_eq!(sum(&rows, "x_Charge").round_dp(12), report.totals[1].0);
    let usage = rows.iter().find(|row| row["x_LineItemId"] == "a").unwrap();
    assert_eq!(usage["x_Charge"], "1.033000000001033", "a charge is not rounded");
}

#[test]
fn a_line_says_what_it_is_in_the_words_of_focus() {
    let request = ReportRequest { subsets: subsets(&["R&D=011"]), ..by_account(rules(RULES)) };
    let rows = rows(&rerated(&bill(), &request, RerateForm::Csv).1);
    let of = |line_type: &str| rows.iter().find(|row| row["x_LineItemType"] == line_type).unwrap();
    let check = |line_type: &str, expected: &[(&str, &str)]| {
        for (column, value) in expected {
            assert_eq!(of(line_type)[*column], *value, "{column} of {line_type}");
        }
    };
    check(
        "Usage",
        &[("SubAccountId", "011"), ("ChargeCategory", "Usage"), ("ChargeFrequency", "Usage-Based"), ("RegionId", "eu-west-1")],
    );
    check("Usage", &[("ListCost", "1.50"), ("ConsumedQuantity", "2.00"), ("x_Customer", "R&D"), ("ServiceCategory", "Compute")]);
    check("Usage", &[("Tags", r#"{"user:Team":"R\"D"}"#), ("ChargePeriodStart", "2018-10-01T00:00:00Z")]);
    check("Usage", &[("BillingPeriodStart", "2018-10-01T00:00:00Z"), ("BillingPeriodEnd", "2018-11-01T00:00:00Z")]);
    check(
        "DiscountedUsage",
        &[("CommitmentDiscountStatus", "Used"), ("CommitmentDiscountCategory", "Usage"), ("EffectiveCost", "0.10")],
    );
    check("SavingsPlanCoveredUsage", &[("CommitmentDiscountCategory", "Spend"), ("PricingCategory", "Committed")]);
    check(
        "RIFee",
        &[
            ("ChargeCategory", "Purchase"),
            ("ChargeFrequency", "Recurring"),
            ("EffectiveCost", "2.00"),
            ("x_Customer", "Unassigned"),
        ],
    );
    check(
        "Tax",
        &[("ChargeCategory", "Tax"), ("ChargeDescription", "'=Tax"), ("x_Charge", "0.00"), ("CommitmentDiscountId", "")],
    );
}

#[test]
fn a_line_says_what_each_rule_did_to_it() {
    let rows = rows(&rerated(&bill(), &by_account(rules(RULES)), RerateForm::Csv).1);
    let covered = rows.iter().find(|row| row["x_LineItemType"] == "DiscountedUsage").unwrap();
    assert_eq!(covered["x_RuleTrail"], r#"{"2. Replace RI discounts":"0.192","1. Uplift":"0.006336"}"#);
    let effects: BTreeMap<String, rust_decimal::Decimal> = serde_json::from_str(&covered["x_RuleTrail"]).unwrap();
    assert_eq!(effects.values().sum::<rust_decimal::Decimal>().to_string(), "0.198336");
}

#[test]
fn the_same_lines_are_the_same_bytes_in_both_forms() {
    let request = by_account(rules(RULES));
    for form in [RerateForm::Csv, RerateForm::Parquet] {
        assert_eq!(rerated(&bill(), &request, form).1, rerated(&bill(), &request, form).1);
    }
}

#[test]
fn parquet_has_costs_as_decimals_and_charges_with_as_many_as_the_rules_made() {
    use arrow::datatypes::DataType;
    let bytes = rerated(&bill(), &by_account(rules(RULES)), RerateForm::Parquet).1;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let of = |name: &str| reader.schema().field_with_name(name).unwrap().data_type().clone();
    assert_eq!([of("BilledCost"), of("x_Charge")], [DataType::Decimal128(38, 12), DataType::Decimal128(38, 15)]);
    assert_eq!(of("ChargePeriodStart"), DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, Some("UTC".into())));
}

#[test]
fn a_bill_without_lines_is_a_file_of_heads() {
    let (written, bytes) = rerated(&[], &by_account(rules(RULES)), RerateForm::Csv);
    assert_eq!((written, rows(&bytes).len()), (Rerated::default(), 0));
    assert!(bytes.starts_with(b"AvailabilityZone,BilledCost,"));
}

#[test]
fn shared_cost_stands_on_the_purchasers_account_once_per_commitment_day_and_consumer() {
    let lines = [
        reserved("1", "9").effective("0.5"),
        reserved("1", "9").effective("0.25"),
        reserved("1", "9").effective("4").on("2018-10-02"),
        reserved("2", "9").effective("8"),
    ];
    let request = by_account(rules(r#"{"rule":"share_ri_cost","basis":"effective"}"#));
    let (written, bytes) = rerated(&lines, &request, RerateForm::Csv);
    assert_eq!((written.lines, written.rows, written.charge), (4, 7, Money::ZERO));
    let rows = rows(&bytes);
    let added: Vec<_> = rows.iter().filter(|row| row["x_ChargeType"] == "RI cost sharing").collect();
    let charges: Vec<_> = added.iter().map(|row| (row["SubAccountId"].as_str(), row["x_Charge"].as_str())).collect();
    assert_eq!(charges, [("9", "-0.75"), ("9", "-8.00"), ("9", "-4.00")]);
    assert_eq!([added[0]["ChargeCategory"].as_str(), added[0]["BillingAccountId"].as_str()], ["Adjustment", "1"]);
}

#[test]
fn rows_that_rules_add_stand_at_the_end_with_their_charges() {
    let lines = [usage("011", "100"), usage("9", "50").on("2018-11-30")];
    let request = ReportRequest {
        subsets: subsets(&["R&D=011"]),
        ..by_account(rules(
            r#"{"rule":"custom_line_item","label":"Care","percent":"1.234567","per":"account"},{"rule":"uplift","percent":"3.3"},
            {"rule":"custom_line_item","label":"Desk","amount":"7","per":"report","repeat":"once"}"#,
        ))
    };
    let (written, bytes) = rerated(&lines, &request, RerateForm::Csv);
    let report = report(&lines, &request);
    assert_eq!((written.lines, written.rows, written.charge), (2, 5, report.totals[1]));
    let rows = rows(&bytes);
    assert_eq!(sum(&rows, "x_Charge").round_dp(12), report.totals[1].0);
    let care = rows.iter().find(|row| row["x_ChargeType"] == "Care" && row["SubAccountId"] == "011").unwrap();
    assert_eq!(care["x_Charge"], "1.275307711");
    assert_eq!(care["x_RuleTrail"], r#"{"1. Care":"1.234567","2. Uplift":"0.040740711"}"#);
    let columns =
        ["x_Customer", "ServiceName", "ProviderName", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd", "BilledCost"];
    let expected = ["R&D", "Custom", "Muster", "Purchase", "2018-10-01T00:00:00Z", "2018-11-01T00:00:00Z", "0.00"];
    assert_eq!(columns.map(|column| care[column].as_str()), expected);
    let desk = rows.iter().find(|row| row["x_ChargeType"] == "Desk").unwrap();
    assert_eq!(["SubAccountId", "x_Customer", "BillingAccountId"].map(|column| desk[column].as_str()), ["", "", "1"]);
}

#[test]
fn lines_stand_by_account_time_and_id_whatever_order_they_came_in() {
    let mut lines = [
        usage("2", "1").text(column::LINE_ITEM_ID, "b"),
        usage("2", "1").text(column::LINE_ITEM_ID, "a"),
        usage("1", "3").on("2018-10-02"),
        usage("1", "2"),
        usage("1", "1").tagged("user:Team", "x"),
        usage("1", "1"),
    ];
    let request = by_account(rules(RULES));
    let expected = [RerateForm::Csv, RerateForm::Parquet].map(|form| rerated(&lines, &request, form).1);
    let ids: Vec<_> = rows(&expected[0]).iter().map(|row| row["x_LineItemId"].clone() + &row["BilledCost"]).collect();
    assert_eq!(ids, ["1.00", "1.00", "2.00", "3.00", "a1.00", "b1.00"]);
    lines.reverse();
    assert_eq!([RerateForm::Csv, RerateForm::Parquet].map(|form| rerated(&lines, &request, form).1), expected);
}

#[test]
fn usage_that_names_a_commitment_and_is_not_covered_by_it_has_none_in_focus() {
    let lines = [usage("1", "2").bought_by("9"), reserved("1", "9")];
    let rows = rows(&rerated(&lines, &by_account(rules(RULES)), RerateForm::Csv).1);
    let columns = ["CommitmentDiscountId", "CommitmentDiscountCategory", "CommitmentDiscountType", "CommitmentDiscountStatus"];
    let of = |line_type: &str| rows.iter().find(|row| row["x_LineItemType"] == line_type).unwrap();
    assert!(columns.iter().all(|column| of("Usage")[*column].is_empty()));
    assert!(columns.iter().all(|column| !of("DiscountedUsage")[*column].is_empty()));
}

#[test]
fn lines_that_do_not_fit_the_engines_memory_are_sorted_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    delivery::write(&generate(Spec { lines: 60_000, ..Spec::small(5) }), Form::Cur2Parquet, folder.path()).unwrap();
    let files = imported(&[folder.path().join(Form::Cur2Parquet.report())], &folder.path().join("ledger"));
    let [little, much] = [32 << 20, 4 << 30].map(|memory| {
        let engine = Engine::new(&Settings { memory, ..Settings::default() }).unwrap();
        rerated_by(&engine, &files, &by_account(rules(RULES)), RerateForm::Csv)
    });
    assert!(much.1.len() > 32 << 20, "{} bytes would have fitted", much.1.len());
    assert!(little == much, "the same file");
}
