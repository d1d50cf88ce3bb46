//! Subsets as reports and rules see them: named groups of accounts, each membership with its dates.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::AccountId;

/// What `Customer` says of an account that is in no subset.
pub const UNASSIGNED: &str = "Unassigned";

/// A named group of linked accounts. In a subsets file: `{"name":"R&D","accounts":["1111", {"account":"2222",
/// "from":"2018-10-15","until":null}]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subset {
    pub name: String,
    pub accounts: Vec<Member>,
}

/// An account in a subset on the days `[from, until)`; `None` is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "MemberForm")]
pub struct Member {
    pub account: AccountId,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum MemberForm {
    Always(AccountId),
    Dated(DatedMember),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatedMember {
    account: AccountId,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl From<MemberForm> for Member {
    fn from(form: MemberForm) -> Self {
        match form {
            MemberForm::Always(account) => Self { account, from: None, until: None },
            MemberForm::Dated(DatedMember { account, from, until }) => Self { account, from, until },
        }
    }
}

impl Member {
    pub fn always(account: AccountId) -> Self {
        Self { account, from: None, until: None }
    }

    pub fn is_in_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let begins_before = |a: &Self, b: &Self| match (a.from, b.until) {
            (Some(from), Some(until)) => from < until,
            _ => true,
        };
        begins_before(self, other) && begins_before(other, self)
    }
}

/// Why a list of subsets cannot stand together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubsetError {
    #[error("`{0}` is not NAME=ACCOUNT[,ACCOUNT...]")]
    NotASubset(String),
    #[error("subset `{subset}`: {reason}")]
    BadAccount { subset: String, reason: String },
    #[error("two subsets are named `{0}`")]
    SameName(String),
    #[error("a subset has no name")]
    NoName,
    #[error("`{UNASSIGNED}` is the name for accounts in no subset")]
    Reserved,
    #[error("account {account} is in `{first}` and in `{second}` at the same time")]
    Overlap { account: AccountId, first: String, second: String },
    #[error("account {account} in `{subset}`: its last day lies before its first")]
    Backwards { account: AccountId, subset: String },
}

impl std::str::FromStr for Subset {
    type Err = SubsetError;

    /// The command line's form, `NAME=ACCOUNT[,ACCOUNT...]`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, list) = text.rsplit_once('=').ok_or_else(|| SubsetError::NotASubset(text.to_owned()))?;
        if name.trim().is_empty() || list.trim().is_empty() {
            return Err(SubsetError::NotASubset(text.to_owned()));
        }
        let account = |digits: &str| {
            let parsed = digits.trim().parse::<AccountId>();
            parsed.map(Member::always).map_err(|e| SubsetError::BadAccount { subset: name.to_owned(), reason: e.to_string() })
        };
        let accounts = list.split(',').map(account).collect::<Result<_, _>>()?;
        Ok(Self { name: name.to_owned(), accounts })
    }
}

/// Checks that names are unique and that no account is in two subsets, or twice in one, on the same day.
///
/// # Errors
/// The first [`SubsetError`] found, in the order of the list.
pub fn check(subsets: &[Subset]) -> Result<(), SubsetError> {
    let mut seen: BTreeMap<&AccountId, Vec<(&str, &Member)>> = BTreeMap::new();
    for (position, subset) in subsets.iter().enumerate() {
        check_name(&subset.name, &subsets[..position])?;
        for member in &subset.accounts {
            check_member(subset, member, seen.entry(&member.account).or_default())?;
        }
    }
    Ok(())
}

fn check_name(name: &str, earlier: &[Subset]) -> Result<(), SubsetError> {
    if name.trim().is_empty() {
        return Err(SubsetError::NoName);
    }
    if name == UNASSIGNED {
        return Err(SubsetError::Reserved);
    }
    if earlier.iter().any(|other| other.name == name) {
        return Err(SubsetError::SameName(name.to_owned()));
    }
    Ok(())
}

fn check_member<'a>(subset: &'a Subset, member: &'a Member, seen: &mut Vec<(&'a str, &'a Member)>) -> Result<(), SubsetError> {
    let account = || member.account.clone();
    if matches!((member.from, member.until), (Some(from), Some(until)) if until <= from) {
        return Err(SubsetError::Backwards { account: account(), subset: subset.name.clone() });
    }
    if let Some((first, _)) = seen.iter().find(|(_, other)| member.overlaps(other)) {
        return Err(SubsetError::Overlap { account: account(), first: (*first).to_owned(), second: subset.name.clone() });
    }
    seen.push((&subset.name, member));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_form_reads_names_with_signs_in_them() {
        let subset: Subset = "R&D = labs=011254002932, 836060457634".parse().unwrap();
        assert_eq!(subset.name, "R&D = labs");
        assert_eq!(subset.accounts.len(), 2);
        assert!("R&D".parse::<Subset>().is_err());
        assert!("R&D=12x".parse::<Subset>().is_err());
    }

    #[test]
    fn an_account_may_move_but_not_be_in_two_at_once() {
        let file = |until: &str| {
            format!(
                r#"[{{"name":"A","accounts":[{{"account":"1","from":null,"until":"{until}"}}]}},
                        {{"name":"B","accounts":[{{"account":"1","from":"2018-10-15","until":null}}]}}]"#
            )
        };
        let read = |text: String| serde_json::from_str::<Vec<Subset>>(&text).unwrap();
        assert_eq!(check(&read(file("2018-10-15"))), Ok(()));
        assert!(matches!(check(&read(file("2018-10-16"))), Err(SubsetError::Overlap { .. })));
    }
}
