//! Names that people give to things, and what they write beside them.

use crate::Error;

const LONGEST: usize = 200;
const LONGEST_NOTE: usize = 500;
const LONGEST_TEXT: usize = 4000;

/// The name without the spaces around it.
///
/// # Errors
/// `Invalid` at `path` when nothing is left, or more than 200 characters.
pub(crate) fn checked(path: &str, name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid(path, "give it a name"));
    }
    if name.chars().count() > LONGEST {
        return Err(Error::invalid(path, format!("at most {LONGEST} characters")));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(path, "one line of text"));
    }
    Ok(name.to_owned())
}

/// The note without the spaces around it; it may be empty, and have several lines.
///
/// # Errors
/// `Invalid` at `path` when it has more than 500 characters.
pub(crate) fn checked_note(path: &str, note: &str) -> Result<String, Error> {
    plain(path, note, LONGEST_NOTE)
}

/// What somebody writes to somebody else, without the spaces around it; it may be empty, and have several lines.
///
/// # Errors
/// `Invalid` at `path` when it has more than 4000 characters.
pub(crate) fn checked_text(path: &str, text: &str) -> Result<String, Error> {
    plain(path, text, LONGEST_TEXT)
}

fn plain(path: &str, text: &str, longest: usize) -> Result<String, Error> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > longest {
        return Err(Error::invalid(path, format!("at most {longest} characters")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(Error::invalid(path, "plain text"));
    }
    Ok(text)
}

/// “Copy of …”, with a number where that is taken. Names that differ in case only are the same.
pub(crate) fn copy_of(name: &str, taken: &[String]) -> String {
    let taken: Vec<_> = taken.iter().map(|name| name.to_lowercase()).collect();
    let numbered = |number: usize| {
        let end = if number == 1 { String::new() } else { format!(" ({number})") };
        let copy: String = format!("Copy of {name}").chars().take(LONGEST - end.len()).collect();
        copy.trim_end().to_owned() + &end
    };
    let mut number = 1;
    while taken.contains(&numbered(number).to_lowercase()) {
        number += 1;
    }
    numbered(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_a_name_that_is_free_and_not_too_long() {
        let taken = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(copy_of("Résumé", &taken(&["Résumé"])), "Copy of Résumé");
        assert_eq!(copy_of("A", &taken(&["A", "COPY OF A", "copy of a (2)"])), "Copy of A (3)");
        let long = "é".repeat(LONGEST);
        let first = copy_of(&long, &[]);
        assert_eq!(first.chars().count(), LONGEST);
        let second = copy_of(&long, &[first]);
        assert_eq!((second.chars().count(), second.ends_with(" (2)")), (LONGEST, true));
    }

    #[test]
    fn a_note_is_plain_text() {
        assert_eq!(checked_note("note", " for\r\nMay ").unwrap(), "for\nMay");
        assert_eq!(checked_note("note", "").unwrap(), "");
        assert!(checked_note("note", "\u{7}").is_err());
        assert!(checked_note("note", &"x".repeat(LONGEST_NOTE + 1)).is_err());
    }
}
