//! Numbers of distinct values, in the order in which they are met.

/// A value that can be told apart by a hash of its own: money of one bill is no adversary's choice.
pub(super) trait Mixed: Copy + PartialEq {
    fn mixed(self) -> u64;
}

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Mixed for i32 {
    fn mixed(self) -> u64 {
        i64::from(self).mixed()
    }
}

impl Mixed for i64 {
    fn mixed(self) -> u64 {
        (self as u64).wrapping_mul(FACTOR)
    }
}

impl Mixed for i128 {
    fn mixed(self) -> u64 {
        let (low, high) = (self as u64, (self >> 64) as u64);
        let product = u128::from(low ^ high.rotate_left(32)) * u128::from(FACTOR);
        (product as u64) ^ (product >> 64) as u64
    }
}

pub(super) struct Distinct<T> {
    values: Vec<T>,
    /// Number + 1, at the place that the hash says or behind it.
    table: Vec<u32>,
}

impl<T: Mixed> Distinct<T> {
    pub(super) fn new() -> Self {
        Self { values: Vec::new(), table: vec![0; 1 << 8] }
    }

    pub(super) fn number(&mut self, value: T) -> u32 {
        let mut at = self.place(value);
        while let Some(number) = self.table[at].checked_sub(1) {
            if self.values[number as usize] == value {
                return number;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        self.values.push(value);
        self.table[at] = self.values.len() as u32;
        if self.values.len() * 2 > self.table.len() {
            self.grow();
        }
        self.values.len() as u32 - 1
    }

    pub(super) fn into_values(self) -> Vec<T> {
        self.values
    }

    fn grow(&mut self) {
        self.table = vec![0; self.table.len() * 4];
        for number in 0..self.values.len() {
            let mut at = self.place(self.values[number]);
            while self.table[at] != 0 {
                at = (at + 1) & (self.table.len() - 1);
            }
            self.table[at] = number as u32 + 1;
        }
    }

    fn place(&self, value: T) -> usize {
        (value.mixed() >> 32) as usize & (self.table.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_are_met() {
        let mut distinct = Distinct::new();
        let values = || (0..30_000_i128).map(|at| ((at % 9000 - 4000) * 1_000_000_000_007) << (at % 2 * 64));
        let first: Vec<_> = values().map(|value| distinct.number(value)).collect();
        assert_eq!(values().map(|value| distinct.number(value)).collect::<Vec<_>>(), first);
        let known = distinct.into_values();
        assert!(values().zip(first).all(|(value, number)| known[number as usize] == value));
    }
}
