//! What a condition says of rows.

use arrow::array::{ArrayRef, AsArray};
use datafusion::error::{DataFusionError, Result};

use super::flag::Chosen;

pub(super) const NO: u8 = 0;
pub(super) const YES: u8 = 1;
pub(super) const NULL: u8 = 2;

/// An answer for each of some rows. They are sorted, so that often all of a block have the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answers {
    Same(u8),
    Each(Vec<u8>),
}

impl Answers {
    /// The answers of the chosen rows, of which `keys` says where they stand.
    pub(super) fn looked_up(known: &[u8], keys: &[u32], chosen: Chosen<'_>) -> Self {
        match known.split_first() {
            Some((first, rest)) if rest.iter().all(|flag| flag == first) => return Self::Same(*first),
            _ => {}
        }
        Self::Each(match chosen {
            Chosen::All => keys.iter().map(|key| known[*key as usize]).collect(),
            Chosen::Rows(rows) => rows.iter().map(|row| known[keys[*row as usize] as usize]).collect(),
        })
    }

    pub(super) fn at(&self, place: usize) -> u8 {
        match self {
            Self::Same(flag) => *flag,
            Self::Each(flags) => flags[place],
        }
    }

    pub(super) fn into_each(self, count: usize) -> Vec<u8> {
        match self {
            Self::Same(flag) => vec![flag; count],
            Self::Each(flags) => flags,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Same(NO), _) | (_, Self::Same(NO)) => Self::Same(NO),
            (Self::Same(YES), answers) | (answers, Self::Same(YES)) => answers,
            (Self::Same(flag), Self::Same(_)) => Self::Same(flag),
            (Self::Each(mut flags), other) | (other, Self::Each(mut flags)) => {
                for (place, flag) in flags.iter_mut().enumerate() {
                    *flag = both(*flag, other.at(place));
                }
                Self::Each(flags)
            }
        }
    }
}

/// As `AND` of three values has it.
pub(super) fn both(a: u8, b: u8) -> u8 {
    match (a, b) {
        (NO, _) | (_, NO) => NO,
        (YES, YES) => YES,
        _ => NULL,
    }
}

pub(super) fn codes(flags: &ArrayRef) -> Result<Vec<u8>> {
    let unexpected = || DataFusionError::Internal(format!("a condition of type {}", flags.data_type()));
    let flags = flags.as_boolean_opt().ok_or_else(unexpected)?;
    Ok(flags.iter().map(|flag| flag.map_or(NULL, u8::from)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_is_that_of_three_values_however_the_answers_stand() {
        let all = [NO, YES, NULL];
        for a in all {
            for b in all {
                let expected = both(a, b);
                let each = |flag| Answers::Each(vec![flag; 2]);
                for (left, right) in [
                    (Answers::Same(a), Answers::Same(b)),
                    (Answers::Same(a), each(b)),
                    (each(a), Answers::Same(b)),
                    (each(a), each(b)),
                ] {
                    assert_eq!(left.and(right).into_each(2), vec![expected; 2], "{a} {b}");
                }
            }
        }
        assert_eq!([both(NO, NULL), both(NULL, YES), both(NULL, NULL)], [NO, NULL, NULL]);
    }

    #[test]
    fn answers_are_those_of_the_chosen_rows() {
        let (known, keys) = ([NULL, NO, YES], [2, 0, 1, 2]);
        assert_eq!(Answers::looked_up(&known, &keys, Chosen::All), Answers::Each(vec![YES, NULL, NO, YES]));
        assert_eq!(Answers::looked_up(&known, &keys, Chosen::Rows(&[1, 3])), Answers::Each(vec![NULL, YES]));
        assert_eq!(Answers::looked_up(&[YES; 3], &keys, Chosen::All), Answers::Same(YES));
    }
}
