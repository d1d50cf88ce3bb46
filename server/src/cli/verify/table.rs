//! What `muster verify` prints: a table of checks, and credits that no pattern caught.

use muster_engine::trail::unclassified::Unclassified;
use muster_engine::verify::{Check, Clause, Outcome};

/// Rows that each say one thing: a check that holds for many commitments is one of them, one that fails is itself.
pub(super) fn print_checks(checks: &[Check]) {
    let mut rows = vec![["RESULT", "CLAUSE", "CHECK", "NUMBERS"].map(str::to_owned)];
    let mut listed: Vec<&Check> = checks.iter().collect();
    listed.sort_by_key(|check| check.clause);
    let mut told: Vec<(Clause, &str)> = Vec::new();
    for check in &listed {
        match check.outcome {
            Outcome::Fails => rows.push(row("FAILS", check, failing(check))),
            Outcome::Skipped => rows.push(row("skipped", check, check.found.clone())),
            Outcome::Holds if told.contains(&(check.clause, check.check)) => {}
            Outcome::Holds => {
                told.push((check.clause, check.check));
                rows.push(row("holds", check, holding(check, &listed)));
            }
        }
    }
    print(&rows);
    let count = |outcome| checks.iter().filter(|check| check.outcome == outcome).count();
    let (holds, fails, skipped) = (count(Outcome::Holds), count(Outcome::Fails), count(Outcome::Skipped));
    println!("\n{holds} checks hold, {fails} fail, {skipped} could not be made");
}

fn row(result: &str, check: &Check, numbers: String) -> [String; 4] {
    [result.to_owned(), check.clause.number().to_owned(), check.check.to_owned(), numbers]
}

fn failing(check: &Check) -> String {
    format!("{}: expected {}, found {}", check.subject, check.expected, check.found)
}

/// The numbers of a check that holds once, or how often it does.
fn holding(check: &Check, all: &[&Check]) -> String {
    let same = |other: &&&Check| other.check == check.check && other.clause == check.clause;
    let (of, holds) =
        all.iter().filter(same).fold((0, 0), |(of, holds), other| (of + 1, holds + usize::from(other.outcome == Outcome::Holds)));
    if of == 1 { check.found.clone() } else { format!("{holds} of {of}") }
}

/// By type and description: whoever sees a kind of credit here adds a pattern for it.
pub(super) fn print_unclassified(groups: &[Unclassified]) {
    if groups.is_empty() {
        return;
    }
    println!("\nCredits, refunds and discounts that no pattern caught");
    let mut rows = vec![["LINES", "AMOUNT", "TYPE", "COUNTS AS", "DESCRIPTION"].map(str::to_owned)];
    rows.extend(groups.iter().map(|group| {
        let kind = group.kind.map_or("no credit", |kind| kind.name());
        [group.lines.to_string(), group.amount.exact(), group.line_item_type.clone(), kind.to_owned(), group.description.clone()]
    }));
    print(&rows);
}

/// Columns as wide as their longest cell; the last one as it comes.
fn print<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..COLUMNS).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
