//! The language of conditions as somebody who writes one meets it.

#![expect(clippy::unwrap_used, reason = "a test that unwraps says which expectation failed")]

mod language;
mod properties;
mod refusals;
mod strategy;
