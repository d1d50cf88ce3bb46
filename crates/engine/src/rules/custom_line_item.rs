//! Phase 5: lines that the bill does not have, for each subset, each account or the report, dated the first day of
//! their month. What they are a percentage of is summed up with the cells; they themselves are few, and never enter a
//! plan.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::error::Result;
use datafusion::prelude::{ident, lit};
use muster_domain::Month;
use muster_domain::workflow::{CustomLineItem, ItemValue, Per, Repeat};

use super::added::{Added, Owner, Service};
use super::charges::{Charges, RuleError};
use super::condition::Which;
use super::custom::mark;
use super::share::Counts;
use super::tally::{Entry, Tally};
use crate::cells::Keys;
use crate::report::ReportError;
use crate::report::figures::Figure;

pub(super) fn which(item: &CustomLineItem) -> Which<'_> {
    Which { when: item.when.as_ref(), from: item.from, until: item.until }
}

pub(super) fn marks(item: &CustomLineItem, position: usize) -> Result<Keys> {
    Ok(which(item).of_line()?.map(|counted| (mark(position), counted)).into_iter().collect())
}

pub(super) fn apply(item: &CustomLineItem, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    let Which { when, from, until } = which(item);
    let every_line = when.is_none() && from.is_none() && until.is_none();
    let counted = if every_line { lit(true) } else { ident(mark(position)) };
    // A condition is about the bill's own lines; without one, what purchasers are given back counts too.
    let also = if when.is_none() { Counts::Purchasers } else { Counts::OwnLines };
    charges.note_base(position, counted, also)
}

/// Adds the item's lines. Those of one item do not count for each other.
pub(super) fn add(item: &CustomLineItem, position: usize, tally: &Tally<'_>, added: &mut Vec<Added>) -> Result<(), ReportError> {
    let mut items = Vec::new();
    for month in months(item, &tally.months) {
        for (owner, base) in owners(item, position, tally, month)? {
            let charge = match item.value {
                ItemValue::Amount(amount) => Figure::of(amount)?,
                ItemValue::Percent(percent) => {
                    let earlier = if item.when.is_none() { earlier(&owner, month, tally, added)? } else { Figure::ZERO };
                    base.add(earlier)?.times(percent.fraction())?
                }
            };
            items.push(Added::new(owner, month, Service::Custom, &item.label, (position, charge)));
        }
    }
    added.extend(items);
    Ok(())
}

/// The months that have the item: all of them, the one in which it begins, or the first; as far as they have a day on
/// which it holds.
fn months(item: &CustomLineItem, touched: &[Month]) -> Vec<Month> {
    let once = match (item.repeat, item.from) {
        (Repeat::Monthly, _) => None,
        (Repeat::Once, Some(from)) => Some(Some(Month::of(from))),
        (Repeat::Once, None) => Some(touched.first().copied()),
    };
    let chosen = |month: &Month| once.is_none_or(|once| once == Some(*month));
    let begun = |month: &Month| item.from.is_none_or(|from| from < month.next().first_day());
    let not_over = |month: &Month| item.until.is_none_or(|until| month.first_day() < until);
    touched.iter().copied().filter(|month| chosen(month) && begun(month) && not_over(month)).collect()
}

/// Whose lines the item counts in that month, and what those are charged so far.
fn owners(
    item: &CustomLineItem,
    position: usize,
    tally: &Tally<'_>,
    month: Month,
) -> Result<BTreeMap<Owner, Figure>, ReportError> {
    let mut present: BTreeSet<Owner> = BTreeSet::new();
    if item.per == Per::Report && item.when.is_none() {
        present.insert(Owner::Report);
    }
    let mut bases: BTreeMap<Owner, Figure> = BTreeMap::new();
    for entry in tally.of(month) {
        let (Some(owner), Some(counted)) = (owner(entry, item.per), entry.items.get(&position)) else { continue };
        if counted.lines > 0 {
            present.insert(owner.clone());
        }
        let base = bases.entry(owner).or_insert(Figure::ZERO);
        *base = base.add(counted.charge)?;
    }
    Ok(present.into_iter().map(|owner| (owner.clone(), bases.remove(&owner).unwrap_or(Figure::ZERO))).collect())
}

/// Who has an entry's lines. Accounts in no subset are no subset.
pub(super) fn owner(entry: &Entry, per: Per) -> Option<Owner> {
    match per {
        Per::Account => Some(Owner::Account(entry.account.clone())),
        Per::Subset => entry.subset.clone().map(Owner::Subset),
        Per::Report => entry.inside.then_some(Owner::Report),
    }
}

/// What earlier items add to an owner's charge.
fn earlier(owner: &Owner, month: Month, tally: &Tally<'_>, added: &[Added]) -> Result<Figure, ReportError> {
    let counts = |item: &&Added| {
        let customer = || match &item.owner {
            Owner::Account(account) => tally.customer(account, month),
            Owner::Subset(subset) => Some(subset.as_str()),
            Owner::Report => None,
        };
        item.month == month
            && match owner {
                Owner::Account(_) => item.owner == *owner,
                Owner::Subset(subset) => customer() == Some(subset),
                Owner::Report => tally.shows(&item.owner, month),
            }
    };
    added.iter().filter(counts).try_fold(Figure::ZERO, |sum, item| sum.add(item.charge))
}
