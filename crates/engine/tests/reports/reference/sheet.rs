//! Reports and trails of charged lines, as CSV.

use std::collections::BTreeMap;

use muster_domain::Money;
use muster_domain::report::GroupBy;
use muster_engine::report::{ReportRequest, Scope};
use rust_decimal::{Decimal, RoundingStrategy};

use super::Line;
use super::charge::{Charged, charge, subset_of};

const ALL_HEADERS: &str = "Unblended,Charge From Report,Difference,Total Savings,RI Savings Only,Eco RI Savings,SP Savings Only,\
    Eco SP Savings,RI Ondemand Cost,SP Ondemand Cost,RI Effective Cost,SP Effective Cost,Eco RI Effective Cost,Eco SP Effective Cost,\
    Eco Total Savings,Unused Commitment Cost";
const LINE_COLUMNS: [usize; 5] = [0, 1, 2, 8, 9];
const EMPTY_IN_OTHER: [usize; 6] = [0, 1, 2, 8, 9, 15];

type Amounts = [Decimal; 16];

/// The report without Eco commitments, of a bill without account names.
pub(crate) fn report_csv(lines: &[Line], request: &ReportRequest) -> String {
    let mut rows: BTreeMap<Vec<String>, Amounts> = BTreeMap::new();
    let mut outside: Option<Amounts> = None;
    if request.group_by.is_empty() {
        rows.insert(vec![], Amounts::default());
    }
    for line in in_period(lines, request) {
        let sums = match is_inside(line, request) {
            true => rows.entry(request.group_by.iter().map(|group| key(group, line, request)).collect()).or_default(),
            false => outside.get_or_insert_default(),
        };
        add(sums, &charge(line, &request.workflow, &request.subsets));
    }
    let by_line = request.group_by.iter().any(|group| matches!(group, GroupBy::ChargeType | GroupBy::Lifecycle));
    let columns: Vec<usize> = if by_line { LINE_COLUMNS.to_vec() } else { (0..16).collect() };
    let headers: Vec<_> = ALL_HEADERS.split(',').collect();
    let groups = request.group_by.iter().flat_map(|group| group.headers());
    let mut text = vec![groups.chain(columns.iter().map(|column| headers[*column].to_owned())).collect::<Vec<_>>().join(",")];
    for (keys, sums) in &rows {
        text.push(row(&request.group_by, keys, columns.iter().map(|column| money(sums[*column]))));
    }
    if let Some(sums) = outside
        && request.group_by.contains(&GroupBy::Account)
        && !by_line
    {
        let keys: Vec<_> =
            request.group_by.iter().map(|group| if *group == GroupBy::Account { "Other" } else { "" }.to_owned()).collect();
        let amount = |column: usize| if EMPTY_IN_OTHER.contains(&column) { String::new() } else { money(sums[column]) };
        text.push(row(&request.group_by, &keys, (0..16).map(amount)));
    }
    text.join("\n") + "\n"
}

/// What each rule did to each account.
pub(crate) fn explain_csv(lines: &[Line], request: &ReportRequest) -> String {
    let mut rows: BTreeMap<(usize, String), (u64, Decimal)> = BTreeMap::new();
    for line in in_period(lines, request).filter(|line| is_inside(line, request)) {
        for (position, effect) in charge(line, &request.workflow, &request.subsets).trail {
            let row = rows.entry((position, line.account.clone())).or_default();
            *row = (row.0 + 1, row.1 + effect);
        }
    }
    let mut text = vec!["position,rule,account,lines,effect".to_owned()];
    for ((position, account), (count, effect)) in rows {
        let rule = request.workflow.rules[position - 1].kind();
        text.push(format!("{position},{rule},{account},{count},{}", money(effect)));
    }
    text.join("\n") + "\n"
}

/// Lines that the report sums, and those left at their charge for want of a public price.
pub(crate) fn counts(lines: &[Line], request: &ReportRequest) -> (u64, u64) {
    let inside: Vec<_> = in_period(lines, request).filter(|line| is_inside(line, request)).collect();
    let unpriced = |line: &&&Line| charge(line, &request.workflow, &request.subsets).has_no_public_price;
    (inside.len() as u64, inside.iter().filter(unpriced).count() as u64)
}

fn in_period<'a>(lines: &'a [Line], request: &ReportRequest) -> impl Iterator<Item = &'a Line> {
    let period = request.period;
    lines.iter().filter(move |line| period.is_none_or(|period| period.contains(line.day)))
}

fn is_inside(line: &Line, request: &ReportRequest) -> bool {
    let subset = subset_of(&line.account, line.day, &request.subsets);
    match &request.scope {
        Scope::All => true,
        Scope::Subsets(names) => subset.is_some_and(|subset| names.iter().any(|name| name == subset)),
    }
}

fn key(group: &GroupBy, line: &Line, request: &ReportRequest) -> String {
    match group {
        GroupBy::Subset => subset_of(&line.account, line.day, &request.subsets).unwrap_or("Unassigned").to_owned(),
        GroupBy::Account => line.account.clone(),
        GroupBy::Service => line.service.clone(),
        GroupBy::Region => line.region.clone(),
        GroupBy::ChargeType => charge_type(line),
        GroupBy::Lifecycle => lifecycle(line).to_owned(),
        GroupBy::Month => line.day.format("%Y-%m").to_string(),
        GroupBy::Day => line.day.to_string(),
        GroupBy::UsageType | GroupBy::Tag(_) => panic!("the reference does not group by {group}"),
    }
}

fn add(sums: &mut Amounts, charged: &Charged<'_>) {
    let line = charged.line;
    let on_demand = line.on_demand.unwrap_or_default();
    let effective = line.effective.unwrap_or_default();
    let saved = if line.on_demand.is_some() { on_demand - effective } else { Decimal::ZERO };
    sums[0] += line.unblended;
    sums[1] += charged.charge;
    sums[2] += charged.charge - line.unblended;
    match line.kind.as_str() {
        "DiscountedUsage" => {
            [(3, saved), (4, saved), (8, on_demand), (10, effective)].iter().for_each(|(at, amount)| sums[*at] += amount)
        }
        "SavingsPlanCoveredUsage" => {
            [(3, saved), (6, saved), (9, on_demand), (11, effective)].iter().for_each(|(at, amount)| sums[*at] += amount)
        }
        _ => {}
    }
    sums[15] += line.unused;
}

fn row(groups: &[GroupBy], keys: &[String], amounts: impl Iterator<Item = String>) -> String {
    let name_after = |(group, key): (&GroupBy, &String)| if *group == GroupBy::Account { format!("{key},") } else { key.clone() };
    groups.iter().zip(keys).map(name_after).chain(amounts).collect::<Vec<_>>().join(",")
}

fn money(exact: Decimal) -> String {
    Money(exact.round_dp_with_strategy(12, RoundingStrategy::MidpointNearestEven)).exact()
}

pub(crate) fn charge_type(line: &Line) -> String {
    match line.kind.as_str() {
        "DiscountedUsage" => "Reservation applied usage",
        "SavingsPlanCoveredUsage" => "Savings Plan Covered Usage",
        "SavingsPlanNegation" => "Savings Plan Negation",
        "SavingsPlanRecurringFee" => "Savings Plan Recurring Fee",
        "SavingsPlanUpfrontFee" => "Savings Plan Upfront Fee",
        "RIFee" => "Recurring reservation fee",
        "Fee" if line.has_reservation => "Upfront reservation fee",
        "Fee" if line.service.contains("Support") => "Support fee",
        "Fee" => "Other out-of-cycle charges",
        "EdpDiscount" => "Enterprise discount program discount",
        "PrivateRateDiscount" => "Private rate discount",
        "BundledDiscount" => "Bundled discount",
        "RiVolumeDiscount" => "Volume discount",
        "SppDiscount" => "Solution provider program discount",
        "DistributorDiscount" => "Distributor discount",
        other => other,
    }
    .to_owned()
}

fn lifecycle(line: &Line) -> &'static str {
    match line.kind.as_str() {
        _ if line.is_spot => "Spot",
        "DiscountedUsage" | "RIFee" => "Reserved",
        kind if kind.starts_with("SavingsPlan") => "Savings Plans",
        _ => "OnDemand",
    }
}
