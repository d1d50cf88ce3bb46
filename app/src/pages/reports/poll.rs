//! Pages that change while somebody looks at them.

use std::time::Duration;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

const EVERY: Duration = Duration::from_secs(1);

/// Browsers' timers end at 24 days.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// Asks again each second while something is under way, and while the console cannot be reached.
pub(crate) fn poll_while<T>(data: Resource<Result<T, ApiError>>, is_under_way: impl Fn(&T) -> bool + Send + Sync + 'static)
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    poll_after(data, move |data| is_under_way(data).then_some(EVERY));
}

/// The same, after as long as the data says; where it says nothing, not at all. Only in the browser: effects do not run
/// on the server.
pub(crate) fn poll_after<T>(data: Resource<Result<T, ApiError>>, wait: impl Fn(&T) -> Option<Duration> + Send + Sync + 'static)
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Effect::new(move || {
        let wait = data.with(|data| match data {
            Some(Ok(data)) => wait(data),
            Some(Err(error)) => (*error == ApiError::Unreachable).then_some(EVERY),
            None => None,
        });
        let timer = wait.map(|wait| set_timeout_with_handle(move || data.refetch(), wait.clamp(EVERY, LONGEST)));
        if let Some(Ok(timer)) = timer {
            on_cleanup(move || timer.clear());
        }
    });
}
