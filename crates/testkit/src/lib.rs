//! testkit

pub mod bill;
