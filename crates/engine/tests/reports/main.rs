//! Rules and reports on small bills made by hand. One program, so that DataFusion is linked once.

#![allow(clippy::unwrap_used, reason = "a bill that cannot be set up should stop its test")]

mod bill;
mod kept;
mod properties;
mod real_bill;
mod reference;
mod report_files;
mod report_other_row;
mod report_reconciliation;
mod report_requests;
mod report_sheets;
mod rerated_bill;
mod rules_commitments;
mod rules_credit_patterns;
mod rules_custom;
mod rules_eco_fee;
mod rules_line_items;
mod rules_removals;
mod rules_scale;
mod rules_sharing;
mod rules_sharing_plans;
mod rules_subsets;
mod rules_volume;
mod run;
mod trail_lines;
mod trail_lists;
