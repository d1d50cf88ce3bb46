//! Parquet's hybrid of runs and packed bits, in which it writes levels and the numbers of dictionary values.

/// Appends `count` numbers of `width` bits each, `more` added to every one. `None` where the bytes say something else.
pub(super) fn decode(mut bytes: &[u8], width: u8, (count, more): (usize, u32), out: &mut Vec<u32>) -> Option<()> {
    if width > 32 {
        return None;
    }
    let end = out.len() + count;
    out.reserve(count);
    while out.len() < end {
        let left = end - out.len();
        let header = varint(&mut bytes)?;
        let length = usize::try_from(header >> 1).ok()?;
        if header & 1 == 0 {
            let (value, rest) = bytes.split_at_checked(usize::from(width).div_ceil(8))?;
            bytes = rest;
            out.resize(out.len() + length.min(left), number(value) + more);
        } else {
            let size = length.checked_mul(usize::from(width))?;
            // The last group may be cut where its values end.
            let (packed, rest) = bytes.split_at(size.min(bytes.len()));
            bytes = rest;
            let values = length.checked_mul(8)?.min(left);
            if packed.len() * 8 < values * usize::from(width) {
                return None;
            }
            unpack(packed, width, (values, more), out);
        }
        if length == 0 {
            return None;
        }
    }
    Some(())
}

/// Whether all of so many levels of one bit are the same, and which.
pub(super) fn only_level(mut bytes: &[u8], count: usize) -> Option<bool> {
    let header = varint(&mut bytes)?;
    (header & 1 == 0 && header >> 1 >= count as u64).then(|| bytes.first().is_some_and(|level| *level == 1))
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// The first value is in the lowest bits.
fn unpack(packed: &[u8], width: u8, (count, more): (usize, u32), out: &mut Vec<u32>) {
    let width = usize::from(width);
    let mask = (1_u64 << width) - 1;
    let value = |word: u64, bit: usize| ((word >> (bit % 8)) & mask) as u32 + more;
    // As many as can be read eight bytes at a time.
    let whole = if packed.len() < 8 { 0 } else { ((packed.len() - 8) * 8 / width.max(1) + 1).min(count) };
    out.extend((0..whole).map(|at| {
        let bit = at * width;
        let eight = packed[bit / 8..].first_chunk::<8>();
        eight.map_or(0, |eight| value(u64::from_le_bytes(*eight), bit))
    }));
    for at in whole..count {
        let (bit, mut eight) = (at * width, [0; 8]);
        let rest = &packed[bit / 8..];
        let length = rest.len().min(8);
        eight[..length].copy_from_slice(&rest[..length]);
        out.push(value(u64::from_le_bytes(eight), bit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], width: u8, count: usize) -> Option<Vec<u32>> {
        let mut out = Vec::new();
        decode(bytes, width, (count, 0), &mut out).map(|()| out)
    }

    #[test]
    fn runs_and_packed_bits_follow_each_other() {
        // The specification's own example: 0 to 7 in three bits.
        assert_eq!(decoded(&[3, 0b1000_1000, 0b1100_0110, 0b1111_1010], 3, 8), Some((0..8).collect()));
        assert_eq!(decoded(&[8, 5, 3, 0b0000_0001], 1, 12), Some(vec![5, 5, 5, 5, 1, 0, 0, 0, 0, 0, 0, 0]));
        assert_eq!(decoded(&[6, 0x34, 0x12], 13, 3), Some(vec![0x1234; 3]));
        assert_eq!(decoded(&[20], 0, 10), Some(vec![0; 10]));
    }

    #[test]
    fn wide_numbers_cross_bytes() {
        let width = 19;
        let numbers: Vec<u32> = (0..64).map(|at| at * 8191 % (1 << width)).collect();
        let mut bits = vec![0_u8; 64 * width / 8];
        for (at, number) in numbers.iter().enumerate() {
            for bit in (0..width).filter(|bit| number >> bit & 1 == 1) {
                bits[(at * width + bit) / 8] |= 1 << ((at * width + bit) % 8);
            }
        }
        let packed = [vec![8 << 1 | 1], bits].concat();
        assert_eq!(decoded(&packed, width as u8, 64), Some(numbers));
    }

    #[test]
    fn what_ends_too_early_is_refused() {
        assert_eq!(decoded(&[], 3, 1), None);
        assert_eq!(decoded(&[3, 0], 3, 8), None);
        assert_eq!(decoded(&[0, 1], 3, 8), None);
        assert_eq!(decoded(&[2, 1], 33, 1), None);
    }

    #[test]
    fn levels_that_are_all_alike_are_told_at_once() {
        assert_eq!(only_level(&[20, 1], 10), Some(true));
        assert_eq!(only_level(&[20, 0], 10), Some(false));
        assert_eq!(only_level(&[18, 1, 2, 0], 10), None);
        assert_eq!(only_level(&[3, 0xff], 8), None);
    }
}
