//! A condition as a workflow keeps it: the text that somebody wrote, and its tree.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Column, Expression, parser};

/// A boolean expression over a line's columns. Serialised as the text that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    text: String,
    tree: Expression,
}

/// Why a text is no condition, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {}: {reason}", .position + 1)]
pub struct ConditionError {
    /// Characters (not bytes) before the place, from 0.
    pub position: usize,
    /// For a person: what was found and what was expected.
    pub reason: String,
}

impl Condition {
    /// # Errors
    /// The first [`ConditionError`] in the text.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        parser::parse(text).map(|tree| Self { text: text.to_owned(), tree })
    }

    /// The condition that a tree says, in its canonical text.
    ///
    /// # Errors
    /// [`ConditionError`] where the tree is none that a text could say: types that do not fit, too deep, too long.
    pub fn of(tree: &Expression) -> Result<Self, ConditionError> {
        Self::parse(&tree.to_string())
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn tree(&self) -> &Expression {
        &self.tree
    }

    /// The columns it reads; `tag(...)` and `cost_category(...)` stand in [`Expression::tags`] and
    /// [`Expression::cost_categories`].
    pub fn columns(&self) -> BTreeSet<Column> {
        self.tree.columns()
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Condition {
    type Err = ConditionError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
