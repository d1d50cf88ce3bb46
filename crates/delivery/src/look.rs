//! A look at a delivery: everything between here and the header of one file, without reading a bill.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use muster_domain::connection::{Finding, PATIENCE};
use muster_domain::{AccountId, Month};
use muster_engine::import::{Delivered, deliveries, peek};

use crate::Shelf;
use crate::finding::{key, of_import};

/// What is delivered.
#[derive(Clone, Debug)]
pub struct Look {
    /// As [`months`] says.
    pub months: Vec<(Month, Delivered)>,
    /// What is to be said although months are there, or because none is.
    pub finding: Option<Finding>,
}

/// Whose bills are expected where, and when it is looked.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The payer; `None` takes any.
    pub account: Option<&'a AccountId>,
    pub now: DateTime<Utc>,
}

/// # Errors
/// Why nothing can be read.
pub fn look(shelf: &Shelf, expected: Expected<'_>) -> Result<Look, Finding> {
    let months = months(shelf, expected)?;
    if let Some((_, newest)) = months.iter().rev().find(|(_, delivered)| delivered.awaited.is_none()) {
        peek(newest).map_err(|error| of_import(shelf, &error))?;
    }
    let finding = finding(&months, expected.now);
    Ok(Look { months, finding })
}

/// The newest delivery of each month, in the order of the months; at least one.
///
/// # Errors
/// Why none can be found.
pub fn months(shelf: &Shelf, expected: Expected<'_>) -> Result<Vec<(Month, Delivered)>, Finding> {
    let wrong = |error| of_import(shelf, &error);
    let found = deliveries(&shelf.bucket, &shelf.root, expected.now).map_err(wrong)?;
    if found.is_empty() {
        return Err(elsewhere(shelf, expected.now).unwrap_or_else(|| none_yet(&shelf.root)));
    }
    let others: BTreeSet<_> = found.iter().filter_map(|delivered| delivered.account.clone()).collect();
    if let Some(account) = expected.account
        && !others.is_empty()
        && !others.contains(account.as_str())
    {
        return Err(Finding::OtherPayer { expected: account.clone(), found: others.into_iter().collect() });
    }
    Ok(newest_by_month(found))
}

/// Of two reports under one root with the same month the one that was written later.
fn newest_by_month(found: Vec<Delivered>) -> Vec<(Month, Delivered)> {
    let mut months: Vec<_> = found.into_iter().filter_map(|delivered| Some((delivered.month?, delivered))).collect();
    months.sort_by(|(a, first), (b, second)| a.cmp(b).then_with(|| second.written.cmp(&first.written)));
    months.dedup_by(|(later, _), (first, _)| later == first);
    months
}

fn finding(months: &[(Month, Delivered)], now: DateTime<Utc>) -> Option<Finding> {
    let awaited = months.iter().rev().find_map(|(month, delivered)| Some((*month, delivered.awaited.as_ref()?)));
    if let Some((month, file)) = awaited {
        return Some(Finding::Unfinished { month, file: key(Path::new(file)) });
    }
    let newest = months.iter().map(|(_, delivered)| delivered.written).max()?;
    (now - newest > PATIENCE).then_some(Finding::Stale { newest })
}

fn none_yet(root: &Path) -> Finding {
    Finding::NoManifest { place: root.display().to_string() }
}

/// Reports under other names beside the one that was expected: a name is mistyped more often than nothing comes.
fn elsewhere(shelf: &Shelf, now: DateTime<Utc>) -> Option<Finding> {
    // Never through a whole bucket.
    let prefix = shelf.root.parent().filter(|prefix| prefix.components().count() > 2)?;
    // A role with the least rights may not look there, which says nothing.
    let found = deliveries(&shelf.bucket, prefix, now).ok()?;
    let names: BTreeSet<_> = found.into_iter().map(|delivered| delivered.report).collect();
    if names.is_empty() {
        return None;
    }
    Some(Finding::OtherReports { place: prefix.display().to_string(), found: names.into_iter().collect() })
}
