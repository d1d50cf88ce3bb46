//! AWS account ids. They are text: leading zeros matter.

use serde::{Deserialize, Deserializer, Serialize};

/// The digits of an AWS account, kept as text (`011254002932` and `11254002932` are two accounts).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AccountId(String);

/// Why a text is not an account id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an account id: expected a text of digits")]
pub struct NotAnAccountId(pub String);

impl AccountId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the twelve digits that AWS gives; bills in the wild have others, a connected account not.
    pub fn has_twelve_digits(&self) -> bool {
        self.0.len() == 12
    }
}

impl std::str::FromStr for AccountId {
    type Err = NotAnAccountId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if digits { Ok(Self(text.to_owned())) } else { Err(NotAnAccountId(text.to_owned())) }
    }
}

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_zero_makes_another_account() {
        let with: AccountId = "011254002932".parse().unwrap();
        let without: AccountId = "11254002932".parse().unwrap();
        assert_ne!(with, without);
    }

    #[test]
    fn letters_are_refused() {
        assert!("01125400293x".parse::<AccountId>().is_err());
        assert!("".parse::<AccountId>().is_err());
    }
}
