//! Amounts that questions are put to: tables, which of their figures, and what of them counts.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use muster_domain::analysis::{Only, Question};
use muster_domain::view::analysis::Note;
use muster_domain::{Money, Period};
use muster_engine::rollup::{self, Key, Span, Table};

use crate::Error;

/// The days on which accounts count.
pub(crate) enum Days {
    All,
    /// Of the accounts named; others count on these.
    Of {
        accounts: HashMap<String, Vec<Span>>,
        others: Vec<Span>,
    },
}

impl Days {
    fn of(&self, account: &str) -> Vec<Span> {
        match self {
            Self::All => Vec::new(),
            Self::Of { accounts, others } => accounts.get(account).unwrap_or(others).clone(),
        }
    }
}

/// Some tables, and what of them counts.
pub(crate) struct Pile {
    pub(crate) tables: Vec<Arc<Table>>,
    pub(crate) figure: usize,
    /// Beside what the question leaves.
    pub(crate) only: Vec<(Key, HashSet<String>)>,
    pub(crate) days: Days,
}

impl Pile {
    fn ask(&self, only: &Only, (by, spans): (Option<Key>, &[Span])) -> rollup::Answer {
        let asked = only.iter().map(|(dimension, texts)| (Key::from(*dimension), texts.iter().cloned().collect()));
        let only: Vec<(Key, HashSet<String>)> = asked.chain(self.only.iter().cloned()).collect();
        let days_of = |account: &str| self.days.of(account);
        let days_of = match self.days {
            Days::All => None,
            Days::Of { .. } => Some(&days_of as &dyn Fn(&str) -> Vec<Span>),
        };
        rollup::ask(&self.tables, &rollup::Question { figure: self.figure, by, spans, only: &only, days_of })
    }

    /// Texts of a key, among what counts by account.
    fn words(&self, key: Key) -> impl Iterator<Item = &Arc<str>> {
        let counts = move |word: &&Arc<str>| match (&self.days, key) {
            (Days::Of { .. }, Key::Account) => !self.days.of(word).is_empty(),
            _ => true,
        };
        self.tables.iter().flat_map(move |table| table.words(key)).filter(counts)
    }
}

/// What is looked at, less what is taken off it for a margin.
#[derive(Default)]
pub(crate) struct Amounts {
    pub(crate) plus: Option<Pile>,
    pub(crate) minus: Option<Pile>,
    pub(crate) notes: Vec<Note>,
}

/// For each text its amounts, one for each span.
pub(crate) type Sums = BTreeMap<Arc<str>, Vec<Money>>;

impl Amounts {
    /// What is left after the question's filters, told apart by a key.
    pub(crate) fn ask(&self, question: &Question, (by, spans): (Option<Key>, &[Period])) -> Result<Sums, Error> {
        let spans: Vec<_> = spans.iter().map(|period| Span { from: period.from(), to: period.to() }).collect();
        let answer = |pile: &Option<Pile>| pile.as_ref().map(|pile| pile.ask(&question.only, (by, &spans))).unwrap_or_default();
        let mut units = answer(&self.plus);
        for (word, less) in answer(&self.minus) {
            let of = units.entry(word).or_insert_with(|| vec![0; spans.len()]);
            of.iter_mut().zip(less).for_each(|(of, less)| *of -= less);
        }
        let money = |units: i128| Money::from_scaled(units).ok_or_else(|| Error::internal("an amount has too many digits"));
        let moneys = |units: Vec<i128>| units.into_iter().map(money).collect::<Result<Vec<_>, _>>();
        units.into_iter().map(|(word, units)| Ok((word, moneys(units)?))).collect()
    }

    /// Everything together, span by span.
    pub(crate) fn total(&self, question: &Question, spans: &[Period]) -> Result<Vec<Money>, Error> {
        let sums = self.ask(question, (None, spans))?;
        Ok(sums.into_values().next().unwrap_or_else(|| vec![Money::ZERO; spans.len()]))
    }

    /// Every text of a key, in order.
    pub(crate) fn words(&self, key: Key) -> Vec<String> {
        let piles = self.plus.iter().chain(&self.minus);
        let words: std::collections::BTreeSet<_> = piles.flat_map(|pile| pile.words(key)).collect();
        words.into_iter().map(ToString::to_string).collect()
    }
}
