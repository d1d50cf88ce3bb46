//! How a question is put to tables: which of them are made for it, and what is left to ask them then.

use muster_domain::analysis::{By, Dimension, Question};
use muster_engine::rollup::{Finest, Key};

pub(crate) struct Put {
    /// Without the filters that the tables were made with.
    pub(crate) question: Question,
    pub(crate) finest: Finest,
    /// `None`: nothing tells the amounts apart.
    pub(crate) by: Option<Key>,
}

impl Put {
    /// A tag's tables have its values in the place of usage types, which choose lines before. A tag that is still to be
    /// chosen tells nothing apart.
    pub(crate) fn of(question: &Question) -> Self {
        match &question.by {
            By::Dimension(dimension) => {
                Self { question: question.clone(), finest: Finest::UsageType, by: Some(Key::from(*dimension)) }
            }
            By::Tag(key) if key.is_empty() => Self::together(question),
            By::Tag(key) => {
                let mut question = question.clone();
                let usage_types = question.only.remove(&Dimension::UsageType).unwrap_or_default();
                Self { question, finest: Finest::Tag { key: key.clone(), usage_types }, by: Some(Key::UsageType) }
            }
        }
    }

    /// Not told apart, for what cannot be.
    pub(crate) fn together(question: &Question) -> Self {
        Self { question: question.clone(), finest: Finest::UsageType, by: None }
    }
}
