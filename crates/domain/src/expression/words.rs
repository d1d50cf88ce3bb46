//! A condition in plain words, for the sentence of a rule.

use super::show::short;
use super::{Comparison, Expression, Kind, Literal, Operand};

impl Expression {
    /// `the day of week is “Tuesday” and the region starts with “us-east-”`.
    pub fn in_words(&self) -> String {
        match self {
            Self::And(parts) => parts.iter().map(nested).collect::<Vec<_>>().join(" and "),
            Self::Or(parts) => parts.iter().map(nested).collect::<Vec<_>>().join(" or "),
            Self::Not(inner) => without(inner),
            Self::Compare { left, comparison, right } => {
                format!("{} {} {}", operand(left), verb(*comparison, left.kind()), operand(right))
            }
            Self::In { operand: of, list } => format!("{} is {}", operand(of), any_of(list)),
            Self::Between { operand: of, low, high } => {
                format!("{} is between {} and {}", operand(of), operand(low), operand(high))
            }
            Self::Like { operand: of, pattern } => {
                let (verb, part) = pattern_in_words(pattern);
                format!("{} {} “{part}”", operand(of), verb.does)
            }
            Self::IsNull(of) => format!("{} is missing", operand(of)),
        }
    }
}

fn nested(part: &Expression) -> String {
    match part {
        Expression::And(_) | Expression::Or(_) => format!("({})", part.in_words()),
        Expression::Not(_) | Expression::Compare { .. } | Expression::In { .. } => part.in_words(),
        Expression::Between { .. } | Expression::Like { .. } | Expression::IsNull(_) => part.in_words(),
    }
}

fn without(inner: &Expression) -> String {
    match inner {
        Expression::In { operand: of, list } => format!("{} is not {}", operand(of), any_of(list)),
        Expression::Between { operand: of, low, high } => {
            format!("{} is not between {} and {}", operand(of), operand(low), operand(high))
        }
        Expression::Like { operand: of, pattern } => {
            let (verb, part) = pattern_in_words(pattern);
            format!("{} {} “{part}”", operand(of), verb.does_not)
        }
        Expression::IsNull(of) => format!("{} is present", operand(of)),
        Expression::And(_) | Expression::Or(_) | Expression::Not(_) | Expression::Compare { .. } => {
            format!("not ({})", inner.in_words())
        }
    }
}

fn verb(comparison: Comparison, kind: Kind) -> &'static str {
    match (comparison, kind) {
        (Comparison::Equal, _) => "is",
        (Comparison::NotEqual, _) => "is not",
        (Comparison::Less, Kind::Time) => "is before",
        (Comparison::LessOrEqual, Kind::Time) => "is not after",
        (Comparison::Greater, Kind::Time) => "is after",
        (Comparison::GreaterOrEqual, Kind::Time) => "is not before",
        (Comparison::Less, Kind::Text | Kind::Number) => "is below",
        (Comparison::LessOrEqual, Kind::Text | Kind::Number) => "is at most",
        (Comparison::Greater, Kind::Text | Kind::Number) => "is above",
        (Comparison::GreaterOrEqual, Kind::Text | Kind::Number) => "is at least",
    }
}

struct Verb {
    does: &'static str,
    does_not: &'static str,
}

/// Most patterns only say where a text stands.
fn pattern_in_words(pattern: &str) -> (Verb, &str) {
    let plain = |part: &str| !part.is_empty() && !part.contains(['%', '_']);
    let start = pattern.strip_suffix('%');
    let end = pattern.strip_prefix('%');
    let middle = end.and_then(|rest| rest.strip_suffix('%'));
    match (middle, start, end) {
        (Some(part), _, _) if plain(part) => (Verb { does: "contains", does_not: "does not contain" }, part),
        (_, Some(part), _) if plain(part) => (Verb { does: "starts with", does_not: "does not start with" }, part),
        (_, _, Some(part)) if plain(part) => (Verb { does: "ends with", does_not: "does not end with" }, part),
        _ => (Verb { does: "is like", does_not: "is not like" }, pattern),
    }
}

fn any_of(list: &[Literal]) -> String {
    let values: Vec<_> = list.iter().map(literal).collect();
    match values.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => values.concat(),
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Column(column) => format!("the {}", column.name().replace('_', " ")),
        Operand::Tag(key) => format!("the tag “{key}”"),
        Operand::CostCategory(name) => format!("the cost category “{name}”"),
        Operand::Literal(value) => literal(value),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => format!("“{text}”"),
        Literal::Number(number) => number.normalize().to_string(),
        Literal::Time(time) => short(*time),
    }
}

#[cfg(test)]
mod tests {
    use crate::expression::Condition;

    #[track_caller]
    fn check(condition: &str, words: &str) {
        assert_eq!(Condition::parse(condition).unwrap().tree().in_words(), words);
    }

    #[test]
    fn a_condition_reads_as_a_clause() {
        check("month between 6 and 8 and year in (2025, 2027)", "the month is between 6 and 8 and the year is 2025 or 2027");
        check("usage_type like '%BoxUsage%'", "the usage type contains “BoxUsage”");
        check("usage_type not like '%:t_.micro'", "the usage type is not like “%:t_.micro”");
        check("start >= '2018-10-15'", "the start is not before 2018-10-15");
        check("tag('user:Team') is not null", "the tag “user:Team” is present");
        check("not (hour < 6 or hour > 20)", "not (the hour is below 6 or the hour is above 20)");
        check(
            "region = 'us-east-1' and (hour < 6 or account in ('1'))",
            "the region is “us-east-1” and (the hour is below 6 or the account is “1”)",
        );
    }
}
