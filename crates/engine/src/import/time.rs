//! Times of a bill: `2018-10-01T00:00:00Z`, `2018-10-01T00:00:00.000Z`, `2018-10-01 00:00:00+00:00`; all are UTC.

use chrono::{DateTime, Datelike, NaiveDate};
use muster_domain::Month;

use super::decimal::excerpt;
use super::error::Cause;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Microseconds since 1970.
///
/// # Errors
/// [`Cause::NotATime`].
pub(super) fn parse(text: &str) -> Result<i64, Cause> {
    parse_usual(text.as_bytes()).or_else(|| parse_any(text)).ok_or_else(|| Cause::NotATime(excerpt(text)))
}

/// The day since 1970 that a time lies in.
pub(super) fn day(micros: i64) -> i32 {
    i32::try_from(micros.div_euclid(DAY)).unwrap_or(i32::MAX)
}

/// The billing month of a day since 1970, and the first day of that month. `None` beyond the years that are written
/// with four digits: no bill is that old or that far off.
pub(super) fn month(day: i32) -> Option<(Month, i32)> {
    let date = NaiveDate::from_epoch_days(day).filter(|date| (1..=9999).contains(&date.year()))?;
    Some((Month::of(date), date.with_day(1)?.to_epoch_days()))
}

pub(super) fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or_default()
}

/// AWS's own form, with or without `.000`.
fn parse_usual(text: &[u8]) -> Option<i64> {
    let (clock, rest) = text.split_at_checked(19)?;
    if !matches!(rest, b"Z" | b".000Z") || clock[10] != b'T' {
        return None;
    }
    seconds(clock)?.checked_mul(1_000_000)
}

/// Seconds since 1970 of `YYYY-MM-DDxHH:MM:SS`.
fn seconds(clock: &[u8]) -> Option<i64> {
    let two = |at: usize| Some(digit(clock[at])? * 10 + digit(clock[at + 1])?);
    if [clock[4], clock[7], clock[13], clock[16]] != *b"--::" {
        return None;
    }
    let year = two(0)? * 100 + two(2)?;
    let (month, day, hour, minute, second) = (two(5)?, two(8)?, two(11)?, two(14)?, two(17)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
    Some(i64::from(date.to_epoch_days()) * 86_400 + hour * 3600 + minute * 60 + second)
}

fn digit(byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| i64::from(byte - b'0'))
}

fn parse_any(text: &str) -> Option<i64> {
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Some(i64::from(date.to_epoch_days()) * DAY);
    }
    let zoned = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%:z"));
    if let Ok(time) = zoned {
        return Some(time.timestamp_micros());
    }
    let plain = text.strip_suffix(" UTC").unwrap_or(text);
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .find_map(|form| chrono::NaiveDateTime::parse_from_str(plain, form).ok())
        .map(|time| time.and_utc().timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_bill_are_one_time() {
        for text in [
            "2018-10-01T01:02:03Z",
            "2018-10-01T01:02:03.000Z",
            "2018-10-01 01:02:03+00:00",
            "2018-10-01 01:02:03",
            "2018-10-01 01:02:03.000 UTC",
        ] {
            assert_eq!(parse(text), Ok(1_538_355_723_000_000), "{text}");
        }
        assert_eq!(parse("2018-10-01"), Ok(1_538_352_000_000_000));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "2018-13-01T00:00:00Z", "2018-02-30T00:00:00Z", "2018-10-01T24:00:00Z", "10/01/2018", "yesterday"] {
            assert!(matches!(parse(text), Err(Cause::NotATime(_))), "{text}");
        }
    }

    #[test]
    fn a_month_has_a_year_of_four_digits() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap().to_epoch_days();
        assert!(month(day("0001-01-01")).is_some() && month(day("9999-12-31")).is_some());
        assert!(month(day("9999-12-31") + 1).is_none() && month(day("0001-01-01") - 1).is_none() && month(i32::MAX).is_none());
    }

    #[test]
    fn a_time_before_1970_lies_in_its_day() {
        assert_eq!((day(-1), day(0), day(DAY)), (-1, 0, 1));
    }
}
