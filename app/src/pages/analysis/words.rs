//! How the page puts things.

use muster_domain::analysis::{By, CostType, Dimension, Grain, Question};
use muster_domain::view::analysis::{Analysis, Named};
use muster_domain::{Money, Period};
use rust_decimal::{Decimal, RoundingStrategy};

use super::Asked;

/// What one looks at next after choosing one of these.
pub(super) fn next(dimension: Dimension) -> Dimension {
    match dimension {
        Dimension::Service | Dimension::Lifecycle => Dimension::UsageType,
        Dimension::UsageType => Dimension::Account,
        Dimension::Account | Dimension::Region | Dimension::ChargeType => Dimension::Service,
    }
}

/// A text of a dimension; most have a name for there being none.
pub(super) fn text(by: &By, key: &str) -> String {
    match by {
        _ if !key.is_empty() => key.to_owned(),
        By::Dimension(Dimension::Account) => "Of no single account".to_owned(),
        By::Dimension(Dimension::Region) => "No region".to_owned(),
        By::Dimension(Dimension::UsageType) => "No usage type".to_owned(),
        By::Dimension(Dimension::Service) => "No service".to_owned(),
        By::Dimension(Dimension::ChargeType | Dimension::Lifecycle) => "None".to_owned(),
        By::Tag(_) => "Without this tag".to_owned(),
    }
}

/// A group in a word or two.
pub(super) fn name(by: &By, named: &Named) -> String {
    if named.name.is_empty() { text(by, &named.key) } else { named.name.clone() }
}

/// A part of the period below the chart.
pub(super) fn short(grain: Grain, part: Period) -> String {
    match grain {
        Grain::Day => part.from().format("%d").to_string(),
        Grain::Week => part.from().format("%m-%d").to_string(),
        Grain::Month => part.from().format("%Y-%m").to_string(),
    }
}

/// The same in full.
pub(super) fn long(grain: Grain, part: Period) -> String {
    match grain {
        Grain::Day => part.from().format("%Y-%m-%d, %A").to_string(),
        Grain::Week => days(part),
        Grain::Month => part.from().format("%B %Y").to_string(),
    }
}

pub(super) fn days(period: Period) -> String {
    match period.last_day() == period.from() {
        true => period.from().to_string(),
        false => format!("{} to {}", period.from(), period.last_day()),
    }
}

/// `Unblended cost from 2026-01-01 to 2026-06-30, by Service. Bills reach 2026-06-12. Amounts in USD.`
pub(super) fn explanation(question: &Question, analysis: &Analysis) -> String {
    let what = match question.cost {
        CostType::Unblended => "Unblended cost",
        CostType::Amortized => "Amortized cost",
        CostType::Charge => "Charges",
        CostType::Margin => "Margin, charge less unblended cost,",
    };
    let through = analysis.through.map(|day| format!(" Bills reach {day}.")).unwrap_or_default();
    format!("{what} from {}, by {}.{through} Amounts in {}.", days(analysis.period), question.by.title(), analysis.currency)
}

/// Whether an amount may be held against that of days of which these are not covered: against a part it would say nothing.
pub(super) fn is_comparable(lacks: &[Period]) -> bool {
    lacks.is_empty()
}

/// `no bill covers 2025-10-01 to 2025-11-14`; of an end customer, what it was not charged for.
pub(super) fn lacks(asked: &Asked, lacks: &[Period]) -> String {
    let spans = lacks.iter().copied().map(days).collect::<Vec<_>>().join(", ");
    if asked.is_of_costs() { format!("no bill covers {spans}") } else { format!("nothing was charged for {spans}") }
}

/// `+3.1 %`, exact to a tenth and never broken before its sign; nothing where there was nothing before.
pub(super) fn percent(amount: Money, before: Money) -> Option<String> {
    let percent = ((amount - before).0 * Decimal::ONE_HUNDRED).checked_div(before.0.abs())?;
    Some(format!("{:+.1}\u{a0}%", percent.round_dp_with_strategy(1, RoundingStrategy::MidpointNearestEven)))
}

/// `12.5 %` of the whole.
pub(super) fn share(amount: Money, whole: Money) -> Option<String> {
    let percent = (amount.0 * Decimal::ONE_HUNDRED).checked_div(whole.0)?;
    Some(format!("{:.1}\u{a0}%", percent.round_dp_with_strategy(1, RoundingStrategy::MidpointNearestEven)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_said_against_what_there_was() {
        let money = |text: &str| text.parse::<Money>().unwrap();
        assert_eq!(percent(money("110"), money("100")).as_deref(), Some("+10.0\u{a0}%"));
        assert_eq!(percent(money("-50"), money("-100")).as_deref(), Some("+50.0\u{a0}%"));
        assert_eq!(percent(money("1"), Money::ZERO), None);
        assert_eq!(share(money("1"), money("3")).as_deref(), Some("33.3\u{a0}%"));
    }

    #[test]
    fn what_has_no_text_has_a_name() {
        let region = By::Dimension(Dimension::Region);
        assert_eq!((text(&region, ""), text(&region, "eu-west-1")), ("No region".to_owned(), "eu-west-1".to_owned()));
        let named = Named { key: "1".to_owned(), name: "Acme".to_owned() };
        assert_eq!(name(&By::Dimension(Dimension::Account), &named), "Acme");
    }
}
