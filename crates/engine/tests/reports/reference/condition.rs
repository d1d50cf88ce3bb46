//! Conditions evaluated on one line, with SQL's NULL: a condition is true, false or unknown.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike, Timelike, Utc};
use muster_domain::expression::{Column, Comparison, Expression, Literal, Operand};

use super::books::Books;
use super::charge::Charged;
use super::exact::Exact;

#[derive(Debug, PartialEq, PartialOrd)]
enum Value {
    Text(String),
    Number(Exact),
    Time(DateTime<Utc>),
}

/// A line with what its columns are read from.
struct Subject<'a> {
    charged: &'a Charged<'a>,
    books: &'a Books<'a>,
}

/// Whether the condition is true of the line; unknown is not true.
pub(crate) fn matches(condition: &Expression, charged: &Charged<'_>, books: &Books<'_>) -> bool {
    Subject { charged, books }.holds(condition) == Some(true)
}

impl Subject<'_> {
    fn holds(&self, condition: &Expression) -> Option<bool> {
        match condition {
            Expression::And(all) => and(all.iter().map(|part| self.holds(part))),
            Expression::Or(any) => and(any.iter().map(|part| self.holds(part).map(|known| !known))).map(|none| !none),
            Expression::Not(part) => self.holds(part).map(|known| !known),
            Expression::Compare { left, comparison, right } => self.compares(left, *comparison, right),
            Expression::In { operand, list } => {
                let value = self.value(operand)?;
                Some(list.iter().any(|literal| literal_value(literal) == value))
            }
            Expression::Between { operand, low, high } => {
                and([self.compares(low, Comparison::LessOrEqual, operand), self.compares(operand, Comparison::LessOrEqual, high)]
                    .into_iter())
            }
            Expression::Like { operand, pattern } => match self.value(operand)? {
                Value::Text(text) => Some(is_like(&text.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>())),
                other => panic!("{other:?} is no text"),
            },
            Expression::IsNull(operand) => Some(self.value(operand).is_none()),
        }
    }

    fn compares(&self, left: &Operand, comparison: Comparison, right: &Operand) -> Option<bool> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        let order = left.partial_cmp(&right).filter(|_| std::mem::discriminant(&left) == std::mem::discriminant(&right));
        let order = order.unwrap_or_else(|| panic!("{left:?} and {right:?} cannot be compared"));
        Some(match comparison {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
        })
    }

    fn value(&self, operand: &Operand) -> Option<Value> {
        let line = self.charged.line;
        let cell = |header: String| line.some_text(&header).map(|text| Value::Text(text.to_owned()));
        match operand {
            Operand::Literal(literal) => Some(literal_value(literal)),
            Operand::Tag(key) => cell(format!("resourceTags/{key}")),
            Operand::CostCategory(name) => cell(format!("costCategory/{name}")),
            Operand::Column(column) => self.column(*column),
        }
    }

    fn column(&self, column: Column) -> Option<Value> {
        let line = self.charged.line;
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let cell = |header: &str| line.some_text(header).and_then(text);
        let number = |number: u32| Some(Value::Number(Exact::of(number)));
        match column {
            Column::Account => text(&line.account),
            Column::AccountName => text(&self.account_name()),
            Column::Subset => text(self.books.subset(&line.account, line.day()).unwrap_or("Unassigned")),
            Column::Payer => text(line.payer()),
            Column::Service => cell("lineItem/ProductCode"),
            Column::ProductFamily => cell("product/productFamily"),
            Column::UsageType => cell("lineItem/UsageType"),
            Column::Operation => cell("lineItem/Operation"),
            Column::Region => cell("product/region"),
            Column::AvailabilityZone => cell("lineItem/AvailabilityZone"),
            Column::Resource => cell("lineItem/ResourceId"),
            Column::LineItemType => text(&line.kind),
            Column::ChargeType => text(line.charge_type()),
            Column::Lifecycle => text(line.lifecycle()),
            Column::Description => cell("lineItem/LineItemDescription"),
            Column::UsageAmount => line.number("lineItem/UsageAmount").map(Value::Number),
            Column::Unblended => Some(Value::Number(line.unblended.clone())),
            Column::Charge => Some(Value::Number(self.charged.charge.clone())),
            Column::PublicOnDemand => line.on_demand.clone().map(Value::Number),
            Column::Purchaser => line.purchaser.as_deref().and_then(text),
            Column::Start => Some(Value::Time(line.start)),
            Column::Year => number(line.start.year().unsigned_abs()),
            Column::Month => number(line.start.month()),
            Column::Day => number(line.start.day()),
            Column::DayOfWeek => text(&line.start.format("%A").to_string()),
            Column::Hour => number(line.start.hour()),
        }
    }

    /// The bill's name of the account, else the one kept in Muster.
    fn account_name(&self) -> String {
        let line = self.charged.line;
        let kept = || self.books.request.account_names.iter().find(|(account, _)| account.as_str() == line.account);
        let on_bill = line.some_text("lineItem/UsageAccountName").map(str::to_owned);
        on_bill.or_else(|| Some(kept()?.1.clone())).unwrap_or_default()
    }
}

fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Number(number) => Value::Number(Exact::of(number)),
        Literal::Time(time) => Value::Time(*time),
    }
}

/// False where one is false, else unknown where one is unknown.
fn and(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let parts: Vec<_> = parts.collect();
    if parts.contains(&Some(false)) { Some(false) } else { parts.into_iter().collect::<Option<Vec<_>>>().map(|_| true) }
}

fn is_like(text: &[char], pattern: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('%', rest)) => (0..=text.len()).any(|skipped| is_like(&text[skipped..], rest)),
        Some(('_', rest)) => !text.is_empty() && is_like(&text[1..], rest),
        Some((letter, rest)) => text.first() == Some(letter) && is_like(&text[1..], rest),
    }
}
