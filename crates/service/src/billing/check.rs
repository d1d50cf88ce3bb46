//! What is refused about billing settings, beside the form's field.

use std::collections::BTreeSet;

use muster_domain::credit::CreditPatterns;
use muster_domain::report::EcoCommitments;
use muster_domain::{Money, money};
use muster_engine::check_credit_patterns;

use crate::Error;

const MOST_ARNS: usize = 10_000;
const LONGEST_ARN: usize = 2048;
/// AWS allows 128, before which the bill writes whose tag it is.
const LONGEST_KEY: usize = 150;

/// As strictly as the engine, which runs them.
pub(super) fn patterns(patterns: &CreditPatterns) -> Result<(), Error> {
    check_credit_patterns(patterns).map_err(|refusal| Error::Invalid(vec![refusal]))
}

/// The same, each ARN once and in order.
pub(super) fn commitments(commitments: EcoCommitments) -> Result<EcoCommitments, Error> {
    let EcoCommitments::Listed(arns) = commitments else { return Ok(commitments) };
    let arns: BTreeSet<String> = arns.iter().map(|arn| arn.trim().to_owned()).filter(|arn| !arn.is_empty()).collect();
    if arns.is_empty() {
        return Err(Error::invalid("arns", "name at least one commitment, one ARN a line"));
    }
    if arns.len() > MOST_ARNS {
        return Err(Error::invalid("arns", format!("at most {MOST_ARNS} commitments")));
    }
    match arns.iter().find(|arn| !is_commitment(arn)) {
        Some(wrong) => Err(Error::invalid("arns", format!("`{wrong}` is no ARN of a reservation or Savings Plan"))),
        None => Ok(EcoCommitments::Listed(arns.into_iter().collect())),
    }
}

/// `arn:partition:service:region:account:resource`; the account's digits say who purchased it.
fn is_commitment(arn: &str) -> bool {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    let [scheme, _, _, _, account, resource] = parts.as_slice() else { return false };
    let digits = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    let plain = arn.len() <= LONGEST_ARN && !arn.chars().any(|c| c.is_whitespace() || c.is_control());
    *scheme == "arn" && digits && !resource.is_empty() && plain
}

pub(super) fn amount(amount: Money) -> Result<(), Error> {
    if amount.0.normalize().scale() > money::SCALE {
        return Err(Error::invalid("amount", format!("at most {} decimals", money::SCALE)));
    }
    Ok(())
}

/// A key, as the bill writes it: `user:Team`.
pub(super) fn tag(key: &str) -> Result<String, Error> {
    let key = key.trim();
    if key.is_empty() || key.chars().count() > LONGEST_KEY || key.chars().any(char::is_control) {
        return Err(Error::invalid("tag", format!("the key of a tag, as user:Team, of at most {LONGEST_KEY} characters")));
    }
    Ok(key.to_owned())
}

/// For the audit record.
pub(super) fn said(commitments: &EcoCommitments) -> String {
    match commitments {
        EcoCommitments::None => "none".to_owned(),
        EcoCommitments::Listed(arns) => arns.join(", "),
        EcoCommitments::Since(day) => format!("since {day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(refused: Result<EcoCommitments, Error>) -> String {
        let Err(Error::Invalid(refusals)) = refused else { panic!("{refused:?}") };
        refusals[0].path.clone()
    }

    fn listed(arns: &[&str]) -> EcoCommitments {
        EcoCommitments::Listed(arns.iter().map(|arn| (*arn).to_owned()).collect())
    }

    #[test]
    fn commitments_are_arns_each_once() {
        let (ri, sp) =
            ("arn:aws:ec2:us-east-1:836060457634:reserved-instances/0ab", "arn:aws:savingsplans::836060457634:savingsplan/1");
        assert_eq!(commitments(listed(&[sp, ri, "", sp])).unwrap(), listed(&[ri, sp]));
        for wrong in
            ["836060457634", "arn:aws:ec2:us-east-1::reserved-instances/0ab", "arn:aws:ec2:us-east-1:1:", "arn:a b:c:d:1:e"]
        {
            assert_eq!(path(commitments(listed(&[ri, wrong]))), "arns", "{wrong}");
        }
        assert_eq!(path(commitments(listed(&[" "]))), "arns");
    }

    #[test]
    fn a_tag_is_named_by_a_key_without_odd_characters() {
        assert_eq!(tag(" user:Team ").unwrap(), "user:Team");
        for wrong in ["", "  ", "user:\u{7}", &"x".repeat(151)] {
            assert!(matches!(tag(wrong), Err(Error::Invalid(refusals)) if refusals[0].path == "tag"), "{wrong}");
        }
    }

    #[test]
    fn an_amount_has_no_more_decimals_than_a_bill() {
        assert!(amount("-120.000000000001".parse().unwrap()).is_ok());
        assert!(amount("0.1000000000000".parse().unwrap()).is_ok());
        assert!(amount("0.0000000000001".parse().unwrap()).is_err());
    }
}
