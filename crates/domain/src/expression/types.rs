//! What can be compared with what: text with text, numbers with numbers, `start` with days and times.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::lexer::{error, quoted};
use super::{Column, ConditionError, Kind, Literal, Operand};

/// An operand and the character at which it begins.
#[derive(Clone, Debug)]
pub(super) struct Located {
    pub(super) operand: Operand,
    pub(super) position: usize,
}

/// The operands, all of one kind: texts beside a time are read as times. The error stands at the first that does not
/// fit the one at the front.
pub(super) fn alike<const N: usize>(mut operands: [Located; N]) -> Result<[Operand; N], ConditionError> {
    if operands.iter().any(|located| located.operand.kind() == Kind::Time) {
        for located in &mut operands {
            as_time(located)?;
        }
    }
    if let Some(first) = operands.first() {
        for other in &operands[1..] {
            same_kind(first, other)?;
        }
    }
    known_values(&operands)?;
    Ok(operands.map(|located| located.operand))
}

/// `like` is about text.
pub(super) fn text(located: &Located) -> Result<(), ConditionError> {
    match located.operand.kind() {
        Kind::Text => Ok(()),
        kind @ (Kind::Number | Kind::Time) => {
            let reason = format!("`like` compares text, {} is {}", spelled(&located.operand), kind.name());
            Err(error(located.position, reason))
        }
    }
}

/// An operand as a message quotes it.
pub(super) fn spelled(operand: &Operand) -> String {
    match operand {
        Operand::Literal(_) => operand.to_string(),
        Operand::Column(_) | Operand::Tag(_) | Operand::CostCategory(_) => format!("`{operand}`"),
    }
}

fn as_time(located: &mut Located) -> Result<(), ConditionError> {
    if let Operand::Literal(Literal::Text(text)) = &located.operand {
        let time = time(text).ok_or_else(|| {
            let reason = format!("{} is not a time: expected 'YYYY-MM-DD' or 'YYYY-MM-DDTHH:MM:SSZ'", quoted(text));
            error(located.position, reason)
        })?;
        located.operand = Operand::Literal(Literal::Time(time));
    }
    Ok(())
}

/// A day means its first moment, UTC.
fn time(text: &str) -> Option<DateTime<Utc>> {
    let time = match text.len() {
        10 => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN),
        20 => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").ok()?,
        _ => return None,
    };
    // chrono forgives blanks, signs and leap seconds; a bill has none.
    let canonical = time.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    (canonical.starts_with(text.trim_end_matches('Z')) && !canonical.ends_with(":60Z")).then(|| time.and_utc())
}

fn same_kind(first: &Located, other: &Located) -> Result<(), ConditionError> {
    let (wanted, found) = (first.operand.kind(), other.operand.kind());
    if wanted == found {
        return Ok(());
    }
    let hint = match (&first.operand, &other.operand) {
        (_, Operand::Literal(Literal::Number(number))) if wanted == Kind::Text => format!(": write it in quotes, '{number}'"),
        (_, Operand::Literal(Literal::Text(_))) if wanted == Kind::Number => ": write a number, without quotes".to_owned(),
        _ => String::new(),
    };
    let (left, right) = (spelled(&first.operand), spelled(&other.operand));
    Err(error(other.position, format!("{left} is {}, {right} is {}{hint}", wanted.name(), found.name())))
}

/// A text compared with a column of few values must be one of them: `'tuesday'` would silently match nothing.
fn known_values(operands: &[Located]) -> Result<(), ConditionError> {
    let column = operands.iter().find_map(|located| match located.operand {
        Operand::Column(column) => column.values().map(|values| (column, values)),
        Operand::Tag(_) | Operand::CostCategory(_) | Operand::Literal(_) => None,
    });
    let Some((column, values)) = column else { return Ok(()) };
    let unknown = operands.iter().find_map(|located| match &located.operand {
        Operand::Literal(Literal::Text(text)) if !values.contains(&text.as_str()) => Some((located.position, text)),
        Operand::Literal(_) | Operand::Column(_) | Operand::Tag(_) | Operand::CostCategory(_) => None,
    });
    unknown.map_or(Ok(()), |(position, text)| Err(error(position, no_such_value(column, text))))
}

fn no_such_value(column: Column, text: &str) -> String {
    let values: Vec<_> = column.values().unwrap_or_default().iter().map(|value| quoted(value)).collect();
    format!("`{column}` is never {}: it is one of {}", quoted(text), values.join(", "))
}
