//! Phase 7: Eco fees, by the month.

use std::collections::BTreeMap;

use muster_domain::Month;
use muster_domain::report::EcoCommitments;
use muster_domain::workflow::{EcoFee, Percent};

use super::bill::{Bill, Line};
use super::books::{Added, AddedBy, Books, Owner};
use super::custom::present;
use super::exact::Exact;

/// Amounts by account, in the order of the accounts' bytes.
type ByAccount = BTreeMap<String, Exact>;

pub(crate) fn add(books: &mut Books<'_>, position: usize, fee: &EcoFee) {
    for month in books.months() {
        let lines: Vec<&Line> = books.lines.iter().map(|charged| charged.line).filter(|line| line.month() == month).collect();
        let fees: Vec<(Owner, Exact)> = match fee {
            EcoFee::PercentOfSavings(percent) => of_accounts(percent_of_savings(books, &lines, *percent)),
            EcoFee::Flat { amount, per } => {
                let owners = present(books, lines.into_iter(), *per);
                owners.into_iter().map(|owner| (owner, Exact::of(amount.0))).collect()
            }
            EcoFee::Estimate(percent) => of_accounts(estimate(books, &lines, *percent)),
            EcoFee::Actuals => of_accounts(actuals(books, month)),
        };
        for (owner, charge) in fees {
            let (service, charge_type) = ("Eco".to_owned(), "Eco fee".to_owned());
            let (day, region) = (month.first_day(), String::new());
            books.add(
                position,
                Added { owner, day, service, region, charge_type, lifecycle: "OnDemand", charge, kind: AddedBy::Eco },
            );
        }
    }
}

fn of_accounts(fees: ByAccount) -> Vec<(Owner, Exact)> {
    fees.into_iter().map(|(account, fee)| (Owner::Account(account), fee)).collect()
}

/// Whether the commitment that covers the line is an Eco one.
pub(crate) fn is_eco(line: &Line, eco: &EcoCommitments, bill: &Bill) -> bool {
    let Some(arn) = line.arn.as_ref().filter(|_| is_covered(line)) else { return false };
    match eco {
        EcoCommitments::None => false,
        EcoCommitments::Listed(arns) => arns.contains(arn),
        EcoCommitments::Since(day) => bill.commitment_start(arn).is_some_and(|start| start >= *day),
    }
}

fn is_covered(line: &Line) -> bool {
    ["DiscountedUsage", "SavingsPlanCoveredUsage"].contains(&line.kind.as_str())
}

/// What the public price is above the effective cost; nothing where the bill lacks either.
pub(crate) fn saved(line: &Line) -> Exact {
    match (&line.on_demand, &line.effective) {
        (Some(price), Some(effective)) if is_covered(line) => price - effective,
        _ => Exact::default(),
    }
}

fn sum_by_account<'l>(lines: impl Iterator<Item = (&'l Line, Exact)>) -> ByAccount {
    let mut sums = ByAccount::new();
    for (line, amount) in lines {
        *sums.entry(line.account.clone()).or_default() += &amount;
    }
    sums
}

fn savings(books: &Books<'_>, lines: &[&Line]) -> ByAccount {
    let eco = lines.iter().filter(|line| is_eco(line, &books.request.eco, books.bill));
    sum_by_account(eco.map(|line| (*line, saved(line))))
}

fn percent_of_savings(books: &Books<'_>, lines: &[&Line], percent: Percent) -> ByAccount {
    let fees = savings(books, lines).into_iter().map(|(account, saved)| (account, saved.percent_of(&Exact::of(percent))));
    fees.filter(|(_, fee)| fee.is_positive()).collect()
}

fn estimate(books: &Books<'_>, lines: &[&Line], percent: Percent) -> ByAccount {
    let saved: Exact = savings(books, lines).values().sum();
    let total = saved.percent_of(&Exact::of(percent)).rounded();
    if total.is_positive() { distributed(books, lines, &total) } else { ByAccount::new() }
}

/// The invoice of the month before, by that month's usage; where the bill has no such month, by this one's.
fn actuals(books: &Books<'_>, month: Month) -> ByAccount {
    let Some(invoice) = books.request.eco_invoices.0.get(&month.previous()) else { return ByAccount::new() };
    let lines_of = |month: Month| books.bill.lines.iter().filter(|line| line.month() == month).collect::<Vec<_>>();
    let before = lines_of(month.previous());
    distributed(books, &if before.is_empty() { lines_of(month) } else { before }, &Exact::of(invoice.0))
}

/// By the public price of usage that Eco commitments cover; if there is none, by the cost of usage.
fn distributed(books: &Books<'_>, lines: &[&Line], total: &Exact) -> ByAccount {
    let eco = lines.iter().filter(|line| is_eco(line, &books.request.eco, books.bill));
    let covered = sum_by_account(eco.map(|line| (*line, line.on_demand.clone().unwrap_or_default())));
    let usage = lines.iter().filter(|line| line.kind == "Usage");
    let usage = sum_by_account(usage.map(|line| (*line, line.unblended.clone())));
    let split = |weights: ByAccount| {
        let parts = total.split(&weights.values().cloned().collect::<Vec<_>>())?;
        Some(weights.into_keys().zip(parts).filter(|(_, part)| !part.is_zero()).collect())
    };
    split(covered).or_else(|| split(usage)).unwrap_or_default()
}
