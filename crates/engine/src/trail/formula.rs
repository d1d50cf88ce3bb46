//! How a rule made one charge of another, in words and figures.

use muster_domain::Money;
use muster_domain::workflow::{
    Action, CustomLineItem, EcoFee, ItemValue, Per, Percent, PurchasedBy, Repeat, Replace, Rule, Share, ShareBasis,
};
use rust_decimal::Decimal;

use super::facts::Facts;
use crate::rules::line_type::{DISCOUNTED_USAGE, RI_VOLUME_DISCOUNT, SP_COVERED_USAGE, SP_NEGATION};

/// What is said where a rule left a line alone for want of a public price.
pub(super) const NO_PUBLIC_PRICE: &str = "no public price: the charge stays";

/// What a page calls the rule: the name that a person gave it, else that of its kind.
pub(super) fn label(rule: &Rule) -> String {
    match rule {
        Rule::Custom(rule) => rule.label.clone(),
        Rule::CustomLineItem(rule) => rule.label.clone(),
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => {
            rule.title().to_owned()
        }
        Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) | Rule::ShareRiCost(_) | Rule::ShareSpCost(_) => {
            rule.title().to_owned()
        }
        Rule::Uplift(_) | Rule::Discount(_) | Rule::EcoFee(_) => rule.title().to_owned(),
    }
}

/// What a rule did to a line whose charge it set. `lines` are those that stand behind it: one, but for rows that rules add.
pub(super) fn words(rule: &Rule, line: &Facts, lines: u64) -> String {
    match rule {
        Rule::RemoveCredits(_) if !line.credit_kind.is_empty() => {
            format!("{} ({}): nothing is charged", line.charge_type, line.credit_kind)
        }
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) => nothing(line),
        Rule::RemoveVolumeDiscounts(_) if line.line_item_type == RI_VOLUME_DISCOUNT => nothing(line),
        Rule::RemoveVolumeDiscounts(_) => on_demand(line),
        Rule::ReplaceRiDiscounts(_) | Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) => replaced(line),
        Rule::ShareRiCost(share) => shared("reservation", *share, line, lines),
        Rule::ShareSpCost(share) => shared("Savings Plan", *share, line, lines),
        Rule::Custom(rule) => acted(rule.action, line),
        Rule::CustomLineItem(_) | Rule::Uplift(_) | Rule::Discount(_) | Rule::EcoFee(_) => of_added(rule),
    }
}

/// What a rule did to a line that a rule added: it is the one that added it, or one that scales every charge.
pub(super) fn of_added(rule: &Rule) -> String {
    match rule {
        Rule::Uplift(scale) => times(Decimal::ONE + scale.percent.fraction()),
        Rule::Discount(scale) => times(Decimal::ONE - scale.percent.fraction()),
        Rule::CustomLineItem(item) => item_words(item),
        Rule::EcoFee(fee) => eco(*fee),
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => {
            label(rule)
        }
        Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) | Rule::ShareRiCost(_) => label(rule),
        Rule::ShareSpCost(_) | Rule::Custom(_) => label(rule),
    }
}

/// Whether the rule would have charged the line at the public on-demand price.
pub(super) fn wants_public_price(rule: &Rule, line: &Facts) -> bool {
    let of = |covered: &str| line.line_item_type == covered;
    let purchased = |rule: &Replace| match &rule.purchased_by {
        PurchasedBy::Any => true,
        PurchasedBy::Accounts(accounts) => accounts.iter().any(|account| account.as_str() == line.purchaser),
    };
    match rule {
        Rule::ReplaceRiDiscounts(rule) => of(DISCOUNTED_USAGE) && purchased(rule),
        Rule::ReplaceSpDiscounts(rule) => of(SP_COVERED_USAGE) && purchased(rule),
        Rule::RetainDiscounts(_) => of(DISCOUNTED_USAGE) || of(SP_COVERED_USAGE),
        Rule::Custom(rule) => rule.action == Action::ToOnDemand,
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ShareRiCost(_) => false,
        Rule::ShareSpCost(_) | Rule::CustomLineItem(_) | Rule::Uplift(_) | Rule::Discount(_) | Rule::EcoFee(_) => false,
    }
}

fn nothing(line: &Facts) -> String {
    format!("{}: nothing is charged", line.charge_type)
}

fn replaced(line: &Facts) -> String {
    match line.line_item_type.as_str() {
        DISCOUNTED_USAGE | SP_COVERED_USAGE => on_demand(line),
        SP_NEGATION => "the usage that it takes back is charged on demand: nothing is taken back".to_owned(),
        _ => nothing(line),
    }
}

/// OD(line) of billing.md section 2, from where the bill has it.
fn on_demand(line: &Facts) -> String {
    let positive = |figure: Option<Money>| figure.map(|figure| figure.0).filter(|figure| *figure > Decimal::ZERO);
    let product = match (positive(line.public_rate), line.usage_amount) {
        (Some(rate), Some(amount)) => Some((rate, amount.0)),
        _ => None,
    };
    match (positive(line.public_cost), product) {
        (Some(cost), Some((rate, amount))) if rate.checked_mul(amount) == Some(cost) => multiplied(rate, amount, Money(cost)),
        (Some(cost), _) => format!("public on-demand cost {}", Money(cost).exact()),
        (None, Some((rate, amount))) => multiplied(rate, amount, line.on_demand.unwrap_or_default()),
        (None, None) => format!("on-demand cost on the bill {}", line.on_demand.unwrap_or(line.unblended).exact()),
    }
}

fn multiplied(rate: Decimal, amount: Decimal, cost: Money) -> String {
    format!("public on-demand {} x {} = {}", rate.normalize(), amount.normalize(), cost.exact())
}

fn times(factor: Decimal) -> String {
    format!("x {}", factor.normalize())
}

fn shared(commitment: &str, share: Share, line: &Facts, lines: u64) -> String {
    let net = if line.is_net { "net " } else { "" };
    let part = match share.basis {
        ShareBasis::Effective => "effective cost",
        ShareBasis::AmortizedUpfront => "amortized up-front cost",
        ShareBasis::Recurring => "recurring cost",
    };
    match line.is_added {
        true => format!("{part} of {lines} {} of account {}, under {}", plural(lines), line.consumer, line.commitment),
        false => format!("+ {net}{part} of the {commitment} that account {} purchased", line.purchaser),
    }
}

fn plural(lines: u64) -> &'static str {
    if lines == 1 { "line" } else { "lines" }
}

fn acted(action: Action, line: &Facts) -> String {
    match action {
        Action::Percent(percent) => times(Decimal::ONE + percent.fraction()),
        Action::ToOnDemand => on_demand(line),
        Action::SetRate(rate) => {
            format!("{} x {}", rate.value().normalize(), line.usage_amount.unwrap_or_default().0.normalize())
        }
        Action::Remove => nothing(line),
    }
}

fn item_words(item: &CustomLineItem) -> String {
    let repeat = match item.repeat {
        Repeat::Monthly => "each month",
        Repeat::Once => "once",
    };
    let value = match item.value {
        ItemValue::Amount(amount) => amount.exact(),
        ItemValue::Percent(percent) => format!("{percent} % of the charge so far"),
    };
    format!("{value} {}, {repeat}", per(item.per))
}

fn per(per: Per) -> &'static str {
    match per {
        Per::Subset => "per subset",
        Per::Account => "per account",
        Per::Report => "per report",
    }
}

fn eco(fee: EcoFee) -> String {
    let percent = |percent: Percent| format!("{percent} %");
    match fee {
        EcoFee::PercentOfSavings(share) => format!("{} of the account's Eco savings", percent(share)),
        EcoFee::Flat { amount, per: scope } => format!("{} {}, each month", amount.exact(), per(scope)),
        EcoFee::Estimate(share) => format!("part of {} of all Eco savings, by eligible usage", percent(share)),
        EcoFee::Actuals => "part of the Eco invoice of the month before, by that month's eligible usage".to_owned(),
    }
}
