//! ARNs that a connection names.

use serde::{Deserialize, Deserializer, Serialize};

use crate::AccountId;

/// An IAM role, `arn:aws:iam::111122223333:role/path/Name`, in any partition of AWS.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct RoleArn(String);

/// A key of KMS, `arn:aws:kms:eu-west-1:111122223333:key/…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct KeyArn(String);

/// Why a text is no such ARN; what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnArn {
    #[error("`{0}` is not a role's ARN: expected arn:aws:iam::111122223333:role/Name")]
    Role(String),
    #[error("`{0}` is not a key's ARN: expected arn:aws:kms:REGION:111122223333:key/ID")]
    Key(String),
}

impl RoleArn {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The account that the role is in; twelve digits.
    pub fn account(&self) -> Option<AccountId> {
        self.0.split(':').nth(4)?.parse().ok()
    }

    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub fn partition(&self) -> &str {
        self.0.split(':').nth(1).unwrap_or("aws")
    }
}

impl KeyArn {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Service, region, account and resource of an ARN of an AWS partition.
fn parts(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut parts = text.splitn(6, ':');
    let (arn, partition) = (parts.next()?, parts.next()?);
    let is_partition = partition == "aws" || partition.strip_prefix("aws-").is_some_and(|rest| is_word(rest, "-"));
    let found = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    (arn == "arn" && is_partition).then_some(found)
}

fn is_account(text: &str) -> bool {
    text.parse::<AccountId>().is_ok_and(|account| account.has_twelve_digits())
}

fn is_word(text: &str, signs: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
}

impl std::str::FromStr for RoleArn {
    type Err = NotAnArn;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let is_role = |resource: &str| {
            let named = resource.strip_prefix("role/");
            named.is_some_and(|path| path.len() <= 512 && path.split('/').all(|part| is_word(part, "+=,.@_-")))
        };
        match parts(text) {
            Some(("iam", "", account, resource)) if is_account(account) && is_role(resource) => Ok(Self(text.to_owned())),
            _ => Err(NotAnArn::Role(text.to_owned())),
        }
    }
}

impl std::str::FromStr for KeyArn {
    type Err = NotAnArn;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let is_key = |resource: &str| resource.strip_prefix("key/").is_some_and(|id| is_word(id, "-"));
        match parts(text) {
            Some(("kms", region, account, resource)) if is_word(region, "-") && is_account(account) && is_key(resource) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(NotAnArn::Key(text.to_owned())),
        }
    }
}

macro_rules! as_text {
    ($($arn:ident),+) => {$(
        impl std::fmt::Display for $arn {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $arn {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}
as_text!(RoleArn, KeyArn);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_of_any_partition_and_path() {
        let role: RoleArn = " arn:aws:iam::011122223333:role/Muster ".parse().unwrap();
        assert_eq!(role.as_str(), "arn:aws:iam::011122223333:role/Muster");
        assert_eq!(role.account().unwrap().as_str(), "011122223333");
        let role: RoleArn = "arn:aws-us-gov:iam::111122223333:role/teams/billing/Muster@Prod".parse().unwrap();
        assert_eq!(role.partition(), "aws-us-gov");
        assert_eq!(serde_json::from_str::<RoleArn>(&serde_json::to_string(&role).unwrap()).unwrap(), role);
    }

    #[test]
    fn what_is_no_role_is_refused() {
        for text in [
            "",
            "Muster",
            "arn:aws:iam::111122223333:user/Muster",
            "arn:aws:iam::11112222333:role/Muster",
            "arn:aws:iam:us-east-1:111122223333:role/Muster",
            "arn:aws:iam::111122223333:role/",
            "arn:aws:iam::111122223333:role/Mus ter",
            "arn:aws:sts::111122223333:assumed-role/Muster/x",
            "arn:other:iam::111122223333:role/Muster",
        ] {
            assert!(text.parse::<RoleArn>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_is_named_by_its_id_and_not_by_an_alias() {
        assert!("arn:aws:kms:eu-west-1:111122223333:key/1234-abcd".parse::<KeyArn>().is_ok());
        assert!("arn:aws:kms:eu-west-1:111122223333:alias/bills".parse::<KeyArn>().is_err());
        assert!("1234-abcd".parse::<KeyArn>().is_err());
    }
}
