//! Phase 5: custom rules and custom line items.

use chrono::NaiveDate;
use muster_domain::Month;
use muster_domain::workflow::{Action, Custom, CustomLineItem, ItemValue, Per, Repeat};

use super::bill::Line;
use super::books::{Added, AddedBy, Books, Owner};
use super::charge::{Charged, Verdict};
use super::condition::matches;
use super::exact::Exact;

/// Changes the lines that a condition matches.
pub(crate) fn change(books: &mut Books<'_>, position: usize, rule: &Custom) {
    for place in 0..books.lines.len() {
        let charged = &books.lines[place];
        let line = charged.line;
        let is_dated = is_between(line.day(), rule.from, rule.until);
        if line.is_known() && is_dated && matches(rule.when.tree(), charged, books) {
            let verdict = match rule.action {
                Action::Percent(percent) => Verdict::Charge(&charged.charge + &charged.charge.percent_of(&Exact::of(percent))),
                Action::ToOnDemand => Verdict::public_price(line),
                Action::SetRate(rate) => Verdict::Charge((&Exact::of(rate) * &line.amount("lineItem/UsageAmount")).rounded()),
                Action::Remove => Verdict::Charge(Exact::default()),
            };
            books.accept(position, place, verdict);
        }
    }
}

/// Adds the lines of an item: a month, then whoever has lines in it.
pub(crate) fn add(books: &mut Books<'_>, position: usize, item: &CustomLineItem) {
    for month in months(books, item) {
        let mut items = vec![];
        for owner in owners(books, item, month) {
            let charge = match item.value {
                ItemValue::Amount(amount) => Exact::of(amount.0),
                ItemValue::Percent(percent) => charge_so_far(books, item, month, &owner).percent_of(&Exact::of(percent)),
            };
            items.push(Added {
                owner,
                day: month.first_day(),
                service: "Custom".to_owned(),
                region: String::new(),
                charge_type: item.label.clone(),
                lifecycle: "OnDemand",
                charge,
                kind: AddedBy::Item,
            });
        }
        // Together, so that what one subset is charged is no part of what another is charged on.
        items.into_iter().for_each(|item| books.add(position, item));
    }
}

fn is_between(day: NaiveDate, from: Option<NaiveDate>, until: Option<NaiveDate>) -> bool {
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until)
}

fn months(books: &Books<'_>, item: &CustomLineItem) -> Vec<Month> {
    let touched = books.months();
    let chosen = match (item.repeat, item.from) {
        (Repeat::Monthly, _) => touched,
        (Repeat::Once, Some(from)) => touched.into_iter().filter(|month| *month == Month::of(from)).collect(),
        (Repeat::Once, None) => touched.into_iter().take(1).collect(),
    };
    let has_begun = |month: &Month| item.from.is_none_or(|from| from < month.next().first_day());
    let has_not_ended = |month: &Month| item.until.is_none_or(|until| month.first_day() < until);
    chosen.into_iter().filter(|month| has_begun(month) && has_not_ended(month)).collect()
}

/// Whether a line counts for the item of a month.
fn counts(books: &Books<'_>, item: &CustomLineItem, month: Month, charged: &Charged<'_>) -> bool {
    let is_dated = charged.line.month() == month && is_between(charged.line.day(), item.from, item.until);
    is_dated && item.when.as_ref().is_none_or(|when| matches(when.tree(), charged, books))
}

fn owners(books: &Books<'_>, item: &CustomLineItem, month: Month) -> Vec<Owner> {
    let counting: Vec<_> = books.lines.iter().filter(|charged| counts(books, item, month, charged)).collect();
    match item.per {
        Per::Report if item.when.is_some() && !counting.iter().any(|charged| books.shows(charged.line)) => vec![],
        Per::Report => vec![Owner::Report],
        Per::Subset | Per::Account => present(books, counting.iter().map(|charged| charged.line), item.per),
    }
}

/// The accounts or the subsets that these lines belong to, each once.
pub(crate) fn present<'l>(books: &Books<'_>, lines: impl Iterator<Item = &'l Line>, per: Per) -> Vec<Owner> {
    let mut owners = vec![];
    for line in lines {
        let owner = match per {
            Per::Subset => books.subset(&line.account, line.day()).map(|subset| Owner::Subset(subset.to_owned())),
            Per::Account => Some(Owner::Account(line.account.clone())),
            Per::Report => Some(Owner::Report),
        };
        owners.extend(owner.filter(|owner| !owners.contains(owner)));
    }
    owners
}

/// What the owner's lines are charged before the item: its own lines, and without a condition what rules added.
fn charge_so_far(books: &Books<'_>, item: &CustomLineItem, month: Month, owner: &Owner) -> Exact {
    let is_owners = |account: &str, day: NaiveDate| match owner {
        Owner::Account(own) => own == account,
        Owner::Subset(own) => books.subset(account, day) == Some(own),
        Owner::Report => books.is_inside(&Owner::Account(account.to_owned()), day),
    };
    let own = books
        .lines
        .iter()
        .filter(|charged| counts(books, item, month, charged) && is_owners(&charged.line.account, charged.line.day()));
    let sum: Exact = own.map(|charged| &charged.charge).sum();
    if item.when.is_some() {
        return sum;
    }
    let added = books.added.iter().filter(|added| {
        let is_dated =
            Month::of(added.day) == month && (added.kind == AddedBy::Item || is_between(added.day, item.from, item.until));
        is_dated
            && match &added.owner {
                Owner::Account(account) => is_owners(account, added.day),
                Owner::Subset(_) if *owner == Owner::Report => books.is_inside(&added.owner, added.day),
                other => other == owner,
            }
    });
    &sum + &added.map(|added| &added.charge).sum()
}
