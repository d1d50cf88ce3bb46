//! Pages that change while somebody looks at them.

use std::time::Duration;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

const EVERY: Duration = Duration::from_secs(1);

/// Asks again each second while something is under way, and while the console cannot be reached. Only in the
/// browser: effects do not run on the server.
pub(crate) fn poll_while<T>(data: Resource<Result<T, ApiError>>, is_under_way: impl Fn(&T) -> bool + Send + Sync + 'static)
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Effect::new(move || {
        let again = data.with(|data| match data {
            Some(Ok(data)) => is_under_way(data),
            Some(Err(error)) => *error == ApiError::Unreachable,
            None => false,
        });
        if again && let Ok(timer) = set_timeout_with_handle(move || data.refetch(), EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
}
