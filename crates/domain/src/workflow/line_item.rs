//! Phase 5: lines that the bill does not have.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Condition, Percent, Refusal, day};
use crate::{Money, money};

/// A line added to each subset, to each account or to the report, every billing month or once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "CustomLineItemForm")]
pub struct CustomLineItem {
    /// Its charge type in reports.
    pub label: String,
    pub value: ItemValue,
    pub per: Per,
    /// The lines that count; `None` is every line.
    pub when: Option<Condition>,
    pub repeat: Repeat,
    /// Days of usage, as for [`super::Custom`].
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

/// What a custom line item is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemValue {
    /// Of either sign: a negative one is a rebate.
    Amount(Money),
    /// Of the scope's charge so far (-100 to 1000).
    Percent(Percent),
}

/// To what a line is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Subset,
    Account,
    Report,
}

impl Per {
    pub const ALL: [Self; 3] = [Self::Subset, Self::Account, Self::Report];

    /// As the workflow file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subset => "subset",
            Self::Account => "account",
            Self::Report => "report",
        }
    }
}

/// How often a line is added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// For each month that the period touches.
    #[default]
    Monthly,
    /// In the month of `from`, else in the period's first.
    Once,
}

impl Repeat {
    pub const ALL: [Self; 2] = [Self::Monthly, Self::Once];

    /// As the workflow file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Once => "once",
        }
    }

    fn is_monthly(&self) -> bool {
        *self == Self::Monthly
    }
}

/// The fields as the file has them: `amount` or `percent`, not both.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomLineItemForm {
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "money::deserialize_optional")]
    amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<Percent>,
    per: Per,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Condition>,
    #[serde(default, skip_serializing_if = "Repeat::is_monthly")]
    repeat: Repeat,
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    from: Option<NaiveDate>,
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
}

impl CustomLineItemForm {
    /// The rule that the fields say, or what is wrong with them, at a path below the rule's.
    pub(super) fn read(self) -> Result<CustomLineItem, Refusal> {
        let value = match (self.amount, self.percent) {
            (Some(amount), None) => ItemValue::Amount(amount),
            (None, Some(percent)) => ItemValue::Percent(percent),
            (Some(_), Some(_)) => return Err(Refusal::new("percent", "either `amount` or `percent`, not both")),
            (None, None) => return Err(Refusal::new("amount", "missing: give `amount` or `percent`")),
        };
        let Self { label, per, when, repeat, from, until, .. } = self;
        Ok(CustomLineItem { label, value, per, when, repeat, from, until })
    }
}

impl From<CustomLineItem> for CustomLineItemForm {
    fn from(item: CustomLineItem) -> Self {
        let CustomLineItem { label, value, per, when, repeat, from, until } = item;
        let (amount, percent) = match value {
            ItemValue::Amount(amount) => (Some(amount), None),
            ItemValue::Percent(percent) => (None, Some(percent)),
        };
        Self { label, amount, percent, per, when, repeat, from, until }
    }
}
