//! What must always hold (billing.md section 5), on random bills, random workflows and random subsets.
//!
//! `PROPTEST_CASES=5000 cargo test -p muster-engine --test reports properties` looks for longer, and elsewhere each
//! time; without it the same few cases are tried.

mod case;
mod conditions;
mod generated;
mod invariants;
mod lines;
mod outputs;
mod rules;
pub(crate) mod strategy;

use std::collections::BTreeSet;

use muster_domain::Money;
use muster_domain::workflow::Rule;
use muster_engine::report::{Report, ReportError};
use muster_testkit::bill::delivery::Form;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestCaseResult, TestRunner};
use rust_decimal::Decimal;

use super::kept::report_on_imports;
use super::run::{Grain, csv, explain};
use case::{Case, Rows, case, imported_as};
use outputs::{outputs, same_outputs};

/// So many cases, drawn from a seed, or as many as `PROPTEST_CASES` says.
pub(crate) fn cases(usual: u32, seed: u64) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().map(|number| number.parse().unwrap());
    ProptestConfig {
        cases: asked.unwrap_or(usual),
        rng_seed: if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(seed) },
        failure_persistence: None,
        max_shrink_iters: 400,
        max_shrink_time: 60_000,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(24, 1))]

    #[test]
    fn a_report_is_what_the_rules_say_line_by_line(case in case()) {
        let expected = case.expected();
        let Some(report) = ran(&case, case.imported().report(&case.request.0, Grain::Cells))? else { return Ok(()) };
        same("report", &csv(&report), &expected.csv)?;
        same("trail", &explain(&report), &expected.explain)?;
        prop_assert_eq!((report.lines, report.no_public_price), (expected.lines, expected.unpriced));
        trail_sums_to_difference(&report)?;
        prop_assert!(report.reconciliation.holds, "{:?}", report.reconciliation);
    }
}

proptest! {
    #![proptest_config(cases(8, 2))]

    #[test]
    fn the_same_request_gives_the_same_bytes_by_kept_cells_by_cells_and_by_lines(case in case()) {
        let bill = case.imported();
        let Some(by_lines) = ran(&case, bill.report(&case.request.0, Grain::Lines))? else { return Ok(()) };
        for (way, report) in [
            ("cells", bill.report(&case.request.0, Grain::Cells)),
            ("kept cells", report_on_imports(&bill.imports, &case.request.0)),
        ] {
            let report = asked(report)?;
            same(way, &csv(&report), &csv(&by_lines))?;
            same(way, &explain(&report), &explain(&by_lines))?;
            prop_assert_eq!((report.lines, report.no_public_price), (by_lines.lines, by_lines.no_public_price), "{}", way);
            prop_assert_eq!(report.reconciliation, by_lines.reconciliation.clone(), "{}", way);
        }
    }
}

proptest! {
    #![proptest_config(cases(4, 3))]

    #[test]
    fn neither_order_nor_split_nor_form_of_the_lines_nor_who_asks_again_changes_a_byte_of_any_output(
        case in case(), keys in proptest::collection::vec(any::<u32>(), 24), cut in 0..24_usize, form in select(&Form::ALL[..])
    ) {
        let case = Case { bill: Rows(case.bill.0.iter().map(complete).collect()), ..case };
        let one = case.imported();
        if ran(&case, one.report(&case.request.0, Grain::Cells))?.is_none() { return Ok(()) }
        let mut order: Vec<_> = case.bill.0.iter().zip(keys).collect();
        order.sort_by_key(|(_, key)| *key);
        let rows: Vec<_> = order.into_iter().map(|(row, _)| row.clone()).collect();
        let (first, second) = rows.split_at(cut.min(rows.len()));
        let other = imported_as(&case.bill.0, &[first, second], form);
        same_outputs(&outputs(&other, &case.request.0), &outputs(&one, &case.request.0))?;
    }
}

/// The report, or none where the workflow's percentages have more decimals than can be multiplied, which is no defect.
fn ran(case: &Case, outcome: Result<Report, ReportError>) -> Result<Option<Report>, TestCaseError> {
    match outcome {
        Ok(report) => Ok(Some(report)),
        Err(ReportError::TooManyDecimals) if decimals(case) > 30 => Ok(None),
        outcome => asked(outcome).map(Some),
    }
}

fn asked(outcome: Result<Report, ReportError>) -> Result<Report, TestCaseError> {
    outcome.map_err(|error| TestCaseError::fail(error.to_string()))
}

fn decimals(case: &Case) -> u32 {
    let percents = case.request.0.workflow.rules.iter().filter_map(|rule| match rule {
        Rule::Uplift(scale) | Rule::Discount(scale) => Some(scale.percent),
        Rule::Custom(custom) => match custom.action {
            muster_domain::workflow::Action::Percent(percent) => Some(percent),
            _ => None,
        },
        Rule::CustomLineItem(item) => match item.value {
            muster_domain::workflow::ItemValue::Percent(percent) => Some(percent),
            muster_domain::workflow::ItemValue::Amount(_) => None,
        },
        _ => None,
    });
    percents.map(|percent| percent.value().scale() + 2).sum()
}

/// Each cell is rounded to the twelfth decimal once, so the sum of the trail may be that much off for each.
fn trail_sums_to_difference(report: &Report) -> TestCaseResult {
    let effects: Money = report.explain.iter().map(|trail| trail.effect).sum();
    let rounding = Decimal::new(1, 12) * Decimal::from(report.explain.len() + 1);
    prop_assert!((effects - report.totals[2]).0.abs() <= rounding, "trail {} of {}", effects, report.totals[2]);
    Ok(())
}

/// A failing test shows the lines in which two files differ, and no others.
fn same(what: &str, found: &str, expected: &str) -> TestCaseResult {
    let only = |lines: &str, not: &str| {
        let not: BTreeSet<_> = not.lines().collect();
        lines.lines().filter(|line| !not.contains(line)).collect::<Vec<_>>().join("\n  ")
    };
    let heads = found.lines().next().unwrap_or_default();
    let (surplus, missing) = (only(found, expected), only(expected, found));
    prop_assert!(found == expected, "{}: {}\nfound\n  {}\nexpected\n  {}", what, heads, surplus, missing);
    Ok(())
}

/// The row with a number in each cell that holds numbers: legacy Parquet writes 0 where CSV has nothing, and a
/// condition that asks for nothing (`usage_amount is null`) rightly tells them apart.
fn complete(row: &muster_testkit::rows::Row) -> muster_testkit::rows::Row {
    let mut row = row.clone();
    row.entry("lineItem/UsageAmount".to_owned()).or_insert_with(|| "0".to_owned());
    row
}

#[test]
fn random_workflows_have_rules_of_every_kind() {
    let mut runner = TestRunner::new(cases(1, 0));
    let drawn = (0..400).map(|_| case().new_tree(&mut runner).unwrap().current());
    let kinds: BTreeSet<_> = drawn.flat_map(|case| case.request.0.workflow.rules.into_iter().map(|rule| rule.kind())).collect();
    assert_eq!(kinds, Rule::KINDS.into_iter().collect());
}
