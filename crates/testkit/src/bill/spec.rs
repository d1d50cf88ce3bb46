//! What bill to generate.

use chrono::NaiveDate;

use super::calendar::{BillingMonth, DAY, Granularity, Moment, midnight};

/// The whole description of a bill: equal specs give equal bills.
#[derive(Clone, Debug)]
pub struct Spec {
    pub seed: u64,
    pub first: BillingMonth,
    pub months: u32,
    /// Linked accounts, the management account among them; at least two.
    pub accounts: usize,
    /// Lines of the whole bill, in equal parts for whole months; a month cut short by `until` has its share.
    /// A bill too short for one line of each kind comes out longer.
    pub lines: u64,
    pub granularity: Granularity,
    /// The last day with usage, for a month that is still open.
    pub until: Option<NaiveDate>,
    /// Hundredths that the enterprise discount takes off; 0 for a bill without its lines and net columns.
    pub enterprise_discount: i64,
}

impl Spec {
    /// Thirteen months of a reseller with a dozen customers, ending on `until`.
    pub fn demo(seed: u64, until: NaiveDate) -> Spec {
        Spec {
            first: BillingMonth::of(until).minus(12),
            months: 13,
            accounts: 38,
            lines: 13 * 18_000,
            until: Some(until),
            ..Spec::small(seed)
        }
    }

    /// October 2018 of four accounts: about two thousand lines, each kind among them.
    pub fn small(seed: u64) -> Spec {
        Spec {
            seed,
            first: BillingMonth::of(NaiveDate::from_ymd_opt(2018, 10, 1).unwrap_or_default()),
            months: 1,
            accounts: 4,
            lines: 2_000,
            granularity: Granularity::Daily,
            until: None,
            enterprise_discount: 7,
        }
    }

    /// One hourly month of three hundred accounts, for measuring.
    pub fn bench(seed: u64, lines: u64) -> Spec {
        Spec { accounts: 300, lines, granularity: Granularity::Hourly, ..Spec::small(seed) }
    }

    /// The first two days of a small bill: about two hundred lines, for property tests.
    pub fn tiny(seed: u64) -> Spec {
        let small = Spec::small(seed);
        let until = small.first.first_day().succ_opt();
        Spec { until, ..small }
    }

    pub(crate) fn lines_per_month(&self) -> u64 {
        self.lines / u64::from(self.months.max(1))
    }

    /// The moment after the last usage.
    pub(crate) fn covered_until(&self) -> Moment {
        self.until.map_or(Moment::MAX, |day| midnight(day) + DAY)
    }

    /// Lines that a stream has in a whole month of thirty days.
    pub(crate) fn periods_per_month(&self) -> u64 {
        match self.granularity {
            Granularity::Hourly => 720,
            Granularity::Daily => 30,
        }
    }
}
