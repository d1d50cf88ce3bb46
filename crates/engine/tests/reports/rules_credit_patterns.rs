//! Patterns that tell credits apart, as an organization edits them.

use muster_domain::credit::{CreditPattern, CreditPatterns, CreditType};
use muster_domain::workflow::CreditKind;
use muster_engine::report::{Measure, ReportRequest};

use super::bill::{Line, line};
use super::run::{by_account, column, report, rules, try_report};

fn pattern(kind: CreditKind, types: &[CreditType], pattern: &str) -> CreditPattern {
    CreditPattern { kind, types: types.to_vec(), pattern: pattern.to_owned() }
}

/// Accounts of the credits that are of this kind. Each line is of an account of its own.
fn of_kind(kind: CreditKind, patterns: &[CreditPattern], lines: &[Line]) -> Vec<String> {
    let workflow = rules(&format!(r#"{{"rule":"remove_credits","kinds":["{}"]}}"#, kind.name()));
    let request = ReportRequest { credit_patterns: CreditPatterns(patterns.to_vec()), ..by_account(workflow) };
    let charges = column(&report(lines, &request), Measure::Charge);
    charges.into_iter().filter(|(_, charge)| charge == "0.00").map(|(account, _)| account).collect()
}

fn credit(account: &str, line_type: &'static str, description: &str) -> Line {
    line(line_type).of(account).described(description).cost("-5")
}

#[test]
fn the_first_pattern_that_fits_decides() {
    let lines = [
        credit("1", "Credit", "Migration acceleration program"),
        credit("2", "Refund", "migration ACCELERATION"),
        credit("3", "Discount", "Migration"),
        credit("4", "Credit", "Enterprise program"),
        credit("5", "Usage", "Migration acceleration"),
        credit("6", "EdpDiscount", "Migration acceleration"),
    ];
    let patterns = [
        pattern(CreditKind::ApnPartner, &[CreditType::Credit, CreditType::Refund], "migration accel"),
        pattern(CreditKind::Bundled, &CreditType::ALL, "^migration"),
    ];
    assert_eq!(of_kind(CreditKind::ApnPartner, &patterns, &lines), ["1", "2"]);
    assert_eq!(of_kind(CreditKind::Bundled, &patterns, &lines), ["3"]);
    assert_eq!(of_kind(CreditKind::OtherCredits, &patterns, &lines), ["4"]);
    assert_eq!(of_kind(CreditKind::Edp, &patterns, &lines), ["6"]);
    assert_eq!(of_kind(CreditKind::OtherCredits, &[], &lines), ["1", "4"]);
}

#[test]
fn signs_of_patterns_mean_what_regular_expressions_say() {
    let lines = [credit("1", "Credit", r"10% off\special"), credit("2", "Credit", "100 offspecial_"), credit("3", "Credit", "")];
    let fits = |text: &str| of_kind(CreditKind::Bundled, &[pattern(CreditKind::Bundled, &[CreditType::Credit], text)], &lines);
    assert_eq!(fits(r"off\\special"), ["1"]);
    assert_eq!(fits("off.special"), ["1"]);
    assert_eq!(fits("10%"), ["1"]);
    assert_eq!(fits("special_"), ["2"]);
    assert_eq!(fits(r"\d{3} off|nothing"), ["2"]);
    assert_eq!(fits("^$"), ["3"]);
}

#[test]
fn a_pattern_that_is_no_regular_expression_is_one_clear_error() {
    let with = |bad: &str| {
        let patterns = [pattern(CreditKind::Edp, &CreditType::ALL, "fine"), pattern(CreditKind::Edp, &CreditType::ALL, bad)];
        let request = ReportRequest { credit_patterns: CreditPatterns(patterns.to_vec()), ..Default::default() };
        try_report(&[], &request).unwrap_err().to_string()
    };
    let expected = "credit patterns: patterns[1].pattern: `(egress` is not a regular expression: unclosed group";
    assert_eq!(with("(egress"), expected);
    assert!(with("").starts_with("credit patterns: patterns[1].pattern: a pattern is needed"), "{}", with(""));
}
