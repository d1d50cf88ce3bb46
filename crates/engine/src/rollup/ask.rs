//! Questions to tables: amounts told apart by one key, in spans of days.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::table::{Figures, Table};
use super::{Key, day_number};

/// Whole days `[from, to)` that are summed up together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What is asked of tables.
pub struct Question<'a> {
    /// Place of the figure.
    pub figure: usize,
    /// What is told apart; `None` is everything together, under an empty text.
    pub by: Option<Key>,
    /// In order; no day is in two of them.
    pub spans: &'a [Span],
    /// Texts that a series must have one of, for each key named.
    pub only: &'a [(Key, HashSet<String>)],
    /// The days on which an account counts; `None` is all of them.
    #[allow(clippy::type_complexity, reason = "a function that is named nowhere else")]
    pub days_of: Option<&'a dyn Fn(&str) -> Vec<Span>>,
}

/// For each text its amounts in units of 10^-12, one for each span. Texts without a row in any span are left out.
pub type Answer = BTreeMap<Arc<str>, Vec<i128>>;

/// The answer of all tables together.
pub fn ask(tables: &[Arc<Table>], question: &Question<'_>) -> Answer {
    let spans = Spans::of(question.spans);
    let mut sums = Sums { of: HashMap::new(), amounts: Vec::new(), spans: question.spans.len() };
    for table in tables {
        of_table(table, question, (&spans, &mut sums));
    }
    let Sums { of, amounts, spans } = sums;
    let amounts_of = |slot: usize| amounts[slot * spans..(slot + 1) * spans].to_vec();
    of.into_iter().map(|(word, slot)| (word, amounts_of(slot))).collect()
}

/// Which span each day is in.
struct Spans {
    days: Range<u16>,
    /// From the first day on; [`NONE`] between spans.
    of_day: Vec<u16>,
}

const NONE: u16 = u16::MAX;

impl Spans {
    fn of(spans: &[Span]) -> Self {
        let ranges: Vec<_> = spans.iter().map(|span| numbers(*span)).collect();
        let from = ranges.iter().map(|range| range.start).min().unwrap_or(0);
        let to = ranges.iter().map(|range| range.end).max().unwrap_or(0);
        let mut of_day = vec![NONE; usize::from(to.saturating_sub(from))];
        for (place, range) in ranges.into_iter().enumerate() {
            let range = usize::from(range.start - from)..usize::from(range.end.max(range.start) - from);
            of_day[range].fill(u16::try_from(place).unwrap_or(NONE));
        }
        Self { days: from..to, of_day }
    }
}

/// A span as tables have it; days that no table has are cut off.
fn numbers(span: Span) -> Range<u16> {
    let number = |day: NaiveDate, beyond: u16| match day_number(day) {
        Some(number) => number,
        None if day < NaiveDate::default() => 0,
        None => beyond,
    };
    number(span.from, u16::MAX)..number(span.to, u16::MAX)
}

struct Sums {
    of: HashMap<Arc<str>, usize>,
    amounts: Vec<i128>,
    spans: usize,
}

impl Sums {
    /// Where a text's amounts begin.
    fn slot(&mut self, word: &Arc<str>) -> usize {
        if let Some(slot) = self.of.get(word) {
            return *slot;
        }
        let slot = self.of.len();
        self.of.insert(Arc::clone(word), slot);
        self.amounts.resize((slot + 1) * self.spans, 0);
        slot
    }
}

/// What of a table is asked for, by the codes of its texts.
struct Chosen {
    only: Vec<(usize, Vec<bool>)>,
    /// Ranges of days by account.
    days: Vec<Vec<Range<u16>>>,
}

impl Chosen {
    fn of(table: &Table, question: &Question<'_>, within: &Range<u16>) -> Self {
        let wanted = |(key, texts): &(Key, HashSet<String>)| {
            (key.place(), table.words(*key).iter().map(|word| texts.contains(&**word)).collect())
        };
        let days = |account: &Arc<str>| match question.days_of {
            None => vec![within.clone()],
            Some(days_of) => {
                let cut = |range: Range<u16>| range.start.max(within.start)..range.end.min(within.end);
                days_of(account).into_iter().map(|span| cut(numbers(span))).filter(|range| !range.is_empty()).collect()
            }
        };
        Self { only: question.only.iter().map(wanted).collect(), days: table.words(Key::Account).iter().map(days).collect() }
    }

    fn takes(&self, codes: &[u32]) -> bool {
        self.only.iter().all(|(key, wanted)| wanted[codes[*key] as usize])
    }
}

fn of_table(table: &Table, question: &Question<'_>, (spans, sums): (&Spans, &mut Sums)) {
    let Some(figures) = table.figures.get(question.figure) else { return };
    let chosen = Chosen::of(table, question, &spans.days);
    let nothing = Arc::<str>::from("");
    for (place, series) in table.series.iter().enumerate() {
        if !chosen.takes(&series.codes) {
            continue;
        }
        let rows = table.rows_of(place);
        let days = &table.days[rows.clone()];
        for range in &chosen.days[series.codes[Key::Account.place()] as usize] {
            let first = days.partition_point(|day| *day < range.start);
            let last = days.partition_point(|day| *day < range.end);
            if first < last {
                let word = question.by.map_or(&nothing, |key| &table.words(key)[series.codes[key.place()] as usize]);
                let slot = sums.slot(word);
                let rows = rows.start + first..rows.start + last;
                let amounts = &mut sums.amounts[slot * sums.spans..(slot + 1) * sums.spans];
                add(figures, (rows, &days[first..last]), (spans, amounts));
            }
        }
    }
}

fn add(figures: &Figures, (rows, days): (Range<usize>, &[u16]), (spans, amounts): (&Spans, &mut [i128])) {
    let span = |day: u16| usize::from(spans.of_day[usize::from(day - spans.days.start)]);
    match figures {
        Figures::Narrow(units) => {
            for (units, day) in units[rows].iter().zip(days) {
                if let Some(sum) = amounts.get_mut(span(*day)) {
                    *sum += i128::from(*units);
                }
            }
        }
        Figures::Wide(units) => {
            for (units, day) in units[rows].iter().zip(days) {
                if let Some(sum) = amounts.get_mut(span(*day)) {
                    *sum += *units;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollup::{AMORTIZED, Builder, UNBLENDED};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        Span { from: day(from), to: day(to) }
    }

    /// Account, service, day, units; amortized cost is twice as much.
    fn table(rows: &[(&str, &str, &str, i128)]) -> Arc<Table> {
        let mut builder = Builder::new(2);
        for (account, service, on, units) in rows {
            let texts = [*account, *service, "", "Usage", "OnDemand", "", ""];
            builder.push(texts, day(on), [*units, units * 2]).unwrap();
        }
        Arc::new(builder.finish())
    }

    fn two_months() -> Vec<Arc<Table>> {
        let huge = i128::from(i64::MAX) * 4;
        vec![
            table(&[("1", "EC2", "2026-02-28", 5), ("2", "EC2", "2026-02-01", huge), ("1", "S3", "2026-02-28", 7)]),
            // The first is the bill's of March and dated in February; two rows are alike.
            table(&[("1", "EC2", "2026-02-27", 1), ("1", "EC2", "2026-03-02", 10), ("1", "EC2", "2026-03-02", 20)]),
        ]
    }

    fn question<'a>(by: Option<Key>, spans: &'a [Span]) -> Question<'a> {
        Question { figure: UNBLENDED, by, spans, only: &[], days_of: None }
    }

    fn shown(answer: &Answer) -> Vec<(String, Vec<i128>)> {
        answer.iter().map(|(word, amounts)| (word.to_string(), amounts.clone())).collect()
    }

    #[test]
    fn amounts_are_told_apart_by_a_key_and_by_spans_of_days() {
        let spans = [span("2026-02-27", "2026-03-01"), span("2026-03-02", "2026-04-01")];
        let answer = ask(&two_months(), &question(Some(Key::Service), &spans));
        assert_eq!(shown(&answer), [("EC2".to_owned(), vec![6, 30]), ("S3".to_owned(), vec![7, 0])]);
        let answer = ask(&two_months(), &Question { figure: AMORTIZED, ..question(None, &spans) });
        assert_eq!(shown(&answer), [(String::new(), vec![26, 60])]);
    }

    #[test]
    fn amounts_beyond_sixty_four_bits_are_exact() {
        let spans = [span("2026-02-01", "2026-03-01")];
        let answer = ask(&two_months(), &question(Some(Key::Account), &spans));
        let huge = i128::from(i64::MAX) * 4;
        assert_eq!(shown(&answer), [("1".to_owned(), vec![13]), ("2".to_owned(), vec![huge])]);
    }

    #[test]
    fn an_account_counts_on_its_days_and_a_filter_leaves_the_rest_out() {
        let spans = [span("2026-02-01", "2026-04-01")];
        let days_of = |account: &str| match account {
            "1" => vec![span("1900-01-01", "2026-02-28"), span("2026-03-01", "9000-01-01")],
            _ => vec![],
        };
        let only = [(Key::Service, HashSet::from(["EC2".to_owned()]))];
        let answer =
            ask(&two_months(), &Question { only: &only, days_of: Some(&days_of), ..question(Some(Key::Account), &spans) });
        assert_eq!(shown(&answer), [("1".to_owned(), vec![31])]);
    }
}
