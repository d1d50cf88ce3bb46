//! Kinds of credit and discount lines: first by line item type, then by patterns over the description, in order.
//!
//! The patterns are an assumption about what AWS writes (billing.md marks it so), so they come with the request; the
//! first that fits decides. Lower and upper case are the same.

use datafusion::error;
use datafusion::logical_expr::{Operator, binary_expr};
use datafusion::prelude::{Expr, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::credit::{CreditPattern, CreditPatterns};
use muster_domain::workflow::{CreditKind, Refusal};
use regex::RegexBuilder;

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

/// The refund of a Savings Plan or of a reservation gives back a purchase; it is no credit.
const PURCHASE_REFUND: &str = r"one-time fee|(up-?front|purchase).*(savings plan|reserved|reservation)|(savings plan|reserved|reservation).*(up-?front|purchase|subscription)";

/// Refuses patterns that mean nothing, at the path of the first.
///
/// # Errors
/// The refusal, at `patterns[N].pattern` or `patterns[N].types`.
pub fn check(patterns: &CreditPatterns) -> Result<(), Refusal> {
    if let Some(refusal) = patterns.check().into_iter().next() {
        return Err(refusal);
    }
    for (place, CreditPattern { pattern, .. }) in patterns.0.iter().enumerate() {
        if let Err(error) = RegexBuilder::new(pattern).case_insensitive(true).build() {
            let reason = format!("`{pattern}` is not a regular expression: {}", in_a_line(&error.to_string()));
            return Err(Refusal { path: format!("patterns[{place}].pattern"), reason });
        }
    }
    Ok(())
}

/// What is wrong, without the drawing of where.
fn in_a_line(error: &str) -> &str {
    let last = error.lines().last().unwrap_or(error);
    last.trim_start_matches("error: ")
}

/// The kind of a line, as workflows spell it; NULL where the line is no credit. One comparison settles most lines.
pub(crate) fn kind_of_line(patterns: &CreditPatterns) -> error::Result<Expr> {
    let adjusting: Vec<_> = BY_TYPE.iter().map(|(line_type, _)| *line_type).chain(DESCRIBED).collect();
    when(is_any(&adjusting), kind_by_type(patterns)?).otherwise(none())
}

fn kind_by_type(patterns: &CreditPatterns) -> error::Result<Expr> {
    let (first_type, first_kind) = BY_TYPE[0];
    let mut kind = when(is(first_type), lit(first_kind.name()));
    for (line_type, by_type) in &BY_TYPE[1..] {
        kind.when(is(line_type), lit(by_type.name()));
    }
    kind.otherwise(kind_by_description(patterns)?)
}

fn kind_by_description(patterns: &CreditPatterns) -> error::Result<Expr> {
    let purchase = described(PURCHASE_REFUND).is_true();
    let mut kind = when(lit(false), none());
    for CreditPattern { kind: by_description, types, pattern } in &patterns.0 {
        let types: Vec<_> = types.iter().map(|line_type| line_type.name()).collect();
        kind.when(is_any(&types).and(described(pattern)), lit(by_description.name()));
    }
    kind.when(is(CREDIT), lit(CreditKind::OtherCredits.name()))
        .when(is(REFUND).and(purchase.is_false()), lit(CreditKind::Refunds.name()))
        .otherwise(none())
}

/// Whether a line's description has a part that the pattern fits.
fn described(pattern: &str) -> Expr {
    // The optimizer makes a LIKE of a pattern without choices and loops, and there a backslash that stands for itself
    // would be an escape. It lets groups alone.
    let pattern = if pattern.contains('\\') { format!("({pattern})") } else { pattern.to_owned() };
    binary_expr(ident(column::DESCRIPTION), Operator::RegexIMatch, lit(pattern))
}

fn none() -> Expr {
    lit(ScalarValue::Utf8(None))
}
