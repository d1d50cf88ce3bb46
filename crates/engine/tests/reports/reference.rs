//! Billing rules and reports once more, written from billing.md without looking at the engine: plain, line by line,
//! slow, and reading the bill's CSV itself. What the engine answers must be the same bytes.

mod bill;
mod books;
mod charge;
mod condition;
mod credits;
mod custom;
mod eco;
mod exact;
mod sharing;
mod sheet;

pub(crate) use bill::Bill;
pub(crate) use charge::subset_of;
pub(crate) use exact::Exact;
pub(crate) use sheet::{Answer, answer};
