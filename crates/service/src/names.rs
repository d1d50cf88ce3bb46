//! Names that people give to things.

use crate::Error;

const LONGEST: usize = 200;

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
