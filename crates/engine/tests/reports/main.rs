//! Rules and reports on small bills made by hand. One program, so that DataFusion is linked once.

#![allow(clippy::unwrap_used, reason = "a bill that cannot be set up should stop its test")]

mod bill;
mod properties;
mod real_bill;
mod reference;
mod report_reconciliation;
mod report_files;
mod report_other_row;
mod report_requests;
mod report_sheets;
mod rerated_bill;
mod rules_commitments;
mod rules_removals;
mod rules_scale;
mod rules_subsets;
mod rules_volume;
mod run;
mod trail_lines;
mod trail_lists;
