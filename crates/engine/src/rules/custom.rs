//! Phase 5: lines that a condition matches are charged by a percentage more or less, at the public on-demand price, at
//! a rate of their own, or nothing. Only the bill's own lines: what rules add is none of them.

use arrow::datatypes::i256;
use datafusion::error::Result;
use datafusion::functions::expr_fn::coalesce;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::workflow::{Action, Custom, Rate};

use super::charges::{Change, Charges, RuleError};
use super::condition::Which;
use super::line_type::{KNOWN, is_any};
use super::scale::factor;
use crate::cells::exact::with_rounded;
use crate::cells::{Keys, wide};
use crate::ledger::schema::column;

/// The key that says whether the rule at that position is about a cell.
pub(super) fn mark(position: usize) -> String {
    format!("custom_{position}")
}

fn unpriced_mark(position: usize) -> String {
    format!("custom_unpriced_{position}")
}

/// Sum of rate x usage amount over lines that the rule is about, each rounded.
fn rated(position: usize) -> String {
    format!("rated_{position}")
}

pub(super) fn which(rule: &Custom) -> Which<'_> {
    Which { when: Some(&rule.when), from: rule.from, until: rule.until }
}

pub(super) fn marks(rule: &Custom, position: usize) -> Result<Keys> {
    let matched = which(rule).of_line()?.unwrap_or_else(|| lit(true));
    let price = || ident(column::ON_DEMAND_COST);
    Ok(match rule.action {
        Action::ToOnDemand => [
            (mark(position), matched.clone().and(price().is_not_null())),
            (unpriced_mark(position), matched.and(price().is_null())),
        ]
        .into(),
        Action::Percent(_) | Action::SetRate(_) | Action::Remove => [(mark(position), matched)].into(),
    })
}

/// The column that cells sum up for the rule, where it needs one of its own.
pub(super) fn figure(rule: &Custom, position: usize) -> Option<String> {
    match rule.action {
        Action::SetRate(_) => Some(rated(position)),
        Action::Percent(_) | Action::ToOnDemand | Action::Remove => None,
    }
}

/// The lines with that column.
pub(super) fn with_figure(lines: DataFrame, rule: &Custom, position: usize) -> Result<DataFrame> {
    let Action::SetRate(rate) = rule.action else { return Ok(lines) };
    let (rate, decimals) = rate_literal(rate);
    let cost = cast(ident(column::USAGE_AMOUNT), wide(12)) * rate;
    // Worked out for the lines that the rule is about; a condition on the charge is not known yet.
    let cost = match which(rule).of_line()?.filter(|_| !which(rule).asks_for_charge()) {
        Some(matched) => when(matched, cost).otherwise(lit(ScalarValue::Null))?,
        None => cost,
    };
    with_rounded(lines, &rated(position), cost, 12 + decimals)
}

pub(super) fn apply(rule: &Custom, charges: Charges, position: usize) -> Result<Charges, RuleError> {
    let matched = |mark: String| ident(mark).and(is_any(&KNOWN));
    let when = matched(mark(position));
    match rule.action {
        Action::Percent(percent) => {
            let (factor, decimals) = factor(percent.fraction());
            charges.change(position, Change { when, charge: Charges::charge() * factor, decimals })
        }
        Action::ToOnDemand => charges.change_to_on_demand(position, when, matched(unpriced_mark(position))),
        // No usage amount is none.
        Action::SetRate(_) => {
            let charge = coalesce(vec![ident(rated(position)), cast(lit(0_i64), wide(12))]);
            charges.change(position, Change { when, charge, decimals: 0 })
        }
        Action::Remove => charges.change(position, Change::to_zero(when)),
    }
}

/// A rate as a decimal literal, and how many decimals it has.
fn rate_literal(rate: Rate) -> (Expr, i8) {
    let rate = rate.value().normalize();
    // A rate has at most twelve.
    let decimals = i8::try_from(rate.scale()).unwrap_or(i8::MAX);
    (lit(ScalarValue::Decimal256(Some(i256::from_i128(rate.mantissa())), 38, decimals)), decimals)
}
