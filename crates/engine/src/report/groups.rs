//! A report's groups as keys of cells, and the text that stands for a key in the file.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;
use datafusion::functions::expr_fn::{coalesce, date_part};
use datafusion::functions_nested::expr_fn::{array_element, map_extract};
use datafusion::prelude::{Expr, cast, ident, lit};
use muster_domain::report::GroupBy;
use muster_domain::subset::UNASSIGNED;

use crate::cells::MONTH;
use crate::ledger::schema::column;
use crate::membership::SUBSET;
use crate::rules::added::Added;

/// The key of the cells that a group needs, by name.
pub(super) fn key(position: usize, group: &GroupBy) -> (String, Expr) {
    let (name, value) = match group {
        // The subset follows from the account and the day's segment.
        GroupBy::Subset | GroupBy::Account => (column::USAGE_ACCOUNT_ID, ident(column::USAGE_ACCOUNT_ID)),
        GroupBy::Service => (column::SERVICE, ident(column::SERVICE)),
        GroupBy::Region => (column::REGION, ident(column::REGION)),
        GroupBy::ChargeType => (column::CHARGE_TYPE, ident(column::CHARGE_TYPE)),
        GroupBy::Lifecycle => (column::LIFECYCLE, ident(column::LIFECYCLE)),
        GroupBy::Month => (MONTH, month()),
        GroupBy::Day => (column::USAGE_DAY, ident(column::USAGE_DAY)),
        GroupBy::UsageType => (column::USAGE_TYPE, ident(column::USAGE_TYPE)),
        GroupBy::Tag(tag) => return (tag_key(position), tag_value(tag)),
    };
    (name.to_owned(), value)
}

/// A group's column over cells that have [`SUBSET`] where a group asks for it. Absent and empty are one group, which
/// is said here and not of each line.
pub(crate) fn cell(position: usize, group: &GroupBy) -> Expr {
    match group {
        GroupBy::Subset => coalesce(vec![ident(SUBSET), lit(UNASSIGNED)]),
        GroupBy::Account => ident(column::USAGE_ACCOUNT_ID),
        GroupBy::Service => text(ident(column::SERVICE)),
        GroupBy::Region => text(ident(column::REGION)),
        GroupBy::ChargeType => ident(column::CHARGE_TYPE),
        GroupBy::Lifecycle => ident(column::LIFECYCLE),
        GroupBy::Month => ident(MONTH),
        GroupBy::Day => ident(column::USAGE_DAY),
        GroupBy::UsageType => text(ident(column::USAGE_TYPE)),
        GroupBy::Tag(_) => text(ident(tag_key(position))),
    }
}

/// The name of a group's column in the summed report.
pub(super) fn column_name(position: usize) -> String {
    format!("group_{position}")
}

/// What the file says for a key read as text: months are kept as numbers (201810), all else as it is.
pub(super) fn shown(group: &GroupBy, key: &str) -> String {
    match group {
        GroupBy::Month => key.split_at_checked(4).map_or_else(|| key.to_owned(), |(year, month)| format!("{year}-{month}")),
        _ => key.to_owned(),
    }
}

/// A row's cells: one per group, and the account's name after its id.
pub(super) fn cells_of(groups: &[GroupBy], keys: &[String], names: &BTreeMap<String, String>) -> Vec<String> {
    let mut cells = Vec::with_capacity(keys.len() + 1);
    for (group, key) in groups.iter().zip(keys) {
        cells.push(key.clone());
        if *group == GroupBy::Account {
            cells.push(names.get(key).cloned().unwrap_or_default());
        }
    }
    cells
}

/// The groups' texts of a line that a rule added.
pub(super) fn keys_of(groups: &[GroupBy], line: &Added) -> Vec<String> {
    let key = |group: &GroupBy| match group {
        GroupBy::Subset => line.customer.clone(),
        GroupBy::Account => line.account().to_owned(),
        GroupBy::Service => line.service.name().to_owned(),
        GroupBy::ChargeType => line.charge_type.clone(),
        GroupBy::Lifecycle => "OnDemand".to_owned(),
        GroupBy::Month => line.month.to_string(),
        GroupBy::Day => line.month.first_day().to_string(),
        GroupBy::Region | GroupBy::UsageType | GroupBy::Tag(_) => String::new(),
    };
    groups.iter().map(key).collect()
}

fn tag_key(position: usize) -> String {
    format!("tag_{position}")
}

fn tag_value(tag: &str) -> Expr {
    array_element(map_extract(ident(column::TAGS), lit(tag)), lit(1_i64))
}

/// Cheaper to tell apart, for each line, than a text.
pub(super) fn month() -> Expr {
    let part = |name: &str| cast(date_part(lit(name), ident(column::USAGE_DAY)), DataType::Int32);
    part("year") * lit(100_i32) + part("month")
}

fn text(value: Expr) -> Expr {
    coalesce(vec![value, lit("")])
}
