//! What a spreadsheet would make of a text in a file that it opens.

use std::borrow::Cow;

/// Whether it would take the text for a formula; a tab or a line's end before one does not keep it from that.
pub fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text for a CSV file: an apostrophe stands before what would be a formula.
pub fn safe(text: &str) -> Cow<'_, str> {
    if looks_like_a_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_computed_is_quoted_and_nothing_else() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(safe(formula), format!("'{formula}"));
        }
        for text in ["", "Team 1=2", "'=1", " x"] {
            assert_eq!(safe(text), text);
        }
    }
}
