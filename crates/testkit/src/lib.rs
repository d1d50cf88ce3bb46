//! testkit

pub mod bill;
pub mod rows;
