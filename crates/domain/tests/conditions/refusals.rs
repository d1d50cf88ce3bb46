//! What cannot be written: where the message points, and what it says.

use muster_domain::expression::{Column, Condition};

/// `^` below the text marks the place.
#[track_caller]
fn check(text: &str, mark: &str, reason: &str) {
    let error = Condition::parse(text).unwrap_err();
    assert_eq!((error.position, error.reason.as_str()), (mark.chars().count() - 1, reason));
}

#[test]
fn what_was_found_and_what_was_expected_is_said() {
    check("", "^", "expected a column, a text, a number, `not` or `(`, found the end");
    check("region =", "        ^", "expected a column, a text or a number, found the end");
    check(
        "region",
        "      ^",
        "expected a test of `region`: =, <>, <, <=, >, >=, `in`, `between`, `like` or `is`, found the end",
    );
    check(
        "region 'x'",
        "       ^",
        "expected a test of `region`: =, <>, <, <=, >, >=, `in`, `between`, `like` or `is`, found the text 'x'",
    );
    check("hour = 1 hour = 2", "         ^", "expected `and`, `or` or the end, found `hour`");
    check("(hour = 1", "         ^", "expected `and`, `or` or `)`, found the end");
    check("hour between 1 or 2", "               ^", "expected `and` and the upper bound of `between`, found `or`");
    check("region not = 'x'", "           ^", "expected `in`, `between` or `like`, found `=`");
    check("region is 'x'", "          ^", "expected `null` or `not null`, found the text 'x'");
    check("region in 'x'", "          ^", "expected `(`, found the text 'x'");
    check("region in ()", "           ^", "expected a text or a number, found `)`");
    check("region in ('x' 'y')", "               ^", "expected `,` or `)`, found the text 'y'");
    check("region like resource", "            ^", "expected a pattern such as 'us-east-%', found `resource`");
}

#[test]
fn positions_count_characters_not_bytes() {
    check("subset = 'Zürich' und hour = 1", "                  ^", "expected `and`, `or` or the end, found `und`");
}

#[test]
fn unknown_columns_and_functions_name_what_there_is() {
    check("regoin = 'x'", "^", "unknown column `regoin`: did you mean `region`?");
    check(
        "hour = 1 and lower(region) = 'x'",
        "             ^",
        "there is no function `lower`: only tag('key') and cost_category('name')",
    );
    check("tag = 'x'", "    ^", "expected `(`, as in tag('key'), found `=`");
    check("tag(team) = 'x'", "    ^", "expected a text, as in tag('key'), found `team`");
    check("tag('') = 'x'", "    ^", "expected a text, as in tag('key'), found the text ''");
    check("account in (select account)", "            ^", "expected a text or a number, found `select`");
    let error = Condition::parse("colour = 'x'").unwrap_err();
    assert!(Column::ALL.into_iter().all(|column| error.reason.contains(column.name())), "{error}");
}

#[test]
fn text_and_numbers_are_not_mixed() {
    check("account = 123", "          ^", "`account` is text, 123 is a number: write it in quotes, '123'");
    check("hour > '6'", "       ^", "`hour` is a number, '6' is text: write a number, without quotes");
    check("year in (2025, '2027')", "               ^", "`year` is a number, '2027' is text: write a number, without quotes");
    check("region = hour", "         ^", "`region` is text, `hour` is a number");
    check("hour like '1%'", "^", "`like` compares text, `hour` is a number");
    check("hour between 1 and region", "                   ^", "`hour` is a number, `region` is text");
    check("start > 2018", "        ^", "`start` is a time, 2018 is a number");
}

#[test]
fn a_time_is_a_real_day_in_the_one_form() {
    let form = "is not a time: expected 'YYYY-MM-DD' or 'YYYY-MM-DDTHH:MM:SSZ'";
    for wrong in [
        "2018-02-30",
        "2018-2-3",
        "2018-10-15T13:00:00",
        "2018-10-15 13:00:00Z",
        "15.10.2018",
        "2018-10-15T23:59:60Z",
        "",
        "+018-10-15",
    ] {
        check(&format!("start > '{wrong}'"), "        ^", &format!("'{wrong}' {form}"));
    }
}

#[test]
fn a_value_that_a_column_never_has_is_a_slip_of_the_pen() {
    let days = "'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'";
    check("day_of_week = 'tuesday'", "              ^", &format!("`day_of_week` is never 'tuesday': it is one of {days}"));
    check(
        "day_of_week in ('Monday', 'Tue')",
        "                          ^",
        &format!("`day_of_week` is never 'Tue': it is one of {days}"),
    );
    check(
        "lifecycle <> 'spot'",
        "             ^",
        "`lifecycle` is never 'spot': it is one of 'OnDemand', 'Spot', 'Reserved', 'Savings Plans'",
    );
    assert!(Condition::parse("day_of_week like 'T%'").is_ok());
}

#[test]
fn nothing_equals_null() {
    let reason = "nothing equals null: write `is null` or `is not null`";
    check("region = null", "         ^", reason);
    check("region in ('x', NULL)", "                ^", reason);
}

#[test]
fn characters_of_other_languages_are_explained() {
    check("region == 'x'", "       ^", "`==` is no comparison: expected =, <>, <, <=, > or >=");
    check("region = \"x\"", "         ^", "unexpected \" : text stands in straight single quotes, 'like this'");
    check("region = ‘x’", "         ^", "unexpected ‘ : text stands in straight single quotes, 'like this'");
    check("charge + 1 > 2", "       ^", "unexpected `+`: a condition compares, it does not calculate");
    check("charge - 1 > 2", "       ^", "unexpected `-`: a condition compares, it does not calculate");
    check("hour = 1; drop", "        ^", "unexpected `;`");
    check("region = 'x", "         ^", "this text has no closing quote");
    check("charge > 3.0E-6", "         ^", "`3.0E` is not a number: expected plain decimals such as 12.5");
    check("charge > 1.", "         ^", "`1.` is not a number: expected plain decimals such as 12.5");
    check("charge > 0.0000000000001", "         ^", "a number has at most 15 digits before the point and 12 after it");
}

#[test]
fn an_error_counts_for_people_from_one() {
    assert_eq!(Condition::parse("hour = ;").unwrap_err().to_string(), "character 8: unexpected `;`");
}

#[test]
fn endless_texts_are_refused_before_they_are_read() {
    let error = Condition::parse(&" ".repeat(20_001)).unwrap_err();
    assert_eq!((error.position, error.reason.as_str()), (20_000, "a condition has at most 20000 characters"));
}
