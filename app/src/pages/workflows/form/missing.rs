//! What a card still lacks. Said before the card is read, because "`` is not a percentage" helps nobody.

use super::RuleFields;

/// An option's path below its rule's, and what is to be entered there.
type Missing = (&'static str, &'static str);

const PERCENT: &str = "enter a percentage, such as 2.5";
const AMOUNT: &str = "enter an amount, such as 250.00";
const LABEL: &str = "enter a label, by which reports and explanations call it";

impl RuleFields {
    /// Everything that must be entered and is not.
    pub(super) fn missing(&self) -> Vec<Missing> {
        let asked: &[(&str, Missing)] = &match self.rule.as_str() {
            "uplift" | "discount" => vec![(self.percent.as_str(), ("percent", PERCENT))],
            "custom" => vec![
                (self.label.as_str(), ("label", LABEL)),
                (self.when.as_str(), ("when", "enter a condition, such as region = 'us-east-1'")),
                self.asked_by_action(),
            ],
            "custom_line_item" => vec![(self.label.as_str(), ("label", LABEL)), self.asked_by_value()],
            "eco_fee" => vec![self.asked_by_fee()],
            _ => Vec::new(),
        };
        asked.iter().filter(|(text, _)| text.trim().is_empty()).map(|(_, missing)| *missing).collect()
    }

    fn asked_by_action(&self) -> (&str, Missing) {
        match self.action.as_str() {
            "percent" => (&self.percent, ("action.percent", "enter a percentage, such as -2")),
            "set_rate" => (&self.rate, ("action.set_rate", "enter a rate, such as 0.05")),
            other => (other, ("action", "choose what happens to these lines")),
        }
    }

    fn asked_by_value(&self) -> (&str, Missing) {
        if self.value == "percent" { (&self.percent, ("percent", PERCENT)) } else { (&self.amount, ("amount", AMOUNT)) }
    }

    fn asked_by_fee(&self) -> (&str, Missing) {
        match self.fee.as_str() {
            "flat" => (&self.amount, ("flat", AMOUNT)),
            "estimate" => (&self.estimate, ("percent", PERCENT)),
            "percent_of_savings" => (&self.percent, ("percent_of_savings", PERCENT)),
            other => (other, ("percent_of_savings", "choose how the fee is made")),
        }
    }

    /// The same card with figures wherever one is missing: any will do to find what contradicts it.
    pub(super) fn with_any_figures(&self) -> Self {
        let zero = |text: &str| if text.trim().is_empty() { "0".to_owned() } else { text.to_owned() };
        Self {
            percent: zero(&self.percent),
            amount: zero(&self.amount),
            rate: zero(&self.rate),
            estimate: zero(&self.estimate),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;

    #[test]
    fn a_new_card_says_what_it_lacks() {
        let missing = |kind: Kind| kind.blank(1).missing().into_iter().map(|(path, _)| path).collect::<Vec<_>>();
        assert_eq!(missing(Kind::Uplift), ["percent"]);
        assert_eq!(missing(Kind::Custom), ["label", "when", "action.percent"]);
        assert_eq!(missing(Kind::CustomLineItem), ["label", "amount"]);
        assert_eq!(missing(Kind::EcoFee), ["percent_of_savings"]);
        assert_eq!(missing(Kind::ShareRiCost), [""; 0]);
    }
}
