//! One card: the fields of every kind of rule side by side, of which a card uses some.

mod json;

use chrono::NaiveDate;
use muster_domain::AccountId;
use muster_domain::workflow::{
    Action, Commitment, CommitmentFees, Custom, CustomLineItem, EcoFee, ItemValue, PurchasedBy, RemoveVolumeDiscounts, Replace,
    Retain, RetainedFor, Rule, Scale, VolumeTiers,
};
use serde::{Deserialize, Serialize};

/// A rule as its card holds it. Texts, because a form may hold anything; reading refuses what is no rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleFields {
    /// Names the card while it moves; counts from 1, nothing to do with its place.
    pub key: u32,
    /// The kind of rule, as the workflow file spells it.
    pub rule: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// `any`, `accounts`, `own_subset`, `own_account` or `subset`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub purchased_by: String,
    /// Accounts ticked in the list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<String>,
    /// Accounts typed, divided by commas or spaces.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub more_accounts: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subset: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub commitment_fees: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<String>,
    /// `top_rate`, `top_rate_for_free`, or empty for neither.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub usage: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ri_volume: bool,
    /// Of whatever the kind of rule scales.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub percent: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// Which part of a commitment's cost is shared.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub basis: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// A condition's text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub when: String,
    /// `percent`, `to_on_demand`, `set_rate` or `remove`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub action: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rate: String,
    /// What a custom line item is worth: `amount` or `percent`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub amount: String,
    /// `subset`, `account` or `report`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub per: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub repeat: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub until: String,
    /// `percent_of_savings`, `flat`, `estimate` or `actuals`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fee: String,
    /// The percentage of a distributed estimate, beside that of one's own savings.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub estimate: String,
}

impl RuleFields {
    /// The card of a rule as it was saved.
    pub fn of(key: u32, rule: &Rule) -> Self {
        let blank = Self { key, rule: rule.kind().to_owned(), ..Self::default() };
        match rule {
            Rule::RemoveCredits(rule) => Self { kinds: names(&rule.kinds, |kind| kind.name()), ..blank },
            Rule::RemoveTaxes(_) => blank,
            Rule::RemoveVolumeDiscounts(rule) => blank.with_volume(rule),
            Rule::ReplaceRiDiscounts(rule) | Rule::ReplaceSpDiscounts(rule) => blank.with_replace(rule),
            Rule::RetainDiscounts(rule) => blank.with_retain(rule),
            Rule::ShareRiCost(rule) | Rule::ShareSpCost(rule) => Self { basis: rule.basis.name().to_owned(), ..blank },
            Rule::Custom(rule) => blank.with_custom(rule),
            Rule::CustomLineItem(rule) => blank.with_line_item(rule),
            Rule::Uplift(rule) | Rule::Discount(rule) => blank.with_scale(rule),
            Rule::EcoFee(rule) => blank.with_eco_fee(*rule),
        }
    }

    fn with_volume(self, rule: &RemoveVolumeDiscounts) -> Self {
        let usage = match rule.usage {
            Some(VolumeTiers::TopRate) => "top_rate",
            Some(VolumeTiers::TopRateForFree) => "top_rate_for_free",
            None => "",
        };
        Self { usage: usage.to_owned(), ri_volume: rule.ri_volume, ..self }
    }

    fn with_replace(self, rule: &Replace) -> Self {
        let (purchased_by, accounts) = match &rule.purchased_by {
            PurchasedBy::Any => ("any", Vec::new()),
            PurchasedBy::Accounts(accounts) => ("accounts", names(accounts, AccountId::as_str)),
        };
        let commitment_fees = match rule.commitment_fees {
            CommitmentFees::Keep => "keep",
            CommitmentFees::Drop => "drop",
        };
        Self { purchased_by: purchased_by.to_owned(), accounts, commitment_fees: commitment_fees.to_owned(), ..self }
    }

    fn with_retain(self, rule: &Retain) -> Self {
        let commitments = names(&rule.commitments, |commitment| match commitment {
            Commitment::Ri => "ri",
            Commitment::Sp => "sp",
        });
        let (purchased_by, accounts, subset) = match &rule.purchased_by {
            RetainedFor::Accounts(accounts) => ("accounts", names(accounts, AccountId::as_str), String::new()),
            RetainedFor::Subset(name) => ("subset", Vec::new(), name.clone()),
            RetainedFor::OwnSubset => ("own_subset", Vec::new(), String::new()),
            RetainedFor::OwnAccount => ("own_account", Vec::new(), String::new()),
        };
        Self { commitments, purchased_by: purchased_by.to_owned(), accounts, subset, ..self }
    }

    fn with_scale(self, rule: &Scale) -> Self {
        Self { percent: rule.percent.to_string(), except: names(&rule.except, |exempt| exempt.name()), ..self }
    }

    fn with_custom(self, rule: &Custom) -> Self {
        let card = Self { label: rule.label.clone(), when: rule.when.text().to_owned(), ..self }.with_days(rule.from, rule.until);
        let (action, percent, rate) = match rule.action {
            Action::Percent(percent) => ("percent", percent.to_string(), String::new()),
            Action::ToOnDemand => ("to_on_demand", String::new(), String::new()),
            Action::SetRate(rate) => ("set_rate", String::new(), rate.to_string()),
            Action::Remove => ("remove", String::new(), String::new()),
        };
        Self { action: action.to_owned(), percent, rate, ..card }
    }

    fn with_line_item(self, rule: &CustomLineItem) -> Self {
        let (value, amount, percent) = match rule.value {
            ItemValue::Amount(amount) => ("amount", amount.exact(), String::new()),
            ItemValue::Percent(percent) => ("percent", String::new(), percent.to_string()),
        };
        Self {
            label: rule.label.clone(),
            when: rule.when.as_ref().map(|when| when.text().to_owned()).unwrap_or_default(),
            value: value.to_owned(),
            amount,
            percent,
            per: rule.per.name().to_owned(),
            repeat: rule.repeat.name().to_owned(),
            ..self
        }
        .with_days(rule.from, rule.until)
    }

    fn with_eco_fee(self, rule: EcoFee) -> Self {
        match rule {
            EcoFee::PercentOfSavings(percent) => {
                Self { fee: "percent_of_savings".to_owned(), percent: percent.to_string(), ..self }
            }
            EcoFee::Flat { amount, per } => {
                Self { fee: "flat".to_owned(), amount: amount.exact(), per: per.name().to_owned(), ..self }
            }
            EcoFee::Estimate(percent) => Self { fee: "estimate".to_owned(), estimate: percent.to_string(), ..self },
            EcoFee::Actuals => Self { fee: "actuals".to_owned(), ..self },
        }
    }

    fn with_days(self, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Self {
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self { from: text(from), until: text(until), ..self }
    }

    /// The accounts ticked and typed, each once, in that order.
    pub fn all_accounts(&self) -> Vec<&str> {
        let typed = self.more_accounts.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
        let mut accounts = Vec::new();
        for account in self.accounts.iter().map(String::as_str).chain(typed.filter(|text| !text.is_empty())) {
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        accounts
    }

    /// The accounts of this card that are not in a list, as the text field shows them.
    pub fn accounts_outside(&self, known: &[AccountId]) -> String {
        let outside = |account: &&str| !known.iter().any(|known| known.as_str() == *account);
        self.all_accounts().into_iter().filter(outside).collect::<Vec<_>>().join(", ")
    }
}

fn names<T>(of: &[T], name: impl Fn(&T) -> &str) -> Vec<String> {
    of.iter().map(|one| name(one).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_ticked_and_typed_and_counted_once() {
        let fields = RuleFields {
            accounts: vec!["111122223333".to_owned()],
            more_accounts: "444455556666, 111122223333\n 0007;".to_owned(),
            ..RuleFields::default()
        };
        assert_eq!(fields.all_accounts(), ["111122223333", "444455556666", "0007"]);
        let known = ["111122223333".parse().unwrap()];
        assert_eq!(fields.accounts_outside(&known), "444455556666, 0007");
    }
}
