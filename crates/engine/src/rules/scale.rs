//! Phase 6: every charge up or down by a percentage, exactly.

use arrow::datatypes::i256;
use datafusion::prelude::{Expr, lit};
use datafusion::scalar::ScalarValue;
use muster_domain::workflow::{Exempt, Scale};
use rust_decimal::Decimal;

use super::added::Added;
use super::charges::{Change, Charges, RuleError};
use super::line_type::{KNOWN, is_any};
use crate::cells::Mark;
use crate::report::ReportError;

/// Digits of a factor: 1 + 1000 % with eight decimals has ten.
const FACTOR_DIGITS: u8 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

pub(super) fn marks(rule: &Scale) -> Vec<Mark> {
    rule.except.iter().map(|exempt| mark(*exempt)).collect()
}

pub(super) fn apply(direction: Direction, rule: &Scale, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    let scaled = rule.except.iter().fold(is_any(&KNOWN), |scaled, exempt| scaled.and(exempted(*exempt).is_not_true()));
    let (factor, decimals) = factor(share(direction, rule));
    charges.change(position, Change { when: scaled, charge: Charges::charge() * factor, decimals })
}

/// Scales lines that rules have added, which no exception is about.
pub(super) fn scale_added(direction: Direction, rule: &Scale, position: usize, added: &mut [Added]) -> Result<(), ReportError> {
    for line in added {
        let effect = line.charge.times(share(direction, rule))?;
        line.charge = line.charge.add(effect)?;
        line.trail.push((position, effect));
    }
    Ok(())
}

/// What the charge goes up by, as a share of one.
fn share(direction: Direction, rule: &Scale) -> Decimal {
    match direction {
        Direction::Up => rule.percent.fraction(),
        Direction::Down => -rule.percent.fraction(),
    }
}

fn mark(exempt: Exempt) -> Mark {
    match exempt {
        Exempt::Tax => Mark::Tax,
        Exempt::Credits => Mark::CreditKind,
        Exempt::Marketplace => Mark::Marketplace,
        Exempt::Support => Mark::Support,
    }
}

fn exempted(exempt: Exempt) -> Expr {
    match exempt {
        Exempt::Credits => Mark::CreditKind.cell().is_not_null(),
        Exempt::Tax | Exempt::Marketplace | Exempt::Support => mark(exempt).cell(),
    }
}

/// 1 + `share` as a decimal literal with no more decimals than it needs, and how many those are.
pub(super) fn factor(share: Decimal) -> (Expr, i8) {
    let factor = (Decimal::ONE + share).normalize();
    // A percentage has at most six decimals, so the factor at most eight.
    let decimals = i8::try_from(factor.scale()).unwrap_or(i8::MAX);
    let units = i256::from_i128(factor.mantissa());
    (lit(ScalarValue::Decimal256(Some(units), FACTOR_DIGITS, decimals)), decimals)
}
