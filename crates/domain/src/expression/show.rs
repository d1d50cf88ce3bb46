//! The canonical text of a tree. It parses to the same tree.

use std::fmt::{Display, Formatter, Result};

use chrono::{DateTime, NaiveTime, Utc};

use super::lexer::quoted;
use super::{Expression, Literal, Operand};

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::And(parts) => joined(f, parts, " and "),
            Self::Or(parts) => joined(f, parts, " or "),
            Self::Not(inner) => negated(f, inner),
            Self::Compare { left, comparison, right } => write!(f, "{left} {} {right}", comparison.sign()),
            Self::In { .. } | Self::Between { .. } | Self::Like { .. } | Self::IsNull(_) => tested(f, self, ""),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expression], word: &str) -> Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(word)?;
        }
        match part {
            // Beside `or`, an `and` needs no parentheses; it binds tighter.
            Expression::And(_) if word == " or " => write!(f, "{part}")?,
            Expression::And(_) | Expression::Or(_) => write!(f, "({part})")?,
            Expression::Not(_) | Expression::Compare { .. } | Expression::In { .. } => write!(f, "{part}")?,
            Expression::Between { .. } | Expression::Like { .. } | Expression::IsNull(_) => write!(f, "{part}")?,
        }
    }
    Ok(())
}

fn negated(f: &mut Formatter<'_>, inner: &Expression) -> Result {
    match inner {
        Expression::And(_) | Expression::Or(_) => write!(f, "not ({inner})"),
        Expression::Not(_) | Expression::Compare { .. } => write!(f, "not {inner}"),
        Expression::In { .. } | Expression::Between { .. } | Expression::Like { .. } | Expression::IsNull(_) => {
            tested(f, inner, "not ")
        }
    }
}

/// A test that takes its `not` inside.
fn tested(f: &mut Formatter<'_>, test: &Expression, not: &str) -> Result {
    match test {
        Expression::In { operand, list } => {
            write!(f, "{operand} {not}in (")?;
            for (place, literal) in list.iter().enumerate() {
                write!(f, "{}{literal}", if place > 0 { ", " } else { "" })?;
            }
            f.write_str(")")
        }
        Expression::Between { operand, low, high } => write!(f, "{operand} {not}between {low} and {high}"),
        Expression::Like { operand, pattern } => write!(f, "{operand} {not}like {}", quoted(pattern)),
        Expression::IsNull(operand) => write!(f, "{operand} is {not}null"),
        Expression::And(_) | Expression::Or(_) | Expression::Not(_) | Expression::Compare { .. } => write!(f, "{test}"),
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Column(column) => column.fmt(f),
            Self::Tag(key) => write!(f, "tag({})", quoted(key)),
            Self::CostCategory(name) => write!(f, "cost_category({})", quoted(name)),
            Self::Literal(literal) => literal.fmt(f),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Number(number) => number.normalize().fmt(f),
            Self::Time(time) => write!(f, "'{}'", short(*time)),
        }
    }
}

/// `2018-10-15` at midnight, else `2018-10-15T13:00:00Z`.
pub(super) fn short(time: DateTime<Utc>) -> String {
    let form = if time.time() == NaiveTime::MIN { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%SZ" };
    time.format(form).to_string()
}
