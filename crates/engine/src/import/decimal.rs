//! Numbers of a bill, exact: units of 10^-12, rounded half to even where a text has more decimals. No floats on the
//! way, except that a Parquet double is first written in its shortest decimal form.

use super::error::Cause;

/// Decimal places kept; see [`muster_domain::money::SCALE`].
const SCALE: i32 = muster_domain::money::SCALE as i32;

/// One, in units of 10^-12.
pub(super) const ONE: i128 = 10_i128.pow(muster_domain::money::SCALE);

/// What `Decimal128(38, 12)` holds.
const LIMIT: i128 = 10_i128.pow(38) - 1;

/// Reads `-12.5`, `.5`, `3.0E-6`.
///
/// # Errors
/// [`Cause::NotANumber`], [`Cause::TooLarge`].
pub(super) fn parse(text: &str) -> Result<i128, Cause> {
    parse_short(text.as_bytes()).map_or_else(|| parse_any(text), Ok)
}

/// The common case: up to 18 digits, up to 12 decimals, no exponent. `None` when it is something else.
fn parse_short(text: &[u8]) -> Option<i128> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut value = 0_u64;
    let mut decimals = None;
    for (position, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
            b'.' if decimals.is_none() => decimals = Some(digits.len() - position - 1),
            _ => return None,
        }
    }
    let decimals = decimals.unwrap_or(0);
    // Nineteen digits without a point would pass u64's safe range; a lone point is no number.
    if decimals > 12 || digits.len() == 1 && digits[0] == b'.' || decimals == 0 && digits.len() > 18 {
        return None;
    }
    let units = i128::from(value) * POWERS[12 - decimals];
    Some(if negative { -units } else { units })
}

const POWERS: [i128; 13] = {
    let mut powers = [1; 13];
    let mut i = 1;
    while i < 13 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

fn parse_any(text: &str) -> Result<i128, Cause> {
    let wrong = || Cause::NotANumber(excerpt(text));
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| wrong())?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) {
        return Err(wrong());
    }
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
    // The last digit stands at 10^-fraction; in units of 10^-12 the number is digits x 10^shift.
    let shift = i64::from(exponent) - fraction.len() as i64 + i64::from(SCALE);
    let units = shifted(&digits, shift).ok_or_else(|| Cause::TooLarge(excerpt(text)))?;
    Ok(if negative { -units } else { units })
}

/// `digits x 10^shift`, half to even; `None` beyond what the column holds.
fn shifted(digits: &[u8], shift: i64) -> Option<i128> {
    let first = digits.iter().position(|digit| *digit != 0).unwrap_or(digits.len());
    let digits = &digits[first..];
    if digits.is_empty() {
        return Some(0);
    }
    if shift >= 0 {
        let value = number(digits)?;
        let power = 10_i128.checked_pow(u32::try_from(shift).ok()?)?;
        return value.checked_mul(power).filter(|units| *units <= LIMIT);
    }
    let dropped = usize::try_from(-shift).unwrap_or(usize::MAX);
    if dropped > digits.len() {
        return Some(0);
    }
    let (kept, rest) = digits.split_at(digits.len() - dropped);
    let value = number(kept)?;
    let tie = rest[0] == 5 && rest[1..].iter().all(|digit| *digit == 0);
    let up = if tie { value % 2 == 1 } else { rest[0] >= 5 };
    Some(value + i128::from(up)).filter(|units| *units <= LIMIT)
}

fn number(digits: &[u8]) -> Option<i128> {
    digits
        .iter()
        .try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(i128::from(*digit)).filter(|value| *value <= LIMIT))
}

/// A double, through its shortest decimal form.
///
/// # Errors
/// [`Cause::NotANumber`] for NaN and the infinities.
pub(super) fn from_double(value: f64) -> Result<i128, Cause> {
    if value == 0.0 {
        return Ok(0);
    }
    if !value.is_finite() {
        return Err(Cause::NotANumber(value.to_string()));
    }
    parse(ryu::Buffer::new().format_finite(value))
}

/// `a x b`, half to even; `None` beyond what the column holds.
pub(super) fn times(a: i128, b: i128) -> Option<i128> {
    use arrow::datatypes::i256;
    let units = match a.checked_mul(b) {
        Some(product) => half_even(product, ONE),
        None => {
            let product = i256::from_i128(a).checked_mul(i256::from_i128(b))?;
            let (quotient, rest) = (product.checked_div(i256::from_i128(ONE))?, product.checked_rem(i256::from_i128(ONE))?);
            adjusted(quotient.to_i128()?, rest.to_i128()?, ONE)
        }
    };
    (units.abs() <= LIMIT).then_some(units)
}

fn half_even(value: i128, unit: i128) -> i128 {
    adjusted(value / unit, value % unit, unit)
}

/// Rounds a truncated quotient by its remainder.
fn adjusted(quotient: i128, rest: i128, unit: i128) -> i128 {
    let twice = rest.abs() * 2;
    let up = twice > unit || twice == unit && quotient % 2 != 0;
    if up { quotient + rest.signum() } else { quotient }
}

/// Enough of a text to find it again in the file.
pub(super) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::exact_text;

    fn check(text: &str, expected: &str) {
        assert_eq!(parse(text).map(exact_text), Ok(expected.to_owned()), "{text}");
    }

    #[test]
    fn every_notation_of_a_bill_reads_exactly() {
        check("0", "0.00");
        check("-0.0", "0.00");
        check("12.5", "12.50");
        check("+1.25", "1.25");
        check(".5", "0.50");
        check("5.", "5.00");
        check("3.0E-6", "0.000003");
        check("1.5e3", "1500.00");
        check("1E+2", "100.00");
        check("0.0000000010", "0.000000001");
        check("999999999999999999", "999999999999999999.00");
        check("12345678901234567890123456.123456789012", "12345678901234567890123456.123456789012");
    }

    #[test]
    fn excess_decimals_go_half_to_even() {
        check("0.0000000000005", "0.00");
        check("0.0000000000015", "0.000000000002");
        check("0.0000000000025", "0.000000000002");
        check("0.00000000000250001", "0.000000000003");
        check("-0.0000000000015", "-0.000000000002");
        check("1E-400", "0.00");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "1,5", "abc", "1.2.3", "NaN", "inf", "1e", "1e1.5", "--1", "0x10", " 1", "1 "] {
            assert!(matches!(parse(text), Err(Cause::NotANumber(_))), "{text}");
        }
        assert!(matches!(parse("1e30"), Err(Cause::TooLarge(_))));
        assert!(matches!(parse("1e2000000000"), Err(Cause::TooLarge(_))));
        assert!(from_double(f64::NAN).is_err() && from_double(f64::INFINITY).is_err());
    }

    #[test]
    fn a_double_is_its_shortest_decimal() {
        assert_eq!(from_double(0.1), Ok(ONE / 10));
        assert_eq!(from_double(3e-6), Ok(3_000_000));
        assert_eq!(from_double(-149.775_379), Ok(-149_775_379_000_000));
    }

    #[test]
    fn products_round_half_to_even_and_may_be_wide() {
        assert_eq!(times(ONE / 2, 3), Some(2));
        assert_eq!(times(ONE / 2, 5), Some(2));
        assert_eq!(times(-ONE / 2, 3), Some(-2));
        assert_eq!(times(ONE * 1_000_000_000_000, ONE * 100), Some(ONE * 100_000_000_000_000));
        assert_eq!(times(LIMIT, LIMIT), None);
    }
}
