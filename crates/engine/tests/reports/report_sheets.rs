//! Reports as XLSX and Parquet: typed cells, exact amounts, the same bytes.

use std::io::{Cursor, Read};

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal128Type};
use muster_domain::Money;
use muster_engine::ledger::schema::column;
use muster_engine::report::{Report, ReportRequest};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::bill::{reserved, usage};
use super::run::{groups, report, rules, subsets};

/// One account in the report and one beside it, a service that looks like a formula, a third of a cent's millionth.
fn small() -> Report {
    let lines = [
        usage("011254002932", "1.500000000001").service("=SUM(A1)"),
        reserved("11254002932", "9").service("AmazonEC2").on_demand("6").effective("3.75").text(column::REGION, "eu-west-1"),
    ];
    let request = ReportRequest {
        workflow: rules(r#"{"rule":"uplift","percent":"3"}"#),
        subsets: subsets(&["A=011254002932"]),
        scope: muster_engine::report::Scope::Subsets(vec!["A".to_owned()]),
        group_by: groups("account,service"),
        ..Default::default()
    };
    report(&lines, &request)
}

fn xlsx(report: &Report) -> Vec<u8> {
    let mut bytes = Vec::new();
    report.write_xlsx(&mut bytes).unwrap();
    bytes
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn an_account_is_a_text_cell_and_an_amount_a_number() {
    let bytes = xlsx(&small());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(r#"<c r="A2" t="inlineStr"><is><t>011254002932</t></is></c>"#), "{sheet}");
    assert!(sheet.contains("<v>1.500000000001</v>"), "{sheet}");
    assert!(sheet.contains("<t>Charge From Report</t>"), "{sheet}");
    assert!(part(&bytes, "xl/styles.xml").contains(r##"formatCode="#,##0.00##########""##));
}

#[test]
fn a_text_that_looks_like_a_formula_is_a_text_marked_as_one() {
    let bytes = xlsx(&small());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<t>=SUM(A1)</t>") && !sheet.contains("<f>"), "{sheet}");
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
}

#[test]
fn totals_and_the_effects_of_rules_have_sheets_of_their_own() {
    let bytes = xlsx(&small());
    let book = part(&bytes, "xl/workbook.xml");
    assert!(["Report", "Totals", "Explain"].iter().all(|name| book.contains(&format!("name=\"{name}\""))), "{book}");
    let totals = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(totals.contains("<t>1.545000000001</t>"), "{totals}");
    assert!(part(&bytes, "xl/worksheets/sheet3.xml").contains("<t>uplift</t>"));
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let report = small();
    let first = xlsx(&report);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(first, xlsx(&report));
    let parquet = || {
        let mut bytes = Vec::new();
        report.write_parquet(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(parquet(), parquet());
}

#[test]
fn parquet_has_the_rows_of_the_report_typed() {
    let report = small();
    let mut file = tempfile::tempfile().unwrap();
    report.write_parquet(&mut file).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let names: Vec<_> = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, report.headers());
    assert_eq!(reader.schema().field_with_name("Unblended").unwrap().data_type(), &DataType::Decimal128(38, 12));
    let batch = reader.build().unwrap().next().unwrap().unwrap();
    assert_eq!(batch.num_rows(), report.rows.len());
    let texts = report.rows[0].groups.len();
    for (number, row) in report.rows.iter().enumerate() {
        let read: Vec<_> = (0..texts).map(|place| batch.column(place).as_string::<i32>().value(number)).collect();
        assert_eq!(read, row.groups);
        for (place, amount) in row.amounts.iter().enumerate() {
            let column = batch.column(texts + place).as_primitive::<Decimal128Type>();
            let read = column.is_valid(number).then(|| Money::from_scaled(column.value(number)).unwrap());
            assert_eq!(read, *amount, "row {number}, {}", report.measures[place].header());
        }
    }
    assert!(report.rows.last().unwrap().amounts[0].is_none(), "the row `Other` has empty cells");
}
