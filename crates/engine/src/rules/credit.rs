//! Kinds of credit and discount lines: first by line item type, then by patterns over the description, in order.
//!
//! The patterns are an assumption about what AWS writes (billing.md marks it so): they stand in one table, and the
//! first that fits decides. Lower and upper case are the same.

use datafusion::error::Result;
use datafusion::logical_expr::{Operator, binary_expr};
use datafusion::prelude::{Expr, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::workflow::CreditKind;

use super::line_type::{
    BUNDLED_DISCOUNT, CREDIT, DISCOUNT, DISTRIBUTOR_DISCOUNT, EDP_DISCOUNT, PRIVATE_RATE_DISCOUNT, REFUND, SPP_DISCOUNT, is,
    is_any,
};
use crate::ledger::schema::column;

/// Types that say the kind by themselves.
const BY_TYPE: [(&str, CreditKind); 5] = [
    (EDP_DISCOUNT, CreditKind::Edp),
    (SPP_DISCOUNT, CreditKind::SolutionProvider),
    (DISTRIBUTOR_DISCOUNT, CreditKind::SolutionProvider),
    (PRIVATE_RATE_DISCOUNT, CreditKind::PrivateRate),
    (BUNDLED_DISCOUNT, CreditKind::Bundled),
];

/// Types whose description says the kind. No other line's description is read.
const DESCRIBED: [&str; 3] = [CREDIT, REFUND, DISCOUNT];

/// Which types, described how, are which kind; the first that fits.
const BY_DESCRIPTION: [(&[&str], &str, CreditKind); 4] = [
    (&DESCRIBED, r"enterprise (discount )?program", CreditKind::Edp),
    (&DESCRIBED, r"solution provider program", CreditKind::SolutionProvider),
    (&[CREDIT], r"egress.*(waiver|credit|discount)|data transfer.*waiver", CreditKind::DataEgressWaiver),
    (&[CREDIT], r"apn|partner.*(accelerator|funding|credit)", CreditKind::ApnPartner),
];

/// The refund of a Savings Plan or of a reservation gives back a purchase; it is no credit.
const PURCHASE_REFUND: &str = r"one-time fee|(up-?front|purchase).*(savings plan|reserved|reservation)|(savings plan|reserved|reservation).*(up-?front|purchase|subscription)";

/// The kind of a line, as workflows spell it; NULL where the line is no credit. One comparison settles most lines.
pub(crate) fn kind_of_line() -> Result<Expr> {
    let adjusting: Vec<_> = BY_TYPE.iter().map(|(line_type, _)| *line_type).chain(DESCRIBED).collect();
    when(is_any(&adjusting), kind_by_type()?).otherwise(none())
}

fn kind_by_type() -> Result<Expr> {
    let (first_type, first_kind) = BY_TYPE[0];
    let mut kind = when(is(first_type), lit(first_kind.name()));
    for (line_type, by_type) in &BY_TYPE[1..] {
        kind.when(is(line_type), lit(by_type.name()));
    }
    kind.otherwise(kind_by_description()?)
}

fn kind_by_description() -> Result<Expr> {
    let (types, pattern, first_kind) = BY_DESCRIPTION[0];
    let mut kind = when(is_any(types).and(described(pattern)), lit(first_kind.name()));
    for (types, pattern, by_description) in &BY_DESCRIPTION[1..] {
        kind.when(is_any(types).and(described(pattern)), lit(by_description.name()));
    }
    kind.when(is(CREDIT), lit(CreditKind::OtherCredits.name()))
        .when(is(REFUND).and(described(PURCHASE_REFUND).is_not_true()), lit(CreditKind::Refunds.name()))
        .otherwise(none())
}

fn described(pattern: &str) -> Expr {
    binary_expr(ident(column::DESCRIPTION), Operator::RegexIMatch, lit(pattern))
}

fn none() -> Expr {
    lit(ScalarValue::Utf8(None))
}
