//! testkit

pub mod bill;
pub mod rows;
#[cfg(feature = "smtp")]
pub mod smtp;
