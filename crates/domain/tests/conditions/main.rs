//! The language of conditions as somebody who writes one meets it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod language;
mod properties;
mod refusals;
mod strategy;
