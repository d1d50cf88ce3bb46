//! The organization's time zone: which day it is there, and when a day's run is due.

use chrono::{DateTime, Days, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Hour of the day at which runs are due: late enough for the night's delivery of the bill, before people come in,
/// and later than any clock is set forward or back today.
pub const HOUR: u32 = 6;

/// A time zone of the IANA database, `Europe/Berlin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

/// A text that names no time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time zone: expected a name like Europe/Berlin, or UTC")]
pub struct NotAZone(pub String);

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    /// The names of all, in order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The day it is there.
    pub fn today(self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.0).date_naive()
    }

    /// When the run of a day is due. Where the clock is set forward over that hour, when it has been; where it is set
    /// back and the hour comes twice, the first time.
    pub fn moment(self, day: NaiveDate) -> DateTime<Utc> {
        let wanted = day.and_time(NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or_default());
        // Clocks are set by whole quarters of an hour, and by a day at most (Samoa, 2011).
        let there = (0..200).map(|quarters| wanted + Duration::minutes(15 * quarters));
        let mut there = there.filter_map(|local| match self.0.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.to_utc()),
            LocalResult::None => None,
        });
        there.next().unwrap_or_else(|| wanted.and_utc())
    }

    /// The last day whose run is due by now.
    pub fn last_due(self, now: DateTime<Utc>) -> NaiveDate {
        let today = self.today(now);
        if self.moment(today) <= now { today } else { today - Days::new(1) }
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name())
    }
}

impl std::str::FromStr for Zone {
    type Err = NotAZone;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().parse().map(Self).map_err(|_| NotAZone(text.to_owned()))
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
