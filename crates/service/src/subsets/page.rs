//! A page of the subsets list: filtered and ordered here, so that hundreds of subsets are neither sent nor drawn at once.

use std::cmp::Ordering;

use muster_domain::filter::matches;
use muster_domain::view::accounts::{Charges, Costs};
use muster_domain::view::subsets::{SubsetLook, SubsetPage, SubsetRow};
use muster_domain::{Money, OrganizationId};

use super::list;
use crate::{Ctx, Error};

/// More rows than this make a page slow to read and to send.
const PER_PAGE: usize = 100;

/// Some of the subsets, with their costs around a month; totals are of all.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn page(ctx: &Ctx, org: OrganizationId, look: SubsetLook) -> Result<SubsetPage, Error> {
    let mut list = list(ctx, org, look.month).await?;
    let count = list.subsets.len() as u64;
    let mut found = list.subsets;
    found.retain(|row| matches(&look.filter, &[&row.name]));
    arrange(&mut found, &look.sort);
    let pages = u32::try_from(found.len().div_ceil(PER_PAGE)).unwrap_or(u32::MAX).max(1);
    let page = look.page.clamp(1, pages);
    let found_count = found.len() as u64;
    list.subsets = found.into_iter().skip((page as usize - 1) * PER_PAGE).take(PER_PAGE).collect();
    Ok(SubsetPage { list, count, found: found_count, page, pages })
}

/// By a column's name; a `-` before it turns the order round. A name that no column has is that of the first.
fn arrange(rows: &mut [SubsetRow], sort: &str) {
    let (column, is_descending) = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
    let by_name = |row: &SubsetRow| row.name.to_lowercase();
    rows.sort_by(|one, other| {
        let order = match amount(column) {
            Some(amount) => amount(one).cmp(&amount(other)),
            None if column == "accounts" => one.tally.accounts.cmp(&other.tally.accounts),
            None => by_name(one).cmp(&by_name(other)),
        };
        turned(order, is_descending)
    });
}

fn turned(order: Ordering, is_descending: bool) -> Ordering {
    if is_descending { order.reverse() } else { order }
}

/// The amount that a column shows; none stands below every amount.
fn amount(column: &str) -> Option<fn(&SubsetRow) -> Option<Money>> {
    fn cost(row: &SubsetRow) -> Costs {
        row.tally.costs
    }
    fn charge(row: &SubsetRow) -> Charges {
        row.tally.charges.unwrap_or_default()
    }
    match column {
        "last-month" => Some(|row| Some(cost(row).last_month)),
        "mtd" => Some(|row| Some(cost(row).month_to_date)),
        "expected" => Some(|row| Some(cost(row).expected)),
        "last-month-charge" => Some(|row| charge(row).last_month),
        "mtd-charge" => Some(|row| charge(row).month_to_date),
        "expected-charge" => Some(|row| charge(row).expected),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use muster_domain::view::subsets::Tally;

    use super::*;

    #[test]
    fn subsets_are_ordered_by_a_column() {
        let subset = |id: u8, name: &str, (accounts, mtd): (u64, &str)| SubsetRow {
            id: format!("01890000-0000-7000-8000-0000000000{id:02}").parse().unwrap(),
            name: name.to_owned(),
            tally: Tally { accounts, costs: Costs { month_to_date: mtd.parse().unwrap(), ..Costs::default() }, charges: None },
        };
        let order = |sort: &str| -> Vec<String> {
            let mut rows = [subset(1, "northwind", (2, "9")), subset(2, "Acme", (7, "10")), subset(3, "Initech", (1, "-3"))];
            arrange(&mut rows, sort);
            rows.into_iter().map(|row| row.name).collect()
        };
        assert_eq!(order("name"), ["Acme", "Initech", "northwind"]);
        assert_eq!(order("-name"), ["northwind", "Initech", "Acme"]);
        assert_eq!(order("-accounts"), ["Acme", "northwind", "Initech"]);
        assert_eq!(order("mtd"), ["Initech", "northwind", "Acme"]);
        assert_eq!(order("colour"), order("name"));
    }
}
