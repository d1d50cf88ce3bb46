//! Parquet's hybrid of runs and packed bits, in which levels and the numbers of dictionary values are written.

/// Repetitions from which on a run is shorter than packed bits.
const RUN: usize = 16;

/// Appends numbers of so many bits.
pub(super) fn encode(numbers: &[u32], width: u8, out: &mut Vec<u8>) {
    let (mut packed_from, mut at) = (0, 0);
    while at < numbers.len() {
        let run = numbers[at..].iter().take_while(|number| **number == numbers[at]).count();
        // Packed numbers come by eights; those of the run that fill the last eight are packed too.
        let lead = (at - packed_from).next_multiple_of(8) - (at - packed_from);
        if run >= lead + RUN {
            pack(&numbers[packed_from..at + lead], width, out);
            repeat(numbers[at], run - lead, width, out);
            packed_from = at + run;
        }
        at += run;
    }
    pack(&numbers[packed_from..], width, out);
}

/// How many bits the greatest of so many numbers from zero on takes.
pub(super) fn width(count: usize) -> u8 {
    (usize::BITS - count.saturating_sub(1).leading_zeros()) as u8
}

fn repeat(number: u32, count: usize, width: u8, out: &mut Vec<u8>) {
    varint(count << 1, out);
    out.extend_from_slice(&number.to_le_bytes()[..usize::from(width).div_ceil(8)]);
}

fn pack(numbers: &[u32], width: u8, out: &mut Vec<u8>) {
    if numbers.is_empty() {
        return;
    }
    let eights = numbers.len().div_ceil(8);
    varint(eights << 1 | 1, out);
    let end = out.len() + eights * usize::from(width);
    let (mut word, mut bits) = (0_u64, 0);
    for number in numbers {
        word |= u64::from(*number) << bits;
        bits += u32::from(width);
        if bits >= 32 {
            out.extend_from_slice(&(word as u32).to_le_bytes());
            word >>= 32;
            bits -= 32;
        }
    }
    out.extend_from_slice(&word.to_le_bytes());
    // What is missing of the last eight is zero.
    out.resize(end, 0);
}

fn varint(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::session::numbers_of;

    proptest! {
        #[test]
        fn what_is_written_is_read(runs in prop::collection::vec((0_u32..70_000, 1_usize..40), 0..60), most in 1_u32..70_000) {
            let numbers: Vec<_> = runs.iter().flat_map(|(number, count)| vec![number % most; *count]).collect();
            let (width, mut bytes) = (width(most as usize), Vec::new());
            encode(&numbers, width, &mut bytes);
            prop_assert_eq!(numbers_of(&bytes, width, numbers.len()), Some(numbers));
        }
    }

    #[test]
    fn a_number_takes_as_many_bits_as_the_greatest() {
        assert_eq!([0, 1, 2, 3, 4, 5, 256, 257].map(width), [0, 0, 1, 2, 2, 3, 8, 9]);
    }

    #[test]
    fn a_long_run_is_short() {
        let mut bytes = Vec::new();
        encode(&[7; 20_000], 3, &mut bytes);
        assert_eq!(bytes.len(), 4);
    }
}
