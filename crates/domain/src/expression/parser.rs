//! Tokens to a tree, by recursive descent. `or` binds loosest, then `and`, then `not`, then a test of one operand.
//!
//! Depth is limited so that nobody's text can exhaust the stack, here or in an engine that walks the tree; breadth
//! is limited because an engine may well make a deep tree of a wide one.

use super::lexer::{Placed, Token, error, tokens};
use super::types::{self, Located};
use super::{Column, Comparison, ConditionError, Expression, Literal, Operand, suggest};

/// Parentheses and `not`s inside each other.
const MOST_LEVELS: usize = 32;
/// Tests joined by `and` and `or`.
const MOST_TESTS: usize = 200;
/// Literals of one `in`.
const MOST_LISTED: usize = 1000;

const TESTS: &str = "=, <>, <, <=, >, >=, `in`, `between`, `like` or `is`";
const WORDS: [&str; 8] = ["and", "or", "not", "in", "between", "like", "is", "null"];

type Parsed<T> = Result<T, ConditionError>;

pub(super) fn parse(text: &str) -> Parsed<Expression> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, levels: 0, tests: 0 };
    let tree = parser.any()?;
    match parser.token() {
        Token::End => Ok(tree),
        _ => Err(parser.expected("`and`, `or` or the end")),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    levels: usize,
    tests: usize,
}

impl Parser {
    /// The next token; past the last it stays [`Token::End`].
    fn token(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |placed| &placed.token)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(0, |placed| placed.position)
    }

    fn expected(&self, what: &str) -> ConditionError {
        error(self.position(), format!("expected {what}, found {}", self.token()))
    }

    fn accept(&mut self, token: &Token) -> bool {
        let found = self.token() == token;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token) -> Parsed<()> {
        if self.accept(token) { Ok(()) } else { Err(self.expected(&token.to_string())) }
    }

    fn next_is(&self, word: &str) -> bool {
        matches!(self.token(), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn accept_word(&mut self, word: &str) -> bool {
        let found = self.next_is(word);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.all()?];
        while self.accept_word("or") {
            parts.push(self.all()?);
        }
        Ok(alone(parts).unwrap_or_else(Expression::Or))
    }

    fn all(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.negation()?];
        while self.accept_word("and") {
            parts.push(self.negation()?);
        }
        Ok(alone(parts).unwrap_or_else(Expression::And))
    }

    fn negation(&mut self) -> Parsed<Expression> {
        let position = self.position();
        if self.accept_word("not") {
            self.deeper(position, |parser| Ok(Expression::Not(Box::new(parser.negation()?))))
        } else if self.accept(&Token::Open) {
            self.deeper(position, |parser| {
                let inner = parser.any()?;
                match parser.token() {
                    Token::Close => parser.at += 1,
                    _ => return Err(parser.expected("`and`, `or` or `)`")),
                }
                Ok(inner)
            })
        } else {
            self.test()
        }
    }

    fn deeper(&mut self, position: usize, part: impl FnOnce(&mut Self) -> Parsed<Expression>) -> Parsed<Expression> {
        if self.levels == MOST_LEVELS {
            return Err(error(position, format!("at most {MOST_LEVELS} levels of parentheses and `not`")));
        }
        self.levels += 1;
        let part = part(self);
        self.levels -= 1;
        part
    }

    fn test(&mut self) -> Parsed<Expression> {
        let operand = self.operand("a column, a text, a number, `not` or `(`")?;
        self.tests += 1;
        if self.tests > MOST_TESTS {
            return Err(error(operand.position, format!("at most {MOST_TESTS} tests; `in (…)` takes many values at once")));
        }
        if let Token::Sign(comparison) = *self.token() {
            return self.compare(operand, comparison);
        }
        if self.accept_word("is") {
            let negated = self.accept_word("not");
            if !self.accept_word("null") {
                return Err(self.expected(if negated { "`null`" } else { "`null` or `not null`" }));
            }
            return Ok(negate_if(negated, Expression::IsNull(operand.operand)));
        }
        let negated = self.accept_word("not");
        let test = if self.accept_word("in") {
            self.list(operand)?
        } else if self.accept_word("between") {
            self.between(operand)?
        } else if self.accept_word("like") {
            self.like(operand)?
        } else if negated {
            return Err(self.expected("`in`, `between` or `like`"));
        } else {
            return Err(self.expected(&format!("a test of {}: {TESTS}", types::spelled(&operand.operand))));
        };
        Ok(negate_if(negated, test))
    }

    fn compare(&mut self, left: Located, comparison: Comparison) -> Parsed<Expression> {
        self.at += 1;
        let right = self.operand("a column, a text or a number")?;
        let [left, right] = types::alike([left, right])?;
        Ok(Expression::Compare { left, comparison, right })
    }

    fn between(&mut self, operand: Located) -> Parsed<Expression> {
        let low = self.operand("a column, a text or a number")?;
        if !self.accept_word("and") {
            return Err(self.expected("`and` and the upper bound of `between`"));
        }
        let high = self.operand("a column, a text or a number")?;
        let [operand, low, high] = types::alike([operand, low, high])?;
        Ok(Expression::Between { operand, low, high })
    }

    fn like(&mut self, operand: Located) -> Parsed<Expression> {
        types::text(&operand)?;
        match self.token().clone() {
            Token::Text(pattern) => {
                self.at += 1;
                Ok(Expression::Like { operand: operand.operand, pattern })
            }
            _ => Err(self.expected("a pattern such as 'us-east-%'")),
        }
    }

    fn list(&mut self, operand: Located) -> Parsed<Expression> {
        self.expect(&Token::Open)?;
        let mut list = vec![self.literal(&operand)?];
        while self.accept(&Token::Comma) {
            if list.len() == MOST_LISTED {
                return Err(error(self.position(), format!("`in` takes at most {MOST_LISTED} values")));
            }
            list.push(self.literal(&operand)?);
        }
        match self.token() {
            Token::Close => self.at += 1,
            _ => return Err(self.expected("`,` or `)`")),
        }
        Ok(Expression::In { operand: operand.operand, list })
    }

    /// A value of a list, of the kind of what it is compared with.
    fn literal(&mut self, operand: &Located) -> Parsed<Literal> {
        let position = self.position();
        let literal = match self.token().clone() {
            Token::Text(text) => Literal::Text(text),
            Token::Number(number) => Literal::Number(number),
            Token::Word(word) if word.eq_ignore_ascii_case("null") => return Err(error(position, EQUALS_NULL)),
            _ => return Err(self.expected("a text or a number")),
        };
        self.at += 1;
        let value = Located { operand: Operand::Literal(literal), position };
        match types::alike([operand.clone(), value])? {
            [_, Operand::Literal(literal)] => Ok(literal),
            [_, Operand::Column(_) | Operand::Tag(_) | Operand::CostCategory(_)] => Err(self.expected("a text or a number")),
        }
    }

    fn operand(&mut self, expected: &str) -> Parsed<Located> {
        let position = self.position();
        let operand = match self.token().clone() {
            Token::Text(text) => Operand::Literal(Literal::Text(text)),
            Token::Number(number) => Operand::Literal(Literal::Number(number)),
            Token::Word(word) if word.eq_ignore_ascii_case("null") => return Err(error(position, EQUALS_NULL)),
            Token::Word(word) if WORDS.iter().all(|own| !own.eq_ignore_ascii_case(&word)) => return self.named(&word),
            _ => return Err(self.expected(expected)),
        };
        self.at += 1;
        Ok(Located { operand, position })
    }

    /// A column, or one of the two functions.
    fn named(&mut self, name: &str) -> Parsed<Located> {
        let position = self.position();
        self.at += 1;
        let operand = if name.eq_ignore_ascii_case("tag") {
            Operand::Tag(self.key("tag('key')")?)
        } else if name.eq_ignore_ascii_case("cost_category") {
            Operand::CostCategory(self.key("cost_category('name')")?)
        } else if *self.token() == Token::Open {
            let reason = format!("there is no function `{name}`: only tag('key') and cost_category('name')");
            return Err(error(position, reason));
        } else {
            Operand::Column(Column::from_name(name).ok_or_else(|| error(position, suggest::unknown(name)))?)
        };
        Ok(Located { operand, position })
    }

    fn key(&mut self, form: &str) -> Parsed<String> {
        if !self.accept(&Token::Open) {
            return Err(self.expected(&format!("`(`, as in {form}")));
        }
        let key = match self.token().clone() {
            Token::Text(key) if !key.is_empty() => key,
            _ => return Err(self.expected(&format!("a text, as in {form}"))),
        };
        self.at += 1;
        self.expect(&Token::Close)?;
        Ok(key)
    }
}

const EQUALS_NULL: &str = "nothing equals null: write `is null` or `is not null`";

/// The one part, or all of them back.
fn alone(mut parts: Vec<Expression>) -> Result<Expression, Vec<Expression>> {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => Ok(only),
        (last, _) => Err(parts.into_iter().chain(last).collect()),
    }
}

fn negate_if(negated: bool, test: Expression) -> Expression {
    if negated { Expression::Not(Box::new(test)) } else { test }
}
