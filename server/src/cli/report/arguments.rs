//! What `muster report` is told.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use muster_domain::report::GroupBy;
use muster_domain::subset::Subset;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Bill files (.csv .csv.gz .csv.zip .parquet), a folder or manifest, s3://BUCKET/PREFIX with deliveries below it, or a
    /// ledger folder
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Workflow file; without it no billing rules apply
    #[arg(long, value_name = "FILE.json")]
    pub(super) workflow: Option<PathBuf>,
    /// NAME=ACCOUNT[,ACCOUNT...]; repeatable; without any, all accounts
    #[arg(long = "subset", value_name = "NAME=ACCOUNTS")]
    pub(super) subsets: Vec<Subset>,
    /// Subsets with dated memberships
    #[arg(long = "subsets", value_name = "FILE.json")]
    pub(super) subsets_file: Option<PathBuf>,
    /// subset, account, service, region, charge_type, lifecycle, month, day, usage_type, tag:KEY; in the order of the columns
    #[arg(long, value_delimiter = ',', value_name = "GROUPS")]
    pub(super) group_by: Vec<GroupBy>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) from: Option<NaiveDate>,
    /// First day after the period
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) to: Option<NaiveDate>,
    /// Commitments that count as Eco, one ARN a line
    #[arg(long, value_name = "FILE", conflicts_with = "eco_since")]
    pub(super) eco_commitments: Option<PathBuf>,
    /// Commitments that started on or after this day count as Eco
    #[arg(long, value_name = "DATE")]
    pub(super) eco_since: Option<NaiveDate>,
    /// Recorded Eco invoices by billing month: {"2018-09": "120.00"}
    #[arg(long, value_name = "FILE.json")]
    pub(super) eco_invoices: Option<PathBuf>,
    /// Patterns that tell kinds of credits apart, in order; without it those that Muster knows
    #[arg(long, value_name = "FILE.json")]
    pub(super) credit_patterns: Option<PathBuf>,
    /// Form of the report
    #[arg(long, value_enum, default_value = "csv")]
    pub(super) format: FileFormat,
    /// Where to write; standard output by default
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Also write what each rule did to each account (CSV)
    #[arg(long, value_name = "FILE")]
    pub(super) explain: Option<PathBuf>,
    /// Also write the usage that rules left at its charge because the bill has no public price for it (CSV)
    #[arg(long, value_name = "FILE")]
    pub(super) unpriced: Option<PathBuf>,
    /// Leave out rows that cannot be read, and list them
    #[arg(long)]
    pub(super) skip_bad_rows: bool,
    /// No progress
    #[arg(long)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FileFormat {
    /// Every decimal, as text
    Csv,
    /// For a spreadsheet: account ids as text, money as numbers, sheets of totals and of the rules' effects
    Xlsx,
    /// Every decimal, typed
    Parquet,
    /// The bill itself, line by line in the columns of FOCUS 1.2, with what each line is charged and why; CSV, or
    /// Parquet where the output's name ends in .parquet
    Focus,
}
