//! The price that a custom rule can set.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use crate::money::plain;

/// A price for one unit of usage: exact, not negative, at most 12 decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Rate(Decimal);

/// A text that is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a rate: expected a decimal text such as \"0.05\", 0 or more, with at most 12 decimals")]
pub struct NotARate(pub String);

impl Rate {
    pub fn value(self) -> Decimal {
        self.0
    }
}

impl std::str::FromStr for Rate {
    type Err = NotARate;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let positive = plain(text).filter(|rate| *rate >= Decimal::ZERO);
        positive.map(Self).ok_or_else(|| NotARate(text.to_owned()))
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_plain_exact_and_not_negative() {
        assert_eq!("0.050".parse::<Rate>().unwrap().to_string(), "0.05");
        for wrong in ["-0.01", "1e-3", "0.0000000000001"] {
            assert_eq!(wrong.parse::<Rate>(), Err(NotARate(wrong.to_owned())));
        }
    }
}
