//! Where a chunk may be cut: at the end of a line that is not inside quotes.

/// Just after the last line end of `bytes` that ends a record, given that a record begins at the start of `bytes`.
///
/// A quote opens a quoted field only where a field begins; elsewhere it is a letter like any other. So it is enough
/// to look at the quotes, and then for a line end behind the last quoted field, or before it, and so on backwards.
pub(super) fn last_record_end(bytes: &[u8]) -> Option<usize> {
    let mut quoted = Vec::new();
    let mut at = 0;
    let mut end = bytes.len();
    while let Some(open) = next_quote(bytes, at) {
        let begins_field = open == 0 || matches!(bytes[open - 1], b',' | b'\n');
        if !begins_field {
            at = open + 1;
            continue;
        }
        match closing_quote(bytes, open + 1) {
            Some(close) => {
                quoted.push((open, close + 1));
                at = close + 1;
            }
            None => {
                end = open;
                break;
            }
        }
    }
    while let Some((open, after)) = quoted.pop() {
        if let Some(found) = memchr::memrchr(b'\n', &bytes[after..end]) {
            return Some(after + found + 1);
        }
        end = open;
    }
    memchr::memrchr(b'\n', &bytes[..end]).map(|found| found + 1)
}

/// The quote that closes a field whose content begins at `from`; a doubled quote is content.
pub(super) fn closing_quote(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let quote = next_quote(bytes, at)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        at = quote + 2;
    }
}

fn next_quote(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr(b'"', bytes.get(from..)?).map(|found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, whole: Option<&str>) {
        assert_eq!(last_record_end(text.as_bytes()).map(|end| &text[..end]), whole, "{text:?}");
    }

    #[test]
    fn a_chunk_ends_with_a_whole_record() {
        check("a,b\nc,d\ne", Some("a,b\nc,d\n"));
        check("a,b", None);
        check("a,\"x\ny\"\nb", Some("a,\"x\ny\"\n"));
        check("a,b\nc,\"x\ny", Some("a,b\n"));
        check("a\nb,\"x\"\",\ny\"", Some("a\n"));
        check("a\n\"x\",\"y\",\"z\"", Some("a\n"));
    }

    #[test]
    fn a_quote_inside_a_plain_field_is_a_letter() {
        check("5\" disk,b\nc\nd", Some("5\" disk,b\nc\n"));
    }

    #[test]
    fn a_field_cut_between_two_quotes_is_not_taken_for_closed_too_early() {
        // The record goes on, whether the last quote closes the field or is the first of a doubled one.
        check("a\nb,\"x\"", Some("a\n"));
    }
}
