//! Amounts as files and forms write them: plain decimal texts, so that no float and no guess comes between.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};

use super::{Money, SCALE};

/// Digits before the point of an amount or a rate: far above any bill, far below what arithmetic holds.
const MOST_WHOLE_DIGITS: usize = 12;

/// A text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an amount: expected a decimal text such as \"250.00\", with at most 12 digits before the point and 12 after"
)]
pub struct NotAnAmount(pub String);

/// An amount of money of either sign. It keeps the decimals that it was written with.
///
/// # Errors
/// [`NotAnAmount`], for anything but plain decimal notation of a sensible size.
pub fn amount(text: &str) -> Result<Money, NotAnAmount> {
    plain(text).map(Money).ok_or_else(|| NotAnAmount(text.to_owned()))
}

/// `-12.50`: no exponent, no separators, no bare point.
pub(crate) fn plain(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let sensible = whole.len() <= MOST_WHOLE_DIGITS && decimals.len() <= SCALE as usize;
    let plain = all_digits(whole) && all_digits(decimals) && sensible;
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// For `deserialize_with`: a JSON text, never a number.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
    amount(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

/// For `deserialize_with`: the same, or nothing.
pub(crate) fn deserialize_optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| amount(&text)).transpose().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_plain_and_keeps_its_decimals() {
        assert_eq!(amount("-250.00").unwrap().0.to_string(), "-250.00");
        for wrong in ["1,000", "1e3", "+1", ".5", "5.", "", "-", "0.0000000000001", "1000000000000", "1_0", "NaN"] {
            assert_eq!(amount(wrong), Err(NotAnAmount(wrong.to_owned())));
        }
    }
}
