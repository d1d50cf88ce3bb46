//! Which lines stand behind a part of a report.

use chrono::NaiveDate;
use datafusion::prelude::{Expr, ident, lit};
use muster_domain::report::GroupBy;

use super::Cut;
use crate::ledger::schema::column;
use crate::membership::date;
use crate::report::groups;
use crate::report::run::Run;
use crate::rules::added::Added;

/// Whether a charged line is in the cut. A row that no report has (the row `Other`, a month that is none) has no lines.
pub(super) fn of(cut: &Cut, groups: &[GroupBy]) -> Expr {
    match cut {
        Cut::Whole => lit(true),
        Cut::Account(account) => ident(column::USAGE_ACCOUNT_ID).eq(lit(account.as_str())),
        Cut::Row(cells) => {
            let keys = keys(groups, cells);
            let cells = groups.iter().zip(keys).enumerate();
            cells.fold(lit(true), |all, (position, (group, key))| all.and(holds(position, group, key)))
        }
    }
}

/// Whether a line that a rule added is in the cut.
pub(super) fn takes(cut: &Cut, run: &Run<'_>, line: &Added) -> bool {
    match cut {
        Cut::Whole => true,
        Cut::Account(account) => line.account() == account,
        Cut::Row(cells) => run.is_of_row(line, &keys(run.groups(), cells)),
    }
}

/// A row's cells without the names of accounts, which follow from their ids.
fn keys<'a>(groups: &[GroupBy], cells: &'a [String]) -> Vec<&'a str> {
    let mut cells = cells.iter();
    let key = |group: &GroupBy| {
        let key = cells.next().map_or("", String::as_str);
        if *group == GroupBy::Account {
            cells.next();
        }
        key
    };
    groups.iter().map(key).collect()
}

fn holds(position: usize, group: &GroupBy, key: &str) -> Expr {
    let cell = groups::cell(position, group);
    match group {
        GroupBy::Month => key.replace('-', "").parse::<i32>().map_or(lit(false), |month| cell.eq(lit(month))),
        GroupBy::Day => key.parse::<NaiveDate>().map_or(lit(false), |day| cell.eq(lit(date(day)))),
        // Said twice: the files' statistics tell which pages have an account or a service, not what becomes of it.
        GroupBy::Service if !key.is_empty() => cell.eq(lit(key)).and(ident(column::SERVICE).eq(lit(key))),
        GroupBy::Region if !key.is_empty() => cell.eq(lit(key)).and(ident(column::REGION).eq(lit(key))),
        GroupBy::Subset | GroupBy::Account | GroupBy::Service | GroupBy::Region | GroupBy::ChargeType => cell.eq(lit(key)),
        GroupBy::Lifecycle | GroupBy::UsageType | GroupBy::Tag(_) => cell.eq(lit(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_takes_two_cells_of_a_row() {
        let cells = ["Shop", "011", "Web shop", "AmazonEC2"].map(str::to_owned);
        assert_eq!(keys(&[GroupBy::Subset, GroupBy::Account, GroupBy::Service], &cells), ["Shop", "011", "AmazonEC2"]);
    }
}
