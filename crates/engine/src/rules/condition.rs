//! A workflow's condition as an expression of the engine: typed from the tree, never by way of a text that is parsed
//! again. Columns are named as in the ledger, so the same expression reads lines and cells that imports keep; what a
//! line does not say itself (its account's subset on that day, a name kept elsewhere) stands in columns that a report
//! adds where it is asked for.

use arrow::datatypes::DataType;
use chrono::{DateTime, NaiveDate, Utc};
use datafusion::error::Result;
use datafusion::functions::expr_fn::date_part;
use datafusion::functions_nested::expr_fn::{array_element, map_extract};
use datafusion::logical_expr::{Operator, binary_expr, not};
use datafusion::prelude::{Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::expression::{Column, Comparison, Condition, Expression, Kind, Literal, Operand};
use rust_decimal::Decimal;

use super::charges::CHARGE;
use crate::ledger::schema::{DECIMAL, column};
use crate::membership::date;

/// Subset of a line's account on its day; `Unassigned` where it is in none.
pub(crate) const SUBSET_OF_LINE: &str = "subset_of_line";
/// Name of a line's account: the bill's, else the one kept in Muster, else empty.
pub(crate) const KNOWN_NAME: &str = "known_name";

/// Which lines a rule is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which<'a> {
    pub(super) when: Option<&'a Condition>,
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

impl Which<'_> {
    /// Whether a line is one; NULL is no. `None` is every line.
    pub(super) fn of_line(self) -> Result<Option<Expr>> {
        let day = || ident(column::USAGE_DAY);
        let from = self.from.map(|from| day().gt_eq(lit(date(from))));
        let until = self.until.map(|until| day().lt(lit(date(until))));
        let when = self.when.map(|when| of(when.tree())).transpose()?;
        Ok([from, until, when].into_iter().flatten().reduce(Expr::and))
    }

    /// Whether it depends on the charge so far, which no line has before the rules have begun.
    pub(super) fn asks_for_charge(self) -> bool {
        self.when.is_some_and(|when| when.columns().contains(&Column::Charge))
    }
}

fn of(tree: &Expression) -> Result<Expr> {
    match tree {
        Expression::And(parts) => joined(parts, Operator::And),
        Expression::Or(parts) => joined(parts, Operator::Or),
        Expression::Not(inner) => Ok(not(of(inner)?)),
        Expression::Compare { left, comparison, right } => {
            let [left, right] = alike([left, right])?;
            Ok(binary_expr(left, operator(*comparison), right))
        }
        Expression::Between { operand, low, high } => {
            let [operand, low, high] = alike([operand, low, high])?;
            Ok(operand.between(low, high))
        }
        Expression::In { operand, list } => {
            let list: Vec<_> = list.iter().map(|literal| Operand::Literal(literal.clone())).collect();
            let operands = alike_all(&[operand].into_iter().chain(&list).collect::<Vec<_>>())?;
            let mut operands = operands.into_iter();
            Ok(operands.next().map_or_else(|| lit(false), |operand| operand.in_list(operands.collect(), false)))
        }
        // The engine's `like` takes a backslash for an escape, a condition's for itself.
        Expression::Like { operand, pattern } => Ok(value(operand)?.like(lit(pattern.replace('\\', "\\\\")))),
        Expression::IsNull(operand) => Ok(value(operand)?.is_null()),
    }
}

/// Halved again and again, so that a long chain of `and` is not as deep as it is long.
fn joined(parts: &[Expression], operator: Operator) -> Result<Expr> {
    match parts {
        [] => Ok(lit(operator == Operator::And)),
        [only] => of(only),
        _ => {
            let (left, right) = parts.split_at(parts.len() / 2);
            Ok(binary_expr(joined(left, operator)?, operator, joined(right, operator)?))
        }
    }
}

fn operator(comparison: Comparison) -> Operator {
    match comparison {
        Comparison::Equal => Operator::Eq,
        Comparison::NotEqual => Operator::NotEq,
        Comparison::Less => Operator::Lt,
        Comparison::LessOrEqual => Operator::LtEq,
        Comparison::Greater => Operator::Gt,
        Comparison::GreaterOrEqual => Operator::GtEq,
    }
}

fn alike<const COUNT: usize>(operands: [&Operand; COUNT]) -> Result<[Expr; COUNT]> {
    let values = alike_all(&operands)?;
    values.try_into().map_err(|_| datafusion::error::DataFusionError::Internal("operands were lost".to_owned()))
}

/// Operands of one comparison in one type. Parts of dates are whole numbers, and stay so beside other whole numbers:
/// comparing those is quicker by far than comparing decimals.
fn alike_all(operands: &[&Operand]) -> Result<Vec<Expr>> {
    let whole = operands.iter().all(|operand| whole(operand).is_some());
    let numbers = operands.iter().any(|operand| operand.kind() == Kind::Number);
    operands
        .iter()
        .map(|operand| match whole.then(|| self::whole(operand)).flatten() {
            Some(value) => Ok(value),
            None if numbers => decimal(operand),
            None => value(operand),
        })
        .collect()
}

/// An operand that is a whole number, as one.
fn whole(operand: &Operand) -> Option<Expr> {
    match operand {
        Operand::Column(column) => part(*column),
        Operand::Literal(Literal::Number(number)) => {
            i64::try_from(number.normalize().mantissa()).ok().filter(|_| number.is_integer()).map(lit)
        }
        Operand::Tag(_) | Operand::CostCategory(_) | Operand::Literal(Literal::Text(_) | Literal::Time(_)) => None,
    }
}

/// A number as the ledger has money.
fn decimal(operand: &Operand) -> Result<Expr> {
    Ok(match operand {
        Operand::Column(column) if part(*column).is_some() => cast(value(operand)?, DECIMAL),
        _ => value(operand)?,
    })
}

fn value(operand: &Operand) -> Result<Expr> {
    match operand {
        Operand::Column(column) => of_column(*column),
        Operand::Tag(key) => Ok(entry(column::TAGS, key)),
        Operand::CostCategory(name) => Ok(entry(column::COST_CATEGORIES, name)),
        Operand::Literal(literal) => Ok(constant(literal)),
    }
}

fn entry(map: &str, key: &str) -> Expr {
    array_element(map_extract(ident(map), lit(key)), lit(1_i64))
}

fn constant(literal: &Literal) -> Expr {
    match literal {
        Literal::Text(text) => lit(text.as_str()),
        Literal::Number(number) => lit(ScalarValue::Decimal128(Some(ledger_units(*number)), 38, 12)),
        Literal::Time(time) => lit(moment(*time)),
    }
}

/// A condition's number has at most twelve decimals.
fn ledger_units(number: Decimal) -> i128 {
    let number = number.normalize();
    number.mantissa() * 10_i128.pow(12_u32.saturating_sub(number.scale()))
}

/// In the type of a line's start.
fn moment(time: DateTime<Utc>) -> ScalarValue {
    ScalarValue::TimestampMicrosecond(Some(time.timestamp_micros()), Some("UTC".into()))
}

fn of_column(column: Column) -> Result<Expr> {
    let name = match column {
        Column::Account => column::USAGE_ACCOUNT_ID,
        Column::AccountName => KNOWN_NAME,
        Column::Subset => SUBSET_OF_LINE,
        Column::Payer => column::PAYER_ACCOUNT_ID,
        Column::Service => column::SERVICE,
        Column::ProductFamily => column::PRODUCT_FAMILY,
        Column::UsageType => column::USAGE_TYPE,
        Column::Operation => column::OPERATION,
        Column::Region => column::REGION,
        Column::AvailabilityZone => column::AVAILABILITY_ZONE,
        Column::Resource => column::RESOURCE_ID,
        Column::LineItemType => column::LINE_ITEM_TYPE,
        Column::ChargeType => column::CHARGE_TYPE,
        Column::Lifecycle => column::LIFECYCLE,
        Column::Description => column::DESCRIPTION,
        Column::UsageAmount => column::USAGE_AMOUNT,
        Column::Unblended => column::UNBLENDED_COST,
        Column::Charge => CHARGE,
        Column::PublicOnDemand => column::ON_DEMAND_COST,
        Column::Purchaser => column::PURCHASER_ACCOUNT_ID,
        Column::Start => column::USAGE_START,
        Column::DayOfWeek => return day_of_week(),
        Column::Year | Column::Month | Column::Day | Column::Hour => return Ok(part(column).unwrap_or_else(|| lit(0_i64))),
    };
    Ok(ident(name))
}

/// A column that is a part of the line's start, UTC.
fn part(column: Column) -> Option<Expr> {
    let of = |name: &str, from: &str| Some(cast(date_part(lit(name), ident(from)), DataType::Int64));
    match column {
        Column::Year => of("year", column::USAGE_DAY),
        Column::Month => of("month", column::USAGE_DAY),
        Column::Day => of("day", column::USAGE_DAY),
        Column::Hour => of("hour", column::USAGE_START),
        Column::Account | Column::AccountName | Column::Subset | Column::Payer | Column::Service | Column::ProductFamily => None,
        Column::UsageType | Column::Operation | Column::Region | Column::AvailabilityZone | Column::Resource => None,
        Column::LineItemType | Column::ChargeType | Column::Lifecycle | Column::Description | Column::UsageAmount => None,
        Column::Unblended | Column::Charge | Column::PublicOnDemand | Column::Purchaser | Column::Start | Column::DayOfWeek => {
            None
        }
    }
}

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn day_of_week() -> Result<Expr> {
    let number = || cast(date_part(lit("dow"), ident(column::USAGE_DAY)), DataType::Int64);
    let mut named = when(number().eq(lit(0_i64)), lit(DAYS[0]));
    for (day, name) in (0_i64..).zip(DAYS).skip(1) {
        named.when(number().eq(lit(day)), lit(name));
    }
    named.end()
}
