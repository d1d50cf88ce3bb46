//! What time it is, as an argument, so that tests choose it.

use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, NaiveDate, Utc};

/// Tells the time. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::from_fn(|| SystemTime::now().into())
    }

    /// The machine's clock, moved so that it says this time now.
    pub fn beginning_at(time: DateTime<Utc>) -> Self {
        let begun: DateTime<Utc> = SystemTime::now().into();
        Self::from_fn(move || time + (DateTime::<Utc>::from(SystemTime::now()) - begun))
    }

    /// A clock that a test sets.
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }

    /// The day it is, UTC, as on the bill.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
