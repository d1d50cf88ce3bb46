//! Decimals of any size. Nothing is rounded but where billing.md says so, and never behind a test's back.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::{BigInt, BigUint, Sign};

/// Where billing.md rounds, it rounds to this many decimals.
const SCALE: u32 = 12;

/// `units` x 10^-`scale`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exact {
    units: BigInt,
    scale: u32,
}

impl Exact {
    /// A number as bills and workflows write it: `12.5`, `-3.0E-6`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let units: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let scale = fraction.len() as i64 - exponent;
        let zeros = ten_to((-scale).max(0) as u32);
        Some(Self { units: units * zeros, scale: scale.max(0) as u32 })
    }

    /// A decimal of the domain: a percentage, a rate, an amount.
    pub(crate) fn of(decimal: impl std::fmt::Display) -> Self {
        Self::parse(&decimal.to_string()).unwrap()
    }

    /// This many hundredths of `other`.
    pub(crate) fn percent_of(&self, other: &Self) -> Self {
        let product = self * other;
        Self { scale: product.scale + 2, ..product }
    }

    /// Rounded to twelve decimals, half to even.
    pub(crate) fn rounded(&self) -> Self {
        let shift = self.scale.saturating_sub(SCALE);
        Self { units: divide(&self.units, &ten_to(shift)), scale: self.scale.min(SCALE) }
    }

    /// `part` / `whole` of this, half to even at the twelfth decimal.
    pub(crate) fn share(&self, part: &Self, whole: &Self) -> Self {
        let numerator = &self.units * &part.units * ten_to(SCALE + whole.scale);
        let denominator = &whole.units * ten_to(self.scale + part.scale);
        Self { units: divide(&numerator, &denominator), scale: SCALE }
    }

    /// Parts in units of the twelfth decimal that add up to this, rounded: each has what is surely its own, and what
    /// is left goes, a unit each, to the largest remainders, of equal ones to the first. Weights below zero count as
    /// zero; without any weight there are no parts.
    pub(crate) fn split(&self, weights: &[Self]) -> Option<Vec<Self>> {
        let total = self.rounded().at(SCALE);
        let scale = weights.iter().map(|weight| weight.scale).max()?;
        let weights: Vec<_> = weights.iter().map(|weight| weight.at(scale).to_biguint().unwrap_or_default()).collect();
        let whole: BigUint = weights.iter().sum();
        if whole == BigUint::ZERO {
            return None;
        }
        let mut parts: Vec<_> = weights.iter().map(|weight| total.magnitude() * weight / &whole).collect();
        let rests: Vec<_> = weights.iter().map(|weight| total.magnitude() * weight % &whole).collect();
        let mut order: Vec<_> = (0..parts.len()).collect();
        order.sort_by(|a, b| rests[*b].cmp(&rests[*a]).then(a.cmp(b)));
        for place in order {
            if parts.iter().sum::<BigUint>() < *total.magnitude() {
                parts[place] += 1_u8;
            }
        }
        let signed = |part| BigInt::from_biguint(if total.sign() == Sign::Minus { Sign::Minus } else { Sign::Plus }, part);
        Some(parts.into_iter().map(|part| Self { units: signed(part), scale: SCALE }).collect())
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.units.sign() == Sign::NoSign
    }

    pub(crate) fn is_positive(&self) -> bool {
        self.units.sign() == Sign::Plus
    }

    /// As files have it: rounded, plain notation, at least two decimals and no more zeros than those.
    pub(crate) fn text(&self) -> String {
        let mut units = self.rounded().at(SCALE).to_string();
        let sign = if units.starts_with('-') { units.remove(0).to_string() } else { String::new() };
        let digits = format!("{units:0>13}");
        let (whole, fraction) = digits.split_at(digits.len() - SCALE as usize);
        let fraction = format!("{:0<2}", fraction.trim_end_matches('0'));
        format!("{sign}{whole}.{fraction}")
    }

    /// Its units at a scale that holds it.
    fn at(&self, scale: u32) -> BigInt {
        &self.units * ten_to(scale - self.scale)
    }
}

fn ten_to(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

/// Half to even.
fn divide(value: &BigInt, by: &BigInt) -> BigInt {
    let (sign, value) = (value.sign() * by.sign(), value.magnitude());
    let (quotient, rest) = (value / by.magnitude(), value % by.magnitude());
    let up = match (&rest + &rest).cmp(by.magnitude()) {
        Ordering::Less => false,
        Ordering::Equal => quotient.bit(0),
        Ordering::Greater => true,
    };
    BigInt::from_biguint(if sign == Sign::NoSign { Sign::Plus } else { sign }, quotient + u32::from(up))
}

impl Add for &Exact {
    type Output = Exact;
    fn add(self, other: Self) -> Exact {
        let scale = self.scale.max(other.scale);
        Exact { units: self.at(scale) + other.at(scale), scale }
    }
}

impl Sub for &Exact {
    type Output = Exact;
    fn sub(self, other: Self) -> Exact {
        self + &-other
    }
}

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact { units: -&self.units, scale: self.scale }
    }
}

impl Mul for &Exact {
    type Output = Exact;
    fn mul(self, other: Self) -> Exact {
        Exact { units: &self.units * &other.units, scale: self.scale + other.scale }
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        *self = &*self + other;
    }
}

impl<'a> Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Exact>>(numbers: I) -> Self {
        numbers.fold(Self::default(), |sum, number| &sum + number)
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at(scale).cmp(&other.at(scale))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

#[test]
fn the_reference_rounds_half_to_even_and_writes_as_files_do() {
    let exact = |text: &str| Exact::parse(text).unwrap();
    for (text, written) in [("3.0E-6", "0.000003"), ("-12.5", "-12.50"), ("1E3", "1000.00"), ("0", "0.00"), ("-0.0", "0.00")] {
        assert_eq!(exact(text).text(), written);
    }
    for (text, written) in [("0.0000000000005", "0.00"), ("-0.0000000000015", "-0.000000000002"), ("1E-20", "0.00")] {
        assert_eq!(exact(text).text(), written);
    }
    assert_eq!(exact("2").share(&exact("1"), &exact("3")).text(), "0.666666666667");
    assert_eq!(exact("-3").percent_of(&exact("0.1")), exact("-0.003"));
    let parts = |total: &str, weights: &[&str]| {
        let weights: Vec<_> = weights.iter().map(|weight| exact(weight)).collect();
        exact(total).split(&weights).map(|parts| parts.iter().map(Exact::text).collect::<Vec<_>>())
    };
    assert_eq!(parts("1", &["1", "1", "1"]).unwrap(), ["0.333333333334", "0.333333333333", "0.333333333333"]);
    assert_eq!(parts("-0.000000000002", &["1", "5", "-9", "2"]).unwrap(), ["0.00", "-0.000000000001", "0.00", "-0.000000000001"]);
    assert_eq!(parts("1", &["0", "-1"]), None);
}
