//! Numbers and moments as the bill's text forms write them.

use chrono::{DateTime, Datelike, Timelike};

use super::calendar::Moment;
use super::number::Num;

const DIGITS: usize = Num::SCALE as usize;

/// How a file writes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberStyle {
    /// `0.085`, `24.0`; very small and very large ones `3.0E-6`: the Java habit of legacy CSV.
    Java,
    /// `0.085`, `24.0`, `0.000003`.
    Plain,
    /// `0.0850000000`: rates of the legacy forms.
    TenDecimals,
}

/// How a file writes a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MomentStyle {
    /// `2018-10-01T00:00:00Z`
    Seconds,
    /// `2018-10-01T00:00:00.000Z`
    Milliseconds,
}

/// Appends a number.
pub(crate) fn number(out: &mut Vec<u8>, value: Num, style: NumberStyle) {
    if value.units() < 0 {
        out.push(b'-');
    }
    let units = value.units().unsigned_abs();
    match style {
        NumberStyle::TenDecimals => plain(out, units, DIGITS),
        NumberStyle::Plain => plain(out, units, 1),
        // Double.toString: plain from 10^-3 to 10^7, else one digit, a point and a power of ten.
        NumberStyle::Java => match units {
            0 | 10_000_000..100_000_000_000_000_000 => plain(out, units, 1),
            _ => scientific(out, units),
        },
    }
}

/// A number in the shortest plain form, for descriptions.
pub(crate) fn short(value: Num) -> String {
    let mut out = Vec::new();
    number(&mut out, value, NumberStyle::Plain);
    let text = String::from_utf8_lossy(&out);
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// Ten decimals, of which zeros at the end fall away down to `least`.
fn plain(out: &mut Vec<u8>, units: u64, least: usize) {
    const ONE: u64 = 10u64.pow(Num::SCALE);
    whole(out, units / ONE);
    out.push(b'.');
    let start = out.len();
    let mut rest = units % ONE;
    out.resize(start + DIGITS, b'0');
    for at in (start..start + DIGITS).rev() {
        if rest == 0 {
            break;
        }
        out[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    while out.len() > start + least && out.last() == Some(&b'0') {
        out.pop();
    }
}

fn scientific(out: &mut Vec<u8>, units: u64) {
    let mut digits = Vec::with_capacity(20);
    whole(&mut digits, units);
    let exponent = digits.len() as i64 - 1 - i64::from(Num::SCALE);
    while digits.len() > 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    out.push(digits[0]);
    out.push(b'.');
    match &digits[1..] {
        [] => out.push(b'0'),
        rest => out.extend_from_slice(rest),
    }
    out.push(b'E');
    if exponent < 0 {
        out.push(b'-');
    }
    whole(out, exponent.unsigned_abs());
}

fn whole(out: &mut Vec<u8>, mut value: u64) {
    let start = out.len();
    loop {
        out.push(b'0' + (value % 10) as u8);
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out[start..].reverse();
}

/// Appends a moment.
pub(crate) fn moment(out: &mut Vec<u8>, moment: Moment, style: MomentStyle) {
    let time = DateTime::from_timestamp(moment, 0).unwrap_or_default();
    let year = time.year().unsigned_abs();
    two(out, year / 100);
    two(out, year % 100);
    for (mark, part) in
        [(b'-', time.month()), (b'-', time.day()), (b'T', time.hour()), (b':', time.minute()), (b':', time.second())]
    {
        out.push(mark);
        two(out, part);
    }
    out.extend_from_slice(match style {
        MomentStyle::Seconds => b"Z",
        MomentStyle::Milliseconds => b".000Z",
    });
}

fn two(out: &mut Vec<u8>, value: u32) {
    out.push(b'0' + (value / 10 % 10) as u8);
    out.push(b'0' + (value % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(units: i64, style: NumberStyle) -> String {
        let mut out = Vec::new();
        number(&mut out, Num::from_units(units), style);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn legacy_csv_writes_small_numbers_with_an_exponent() {
        for (units, text) in [
            (0, "0.0"),
            (30_000, "3.0E-6"),
            (-181, "-1.81E-8"),
            (1, "1.0E-10"),
            (10_000_000, "0.001"),
            (9_999_999, "9.999999E-4"),
            (850_000_000, "0.085"),
            (240_000_000_000, "24.0"),
            (123_456_780_000_000_000, "1.2345678E7"),
        ] {
            assert_eq!(written(units, NumberStyle::Java), text);
        }
    }

    #[test]
    fn the_plain_forms_have_no_exponent() {
        assert_eq!(written(30_000, NumberStyle::Plain), "0.000003");
        assert_eq!(written(850_000_000, NumberStyle::TenDecimals), "0.0850000000");
    }

    #[test]
    fn moments_are_written_as_aws_does() {
        let mut out = Vec::new();
        moment(&mut out, 1_538_352_000, MomentStyle::Milliseconds);
        assert_eq!(out, b"2018-10-01T00:00:00.000Z");
    }
}
