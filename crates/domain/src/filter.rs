//! The text that lists are filtered by, wherever that is done.

/// Whether a row stays: every word of the filter occurs in one of its texts, in any case of letters.
pub fn matches(filter: &str, texts: &[&str]) -> bool {
    let texts: Vec<_> = texts.iter().map(|text| text.to_lowercase()).collect();
    filter.split_whitespace().all(|word| texts.iter().any(|text| text.contains(&word.to_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_stays_when_every_word_is_found_somewhere() {
        assert!(matches("PROD 0112", &["Acme production", "011254002932"]));
        assert!(matches("  ", &["anything"]));
        assert!(!matches("prod test", &["Acme production", "011254002932"]));
    }
}
