//! What can be written, and what it means.

use muster_domain::expression::{Column, Comparison, Condition, Expression, Literal, Operand};

fn tree(text: &str) -> Expression {
    Condition::parse(text).unwrap().tree().clone()
}

/// The condition in its canonical text.
#[track_caller]
fn check(text: &str, canonical: &str) {
    assert_eq!(tree(text).to_string(), canonical);
    assert_eq!(tree(canonical), tree(text));
}

#[test]
fn two_percent_off_on_tuesdays_in_the_summers_of_odd_years_can_be_said() {
    let text = "day_of_week = 'Tuesday' and region like 'us-east-%' and month between 6 and 8 and year in (2025, 2027)";
    check(text, text);
}

#[test]
fn and_binds_tighter_than_or_and_not_tighter_than_both() {
    check("not hour = 1 or hour = 2 and hour = 3", "not hour = 1 or hour = 2 and hour = 3");
    check("(hour = 1 or hour = 2) and hour = 3", "(hour = 1 or hour = 2) and hour = 3");
    check("hour = 1 or (hour = 2 and hour = 3)", "hour = 1 or hour = 2 and hour = 3");
    check("not (hour = 1 or hour = 2)", "not (hour = 1 or hour = 2)");
    assert!(matches!(tree("hour = 1 or hour = 2 and hour = 3"), Expression::Or(parts) if parts.len() == 2));
    assert!(matches!(tree("hour = 1 or hour = 2 or hour = 3"), Expression::Or(parts) if parts.len() == 3));
}

#[test]
fn words_and_columns_may_be_in_capitals_and_blanks_do_not_matter() {
    check("  REGION\nLIKE\t'EU-%'AND Hour>=6 ", "region like 'EU-%' and hour >= 6");
    check("((((hour=6))))", "hour = 6");
}

#[test]
fn a_not_inside_a_test_is_a_not_before_it() {
    check("region not in ('us-east-1')", "region not in ('us-east-1')");
    check("not region in ('us-east-1')", "region not in ('us-east-1')");
    check("not day between 1 and 7", "day not between 1 and 7");
    check("not description like '%a_b%'", "description not like '%a_b%'");
    check("not resource is null", "resource is not null");
    check("not not hour <> 6", "not not hour <> 6");
    assert_eq!(tree("region is not null"), Expression::Not(Box::new(Expression::IsNull(Operand::Column(Column::Region)))));
}

#[test]
fn a_quote_inside_a_text_is_doubled() {
    check("subset = 'Bob''s'", "subset = 'Bob''s'");
    let text = Operand::Literal(Literal::Text("Bob's".to_owned()));
    let left = Operand::Column(Column::Subset);
    assert_eq!(tree("subset = 'Bob''s'"), Expression::Compare { left, comparison: Comparison::Equal, right: text });
}

#[test]
fn numbers_are_exact_decimals() {
    check("charge > -0.000000000001", "charge > -0.000000000001");
    check("usage_amount = 12.500 or charge = -0", "usage_amount = 12.5 or charge = 0");
}

#[test]
fn columns_can_be_compared_with_each_other_and_stand_on_either_side() {
    check("unblended < public_on_demand", "unblended < public_on_demand");
    check("'us-east-1' = region", "'us-east-1' = region");
    check("account != purchaser", "account <> purchaser");
}

#[test]
fn the_start_is_compared_with_days_and_times() {
    check("start >= '2018-10-15'", "start >= '2018-10-15'");
    check("start < '2018-10-15T00:00:00Z'", "start < '2018-10-15'");
    check("start between '2018-10-15T13:00:00Z' and '2018-10-16'", "start between '2018-10-15T13:00:00Z' and '2018-10-16'");
    check("'2018-10-15' < start", "'2018-10-15' < start");
}

#[test]
fn tags_and_cost_categories_are_texts_by_name() {
    check(
        "tag('user:Team') = 'Search' and cost_category('Env') is null",
        "tag('user:Team') = 'Search' and cost_category('Env') is null",
    );
    check("TAG ( 'a''b' ) like '%'", "tag('a''b') like '%'");
}

#[test]
fn a_workflow_keeps_a_condition_as_it_was_written() {
    let text = "  Region = 'us-east-1'";
    let condition = Condition::parse(text).unwrap();
    assert_eq!(serde_json::to_value(&condition).unwrap(), text);
    assert_eq!(serde_json::from_value::<Condition>(text.into()).unwrap(), condition);
}

#[test]
fn long_lists_and_many_tests_are_fine_up_to_their_limits() {
    let list = |count: usize| format!("account in ({})", vec!["'1'"; count].join(", "));
    assert!(Condition::parse(&list(1000)).is_ok());
    assert!(Condition::parse(&list(1001)).is_err());
    let tests = |count: usize| vec!["hour = 1"; count].join(" or ");
    assert!(Condition::parse(&tests(200)).is_ok());
    assert!(Condition::parse(&tests(201)).is_err());
    let nested = |count: usize| format!("{}hour = 1{}", "(".repeat(count), ")".repeat(count));
    assert!(Condition::parse(&nested(32)).is_ok());
    assert!(Condition::parse(&nested(33)).is_err());
    assert!(Condition::parse(&format!("{}hour = 1", "not ".repeat(33))).is_err());
}
