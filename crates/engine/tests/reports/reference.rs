//! Billing rules and reports once more, written from billing.md without looking at the engine: plain, line by line,
//! slow, and reading the bill's CSV itself. What the engine answers must be the same bytes.

mod bill;
mod charge;
mod sheet;

pub(crate) use bill::{Line, read};
pub(crate) use sheet::{counts, explain_csv, report_csv};
