//! What the page says of a condition while it is written: whether it can be read, and where it cannot.

use muster_domain::expression::Condition;

/// A condition's text, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConditionCheck {
    #[default]
    Empty,
    /// Which lines it means, in words.
    Right(String),
    Wrong(Marked),
}

/// The line of the text in which reading stopped, cut at the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub before: String,
    /// The word or sign that stands there; empty at the end of the text.
    pub at: String,
    pub after: String,
    /// Characters from the beginning of the whole text, from 1, as people count.
    pub character: usize,
    pub reason: String,
}

/// The text as it is kept. Browsers send line breaks as two characters, and people see one.
pub fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

pub fn check_condition(text: &str) -> ConditionCheck {
    let text = tidy(text);
    if text.is_empty() {
        return ConditionCheck::Empty;
    }
    match Condition::parse(&text) {
        Ok(condition) => ConditionCheck::Right(condition.tree().in_words()),
        Err(error) => ConditionCheck::Wrong(mark(&text, error.position, error.reason)),
    }
}

fn mark(text: &str, position: usize, reason: String) -> Marked {
    let signs: Vec<char> = text.chars().collect();
    let position = position.min(signs.len());
    let start = signs[..position].iter().rposition(|sign| *sign == '\n').map_or(0, |at| at + 1);
    let end = signs[position..].iter().position(|sign| *sign == '\n').map_or(signs.len(), |at| position + at);
    let line = &signs[position..end];
    let is_word = |sign: &char| sign.is_alphanumeric() || *sign == '_';
    let length = match line.first() {
        Some(first) if is_word(first) => line.iter().take_while(|sign| is_word(sign)).count(),
        Some(_) => 1,
        None => 0,
    };
    Marked {
        before: signs[start..position].iter().collect(),
        at: line[..length].iter().collect(),
        after: line[length..].iter().collect(),
        character: position + 1,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> (String, String, String) {
        match check_condition(text) {
            ConditionCheck::Wrong(marked) => (marked.before, marked.at, marked.after),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_word_at_which_reading_stopped_is_marked_in_its_line() {
        let (before, at, after) = marked("service = 'AmazonEC2'\r\nand colour = 'red'");
        assert_eq!((before.as_str(), at.as_str(), after.as_str()), ("and ", "colour", " = 'red'"));
    }

    #[test]
    fn at_the_end_of_the_text_nothing_stands() {
        let (before, at, after) = marked("region = 'us-east-1' and");
        assert_eq!((before.trim_end(), at.as_str(), after.as_str()), ("region = 'us-east-1' and", "", ""));
    }

    #[test]
    fn a_condition_that_can_be_read_is_right_and_none_is_neither() {
        assert!(matches!(check_condition("hour < 6\n"), ConditionCheck::Right(words) if words.contains("hour")));
        assert_eq!(check_condition(" \n"), ConditionCheck::Empty);
    }
}
