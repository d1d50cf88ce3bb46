//! Wild files: each is read right, or refused with one exact sentence. A case is some files in a folder and what
//! importing the folder, or one of its files, comes to.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "import_wild/damage.rs"]
mod damage;
#[path = "support/import.rs"]
mod support;
#[path = "import_wild/tables.rs"]
mod tables;

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use muster_engine::ledger::{CurrentImport, Ledger};
use support::{Csv, amounts, import_into, table, texts};

/// What an import comes to: lines and cost of all months, or the message.
#[derive(Debug, PartialEq)]
enum Outcome {
    Read(u64, &'static str),
    Refused(&'static str),
}

use Outcome::{Read, Refused};

struct Case {
    name: &'static str,
    files: Vec<(String, Vec<u8>)>,
    /// Below the folder; empty for the folder itself.
    input: &'static str,
    outcome: Outcome,
}

fn case(name: &'static str, file: &str, content: impl Into<Vec<u8>>, outcome: Outcome) -> Case {
    Case { name, files: vec![(file.to_owned(), content.into())], input: "", outcome }
}

fn folder(name: &'static str, files: &[(&str, &[u8])], outcome: Outcome) -> Case {
    let files = files.iter().map(|(path, content)| ((*path).to_owned(), content.to_vec())).collect();
    Case { name, files, input: "", outcome }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap()
}

fn periods(ledger: &Path) -> Vec<CurrentImport> {
    Ledger::open(ledger).unwrap().periods().unwrap()
}

#[track_caller]
fn check(cases: Vec<Case>) {
    for Case { name, files, input, outcome } in cases {
        let folder = tempfile::tempdir().unwrap();
        let (bucket, ledger) = (folder.path().join("bucket"), folder.path().join("ledger"));
        for (path, content) in files {
            let path = bucket.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let input = if input.is_empty() { bucket.clone() } else { bucket.join(input) };
        let found = import_into(&ledger, &[input]);
        let shown = found.map(|_| {
            let periods = periods(&ledger);
            let costs: muster_domain::Money = periods.iter().map(|one| one.record.unblended_cost.parse().unwrap()).sum();
            format!("{} lines, {}", periods.iter().map(|one| one.record.rows).sum::<u64>(), costs.exact())
        });
        let shown = shown.unwrap_or_else(|error| error.to_string().replace(&format!("{}/", bucket.display()), ""));
        let shown = shown.replace(&bucket.display().to_string(), "FOLDER");
        let expected = match outcome {
            Read(lines, cost) => format!("{lines} lines, {cost}"),
            Refused(message) => message.to_owned(),
        };
        assert_eq!(shown, expected, "{name}");
    }
}

/// Two lines that cost 3 together.
fn bill() -> String {
    Csv::new().row("1").row("2").0
}

const HEADER: &str = "bill/PayerAccountId,lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost";

fn text(header: &str, rows: &[&str]) -> String {
    format!("{header}\n{}\n", rows.join("\n"))
}

#[test]
fn text_files() {
    let row = "1,2018-10-01T00:00:00Z,Usage,1.5";
    let odd = "BILL/payeraccountid, LineItem/UsageStartDate ,\"lineItem/LineItemType\",Line_Item_Unblended_Cost";
    check(vec![
        case("byte order mark", "a.csv", format!("\u{feff}{}", bill()), Read(2, "3.00")),
        case("CRLF", "a.csv", bill().replace('\n', "\r\n"), Read(2, "3.00")),
        case("no line end at the end", "a.csv", bill().trim_end(), Read(2, "3.00")),
        case("empty lines", "a.csv", bill().replace('\n', "\n\n"), Read(2, "3.00")),
        case("odd spellings of headers", "a.csv", text(odd, &[row]), Read(1, "1.50")),
        case("quoted newline", "a.csv", text(&format!("{HEADER},x"), &[&format!("{row},\"a\nb\"")]), Read(1, "1.50")),
        case(
            "E-notation",
            "a.csv",
            text(HEADER, &["1,2018-10-01,Usage,3.0E-6", "1,2018-10-01,Usage,1e2"]),
            Read(2, "100.000003"),
        ),
        case(
            "NULL as text",
            "a.csv",
            text(&format!("{HEADER},pricing/publicOnDemandCost,lineItem/UsageEndDate"), &[&format!("{row},NULL,NULL")]),
            Read(1, "1.50"),
        ),
        case(
            "NULL where a cost must be",
            "a.csv",
            text(HEADER, &["1,2018-10-01,Usage,NULL"]),
            Refused("a.csv: line 2, column lineItem/UnblendedCost: nothing there: expected a number"),
        ),
        case(
            "wrong type in one row",
            "a.csv",
            text(HEADER, &[row, row, "1,2018-10-01T00:00:00Z,1.5,Usage", row]),
            Refused(
                "a.csv: line 4, column lineItem/UnblendedCost: `Usage` is not a number: expected a decimal such as 12.34 or 1.2E-6",
            ),
        ),
        case(
            "an account that a spreadsheet took for a number",
            "a.csv",
            text(&format!("{HEADER},lineItem/UsageAccountId"), &[&format!("{row},1.11122E+11")]),
            Refused("a.csv: line 2, column lineItem/UsageAccountId: `1.11122E+11` is not an account: expected digits"),
        ),
        case(
            "semicolons",
            "a.csv",
            HEADER.replace(',', ";"),
            Refused(
                "a.csv: columns separated by `;` (bill/PayerAccountId;lineItem/UsageStartDate;lineItem/LineIte…): expected commas",
            ),
        ),
        case("header only", "a.csv", HEADER, Refused("FOLDER: the file has no rows that could be read")),
        case("empty", "a.csv", "", Refused("a.csv: an empty file")),
        case("empty, packed", "a.csv.gz", gzip(b""), Refused("a.csv.gz: an empty file")),
        case(
            "a required column missing",
            "a.csv",
            "lineItem/UnblendedCost,lineItem/LineItemType\n1,Usage\n",
            Refused("a.csv: not a Cost and Usage Report: no column lineItem/UsageStartDate"),
        ),
        case(
            "a column twice",
            "a.csv",
            text(&format!("{HEADER},lineItem/UnblendedCost"), &[&format!("{row},2")]),
            Refused("a.csv: two columns lineItem/UnblendedCost: expected one"),
        ),
        case(
            "a tag twice",
            "a.csv",
            text(&format!("{HEADER},resourceTags/user:a,resourceTags/user:a"), &[&format!("{row},x,y")]),
            Refused("a.csv: two columns resourceTags/user:a: expected one"),
        ),
        case(
            "columns that nobody reads, twice",
            "a.csv",
            text(&format!("{HEADER},x,x"), &[&format!("{row},,")]),
            Read(1, "1.50"),
        ),
    ]);
}

#[test]
fn packed_files_and_wrong_extensions() {
    let whole = gzip(bill().as_bytes());
    let mut broken = whole.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 0xff;
    check(vec![
        case("gzip called .csv", "a.csv", whole.clone(), Read(2, "3.00")),
        case("gzip called .gz", "a.gz", whole.clone(), Read(2, "3.00")),
        case("gzip called .parquet", "a.parquet", whole.clone(), Read(2, "3.00")),
        case("text called .csv.gz", "a.csv.gz", bill(), Read(2, "3.00")),
        case("Parquet called .csv", "a.csv", tables::cur(), Read(2, "3.00")),
        case(
            "two gzips in one file",
            "a.csv.gz",
            [gzip(HEADER.as_bytes()), gzip(b"\n1,2018-10-01,Tax,4\n")].concat(),
            Read(1, "4.00"),
        ),
        case(
            "truncated gzip",
            "a.csv.gz",
            &whole[..whole.len() - 6],
            Refused("a.csv.gz: ends too early: the compressed data stop in the middle; copy it again"),
        ),
        case(
            "damaged gzip",
            "a.csv.gz",
            broken,
            Refused("a.csv.gz: damaged: corrupt gzip stream does not have a matching checksum"),
        ),
        case(
            "what a bucket answers in place of a file",
            "a.csv.gz",
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
            Refused("a.csv.gz: cannot read XML or HTML: expected .csv, .csv.gz, .csv.zip or .parquet"),
        ),
        Case {
            input: "a.json",
            ..case(
                "text called .json",
                "a.json",
                bill(),
                Refused("a.json: not a manifest of a bill: expected value at line 1 column 1"),
            )
        },
    ]);
}

#[test]
fn parquet_of_other_writers() {
    check(vec![
        case("ids as numbers", "a.parquet", tables::with_ids_as_numbers(), Read(2, "3.00")),
        case("categories", "a.parquet", tables::with_categories(), Read(2, "3.00")),
        case(
            "a truncated file",
            "a.parquet",
            &tables::cur()[..200],
            Refused("a.parquet: damaged: Parquet error: Invalid Parquet file. Corrupt footer"),
        ),
        case(
            "no columns of a bill",
            "a.parquet",
            tables::of_something_else(),
            Refused("a.parquet: not a Cost and Usage Report: no column lineItem/LineItemType"),
        ),
        case(
            "a type that no bill has",
            "a.parquet",
            tables::with_a_list(),
            Refused("a.parquet: damaged: column resource_tags: a column of type List(Utf8), which no bill has"),
        ),
    ]);
}

#[test]
fn an_id_kept_as_a_number_gets_its_zeros_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.parquet");
    std::fs::write(&file, tables::with_ids_as_numbers()).unwrap();
    let summary = import_into(&folder.path().join("ledger"), &[file]).unwrap();
    let current = &summary.periods[0].current;
    assert_eq!(current.record.payer_account, "011254002932");
    assert_eq!(texts(current, "usage_account_id"), [Some("000000000042".to_owned()), Some("011254002932".to_owned())]);
}

#[test]
fn an_id_of_thirteen_digits_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let rows = ["1234567890123,2018-10-01T00:00:00Z,Usage,1,0002222333344"];
    let file = folder.path().join("a.csv");
    std::fs::write(&file, text(&format!("{HEADER},lineItem/UsageAccountId"), &rows)).unwrap();
    let summary = import_into(&folder.path().join("ledger"), &[file]).unwrap();
    let current = &summary.periods[0].current;
    assert_eq!(current.record.payer_account, "1234567890123");
    assert_eq!(texts(current, "usage_account_id"), [Some("0002222333344".to_owned())]);
}

#[test]
fn thousands_of_tags_are_read_each_under_its_key() {
    let names: Vec<_> = (0..6000).map(|number| format!("\"resourceTags/user:say \"\"{number}\"\"\"")).collect();
    let values: Vec<_> = (0..6000).map(|number| format!("v{number}")).collect();
    let bill = format!("{HEADER},{}\n1,2018-10-01T00:00:00Z,Usage,1,{}\n", names.join(","), values.join(","));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, bill).unwrap();
    let summary = import_into(&folder.path().join("ledger"), &[file]).unwrap();
    let current = &summary.periods[0].current;
    assert_eq!(amounts(current, "unblended_cost"), [Some("1.00".to_owned())]);
    let tags = tables::tags(&table(&current.lines()[0])[0]);
    assert_eq!(tags.len(), 6000);
    assert_eq!(tags["user:say \"5999\""], "v5999");
}

#[test]
fn folders_without_a_manifest() {
    let (one, other) = (Csv::new().in_month("2018-10", "1").0, Csv::new().in_month("2018-11", "2").0);
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let focus = "BilledCost,ChargeCategory,ChargePeriodStart,BillingAccountId\n4,Usage,2018-10-01T00:00:00Z,111122223333\n";
    check(vec![
        folder("two months", &[("a.csv", one), ("b/c.csv", other)], Read(2, "3.00")),
        folder("the same file twice", &[("a.csv", one), ("b.csv", one)], Read(1, "1.00")),
        folder(
            "packed and unpacked",
            &[("a.csv", one), ("a.csv.gz", &gzip(other))],
            Refused("a.csv and a.csv.gz: the same bill packed twice? Name one of them"),
        ),
        folder(
            "the same month in two forms",
            &[("a.csv", one), ("b.csv", focus.as_bytes())],
            Refused("2018-10 of account 111122223333 is in two deliveries, a.csv and b.csv: import one of them"),
        ),
        folder("two months in two forms", &[("a.csv", other), ("b.csv", focus.as_bytes())], Read(2, "6.00")),
        folder(
            "two deliveries of one month",
            &[("r/20181001-20181101/x/1.csv", one), ("r/20181001-20181101/y/1.csv", other)],
            Refused(
                "r/20181001-20181101: two deliveries of one month, x and y, and no manifest says which counts: name one of them",
            ),
        ),
        folder(
            "what AWS lays beside a report",
            &[
                ("r/r/year=2018/month=10/r.csv", one),
                ("r/cost_and_usage_data_status/status.csv", b"status\nREADY\n"),
                ("r/crawler.yml", b"x"),
                (".hidden.csv", b"x"),
            ],
            Read(1, "1.00"),
        ),
        folder(
            "nothing",
            &[("a.txt", b"x")],
            Refused("FOLDER: no bill files in this folder: expected .csv, .csv.gz, .csv.zip or .parquet"),
        ),
    ]);
}
