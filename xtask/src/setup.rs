//! What a machine needs beyond Rust, fetched when it is missing: each file knows one thing and how to get it.

pub(crate) mod browser;
pub(crate) mod component;
pub(crate) mod node;
pub(crate) mod postgres;
pub(crate) mod python;
pub(crate) mod wasm;
