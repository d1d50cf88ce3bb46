//! Which kind of credit or discount a line is: by its type, then by its description.

use muster_domain::credit::CreditPatterns;
use muster_domain::workflow::CreditKind;
use regex::RegexBuilder;

use super::bill::Line;

pub(crate) fn credit_kind(line: &Line, patterns: &CreditPatterns) -> Option<CreditKind> {
    match line.kind.as_str() {
        "EdpDiscount" => Some(CreditKind::Edp),
        "SppDiscount" | "DistributorDiscount" => Some(CreditKind::SolutionProvider),
        "PrivateRateDiscount" => Some(CreditKind::PrivateRate),
        "BundledDiscount" => Some(CreditKind::Bundled),
        _ => described_kind(line, patterns).or_else(|| kind_of_the_rest(line)),
    }
}

/// The first pattern that fits decides.
fn described_kind(line: &Line, patterns: &CreditPatterns) -> Option<CreditKind> {
    let fits = |pattern: &str| RegexBuilder::new(pattern).case_insensitive(true).build().unwrap().is_match(line.description());
    let mut of_type = patterns.0.iter().filter(|pattern| pattern.types.iter().any(|known| known.name() == line.kind));
    of_type.find(|pattern| fits(&pattern.pattern)).map(|pattern| pattern.kind)
}

fn kind_of_the_rest(line: &Line) -> Option<CreditKind> {
    let text = line.description().to_lowercase();
    let gives_back_a_purchase = text.contains("one-time fee") || text.contains("reserved instance subscription");
    match line.kind.as_str() {
        "Credit" => Some(CreditKind::OtherCredits),
        "Refund" if !gives_back_a_purchase => Some(CreditKind::Refunds),
        _ => None,
    }
}
