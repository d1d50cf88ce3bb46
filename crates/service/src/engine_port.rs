//! The engine as this crate holds it.

/// Where plans run.
#[derive(Debug)]
pub struct Engine;
