//! A month of sums in memory.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{KEYS, Key, RollupError, day_number, day_of};

/// Sums by series and day.
#[derive(Debug, Default)]
pub struct Table {
    /// The texts of each key; a series has their places.
    pub(super) words: [Vec<Arc<str>>; KEYS],
    pub(super) series: Vec<Series>,
    /// Of each row, the rows of a series next to each other and in order of day.
    pub(super) days: Vec<u16>,
    pub(super) figures: Vec<Figures>,
}

/// Rows that differ in nothing but the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Series {
    pub(super) codes: [u32; KEYS],
    /// Its first row; the last is before the next series.
    pub(super) first: u32,
}

/// Amounts in units of 10^-12, in half the room where all of them fit (up to nine million each).
#[derive(Debug)]
pub(super) enum Figures {
    Narrow(Vec<i64>),
    Wide(Vec<i128>),
}

impl Table {
    /// The texts that a key has anywhere.
    pub fn words(&self, key: Key) -> &[Arc<str>] {
        &self.words[key.place()]
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.days.len()
    }

    /// The last day that has a row.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.days.iter().max().copied().map(day_of)
    }

    pub(super) fn rows_of(&self, series: usize) -> Range<usize> {
        let end = self.series.get(series + 1).map_or(self.days.len(), |next| next.first as usize);
        self.series[series].first as usize..end
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        let words: usize = self.words.iter().flatten().map(|word| word.len() + 48).sum();
        let figures: usize = self.figures.iter().map(Figures::bytes).sum();
        words + self.series.len() * size_of::<Series>() + self.days.len() * 2 + figures
    }
}

impl Figures {
    fn of(amounts: impl Iterator<Item = i128> + Clone) -> Self {
        match amounts.clone().map(i64::try_from).collect::<Result<Vec<_>, _>>() {
            Ok(narrow) => Self::Narrow(narrow),
            Err(_) => Self::Wide(amounts.collect()),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Narrow(amounts) => amounts.len() * size_of::<i64>(),
            Self::Wide(amounts) => amounts.len() * size_of::<i128>(),
        }
    }
}

/// Makes a table of rows in any order; alike ones are added up. Rows in order of their texts, then day, cost least.
pub struct Builder {
    known: [HashMap<Arc<str>, u32>; KEYS],
    words: [Vec<Arc<str>>; KEYS],
    rows: Vec<Row>,
    figures: usize,
}

#[derive(Clone, Copy)]
struct Row {
    codes: [u32; KEYS],
    day: u16,
    figures: [i128; 2],
}

impl Builder {
    /// Of rows with one figure, or with two.
    pub fn new(figures: usize) -> Self {
        Self { known: Default::default(), words: Default::default(), rows: Vec::new(), figures: figures.clamp(1, 2) }
    }

    /// # Errors
    /// [`RollupError::Day`] for a day before 1970 or beyond 2149.
    pub fn push(&mut self, texts: [&str; KEYS], day: NaiveDate, figures: [i128; 2]) -> Result<(), RollupError> {
        let day = day_number(day).ok_or(RollupError::Day(day))?;
        let mut codes = self.rows.last().map(|row| row.codes).unwrap_or_default();
        for (key, text) in texts.into_iter().enumerate() {
            // Mostly what the row before has.
            if self.words[key].get(codes[key] as usize).is_none_or(|word| **word != *text) {
                codes[key] = self.code(key, text);
            }
        }
        self.rows.push(Row { codes, day, figures });
        Ok(())
    }

    fn code(&mut self, key: usize, text: &str) -> u32 {
        if let Some(code) = self.known[key].get(text) {
            return *code;
        }
        let (word, code) = (Arc::<str>::from(text), self.words[key].len() as u32);
        self.words[key].push(Arc::clone(&word));
        self.known[key].insert(word, code);
        code
    }

    pub fn finish(mut self) -> Table {
        let order = |row: &Row| (row.codes, row.day);
        if !self.rows.is_sorted_by_key(order) {
            self.rows.sort_unstable_by_key(order);
        }
        self.rows.dedup_by(|next, kept| {
            let is_same = order(next) == order(kept);
            if is_same {
                kept.figures = [kept.figures[0] + next.figures[0], kept.figures[1] + next.figures[1]];
            }
            is_same
        });
        let mut series: Vec<Series> = Vec::new();
        for (place, row) in self.rows.iter().enumerate() {
            if series.last().is_none_or(|last| last.codes != row.codes) {
                series.push(Series { codes: row.codes, first: place as u32 });
            }
        }
        let figures = (0..self.figures).map(|figure| Figures::of(self.rows.iter().map(move |row| row.figures[figure]))).collect();
        Table { words: self.words, series, days: self.rows.iter().map(|row| row.day).collect(), figures }
    }
}
