//! The language of conditions (billing.md section 3, phase 5): comparisons over documented columns of a line,
//! joined by `and`, `or` and `not`; no arithmetic, no sub-query, no function but `tag` and `cost_category`.
//!
//! A text becomes a [`Condition`] or an error that names the character; what comes out is a tree whose types fit.
//! The engine turns the tree into its own expressions, so that no text of a workflow ever reaches a query.
//!
//! NULL is SQL's: a comparison with it is unknown, and a line of which the condition is unknown is not matched.
//! `like` knows `%` and `_` and has no escape; it is case-sensitive, as is every comparison of text, byte by byte.

mod column;
mod condition;
mod lexer;
mod parser;
mod reads;
mod show;
mod suggest;
mod tree;
mod types;
mod words;

pub use column::{Column, Kind};
pub use condition::{Condition, ConditionError};
pub use tree::{Comparison, Expression, Literal, Operand};
