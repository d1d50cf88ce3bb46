//! What a report is asked for: groups, period, scope. Column names as they stand in the file.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Money, Month, money};

/// One thing to group a report by, in the order chosen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    Subset,
    Account,
    Service,
    Region,
    ChargeType,
    Lifecycle,
    Month,
    Day,
    UsageType,
    /// The value of one cost allocation tag.
    Tag(String),
}

/// A text that names no group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no group: expected subset, account, service, region, charge_type, lifecycle, month, day, usage_type or tag:KEY"
)]
pub struct NotAGroup(pub String);

impl GroupBy {
    /// All but tags, in the order in which a page offers them.
    pub const PLAIN: [Self; 9] = [
        Self::Subset,
        Self::Account,
        Self::Service,
        Self::Region,
        Self::ChargeType,
        Self::Lifecycle,
        Self::Month,
        Self::Day,
        Self::UsageType,
    ];

    /// The headers that this group gives a file; Account gives two.
    pub fn headers(&self) -> Vec<String> {
        let one = |name: &str| vec![name.to_owned()];
        match self {
            Self::Subset => one("Customer"),
            Self::Account => vec!["Usage Account".to_owned(), "Account Name".to_owned()],
            Self::Service => one("Service"),
            Self::Region => one("Region"),
            Self::ChargeType => one("Charge Type"),
            Self::Lifecycle => one("Lifecycle"),
            Self::Month => one("Month"),
            Self::Day => one("Day"),
            Self::UsageType => one("Usage Type"),
            Self::Tag(key) => vec![format!("Tag: {key}")],
        }
    }

    /// What a page calls it.
    pub fn title(&self) -> String {
        match self {
            Self::Subset => "Subset".to_owned(),
            Self::Account => "Account".to_owned(),
            _ => self.headers().concat(),
        }
    }
}

impl std::fmt::Display for GroupBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Subset => "subset",
            Self::Account => "account",
            Self::Service => "service",
            Self::Region => "region",
            Self::ChargeType => "charge_type",
            Self::Lifecycle => "lifecycle",
            Self::Month => "month",
            Self::Day => "day",
            Self::UsageType => "usage_type",
            Self::Tag(key) => return write!(f, "tag:{key}"),
        })
    }
}

impl std::str::FromStr for GroupBy {
    type Err = NotAGroup;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = Self::PLAIN.into_iter().find(|group| group.to_string() == text);
        let tag = || text.strip_prefix("tag:").filter(|key| !key.is_empty()).map(|key| Self::Tag(key.to_owned()));
        plain.or_else(tag).ok_or_else(|| NotAGroup(text.to_owned()))
    }
}

impl Serialize for GroupBy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GroupBy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Which commitments count as Eco (billing.md section 3, phase 7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EcoCommitments {
    #[default]
    None,
    /// These ARNs.
    Listed(Vec<String>),
    /// Those whose term started on or after the day.
    Since(NaiveDate),
}

/// The Eco invoices that an organization recorded, by the month that was invoiced: `{"2018-09": "120.00"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct EcoInvoices(pub BTreeMap<Month, Money>);

impl EcoInvoices {
    /// The invoice for a month; 0 where none was recorded.
    pub fn of(&self, month: Month) -> Money {
        self.0.get(&month).copied().unwrap_or_default()
    }
}

impl FromIterator<(Month, Money)> for EcoInvoices {
    fn from_iter<I: IntoIterator<Item = (Month, Money)>>(invoices: I) -> Self {
        Self(invoices.into_iter().collect())
    }
}

impl<'de> Deserialize<'de> for EcoInvoices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A JSON text, never a number.
        #[derive(Deserialize)]
        struct Amount(#[serde(deserialize_with = "money::deserialize")] Money);
        let invoices = BTreeMap::<Month, Amount>::deserialize(deserializer)?;
        Ok(invoices.into_iter().map(|(month, Amount(amount))| (month, amount)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eco_invoices_are_texts_by_month() {
        let json = r#"{"2018-09":"120.00","2018-10":"-3.5"}"#;
        let invoices: EcoInvoices = serde_json::from_str(json).unwrap();
        assert_eq!(invoices.of("2018-09".parse().unwrap()), "120".parse().unwrap());
        assert_eq!(invoices.of("2018-11".parse().unwrap()), Money::ZERO);
        assert_eq!(serde_json::to_string(&invoices).unwrap(), json);
        for wrong in [r#"{"2018-09":120.5}"#, r#"{"2018-9":"120"}"#, r#"{"2018-09":"1e2"}"#] {
            assert!(serde_json::from_str::<EcoInvoices>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_group_reads_as_it_is_written() {
        for group in GroupBy::PLAIN.into_iter().chain([GroupBy::Tag("user:Team".into())]) {
            assert_eq!(group.to_string().parse(), Ok(group));
        }
        assert!("tag:".parse::<GroupBy>().is_err());
        assert!("Service".parse::<GroupBy>().is_err());
    }
}
