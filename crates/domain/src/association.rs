//! Associations: which version of which workflow charges a subset, from a billing month on.

use crate::{Month, SubsetId, WorkflowId};

/// One of them, as it was made. Nothing takes it back but one that is made later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Association {
    pub subset: SubsetId,
    pub workflow: WorkflowId,
    /// From 1.
    pub version: u32,
    /// The first billing month that it charges.
    pub from: Month,
}

/// What charges the subset in a month: of those whose month has come, the one that was made last. `made` is in the
/// order in which they were made.
pub fn in_force<'a>(
    made: impl DoubleEndedIterator<Item = &'a Association>,
    subset: SubsetId,
    month: Month,
) -> Option<&'a Association> {
    made.rev().find(|association| association.subset == subset && association.from <= month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(subset: u8, version: u32, from: &str) -> Association {
        let id = |n: u8| format!("01890000-0000-7000-8000-0000000000{n:02}");
        let (subset, workflow) = (id(subset).parse().unwrap(), id(50).parse().unwrap());
        Association { subset, workflow, version, from: from.parse().unwrap() }
    }

    #[test]
    fn what_was_made_last_counts_from_its_month_on() {
        let made = [made(1, 1, "2026-01"), made(2, 9, "2026-01"), made(1, 2, "2026-03"), made(1, 3, "2026-02")];
        let version = |month: &str| in_force(made.iter(), made[0].subset, month.parse().unwrap()).map(|found| found.version);
        assert_eq!(
            [version("2025-12"), version("2026-01"), version("2026-02"), version("2026-03")],
            [None, Some(1), Some(3), Some(3)]
        );
    }
}
