//! What the generator promises, checked on the lines and on the files it writes.

mod files;
mod focus;
mod identities;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Sums of a number of each line, by a key of it.
fn sums<K: Ord>(month: &Month, key: impl Fn(&Line) -> K, number: impl Fn(&Line) -> Num) -> BTreeMap<K, Num> {
    let mut sums = BTreeMap::new();
    for line in month.lines() {
        *sums.entry(key(&line)).or_default() += number(&line);
    }
    sums
}

fn types(bill: &Bill) -> BTreeSet<LineType> {
    bill.months().flat_map(|month| month.lines().map(|line| line.about.line_type).collect::<Vec<_>>()).collect()
}

#[test]
fn small_and_tiny_bills_have_every_kind_of_line() {
    for spec in [Spec::small(1), Spec::tiny(7)] {
        assert_eq!(types(&generate(spec)), BTreeSet::from(LineType::ALL));
    }
}

#[test]
fn small_has_free_tiered_spot_and_third_party_usage() {
    let month = generate(Spec::small(1)).months().next().unwrap();
    let usage = |test: fn(&Line) -> bool| month.lines().any(|line| line.about.line_type == LineType::Usage && test(&line));
    let zero = Num::ZERO;
    assert!(usage(|line| line.figures.unblended_cost == Num::ZERO && line.figures.public_on_demand_cost > Num::ZERO));
    assert!(usage(
        |line| line.figures.unblended_cost < line.figures.public_on_demand_cost && line.figures.unblended_cost > Num::ZERO
    ));
    assert!(month.lines().filter(|line| line.about.is_spot()).all(|line| line.figures.public_on_demand_cost == zero));
    assert!(usage(|line| line.about.is_spot()));
    assert!(usage(|line| line.about.item.product.seller == catalog::Seller::Marketplace));
}

#[test]
fn a_whole_month_has_the_lines_asked_for() {
    let months = 3;
    let spec = Spec { months, lines: 9_000, accounts: 9, ..Spec::small(3) };
    let counts: Vec<usize> = generate(spec).months().map(|month| month.lines().count()).collect();
    assert_eq!(counts, [3_000; 3]);
}

#[test]
fn a_tiny_bill_is_made_of_about_two_hundred_lines() {
    let lines: usize = generate(Spec::tiny(5)).months().map(|month| month.lines().count()).sum();
    assert!((150..300).contains(&lines), "{lines}");
}

#[test]
fn an_open_month_ends_with_the_last_day_and_has_no_invoice() {
    let bill = generate(Spec { months: 2, until: Some(day(2018, 11, 10)), ..Spec::small(1) });
    let months: Vec<Month> = bill.months().collect();
    let end = calendar::midnight(day(2018, 11, 11));
    assert!(!months[0].header.invoice_id.is_empty());
    assert!(months[1].header.invoice_id.is_empty());
    assert!(months[1].lines().all(|line| line.end <= end));
    assert!(months[1].lines().any(|line| line.end == end));
}

#[test]
fn the_demonstration_is_thirteen_months_of_a_dozen_customers() {
    let bill = generate(Spec::demo(1, day(2026, 3, 14)));
    let customers: BTreeSet<&str> = bill.accounts.iter().skip(2).map(|account| account.customer.as_str()).collect();
    assert_eq!(customers.len(), 12);
    assert!(bill.accounts.iter().all(|account| account.name.starts_with(&account.customer)));
    let names: Vec<String> = bill.months().map(|month| month.name.name()).collect();
    assert_eq!((names.len(), names[0].as_str(), names[12].as_str()), (13, "2025-03", "2026-03"));
}

#[test]
fn account_ids_are_twelve_digits_and_unlike_each_other() {
    let bill = generate(Spec { accounts: 400, ..Spec::small(1) });
    let ids: BTreeSet<&str> = bill.accounts.iter().map(|account| account.id.as_str()).collect();
    assert_eq!(ids.len(), 400);
    assert!(ids.iter().all(|id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())));
    assert!(ids.iter().any(|id| id.starts_with("00")));
}

#[test]
fn id_and_interval_name_a_line() {
    let month = generate(Spec::small(2)).months().next().unwrap();
    let mut seen = BTreeSet::new();
    for line in month.lines() {
        let key = (line.about.line_item_id.clone(), line.start, line.end);
        assert!(seen.insert(key), "{:?}", line.about);
    }
}

#[test]
fn the_same_seed_draws_the_same_bill_and_another_seed_another() {
    let drawn = |seed| -> Vec<String> {
        let month = generate(Spec::tiny(seed)).months().next().unwrap();
        month.lines().map(|line| format!("{line:?}")).collect()
    };
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
}

#[test]
fn commitments_are_used_by_accounts_that_did_not_buy_them() {
    let month = generate(Spec::small(1)).months().next().unwrap();
    let foreign = |line_type, arn: fn(&About) -> &str| {
        month
            .lines()
            .filter(|line| line.about.line_type == line_type)
            .any(|line| arn(line.about).split(':').nth(4).unwrap() != line.about.account.id)
    };
    assert!(foreign(LineType::DiscountedUsage, About::reservation_arn));
    assert!(foreign(LineType::SavingsPlanCoveredUsage, About::savings_plan_arn));
}
