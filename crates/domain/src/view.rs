//! The shapes that pages and the HTTP API are sent: plain data, already permitted, already computed.

pub mod account;
pub mod accounts;
pub mod analysis;
pub mod audit;
pub mod billing;
pub mod charges;
pub mod connections;
pub mod customers;
pub mod directory;
pub mod enrollment;
pub mod imports;
pub mod members;
pub mod notifications;
pub mod organizations;
pub mod reports;
pub mod schedules;
pub mod subsets;
pub mod support;
pub mod tickets;
pub mod trail;
pub mod workflows;
