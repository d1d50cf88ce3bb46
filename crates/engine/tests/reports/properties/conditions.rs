//! Random conditions: trees over every column, whose literals a random bill has.

use chrono::{DateTime, Utc};
use muster_domain::expression::{Column, Comparison, Condition, Expression, Kind, Literal, Operand};
use proptest::prelude::*;
use proptest::sample::select;

use super::lines::{ACCOUNTS, AMOUNTS, REGIONS, SERVICES, TEAMS, USAGE_TYPES};

/// A condition that a workflow may have, and as it would write it.
pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    tree().prop_filter_map("trees of the language", |tree| Condition::of(&tree).ok())
}

fn tree() -> impl Strategy<Value = Expression> {
    test().prop_recursive(3, 8, 3, |part| {
        prop_oneof![
            proptest::collection::vec(part.clone(), 2..4).prop_map(Expression::And),
            proptest::collection::vec(part.clone(), 2..4).prop_map(Expression::Or),
            part.prop_map(|part| Expression::Not(Box::new(part))),
        ]
    })
}

/// A test of one operand, against others of its kind.
fn test() -> impl Strategy<Value = Expression> {
    let columns = select(&Column::ALL[..]).prop_map(Operand::Column);
    let maps = prop_oneof![Just(Operand::Tag("team".to_owned())), Just(Operand::CostCategory("customer".to_owned()))];
    prop_oneof![6 => columns, 1 => maps].prop_flat_map(test_of)
}

fn test_of(operand: Operand) -> BoxedStrategy<Expression> {
    let (left, first, low, subject) = (operand.clone(), operand.clone(), operand.clone(), operand.clone());
    let compare = (select(&Comparison::ALL[..]), other(&operand)).prop_map(move |(comparison, right)| Expression::Compare {
        left: left.clone(),
        comparison,
        right,
    });
    let listed =
        proptest::collection::vec(literal(&operand), 1..4).prop_map(move |list| Expression::In { operand: first.clone(), list });
    let between = (other(&operand), other(&operand)).prop_map(move |(one, two)| Expression::Between {
        operand: low.clone(),
        low: one,
        high: two,
    });
    let like = pattern().prop_map(move |pattern| Expression::Like { operand: subject.clone(), pattern });
    let tests = prop_oneof![4 => compare, 2 => listed, 2 => between, 1 => Just(Expression::IsNull(operand.clone()))];
    match operand.kind() {
        Kind::Text => prop_oneof![3 => tests, 1 => like].boxed(),
        Kind::Number | Kind::Time => tests.boxed(),
    }
}

/// What an operand can be compared with: mostly a value, sometimes another column.
fn other(operand: &Operand) -> impl Strategy<Value = Operand> + use<> {
    let kind = operand.kind();
    let alike: Vec<_> = Column::ALL.into_iter().filter(|column| column.kind() == kind).map(Operand::Column).collect();
    prop_oneof![5 => literal(operand).prop_map(Operand::Literal), 1 => select(alike)]
}

fn literal(operand: &Operand) -> BoxedStrategy<Literal> {
    let texts = |store: &[&str]| select(store.iter().map(|text| Literal::Text((*text).to_owned())).collect::<Vec<_>>()).boxed();
    let numbers = |from: i64, to: i64| (from..=to).prop_map(|number| Literal::Number(number.into())).boxed();
    let column = match operand {
        Operand::Column(column) => *column,
        Operand::Tag(_) => return texts(&TEAMS),
        Operand::CostCategory(_) => return texts(&["Cobalt", "Fjord", "cobalt"]),
        Operand::Literal(literal) => return Just(literal.clone()).boxed(),
    };
    match column {
        Column::Account | Column::Payer | Column::Purchaser => texts(&ACCOUNTS),
        Column::AccountName => texts(&["Web", "=Shop", "R&D", ""]),
        Column::Subset => texts(&["A", "B", "Unassigned"]),
        Column::Service => texts(&SERVICES),
        Column::ProductFamily => texts(&["Compute Instance", "Storage"]),
        Column::UsageType => texts(&USAGE_TYPES),
        Column::Operation => texts(&["RunInstances", "Invoke"]),
        Column::Region => texts(&REGIONS),
        Column::AvailabilityZone => texts(&["us-east-1a", "eu-west-1b"]),
        Column::Resource => texts(&["i-01", "vol-2", "i-1"]),
        Column::LineItemType => texts(&["Usage", "DiscountedUsage", "Tax", "FlatRateSubscription"]),
        Column::ChargeType => texts(&["Usage", "Savings Plan Covered Usage", "Support fee"]),
        Column::Description => texts(&["AWS Activate", "TAX refund"]),
        Column::DayOfWeek | Column::Lifecycle => texts(column.values().unwrap_or_default()),
        Column::UsageAmount | Column::Unblended | Column::Charge | Column::PublicOnDemand => amount(),
        Column::Year => numbers(2017, 2019),
        Column::Month => numbers(9, 11),
        Column::Day => numbers(1, 31),
        Column::Hour => numbers(0, 23),
        Column::Start => time().prop_map(Literal::Time).boxed(),
    }
}

fn amount() -> BoxedStrategy<Literal> {
    let shared: Vec<_> = AMOUNTS.iter().map(|text| decimal(text)).collect();
    let any = (-100_000..100_000_i64, 0..6_u32).prop_map(|(units, scale)| rust_decimal::Decimal::new(units, scale));
    prop_oneof![2 => select(shared), 1 => any].prop_map(Literal::Number).boxed()
}

fn decimal(text: &str) -> rust_decimal::Decimal {
    text.parse().or_else(|_| rust_decimal::Decimal::from_scientific(text)).unwrap()
}

fn time() -> impl Strategy<Value = DateTime<Utc>> {
    const TIMES: [&str; 4] = ["2018-09-30T23:00:00Z", "2018-10-02T13:00:00Z", "2018-10-02T13:30:00Z", "2018-10-15T00:00:00Z"];
    select(&TIMES[..]).prop_map(|text| text.parse().unwrap()).no_shrink()
}

fn pattern() -> impl Strategy<Value = String> {
    const PATTERNS: [&str; 13] =
        ["%", "us-east-%", "US%", "_%", "%Usage%", "AmazonEC_", "", "%ü%", "gr_n", "%\"%", "%\\%", "_______", "A%B%"];
    select(&PATTERNS[..]).prop_map(str::to_owned)
}
