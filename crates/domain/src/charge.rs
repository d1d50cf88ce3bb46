//! What a subset is charged for a month, cell by cell: the finest that lists, overviews and statements ask for.

mod tagged;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{AccountId, Money, Month};

pub use tagged::{MOST_TAGS, Tagged};

/// What is charged for a day, account, service, region, charge type, lifecycle and usage type. No cost is beside it: whoever reads these
/// learns what is charged and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub day: NaiveDate,
    /// `None` for what is charged to the subset as a whole.
    pub account: Option<AccountId>,
    /// Product code; empty where the bill has none.
    pub service: String,
    pub region: String,
    pub charge_type: String,
    /// `None` in charges that were computed before it was kept; likewise the usage type.
    #[serde(default)]
    pub lifecycle: Option<String>,
    #[serde(default)]
    pub usage_type: Option<String>,
    pub amount: Money,
}

/// Cells without what an older charge did not keep, alike ones together, in order; so that an older and a newer charge
/// can be compared.
pub fn coarse(cells: &[Cell]) -> Vec<Cell> {
    let mut sums: BTreeMap<_, Money> = BTreeMap::new();
    for cell in cells {
        let sum = sums.entry((cell.day, &cell.account, &cell.service, &cell.region, &cell.charge_type)).or_default();
        *sum = *sum + cell.amount;
    }
    let cell =
        |((day, account, service, region, charge_type), amount): ((_, &Option<AccountId>, &String, &String, &String), _)| Cell {
            day,
            account: account.clone(),
            service: service.clone(),
            region: region.clone(),
            charge_type: charge_type.clone(),
            lifecycle: None,
            usage_type: None,
            amount,
        };
    sums.into_iter().map(cell).filter(|cell| !cell.amount.is_zero()).collect()
}

/// Whether both charge the same, as far as both can say.
pub fn is_same(one: &[Cell], other: &[Cell]) -> bool {
    let is_fine = |cells: &[Cell]| cells.iter().all(|cell| cell.lifecycle.is_some());
    if is_fine(one) == is_fine(other) { one == other } else { coarse(one) == coarse(other) }
}

/// Makes the cells, each rounded by itself, sum to the total, which was rounded once: what rounding left (some
/// billionths of a cent) goes to the largest. Cells that charge nothing are left out.
pub fn settle(mut cells: Vec<Cell>, total: Money) -> Vec<Cell> {
    let rest = total - cells.iter().map(|cell| cell.amount).sum();
    if !rest.is_zero()
        && let Some(largest) = cells.iter_mut().max_by_key(|cell| cell.amount.0.abs())
    {
        largest.amount = largest.amount + rest;
    }
    cells.retain(|cell| !cell.amount.is_zero());
    cells
}

/// Which workflow a month's charge was made with stays with the month once it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthEvent {
    Closed,
    Reopened,
    /// Late lines were taken into a closed month, on purpose.
    Restated,
}

impl MonthEvent {
    const ALL: [Self; 3] = [Self::Closed, Self::Reopened, Self::Restated];

    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Restated => "restated",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// As a page says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Closed => "Closed",
            Self::Reopened => "Reopened",
            Self::Restated => "Restated",
        }
    }
}

/// Whether a month is over, so that it can be closed.
pub fn is_over(month: Month, today: NaiveDate) -> bool {
    month < Month::of(today)
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn cell(account: &str, amount: &str) -> Cell {
        Cell {
            day: "2026-03-01".parse().unwrap(),
            account: Some(account.parse().unwrap()),
            service: "AmazonEC2".into(),
            region: String::new(),
            charge_type: "Usage".into(),
            lifecycle: Some("OnDemand".into()),
            usage_type: Some("BoxUsage".into()),
            amount: amount.parse().unwrap(),
        }
    }

    #[test]
    fn an_older_charge_is_the_same_as_a_newer_that_tells_more_apart() {
        let fine = |lifecycle: &str, amount: &str| Cell { lifecycle: Some(lifecycle.into()), ..cell("1", amount) };
        let (spot, other) = (fine("Spot", "1.5"), fine("OnDemand", "2"));
        let old = |amount: &str| Cell { lifecycle: None, usage_type: None, ..cell("1", amount) };
        assert!(is_same(&[old("3.5")], &[other.clone(), spot.clone()]));
        assert!(!is_same(&[old("3.6")], &[other.clone(), spot.clone()]));
        assert!(is_same(from_ref(&spot), from_ref(&spot)) && !is_same(&[spot], &[other]));
        assert!(is_same(&[], &[old("0")]));
    }

    #[test]
    fn cells_sum_to_the_total_that_was_rounded_once() {
        let total: Money = "10.000000000001".parse().unwrap();
        let settled = settle(vec![cell("1", "3.333333333333"), cell("2", "6.666666666667"), cell("3", "0")], total);
        let amounts: Vec<_> = settled.iter().map(|cell| cell.amount.exact()).collect();
        assert_eq!(amounts, ["3.333333333333", "6.666666666668"]);
        assert_eq!(settled.iter().map(|cell| cell.amount).sum::<Money>(), total);
    }

    #[test]
    fn a_month_is_over_when_the_next_began() {
        let over = |day: &str| is_over("2026-02".parse().unwrap(), day.parse().unwrap());
        assert!(!over("2026-02-28") && over("2026-03-01"));
    }
}
