//! One record split into fields, eight bytes at a time: a bill has a hundred columns, most of them empty or unread.

use super::super::error::Cause;
use super::quotes::closing_quote;

/// The fields of one record, as places in the text; reused from record to record.
#[derive(Default)]
pub(super) struct Record {
    fields: Vec<Place>,
    /// Content of wanted fields that had doubled quotes.
    unescaped: String,
}

#[derive(Clone, Copy)]
enum Place {
    Text { start: usize, end: usize },
    Unescaped { start: usize, end: usize },
}

impl Record {
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// An empty line is no record.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.fields[..], [Place::Text { start, end }] if start == end)
    }

    pub(super) fn field<'a>(&'a self, text: &'a str, column: usize) -> &'a str {
        match self.fields.get(column) {
            Some(Place::Text { start, end }) => &text[*start..*end],
            Some(Place::Unescaped { start, end }) => &self.unescaped[*start..*end],
            None => "",
        }
    }

    /// Reads the record that begins at `at`; the answer is where the next one begins. Doubled quotes are resolved
    /// where `wanted` has the column.
    pub(super) fn read(&mut self, text: &str, at: usize, wanted: &[bool]) -> (usize, Result<(), Cause>) {
        self.fields.clear();
        self.unescaped.clear();
        let bytes = text.as_bytes();
        let (mut start, mut base) = (at, at);
        'words: while base < bytes.len() {
            let mut hits = separators(word(bytes, base));
            while hits != 0 {
                let here = base + hits.trailing_zeros() as usize / 8;
                hits &= hits - 1;
                match bytes[here] {
                    b',' => {
                        self.push(start, here);
                        start = here + 1;
                    }
                    b'\n' => return (here + 1, self.end(bytes, start, here)),
                    _ if here != start => {}
                    _ => match self.quoted(text, here, wanted) {
                        Ok(After::Comma(next)) => {
                            (start, base) = (next, next);
                            // A comma at the very end opens one more field, which is empty.
                            continue 'words;
                        }
                        Ok(After::Record(next)) => return (next, Ok(())),
                        Err((next, cause)) => return (next, Err(cause)),
                    },
                }
            }
            base += 8;
        }
        let end = bytes.len();
        (end, self.end(bytes, start, end))
    }

    fn end(&mut self, bytes: &[u8], start: usize, end: usize) -> Result<(), Cause> {
        let has_return = end > start && bytes[end - 1] == b'\r';
        self.push(start, end - usize::from(has_return));
        Ok(())
    }

    fn push(&mut self, start: usize, end: usize) {
        self.fields.push(Place::Text { start, end });
    }

    /// A field that begins with a quote at `open`.
    fn quoted(&mut self, text: &str, open: usize, wanted: &[bool]) -> Result<After, (usize, Cause)> {
        let bytes = text.as_bytes();
        let Some(close) = closing_quote(bytes, open + 1) else { return Err((bytes.len(), Cause::OpenQuote)) };
        let content = &text[open + 1..close];
        let is_wanted = wanted.get(self.fields.len()).copied().unwrap_or_default();
        if is_wanted && memchr::memchr(b'"', content.as_bytes()).is_some() {
            let start = self.unescaped.len();
            self.unescape(content);
            self.fields.push(Place::Unescaped { start, end: self.unescaped.len() });
        } else {
            self.push(open + 1, close);
        }
        let after = close + 1;
        match &bytes[after..] {
            [b',', ..] => Ok(After::Comma(after + 1)),
            [b'\n', ..] => Ok(After::Record(after + 1)),
            [b'\r', b'\n', ..] => Ok(After::Record(after + 2)),
            [] | [b'\r'] => Ok(After::Record(bytes.len())),
            rest => {
                let next = memchr::memchr(b'\n', rest).map_or(bytes.len(), |found| after + found + 1);
                Err((next, Cause::TextAfterQuote))
            }
        }
    }

    /// Every quote of the content stands twice.
    fn unescape(&mut self, content: &str) {
        let mut rest = content;
        while let Some(quote) = memchr::memchr(b'"', rest.as_bytes()) {
            self.unescaped.push_str(&rest[..=quote]);
            rest = &rest[quote + 2..];
        }
        self.unescaped.push_str(rest);
    }
}

/// Where reading goes on after a quoted field.
enum After {
    Comma(usize),
    Record(usize),
}

/// Eight bytes from `at`, zeros behind the end.
fn word(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    if let Some(eight) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    let mut eight = [0; 8];
    eight[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(eight)
}

/// The high bit of every byte that is a comma, a line end or a quote.
fn separators(word: u64) -> u64 {
    equal(word, b',') | equal(word, b'\n') | equal(word, b'"')
}

fn equal(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let zero_where_equal = word ^ (0x0101_0101_0101_0101 * u64::from(byte));
    !(((zero_where_equal & LOW) + LOW) | zero_where_equal | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Result<Vec<String>, Cause>> {
        let (mut record, mut found, mut at) = (Record::default(), Vec::new(), 0);
        while at < text.len() {
            let (next, outcome) = record.read(text, at, &[true; 20]);
            found.push(outcome.map(|()| (0..record.len()).map(|i| record.field(text, i).to_owned()).collect()));
            at = next;
        }
        found
    }

    fn check(text: &str, expected: &[&[&str]]) {
        let expected: Vec<Result<Vec<String>, Cause>> =
            expected.iter().map(|fields| Ok(fields.iter().map(|field| (*field).to_owned()).collect())).collect();
        assert_eq!(records(text), expected, "{text:?}");
    }

    #[test]
    fn records_split_at_commas_and_line_ends() {
        check("a,b\nc,d\n", &[&["a", "b"], &["c", "d"]]);
        check("a,b\r\nc,d", &[&["a", "b"], &["c", "d"]]);
        check(",,\n", &[&["", "", ""]]);
        check("a long field beyond eight bytes,é,x", &[&["a long field beyond eight bytes", "é", "x"]]);
    }

    #[test]
    fn quotes_hold_commas_line_ends_and_quotes() {
        check("\"a,b\",\"c\nd\",\"say \"\"hi\"\"\"\nx\n", &[&["a,b", "c\nd", "say \"hi\""], &["x"]]);
        check("\"\",b\r\n\"c\"\r\n", &[&["", "b"], &["c"]]);
        check("5\" disk,b\n", &[&["5\" disk", "b"]]);
        check("a,\"b\",", &[&["a", "b", ""]]);
    }

    #[test]
    fn what_stands_behind_a_closing_quote_is_refused_and_the_next_line_is_read() {
        let found = records("\"a\"b,c\nd,e\n");
        assert_eq!(found[0], Err(Cause::TextAfterQuote));
        assert_eq!(found[1], Ok(vec!["d".to_owned(), "e".to_owned()]));
        assert_eq!(records("a,\"b\nc"), [Err(Cause::OpenQuote)]);
    }
}
