//! How credits are told apart by what AWS writes about them.
//!
//! The bill's own types (EdpDiscount, SppDiscount, ...) say their kind by themselves; Credit, Refund and Discount lines
//! are told apart by their description. What AWS writes there is an assumption (billing.md marks it so), and so an
//! organization can edit it.

use serde::{Deserialize, Serialize};

use crate::workflow::{CreditKind, Refusal};

const MOST_PATTERNS: usize = 100;
const MOST_CHARACTERS: usize = 500;

/// Patterns over descriptions; the first that fits decides. What none fits is `other_credits` for a Credit, `refunds`
/// for a Refund that does not give back a purchase, and no kind for a Discount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreditPatterns(pub Vec<CreditPattern>);

/// Lines of these types, described so, are of this kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditPattern {
    pub kind: CreditKind,
    pub types: Vec<CreditType>,
    /// A regular expression, found anywhere in the description; lower and upper case are the same. The engine, which
    /// runs it, also says whether it is one.
    pub pattern: String,
}

/// Line item types whose description says the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CreditType {
    Credit,
    Refund,
    Discount,
}

impl CreditType {
    pub const ALL: [Self; 3] = [Self::Credit, Self::Refund, Self::Discount];

    /// The bill's line item type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Credit => "Credit",
            Self::Refund => "Refund",
            Self::Discount => "Discount",
        }
    }
}

impl Default for CreditPatterns {
    fn default() -> Self {
        let all = CreditType::ALL.as_slice();
        let credit = [CreditType::Credit].as_slice();
        let pattern = |kind, types: &[CreditType], pattern: &str| CreditPattern {
            kind,
            types: types.to_vec(),
            pattern: pattern.to_owned(),
        };
        Self(vec![
            pattern(CreditKind::Edp, all, r"enterprise (discount )?program"),
            pattern(CreditKind::SolutionProvider, all, r"solution provider program"),
            pattern(CreditKind::DataEgressWaiver, credit, r"egress.*(waiver|credit|discount)|data transfer.*waiver"),
            pattern(CreditKind::ApnPartner, credit, r"apn|partner.*(accelerator|funding|credit)"),
        ])
    }
}

impl CreditPatterns {
    /// Everything that is refused, at paths such as `patterns[2].types`; whether a pattern is a regular expression
    /// only the engine can say.
    pub fn check(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.0.len() > MOST_PATTERNS {
            refusals.push(Refusal::new("patterns", format!("at most {MOST_PATTERNS} patterns")));
        }
        for (place, pattern) in self.0.iter().enumerate() {
            let refused = pattern.refused().map(|(field, reason)| Refusal::new(format!("patterns[{place}].{field}"), reason));
            refusals.extend(refused);
        }
        refusals
    }
}

impl CreditPattern {
    fn refused(&self) -> Option<(&'static str, &'static str)> {
        if self.types.is_empty() {
            Some(("types", "choose Credit, Refund or Discount lines"))
        } else if self.pattern.trim().is_empty() {
            Some(("pattern", "a pattern is needed: an empty one would fit every line"))
        } else if self.pattern.chars().count() > MOST_CHARACTERS {
            Some(("pattern", "at most 500 characters"))
        } else if self.pattern.chars().any(char::is_control) {
            Some(("pattern", "a pattern is one line of plain text"))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_read_as_they_are_written() {
        let patterns = CreditPatterns::default();
        let json = serde_json::to_value(&patterns).unwrap();
        assert_eq!(json[0]["kind"], "edp");
        assert_eq!(json[0]["types"], serde_json::json!(["Credit", "Refund", "Discount"]));
        assert_eq!(serde_json::from_value::<CreditPatterns>(json).unwrap(), patterns);
        assert_eq!(patterns.check(), []);
    }

    #[test]
    fn a_pattern_that_would_fit_nothing_or_everything_is_refused_beside_its_field() {
        let mut patterns = CreditPatterns::default();
        patterns.0[1].types.clear();
        patterns.0[2].pattern = " ".to_owned();
        let paths: Vec<_> = patterns.check().into_iter().map(|refusal| refusal.path).collect();
        assert_eq!(paths, ["patterns[1].types", "patterns[2].pattern"]);
    }
}
