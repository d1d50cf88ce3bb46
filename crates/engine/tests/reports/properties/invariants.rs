//! What billing.md section 5 says must always hold, on random bills: by number, as there. (iv), (v) and what a report is
//! made of stand in `properties.rs`; (vi) waits for a distributed engine.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use muster_domain::report::GroupBy;
use muster_domain::workflow::Workflow;
use muster_engine::ledger::Ledger;
use muster_engine::report::{ReportRequest, Scope};
use muster_engine::rerate::RerateForm;
use muster_engine::verify::{Outcome, verify};
use proptest::prelude::*;

use super::super::reference::{Bill, Exact, subset_of};
use super::super::run::{Grain, groups};
use super::case::{Case, Imported, case, reread};
use super::outputs::{lines, rerated};
use super::{asked, cases, ran, rules, strategy};

proptest! {
    #![proptest_config(cases(6, 5))]

    /// (i)
    #[test]
    fn totals_are_the_bills_and_without_rules_each_lines_charge_is_its_cost(case in case()) {
        let request = ReportRequest { workflow: Workflow::none(), ..case.request.0.clone() };
        let whole = ReportRequest { scope: Scope::All, period: None, ..case.request.0.clone() };
        let bill = case.imported();
        let unchanged = lines(&bill, &request);
        prop_assert!(unchanged.lines.iter().all(|line| line.charge == line.unblended && line.steps.is_empty()));
        let Some(report) = ran(&case, bill.report(&whole, Grain::Cells))? else { return Ok(()) };
        let on_bill = Bill::of(case.bill.0.clone());
        let total: Exact = on_bill.lines.iter().map(|line| &line.unblended).sum();
        prop_assert_eq!(report.totals[0].exact(), total.text());
        prop_assert_eq!(report.lines, on_bill.lines.len() as u64);
    }
}

proptest! {
    #![proptest_config(cases(6, 6))]

    /// (ii), of every line by itself.
    #[test]
    fn each_lines_steps_lead_from_its_cost_to_its_charge(case in case()) {
        let bill = case.imported();
        let Some(report) = ran(&case, bill.report(&case.request.0, Grain::Cells))? else { return Ok(()) };
        let traced = lines(&bill, &case.request.0);
        for line in &traced.lines {
            let mut charge = line.unblended;
            for step in &line.steps {
                prop_assert_eq!(step.before, charge, "{:?}", line);
                charge = step.after;
            }
            prop_assert_eq!(line.charge, charge, "{:?}", line);
        }
        prop_assert_eq!((traced.line_count, traced.unblended, traced.charge), (report.lines, report.totals[0], report.totals[1]));
    }
}

proptest! {
    #![proptest_config(cases(6, 4))]

    /// (iii)
    #[test]
    fn sharing_sums_to_exactly_nothing_for_each_commitment_and_day(
        case in case(), shares in strategy::workflow(rules::share_rule())
    ) {
        let request = ReportRequest { workflow: shares, ..ReportRequest::default() };
        let (_, file) = rerated(&case.imported(), &request, RerateForm::Csv);
        let mut moved: BTreeMap<(String, String), Exact> = BTreeMap::new();
        for row in rows(&file) {
            let difference = &exact(&row["x_Charge"]) - &exact(&row["BilledCost"]);
            let of = (row["CommitmentDiscountId"].clone(), row["ChargePeriodStart"][..10].to_owned());
            *moved.entry(of).or_default() += &difference;
        }
        for (of, sum) in moved {
            prop_assert!(sum.is_zero(), "{:?}: {}", of, sum.text());
        }
    }
}

proptest! {
    #![proptest_config(cases(6, 9))]

    /// (vii), with its cost and its amortized cost.
    #[test]
    fn each_line_lands_in_one_account_and_one_subset_or_none(case in case()) {
        let bill = case.imported();
        let request = ReportRequest { workflow: Workflow::none(), ..whole(&case.request.0) };
        let (_, file) = rerated(&bill, &request, RerateForm::Csv);
        const TEXTS: [&str; 5] = ["x_LineItemId", "SubAccountId", "x_Customer", "BilledCost", "EffectiveCost"];
        let found = rows(&file).into_iter().map(|row| TEXTS.map(|column| row[column].clone()).join(" "));
        let lines = Bill::of(case.bill.0.clone()).lines;
        let expected = lines.iter().map(|line| {
            let subset = subset_of(&line.account, line.day(), &request.subsets).unwrap_or("Unassigned");
            let (cost, amortized) = (line.unblended.text(), line.amortized().text());
            [line.text("identity/LineItemId"), &line.account, subset, &cost, &amortized].join(" ")
        });
        let (mut found, mut expected): (Vec<_>, Vec<_>) = (found.collect(), expected.collect());
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
        let by_subset = asked(bill.report(&ReportRequest { group_by: vec![GroupBy::Subset], ..request.clone() }, Grain::Cells))?;
        let everything = asked(bill.report(&ReportRequest { group_by: vec![], ..request }, Grain::Cells))?;
        prop_assert_eq!((by_subset.lines, by_subset.totals), (everything.lines, everything.totals));
    }
}

proptest! {
    #![proptest_config(cases(10, 10))]

    /// (viii): random commitments seldom add up, and `verify` says of each whether it does.
    #[test]
    fn verify_tells_commitments_that_add_up_from_those_that_do_not(case in case()) {
        let bill = case.imported();
        let checks = verify(&Ledger::open(&bill.ledger()).unwrap()).unwrap();
        let about_one = checks.iter().filter(|check| check.subject.contains("arn:"));
        let found: BTreeMap<_, _> = about_one.map(|check| (check.subject.clone(), check.outcome == Outcome::Holds)).collect();
        prop_assert_eq!(found, commitments(&case));
        let fails: BTreeSet<_> = checks.iter().filter(|check| check.outcome == Outcome::Fails).map(|check| check.check).collect();
        prop_assert!(!fails.iter().any(|check| check.contains("sum") || check.contains("row")), "{:?}", fails);
    }
}

proptest! {
    #![proptest_config(cases(6, 11))]

    /// The reseller's own bill is a bill: its reader finds each line with the same cost on the same account and day.
    #[test]
    fn a_rerated_bill_can_be_imported_again(case in case(), form in prop_oneof![Just(RerateForm::Csv), Just(RerateForm::Parquet)]) {
        let bill = case.imported();
        if ran(&case, bill.report(&case.request.0, Grain::Cells))?.is_none() { return Ok(()) }
        let (written, file) = rerated(&bill, &case.request.0, form);
        if written.rows == 0 { return Ok(()) }
        let again = reread(&file, form);
        let request = ReportRequest { workflow: Workflow::none(), group_by: groups("account,day,region"), ..case.request.0.clone() };
        prop_assert_eq!(costs(&again, &whole(&request))?, costs(&bill, &request)?);
    }
}

/// What costs something, by account, day and region; names without what makes them safe in a spreadsheet.
fn costs(bill: &Imported, request: &ReportRequest) -> Result<BTreeMap<Vec<String>, String>, TestCaseError> {
    let report = asked(bill.report(request, Grain::Cells))?;
    let rows = report.rows.iter().filter(|row| row.amounts[0].is_some_and(|cost| !cost.is_zero()));
    let texts = |texts: &[String]| texts.iter().map(|text| text.trim_start_matches('\'').to_owned()).collect();
    Ok(rows.map(|row| (texts(&row.groups), row.amounts[0].unwrap().exact())).collect())
}

/// The request about every account and day.
fn whole(request: &ReportRequest) -> ReportRequest {
    ReportRequest { scope: Scope::All, period: None, ..request.clone() }
}

fn rows(file: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(file).deserialize().map(Result::unwrap).collect()
}

fn exact(text: &str) -> Exact {
    Exact::parse(text).unwrap()
}

/// Whether each commitment of each payer and month adds up, under the name that `verify` gives it.
fn commitments(case: &Case) -> BTreeMap<String, bool> {
    let mut sums: BTreeMap<String, (Exact, u32)> = BTreeMap::new();
    // Rows of split cost, too: they are in the ledger.
    for row in &case.bill.0 {
        let text = |header: &str| row.get(header).map_or("", String::as_str);
        let amount = |header: &str| Exact::parse(text(header)).unwrap_or_default().rounded();
        let (reservation, plan) = (text("reservation/ReservationARN"), text("savingsPlan/SavingsPlanARN"));
        let unblended = amount("lineItem/UnblendedCost");
        let (arn, balance) = match text("lineItem/LineItemType") {
            "DiscountedUsage" => (reservation, amount("reservation/RecurringFeeForUsage")),
            "RIFee" => (reservation, &amount("reservation/UnusedRecurringFee") - &unblended),
            "SavingsPlanCoveredUsage" | "SavingsPlanNegation" => (plan, unblended),
            _ => continue,
        };
        let day: NaiveDate = text("bill/BillingPeriodStartDate")[..10].parse().unwrap();
        let sum = sums.entry(format!("{} {} {arn}", text("bill/PayerAccountId"), day.format("%Y-%m"))).or_default();
        sum.0 += &balance;
        sum.1 += 1;
    }
    // AWS rounds at eight decimals, half a unit for each line.
    let holds = |(sum, lines): (Exact, u32)| {
        let most = &exact("0.000000005") * &Exact::of(lines);
        sum <= most && -&sum <= most
    };
    sums.into_iter().map(|(subject, sum)| (subject, holds(sum))).collect()
}
