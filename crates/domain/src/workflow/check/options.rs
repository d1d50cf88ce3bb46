//! Options of one rule that say nothing, or too much.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::Money;
use crate::workflow::{
    Action, Custom, CustomLineItem, EcoFee, ItemValue, Per, Percent, PurchasedBy, RemoveCredits, RemoveVolumeDiscounts, Replace,
    Retain, RetainedFor, Rule,
};

/// Labels stand in the cells of reports and in headings of pages.
const LABEL_LIMIT: usize = 100;

/// A field (a path below the rule's) and why its value is refused.
type Refused = Option<(&'static str, &'static str)>;

pub(super) fn refused(rule: &Rule) -> Refused {
    match rule {
        Rule::RemoveCredits(rule) => credits(rule),
        Rule::RemoveTaxes(_) => None,
        Rule::RemoveVolumeDiscounts(rule) => volume(rule),
        Rule::ReplaceRiDiscounts(rule) | Rule::ReplaceSpDiscounts(rule) => replace(rule),
        Rule::RetainDiscounts(rule) => retain(rule),
        Rule::ShareRiCost(_) | Rule::ShareSpCost(_) => None,
        Rule::Custom(rule) => custom(rule),
        Rule::CustomLineItem(item) => line_item(item),
        Rule::Uplift(scale) => outside(scale.percent, 0, 1000).then_some(("percent", "an uplift is 0 to 1000 percent")),
        Rule::Discount(scale) => outside(scale.percent, 0, 100).then_some(("percent", "a discount is 0 to 100 percent")),
        Rule::EcoFee(fee) => eco_fee(*fee),
    }
}

fn credits(rule: &RemoveCredits) -> Refused {
    rule.kinds.is_empty().then_some(("kinds", "choose at least one kind of credit"))
}

fn volume(rule: &RemoveVolumeDiscounts) -> Refused {
    let nothing = rule.usage.is_none() && !rule.ri_volume;
    nothing.then_some(("usage", "choose usage tiers, RI volume discounts, or both"))
}

fn replace(rule: &Replace) -> Refused {
    let nobody = matches!(&rule.purchased_by, PurchasedBy::Accounts(list) if list.is_empty());
    nobody.then_some(("purchased_by", "name at least one account, or \"any\""))
}

fn retain(rule: &Retain) -> Refused {
    if rule.commitments.is_empty() {
        return Some(("commitments", "choose RI, Savings Plans, or both"));
    }
    match &rule.purchased_by {
        RetainedFor::Accounts(list) if list.is_empty() => Some(("purchased_by", "name at least one account")),
        RetainedFor::Subset(name) if name.trim().is_empty() => Some(("purchased_by", "name a subset")),
        RetainedFor::Accounts(_) | RetainedFor::Subset(_) | RetainedFor::OwnSubset | RetainedFor::OwnAccount => None,
    }
}

fn custom(rule: &Custom) -> Refused {
    let action = match rule.action {
        Action::Percent(percent) if outside(percent, -100, 1000) => {
            Some(("action.percent", "a custom rule is -100 to 1000 percent"))
        }
        Action::Percent(_) | Action::ToOnDemand | Action::SetRate(_) | Action::Remove => None,
    };
    label(&rule.label).or(action).or_else(|| backwards(rule.from, rule.until))
}

fn line_item(item: &CustomLineItem) -> Refused {
    let value = match item.value {
        ItemValue::Percent(percent) if outside(percent, -100, 1000) => {
            Some(("percent", "a custom line item is -100 to 1000 percent"))
        }
        ItemValue::Percent(_) | ItemValue::Amount(_) => None,
    };
    label(&item.label).or(value).or_else(|| backwards(item.from, item.until))
}

fn eco_fee(fee: EcoFee) -> Refused {
    match fee {
        EcoFee::PercentOfSavings(percent) if outside(percent, 0, 100) => {
            Some(("percent_of_savings", "a fee is 0 to 100 percent of the savings"))
        }
        EcoFee::Estimate(percent) if outside(percent, 0, 100) => Some(("percent", "a fee is 0 to 100 percent of the savings")),
        EcoFee::Flat { amount, .. } if amount < Money::ZERO => Some(("flat", "a fee is 0 or more")),
        EcoFee::Flat { per: Per::Report, .. } => Some(("per", "a flat fee is per `subset` or per `account`")),
        EcoFee::PercentOfSavings(_) | EcoFee::Flat { .. } | EcoFee::Estimate(_) | EcoFee::Actuals => None,
    }
}

fn label(label: &str) -> Refused {
    if label.trim().is_empty() {
        Some(("label", "a label is needed: explanations and reports show it"))
    } else if label.chars().count() > LABEL_LIMIT {
        Some(("label", "at most 100 characters"))
    } else if label.chars().any(char::is_control) {
        Some(("label", "a label is one line of plain text"))
    } else {
        None
    }
}

fn backwards(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Refused {
    let backwards = matches!((from, until), (Some(from), Some(until)) if until <= from);
    backwards.then_some(("until", "must be after `from`: it is the first day on which the rule no longer holds"))
}

fn outside(percent: Percent, least: i64, most: i64) -> bool {
    percent.value() < Decimal::from(least) || percent.value() > Decimal::from(most)
}

#[cfg(test)]
mod tests {
    use crate::workflow::check::tests::refused;

    #[test]
    fn options_that_say_nothing_or_too_much_are_refused_beside_their_field() {
        assert_eq!(refused(r#"{"rule":"remove_credits","kinds":[]}"#), ["rules[0].kinds"]);
        assert_eq!(refused(r#"{"rule":"remove_volume_discounts"}"#), ["rules[0].usage"]);
        assert_eq!(refused(r#"{"rule":"discount","percent":"100.5"}"#), ["rules[0].percent"]);
        assert_eq!(refused(r#"{"rule":"uplift","percent":"-1"}"#), ["rules[0].percent"]);
        assert_eq!(refused(r#"{"rule":"replace_ri_discounts","purchased_by":[]}"#), ["rules[0].purchased_by"]);
    }

    #[test]
    fn a_custom_rule_has_a_label_a_sensible_percentage_and_days_in_order() {
        let rule = |label: &str, percent: &str, until: &str| {
            let rest = format!(r#""action":{{"percent":"{percent}"}},"from":"2018-06-01","until":"{until}""#);
            refused(&format!(r#"{{"rule":"custom","label":"{label}","when":"year = 2018",{rest}}}"#))
        };
        assert_eq!(rule("L", "-100", "2018-06-02"), [""; 0]);
        assert_eq!(rule(" ", "-100", "2018-06-02"), ["rules[0].label"]);
        assert_eq!(rule(&"x".repeat(101), "1", "2018-06-02"), ["rules[0].label"]);
        assert_eq!(rule("a\\tb", "1", "2018-06-02"), ["rules[0].label"]);
        assert_eq!(rule("L", "-100.1", "2018-06-02"), ["rules[0].action.percent"]);
        assert_eq!(rule("L", "1001", "2018-06-02"), ["rules[0].action.percent"]);
        assert_eq!(rule("L", "1", "2018-06-01"), ["rules[0].until"]);
    }

    #[test]
    fn a_custom_line_item_is_an_amount_or_a_percentage() {
        let item = |value: &str| refused(&format!(r#"{{"rule":"custom_line_item","label":"L","per":"subset"{value}}}"#));
        assert_eq!(item(r#","amount":"-5""#), [""; 0]);
        assert_eq!(item(r#","percent":"5""#), [""; 0]);
        assert_eq!(item(""), ["rules[0].amount"]);
        assert_eq!(item(r#","amount":"5","percent":"5""#), ["rules[0].percent"]);
        assert_eq!(item(r#","percent":"-101""#), ["rules[0].percent"]);
        assert_eq!(item(r#","amount":"5","from":"2018-01-02","until":"2018-01-01""#), ["rules[0].until"]);
    }

    #[test]
    fn an_eco_fee_is_one_of_its_four_kinds() {
        let fee = |options: &str| refused(&format!(r#"{{"rule":"eco_fee"{options}}}"#));
        assert_eq!(fee(r#","percent_of_savings":"15""#), [""; 0]);
        assert_eq!(fee(r#","flat":"100","per":"account""#), [""; 0]);
        assert_eq!(fee(""), ["rules[0].percent_of_savings"]);
        assert_eq!(fee(r#","percent_of_savings":"101""#), ["rules[0].percent_of_savings"]);
        assert_eq!(fee(r#","percent_of_savings":"15","per":"account""#), ["rules[0].per"]);
        assert_eq!(fee(r#","percent_of_savings":"15","flat":"1","per":"account""#), ["rules[0].flat"]);
        assert_eq!(fee(r#","flat":"100""#), ["rules[0].per"]);
        assert_eq!(fee(r#","flat":"100","per":"report""#), ["rules[0].per"]);
        assert_eq!(fee(r#","flat":"-1","per":"subset""#), ["rules[0].flat"]);
        assert_eq!(fee(r#","distributed":"estimate""#), ["rules[0].percent"]);
        assert_eq!(fee(r#","distributed":"estimate","percent":"-1""#), ["rules[0].percent"]);
        assert_eq!(fee(r#","distributed":"actuals","percent":"15""#), ["rules[0].percent"]);
        assert_eq!(fee(r#","distributed":"actuals","flat":"1""#), ["rules[0].flat"]);
    }
}
