//! Writes an invented bill to a folder, as AWS would deliver it to a bucket.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{NaiveDate, Utc};
use clap::{Parser, ValueEnum};
use muster_testkit::bill::delivery::{self, Form};
use muster_testkit::bill::{Bill, BillingMonth, FocusVersion, Spec, generate};

/// Write an invented AWS bill: the same options, the same bytes.
#[derive(Parser)]
#[command(name = "generate-bill")]
struct Options {
    /// What kind of bill; the other options change parts of it.
    #[arg(long, value_enum, default_value = "small")]
    preset: Preset,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of billing periods.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    months: Option<u32>,
    /// Number of accounts, the management account among them.
    #[arg(long, value_parser = clap::value_parser!(u64).range(2..=99_999))]
    accounts: Option<u64>,
    /// Number of lines of the whole bill, as if every month were complete.
    #[arg(long)]
    lines: Option<u64>,
    /// The first billing period, YYYY-MM.
    #[arg(long, value_parser = month)]
    first: Option<BillingMonth>,
    /// The last day with usage; for the demonstration, today unless given.
    #[arg(long)]
    until: Option<NaiveDate>,
    #[arg(long, value_enum, default_value = "legacy-csv")]
    form: FormName,
    /// Folder that stands for the bucket.
    #[arg(long)]
    output: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Preset {
    /// Thirteen months of a reseller with a dozen customers.
    Demo,
    /// October 2018 in about two thousand lines, every kind among them.
    Small,
    /// One hourly month of three hundred accounts and a million lines.
    Bench,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormName {
    LegacyCsv,
    LegacyParquet,
    Cur2Csv,
    Cur2Parquet,
    #[value(name = "focus-1.0-csv")]
    Focus10Csv,
    #[value(name = "focus-1.0-parquet")]
    Focus10Parquet,
    #[value(name = "focus-1.1-csv")]
    Focus11Csv,
    #[value(name = "focus-1.1-parquet")]
    Focus11Parquet,
    #[value(name = "focus-1.2-csv")]
    Focus12Csv,
    #[value(name = "focus-1.2-parquet")]
    Focus12Parquet,
}

impl From<FormName> for Form {
    fn from(name: FormName) -> Form {
        match name {
            FormName::LegacyCsv => Form::LegacyCsv,
            FormName::LegacyParquet => Form::LegacyParquet,
            FormName::Cur2Csv => Form::Cur2Csv,
            FormName::Cur2Parquet => Form::Cur2Parquet,
            FormName::Focus10Csv => Form::FocusCsv(FocusVersion::V1_0),
            FormName::Focus10Parquet => Form::FocusParquet(FocusVersion::V1_0),
            FormName::Focus11Csv => Form::FocusCsv(FocusVersion::V1_1),
            FormName::Focus11Parquet => Form::FocusParquet(FocusVersion::V1_1),
            FormName::Focus12Csv => Form::FocusCsv(FocusVersion::V1_2),
            FormName::Focus12Parquet => Form::FocusParquet(FocusVersion::V1_2),
        }
    }
}

fn month(text: &str) -> Result<BillingMonth, String> {
    let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
    day.map(BillingMonth::of).map_err(|_| format!("'{text}' is no month; expected YYYY-MM"))
}

impl Options {
    fn spec(&self) -> Spec {
        let preset = match self.preset {
            Preset::Demo => Spec::demo(self.seed, self.until.unwrap_or_else(|| Utc::now().date_naive())),
            Preset::Small => Spec::small(self.seed),
            Preset::Bench => Spec::bench(self.seed, 1_000_000),
        };
        let months = self.months.unwrap_or(preset.months);
        let lines = preset.lines / u64::from(preset.months) * u64::from(months);
        Spec {
            months,
            accounts: self.accounts.map_or(preset.accounts, |accounts| accounts as usize),
            lines: self.lines.unwrap_or(lines),
            first: self.first.unwrap_or(preset.first),
            until: self.until.or(preset.until),
            ..preset
        }
    }
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    let bill = generate(options.spec());
    write_accounts(&bill, &options.output)?;
    for month in bill.months() {
        let start = Instant::now();
        let written = delivery::write_month(&month, options.form.into(), &options.output)?;
        eprintln!(
            "{}: {} lines in {} files, {} KB, {:.1} s",
            month.name.name(),
            written.lines,
            written.files,
            written.bytes / 1024,
            start.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

/// Who is who, beside the bill: `account,name,customer`, the management account first.
fn write_accounts(bill: &Bill, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = csv::Writer::from_path(folder.join("accounts.csv"))?;
    file.write_record(["account", "name", "customer"])?;
    for account in &bill.accounts {
        file.write_record([&account.id, &account.name, &account.customer])?;
    }
    file.flush()
}
