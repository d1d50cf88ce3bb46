//! What a condition is once it has been read: a tree of tests on one line.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{Column, Kind};

/// A condition, or a part of one. True, false or unknown of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// All of at least two.
    And(Vec<Expression>),
    /// Any of at least two.
    Or(Vec<Expression>),
    /// `not x = 1`; `not in`, `not between`, `not like` and `is not null` too, which mean the same.
    Not(Box<Expression>),
    Compare {
        left: Operand,
        comparison: Comparison,
        right: Operand,
    },
    /// At least one literal, all of the operand's kind.
    In {
        operand: Operand,
        list: Vec<Literal>,
    },
    /// From `low` to `high`, both included.
    Between {
        operand: Operand,
        low: Operand,
        high: Operand,
    },
    /// `%` stands for any text, `_` for any one character, everything else for itself.
    Like {
        operand: Operand,
        pattern: String,
    },
    IsNull(Operand),
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    Column(Column),
    /// The value of a cost allocation tag; NULL where the line has none.
    Tag(String),
    /// The value of a cost category; NULL where the line has none.
    CostCategory(String),
    Literal(Literal),
}

/// A value written in the condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    Text(String),
    /// At most 15 digits before the point and 12 after it.
    Number(Decimal),
    /// A day is its first moment.
    Time(DateTime<Utc>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub const ALL: [Self; 6] = [Self::Equal, Self::NotEqual, Self::Less, Self::LessOrEqual, Self::Greater, Self::GreaterOrEqual];

    /// As a condition spells it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Operand {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Column(column) => column.kind(),
            Self::Tag(_) | Self::CostCategory(_) => Kind::Text,
            Self::Literal(literal) => literal.kind(),
        }
    }
}

impl Literal {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Time(_) => Kind::Time,
        }
    }
}
