//! Reports and trails of the books, as CSV.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use muster_domain::report::GroupBy;
use muster_engine::report::ReportRequest;

use super::bill::{Bill, Line};
use super::books::{Added, Books, Owner};
use super::charge::Charged;
use super::eco::{is_eco, saved};
use super::exact::Exact;

const ALL_HEADERS: &str = "Unblended,Charge From Report,Difference,Total Savings,RI Savings Only,Eco RI Savings,SP Savings Only,\
    Eco SP Savings,RI Ondemand Cost,SP Ondemand Cost,RI Effective Cost,SP Effective Cost,Eco RI Effective Cost,Eco SP Effective Cost,\
    Eco Total Savings,Unused Commitment Cost";
const LINE_COLUMNS: [usize; 5] = [0, 1, 2, 8, 9];
const EMPTY_IN_OTHER: [usize; 6] = [0, 1, 2, 8, 9, 15];

type Amounts = [Exact; 16];

/// What a report says: its file, its trail as a file, the lines it sums, and those without a public price.
pub(crate) struct Answer {
    pub(crate) csv: String,
    pub(crate) explain: String,
    pub(crate) lines: u64,
    pub(crate) unpriced: u64,
}

pub(crate) fn answer(bill: &Bill, request: &ReportRequest) -> Answer {
    let books = Books::of(bill, request);
    let shown = || books.lines.iter().filter(|charged| books.shows(charged.line));
    Answer {
        csv: report_csv(&books),
        explain: explain_csv(&books),
        lines: shown().count() as u64,
        unpriced: shown().filter(|charged| charged.is_unpriced).count() as u64,
    }
}

fn report_csv(books: &Books<'_>) -> String {
    let groups = &books.request.group_by;
    let mut rows: BTreeMap<Vec<String>, Amounts> = BTreeMap::new();
    let mut outside: Option<Amounts> = None;
    if groups.is_empty() {
        rows.insert(vec![], Amounts::default());
    }
    for charged in &books.lines {
        let sums = match books.shows(charged.line) {
            true => rows.entry(groups.iter().map(|group| key_of_line(group, charged.line, books)).collect()).or_default(),
            false => outside.get_or_insert_default(),
        };
        add(sums, charged, books);
    }
    for added in books.added.iter().filter(|added| books.is_inside(&added.owner, added.day)) {
        let sums = rows.entry(groups.iter().map(|group| key_of_added(group, added, books)).collect()).or_default();
        sums[1] += &added.charge;
        sums[2] += &added.charge;
    }
    let by_line = groups.iter().any(|group| matches!(group, GroupBy::ChargeType | GroupBy::Lifecycle));
    let columns: Vec<usize> = if by_line { LINE_COLUMNS.to_vec() } else { (0..16).collect() };
    let headers: Vec<_> = ALL_HEADERS.split(',').collect();
    let heads = groups.iter().flat_map(GroupBy::headers).chain(columns.iter().map(|column| headers[*column].to_owned()));
    let mut text = file_row(heads);
    let names = names(books);
    for (keys, sums) in &rows {
        let cells = cells(groups, keys, &names);
        text += &file_row(cells.into_iter().chain(columns.iter().map(|column| sums[*column].text())));
    }
    if let Some(sums) = outside.filter(|_| groups.contains(&GroupBy::Account) && !by_line) {
        let keys: Vec<_> = groups.iter().map(|group| if *group == GroupBy::Account { "Other" } else { "" }.to_owned()).collect();
        let amount = |column: usize| if EMPTY_IN_OTHER.contains(&column) { String::new() } else { sums[column].text() };
        text += &file_row(cells(groups, &keys, &BTreeMap::new()).into_iter().chain((0..16).map(amount)));
    }
    text
}

/// What each rule did to each account.
fn explain_csv(books: &Books<'_>) -> String {
    let mut text = "position,rule,account,lines,effect\n".to_owned();
    for ((position, account), (lines, effect)) in &books.trail {
        let rule = books.request.workflow.rules[position - 1].kind().to_owned();
        text += &file_row([position.to_string(), rule, account.clone(), lines.to_string(), effect.text()].into_iter());
    }
    text
}

fn key_of_line(group: &GroupBy, line: &Line, books: &Books<'_>) -> String {
    match group {
        GroupBy::Subset => books.subset(&line.account, line.day()).unwrap_or("Unassigned").to_owned(),
        GroupBy::Account => line.account.clone(),
        GroupBy::Service => line.service().to_owned(),
        GroupBy::Region => line.region().to_owned(),
        GroupBy::ChargeType => line.charge_type().to_owned(),
        GroupBy::Lifecycle => line.lifecycle().to_owned(),
        GroupBy::Month => month_key(line.day()),
        GroupBy::Day => line.day().to_string(),
        GroupBy::UsageType => line.text("lineItem/UsageType").to_owned(),
        GroupBy::Tag(key) => line.text(&format!("resourceTags/{key}")).to_owned(),
    }
}

fn key_of_added(group: &GroupBy, added: &Added, books: &Books<'_>) -> String {
    match group {
        GroupBy::Subset => match &added.owner {
            Owner::Account(account) => books.subset(account, added.day).unwrap_or("Unassigned").to_owned(),
            Owner::Subset(subset) => subset.clone(),
            Owner::Report => String::new(),
        },
        GroupBy::Account => added.owner.account().to_owned(),
        GroupBy::Service => added.service.clone(),
        GroupBy::Region => added.region.clone(),
        GroupBy::ChargeType => added.charge_type.clone(),
        GroupBy::Lifecycle => added.lifecycle.to_owned(),
        GroupBy::Month => month_key(added.day),
        GroupBy::Day => added.day.to_string(),
        GroupBy::UsageType | GroupBy::Tag(_) => String::new(),
    }
}

fn month_key(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

fn add(sums: &mut Amounts, charged: &Charged<'_>, books: &Books<'_>) {
    let line = charged.line;
    sums[0] += &line.unblended;
    sums[1] += &charged.charge;
    sums[2] += &(&charged.charge - &line.unblended);
    sums[15] += &line.unused;
    // Savings, on-demand and effective cost; then those of Eco commitments.
    let (columns, eco_columns) = match line.kind.as_str() {
        "DiscountedUsage" => ([4, 8, 10], [5, 12]),
        "SavingsPlanCoveredUsage" => ([6, 9, 11], [7, 13]),
        _ => return,
    };
    let (on_demand, effective) = (line.on_demand.clone().unwrap_or_default(), line.effective.clone().unwrap_or_default());
    sums[3] += &saved(line);
    for (column, amount) in columns.into_iter().zip([&saved(line), &on_demand, &effective]) {
        sums[column] += amount;
    }
    if is_eco(line, &books.request.eco, books.bill) {
        sums[eco_columns[0]] += &saved(line);
        sums[eco_columns[1]] += &effective;
        sums[14] += &saved(line);
    }
}

/// The least name that the report's lines give an account, else the one kept in Muster.
fn names(books: &Books<'_>) -> BTreeMap<String, String> {
    let kept = books.request.account_names.iter();
    let mut names: BTreeMap<_, _> = kept.map(|(account, name)| (account.as_str().to_owned(), name.clone())).collect();
    let mut on_bill: BTreeMap<String, &str> = BTreeMap::new();
    for line in books.lines.iter().map(|charged| charged.line).filter(|line| books.shows(line)) {
        if let Some(name) = line.some_text("lineItem/UsageAccountName") {
            let least = on_bill.entry(line.account.clone()).or_insert(name);
            *least = name.min(least);
        }
    }
    names.extend(on_bill.into_iter().map(|(account, name)| (account, name.to_owned())));
    names
}

fn cells(groups: &[GroupBy], keys: &[String], names: &BTreeMap<String, String>) -> Vec<String> {
    let mut cells = vec![];
    for (group, key) in groups.iter().zip(keys) {
        cells.push(safe(key));
        if *group == GroupBy::Account {
            cells.push(names.get(key).map(|name| safe(name)).unwrap_or_default());
        }
    }
    cells
}

/// A text that a spreadsheet would take for a formula gets an apostrophe.
fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

fn file_row(cells: impl Iterator<Item = String>) -> String {
    let quoted = |cell: String| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    };
    let cells: Vec<_> = cells.map(quoted).collect();
    // One empty cell would be an empty line.
    if cells == [""] { "\"\"\n".to_owned() } else { cells.join(",") + "\n" }
}
