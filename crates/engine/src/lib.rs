//! Bills and rules: everything that knows line items. Reads bill files into a ledger of Parquet ([`import`],
//! [`ledger`]), applies billing rules to it as DataFusion plans ([`rules`]) and writes reports ([`report`]).
//! It knows nothing of users, organizations or databases: a caller hands it a ledger folder and a workflow.

mod cells;
pub mod costs;
mod explain;
pub mod forms;
pub mod import;
pub mod ledger;
mod membership;
pub mod place;
pub mod progress;
pub mod report;
pub mod rerate;
pub mod rollup;
mod rules;
pub mod session;
pub mod sums;
pub mod trail;
pub mod verify;

pub use rules::credit::check as check_credit_patterns;
