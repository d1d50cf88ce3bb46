//! Characters to tokens. Each token knows the character at which it begins.

use rust_decimal::Decimal;

use super::{Comparison, ConditionError};
use crate::money::SCALE;

/// Longer texts are refused before they are read.
pub(super) const MOST_CHARACTERS: usize = 20_000;

/// Digits before the point of a number: with [`SCALE`] after it, fewer than any engine's decimals hold.
const MOST_WHOLE_DIGITS: usize = 15;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a word of the language, as written.
    Word(String),
    /// What stood between the quotes, with `''` made one.
    Text(String),
    Number(Decimal),
    Sign(Comparison),
    Open,
    Close,
    Comma,
    End,
}

#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) position: usize,
}

impl std::fmt::Display for Token {
    /// As a message quotes what was found.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Text(text) => write!(f, "the text {}", quoted(text)),
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Sign(sign) => write!(f, "`{}`", sign.sign()),
            Self::Open => f.write_str("`(`"),
            Self::Close => f.write_str("`)`"),
            Self::Comma => f.write_str("`,`"),
            Self::End => f.write_str("the end"),
        }
    }
}

/// A text as a condition spells it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The tokens of a text; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, ConditionError> {
    let mut lexer = Lexer { characters: text.chars().take(MOST_CHARACTERS + 1).collect(), at: 0 };
    if lexer.characters.len() > MOST_CHARACTERS {
        return Err(error(MOST_CHARACTERS, format!("a condition has at most {MOST_CHARACTERS} characters")));
    }
    let mut tokens = Vec::new();
    loop {
        lexer.take_while(char::is_whitespace);
        let position = lexer.at;
        let token = lexer.token()?;
        let is_end = token == Token::End;
        tokens.push(Placed { token, position });
        if is_end {
            return Ok(tokens);
        }
    }
}

pub(super) fn error(position: usize, reason: impl Into<String>) -> ConditionError {
    ConditionError { position, reason: reason.into() }
}

struct Lexer {
    characters: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn peek_second(&self) -> Option<char> {
        self.characters.get(self.at + 1).copied()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = &self.characters[self.at..];
        let taken: String = rest.iter().copied().take_while(|c| wanted(*c)).collect();
        self.at += taken.chars().count();
        taken
    }

    fn token(&mut self) -> Result<Token, ConditionError> {
        let Some(first) = self.peek() else { return Ok(Token::End) };
        match first {
            '(' => Ok(self.single(Token::Open)),
            ')' => Ok(self.single(Token::Close)),
            ',' => Ok(self.single(Token::Comma)),
            '\'' => self.text(),
            '=' | '<' | '>' | '!' => self.sign(),
            _ if first.is_ascii_digit() => self.number(),
            '-' if self.peek_second().is_some_and(|c| c.is_ascii_digit()) => self.number(),
            _ if first.is_ascii_alphabetic() || first == '_' => Ok(Token::Word(self.take_while(in_word))),
            _ => Err(error(self.at, unexpected(first))),
        }
    }

    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn text(&mut self) -> Result<Token, ConditionError> {
        let opening = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            text.push_str(&self.take_while(|c| c != '\''));
            match (self.peek(), self.peek_second()) {
                (None, _) => return Err(error(opening, "this text has no closing quote")),
                (Some(_), Some('\'')) => {
                    text.push('\'');
                    self.at += 2;
                }
                (Some(_), _) => {
                    self.at += 1;
                    return Ok(Token::Text(text));
                }
            }
        }
    }

    fn sign(&mut self) -> Result<Token, ConditionError> {
        let position = self.at;
        let sign = self.take_while(|c| matches!(c, '=' | '<' | '>' | '!'));
        let found = Comparison::ALL.into_iter().find(|comparison| comparison.sign() == sign);
        match (found, sign.as_str()) {
            (Some(comparison), _) => Ok(Token::Sign(comparison)),
            (None, "!=") => Ok(Token::Sign(Comparison::NotEqual)),
            (None, _) => Err(error(position, format!("`{sign}` is no comparison: expected =, <>, <, <=, > or >="))),
        }
    }

    fn number(&mut self) -> Result<Token, ConditionError> {
        let position = self.at;
        let sign = self.take_while(|c| c == '-');
        let digits = self.take_while(|c| in_word(c) || c == '.');
        let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let sensible = whole.len() <= MOST_WHOLE_DIGITS && decimals.len() <= SCALE as usize;
        let plain = all_digits(whole) && all_digits(decimals);
        let value = Decimal::from_str_exact(&format!("{sign}{digits}")).ok().filter(|_| plain);
        match value {
            _ if plain && !sensible => Err(error(
                position,
                format!("a number has at most {MOST_WHOLE_DIGITS} digits before the point and {SCALE} after it"),
            )),
            Some(value) if value.is_zero() => Ok(Token::Number(Decimal::ZERO)),
            Some(value) => Ok(Token::Number(value.normalize())),
            None => Err(error(position, format!("`{sign}{digits}` is not a number: expected plain decimals such as 12.5"))),
        }
    }
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn unexpected(found: char) -> String {
    match found {
        '"' | '`' | '‘' | '’' | '“' | '”' => {
            format!("unexpected {found} : text stands in straight single quotes, 'like this'")
        }
        '+' | '-' | '*' | '/' | '%' => format!("unexpected `{found}`: a condition compares, it does not calculate"),
        _ => format!("unexpected `{}`", found.escape_debug()),
    }
}
