//! Percentages as workflows write them: decimal text with up to six decimals.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

const MOST_DECIMALS: u32 = 6;

/// A percentage, `"3"` or `"2.5"`: exact, at most six decimals. Its range depends on the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Percent(Decimal);

/// A text that is no percentage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a percentage: expected a decimal text such as \"2.5\", with at most 6 decimals")]
pub struct NotAPercent(pub String);

impl Percent {
    pub fn whole(percent: u32) -> Self {
        Self(Decimal::from(percent))
    }

    pub fn value(self) -> Decimal {
        self.0
    }

    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// The same percentage the other way: 2 for -2.
    pub fn opposite(self) -> Self {
        Self(-self.0)
    }

    /// The share of one, exactly: 3 % is 0.03.
    pub fn fraction(self) -> Decimal {
        self.0 * Decimal::new(1, 2)
    }
}

impl std::str::FromStr for Percent {
    type Err = NotAPercent;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAPercent(text.to_owned());
        let value = Decimal::from_str_exact(text).map_err(|_| wrong())?.normalize();
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
        if plain && value.scale() <= MOST_DECIMALS { Ok(Self(value)) } else { Err(wrong()) }
    }
}

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
