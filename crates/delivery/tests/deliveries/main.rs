//! Deliveries read from STS and S3 as they are spoken: roles, buckets, bills in every layout, and each thing broken in turn.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bounds;
mod broken;
mod customer;
mod findings;
mod layouts;
mod own_ledger;
mod put;
mod store;
mod twice;
