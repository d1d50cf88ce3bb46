//! Random trees whose types fit, and random texts that look like conditions.

use chrono::{DateTime, Utc};
use muster_domain::expression::{Column, Comparison, Expression, Kind, Literal, Operand};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Trees as a parser gives them: joined parts are at least two, a time stands beside `start`.
pub(crate) fn tree() -> impl Strategy<Value = Expression> {
    test().prop_recursive(5, 30, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or),
            inner.prop_map(|part| Expression::Not(Box::new(part))),
        ]
    })
}

fn test() -> impl Strategy<Value = Expression> {
    let compared = (side(), prop::sample::select(&Comparison::ALL[..]));
    prop_oneof![
        compared.prop_map(|((left, values), comparison)| {
            let right = values[0].clone();
            Expression::Compare { left, comparison, right: Operand::Literal(right) }
        }),
        side().prop_map(|(operand, list)| Expression::In { operand, list }),
        side().prop_map(|(operand, values)| {
            let bound = |literal: &Literal| Operand::Literal(literal.clone());
            Expression::Between { operand, low: bound(&values[0]), high: bound(&values[values.len() - 1]) }
        }),
        (text_operand(), any_text()).prop_map(|(operand, pattern)| Expression::Like { operand, pattern }),
        column().prop_map(|column| Expression::IsNull(Operand::Column(column))),
        (number_column(), number_column()).prop_map(|(left, right)| {
            Expression::Compare { left: Operand::Column(left), comparison: Comparison::Less, right: Operand::Column(right) }
        }),
    ]
}

/// An operand, and values that it can be compared with.
fn side() -> impl Strategy<Value = (Operand, Vec<Literal>)> {
    prop_oneof![
        column().prop_flat_map(|column| (Just(Operand::Column(column)), prop::collection::vec(value(column), 1..4))),
        (text_operand(), prop::collection::vec(any_text().prop_map(Literal::Text), 1..4)),
    ]
}

fn value(column: Column) -> BoxedStrategy<Literal> {
    match (column.kind(), column.values()) {
        (_, Some(values)) => prop::sample::select(values).prop_map(|value| Literal::Text(value.to_owned())).boxed(),
        (Kind::Text, None) => any_text().prop_map(Literal::Text).boxed(),
        (Kind::Number, None) => {
            let digits = -999_999_999_999_999_i64..1_000_000_000_000_000;
            (digits, 0_u32..=12).prop_map(|(digits, scale)| Literal::Number(Decimal::new(digits, scale).normalize())).boxed()
        }
        (Kind::Time, None) => {
            (0_i64..4_102_444_800).prop_map(|seconds| Literal::Time(DateTime::<Utc>::from_timestamp(seconds, 0).unwrap())).boxed()
        }
    }
}

fn column() -> impl Strategy<Value = Column> {
    prop::sample::select(&Column::ALL[..])
}

fn number_column() -> impl Strategy<Value = Column> {
    column().prop_filter("a number", |column| column.kind() == Kind::Number)
}

fn text_operand() -> impl Strategy<Value = Operand> {
    prop_oneof![
        column()
            .prop_filter("free text", |column| column.kind() == Kind::Text && column.values().is_none())
            .prop_map(Operand::Column),
        "[a-zA-Z:' ü]{1,8}".prop_map(Operand::Tag),
        "[a-zA-Z:' ü]{1,8}".prop_map(Operand::CostCategory),
        any_text().prop_map(|text| Operand::Literal(Literal::Text(text))),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9%_-]{0,12}", "\\PC{0,12}", "['\n\\\\%_]{0,6}"]
}

/// Words of the language in any order: far more of them parse than of any characters.
pub(crate) fn words() -> impl Strategy<Value = String> {
    const WORDS: [&str; 38] = [
        "and",
        "or",
        "not",
        "in",
        "between",
        "like",
        "is",
        "null",
        "(",
        "(",
        ")",
        ")",
        ",",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "!=",
        "region",
        "hour",
        "hour",
        "start",
        "day_of_week",
        "tag",
        "tag('a')",
        "cost_category('b')",
        "'x'",
        "'Monday'",
        "'2018-10-15'",
        "1",
        "1",
        "-2.5",
        "charge",
        "unblended",
        "'",
        "''",
    ];
    prop::collection::vec(prop::sample::select(&WORDS[..]), 0..24).prop_map(|words| words.join(" "))
}
