//! Chance without state: every draw is a function of the seed and of what is being drawn.
//!
//! A generator with state would tie each line to all lines before it; this way any part of the bill can be
//! generated alone, on any thread, and the same seed gives the same bytes.

/// A place in the tree of draws that starts at the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(mix(seed ^ 0x6d75_7374_6572))
    }

    /// The branch called `name`.
    pub(crate) fn named(self, name: &str) -> Dice {
        name.bytes().fold(self, |dice, byte| dice.at(u64::from(byte)))
    }

    /// The branch number `index`.
    pub(crate) fn at(self, index: u64) -> Dice {
        Dice(mix(self.0 ^ index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A draw from `0..limit`; a limit of zero counts as one.
    pub(crate) fn below(self, limit: u64) -> u64 {
        ((u128::from(self.0) * u128::from(limit.max(1))) >> 64) as u64
    }

    /// One of `choices`, which must not be empty.
    pub(crate) fn pick<T>(self, choices: &[T]) -> &T {
        &choices[self.below(choices.len() as u64) as usize]
    }

    /// Text of `length` characters out of `alphabet`.
    pub(crate) fn text(self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|at| char::from(*self.at(at as u64).pick(alphabet))).collect()
    }

    pub(crate) fn hex(self, length: usize) -> String {
        self.text(b"0123456789abcdef", length)
    }

    /// Text in the form of a version 4 UUID.
    pub(crate) fn uuid(self) -> String {
        let hex = self.hex(30);
        format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[12..15], &hex[15..18], &hex[18..])
    }
}

/// The finishing step of SplitMix64.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
