//! The ledger: typed Parquet per management account and billing period, replaced whole and atomically.

pub mod schema;
