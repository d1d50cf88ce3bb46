//! Numbers and times of a bill, and the decimals of a workflow.

use muster_domain::report::GroupBy;
use muster_domain::workflow::{Percent, Rate};
use muster_domain::{AccountId, Money, Month, Period};
use muster_engine::import::probe;

use crate::bills::text;

pub(crate) fn decimal(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Some(units) = probe::decimal(text) {
        let written = probe::exact_text(units);
        assert_eq!(probe::decimal(&written), Some(units), "{written}");
    }
    if let Some(double) = bytes.first_chunk::<8>().map(|bytes| f64::from_le_bytes(*bytes)) {
        probe::double(double);
    }
    again::<Percent>(text);
    again::<Rate>(text);
    again::<GroupBy>(text);
    if let Ok(money) = text.parse::<Money>() {
        assert_eq!(money.exact().parse(), Ok(money), "{text}");
        money.cents();
    }
}

/// What reads, reads as the same again when it is written.
fn again<T: std::str::FromStr + std::fmt::Display + PartialEq + std::fmt::Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let written = value.to_string();
        assert_eq!(written.parse().ok(), Some(value), "{written}");
    }
}

pub(crate) fn time(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Some(micros) = probe::time(text)
        && let Some(written) = probe::time_text(micros)
    {
        assert_eq!(probe::time(&written), Some(micros), "{written}");
    }
    if let Ok(month) = text.parse::<Month>() {
        assert_eq!(month.to_string(), text, "one text for each month");
        assert!((28..=31).contains(&month.days()) && month.next().previous() == month && month.period().months().count() == 1);
    }
    if let Ok(account) = text.parse::<AccountId>() {
        assert_eq!(account.as_str(), text);
    }
    if let Some((Ok(from), Ok(to))) = text.split_once(' ').map(|(from, to)| (from.parse(), to.parse()))
        && let Ok(period) = Period::new(from, to)
    {
        assert!(period.contains(from) && period.contains(period.last_day()) && !period.contains(to));
        assert_eq!(period.months().take(24).next(), Some(Month::of(from)));
    }
}
