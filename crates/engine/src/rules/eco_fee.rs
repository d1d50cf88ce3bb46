//! Phase 7: what the work of saving costs, by the month, on the consumers' accounts or their subsets. Nothing raises
//! or lowers it afterwards.

use std::collections::{BTreeMap, BTreeSet};

use muster_domain::workflow::{EcoFee, Percent, Rule, Workflow};
use muster_domain::{Money, Month, split};

use super::added::{Added, Owner, Service};
use super::custom_line_item::owner;
use super::tally::{Tally, UsageByAccount};
use crate::report::ReportError;
use crate::report::figures::Figure;

const CHARGE_TYPE: &str = "Eco fee";

/// Whether a fee is distributed by the usage of whole months.
pub(crate) fn asks_for_usage(workflow: &Workflow) -> bool {
    workflow.rules.contains(&Rule::EcoFee(EcoFee::Actuals))
}

/// Adds the fee's lines.
pub(super) fn add(fee: &EcoFee, position: usize, tally: &Tally<'_>, added: &mut Vec<Added>) -> Result<(), ReportError> {
    for month in tally.months.iter().copied() {
        let fees = match fee {
            EcoFee::PercentOfSavings(percent) => percent_of_savings(tally, month, *percent)?,
            EcoFee::Flat { amount, per } => {
                let present = tally.of(month).filter(|entry| entry.lines > 0).filter_map(|entry| owner(entry, *per));
                let amount = Figure::of(*amount)?;
                present.collect::<BTreeSet<_>>().into_iter().map(|owner| (owner, amount)).collect()
            }
            EcoFee::Estimate(percent) => estimate(tally, month, *percent)?,
            EcoFee::Actuals => actuals(tally, month)?,
        };
        let lines = fees.into_iter().map(|(owner, fee)| Added::new(owner, month, Service::Eco, CHARGE_TYPE, (position, fee)));
        added.extend(lines);
    }
    Ok(())
}

type Fees = Vec<(Owner, Figure)>;

/// Of each account that saved something. Exact.
fn percent_of_savings(tally: &Tally<'_>, month: Month, percent: Percent) -> Result<Fees, ReportError> {
    let mut savings: BTreeMap<&str, Figure> = BTreeMap::new();
    for entry in tally.of(month) {
        let sum = savings.entry(&entry.account).or_insert(Figure::ZERO);
        *sum = sum.add(entry.eco_savings)?;
    }
    let fee = |(account, saved): (&str, Figure)| Ok((Owner::Account(account.to_owned()), saved.times(percent.fraction())?));
    let fees: Fees = savings.into_iter().map(fee).collect::<Result<_, ReportError>>()?;
    Ok(fees.into_iter().filter(|(_, fee)| fee.is_positive()).collect())
}

/// Of what all accounts saved together, rounded, then split by their eligible usage in the period.
fn estimate(tally: &Tally<'_>, month: Month, percent: Percent) -> Result<Fees, ReportError> {
    let saved = tally.of(month).try_fold(Figure::ZERO, |sum, entry| sum.add(entry.eco_savings))?;
    let total = saved.times(percent.fraction())?.money()?;
    let mut usage = UsageByAccount::new();
    for entry in tally.of(month) {
        match usage.get_mut(&entry.account) {
            Some(sum) => *sum = sum.add(entry.usage)?,
            None => {
                usage.insert(entry.account.clone(), entry.usage);
            }
        }
    }
    if total.0 > Money::ZERO.0 { distributed(total, &usage) } else { Ok(Fees::new()) }
}

/// The invoice of the month before, split by that month's usage. A bill without that month has only its own to go by.
fn actuals(tally: &Tally<'_>, month: Month) -> Result<Fees, ReportError> {
    let invoice = tally.invoices.of(month.previous());
    let usage = tally.usage.get(&month.previous()).or_else(|| tally.usage.get(&month));
    usage.map_or_else(|| Ok(Fees::new()), |usage| distributed(invoice, usage))
}

/// The total in parts, by covered usage, or where there is none by all usage. A part of nothing is no line.
fn distributed(total: Money, usage: &UsageByAccount) -> Result<Fees, ReportError> {
    let weights = |weight: fn(&super::tally::Usage) -> Figure| {
        usage.values().map(|usage| weight(usage).money()).collect::<Result<Vec<_>, _>>()
    };
    let mut parts = split::split(total, &weights(|usage| usage.covered)?);
    if parts.is_empty() {
        parts = split::split(total, &weights(|usage| usage.plain)?);
    }
    let fees = usage.keys().zip(parts).filter(|(_, part)| !part.is_zero());
    fees.map(|(account, part)| Ok((Owner::Account(account.clone()), Figure::of(part)?))).collect()
}
