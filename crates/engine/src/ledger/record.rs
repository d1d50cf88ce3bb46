//! `import.json`: what one import read for one billing period. A report keeps the ids of the imports that it read,
//! so these records say what it was made from.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::Month;
use serde::{Deserialize, Serialize};

use super::BillForm;
use super::cells::CellsFile;

/// The content of `import.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// [`super::schema::VERSION`] of the layout.
    pub version: u32,
    /// Names the folder; unique within the period.
    pub import: String,
    pub payer_account: String,
    pub month: Month,
    pub created: DateTime<Utc>,
    pub delivery: Delivery,
    pub lines: Vec<LineFile>,
    /// Sums of the lines; none in imports of earlier programs, and where a sum might not fit its column.
    pub cells: Option<CellsFile>,
    /// Sums from which analyses are made; none where [`Self::cells`] has none either, and in older imports.
    #[serde(default)]
    pub rollup: Option<CellsFile>,
    /// Lines kept.
    pub rows: u64,
    /// Rows of the whole delivery that could not be read and were left out, on request.
    pub bad_rows: u64,
    /// Lines that repeat their parent and count in no sum.
    pub split_cost_rows: u64,
    /// Sum of the unblended cost without split-cost lines; an exact decimal text.
    pub unblended_cost: String,
    /// The same for the amortized cost.
    pub amortized_cost: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// Every currency of the lines, sorted.
    pub currencies: Vec<String>,
    /// Every invoice of the lines, sorted.
    pub invoices: Vec<String>,
    /// Whether every line stands on an invoice: AWS changes this month no more.
    pub is_final: bool,
    pub columns: ColumnSet,
    /// Which forms the files had, sorted; mostly one.
    #[serde(default)]
    pub forms: Vec<BillForm>,
    /// What this bill cannot say and which rules miss it, one sentence each, for whoever reads the report.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl ImportRecord {
    pub fn key(&self) -> (&str, Month) {
        (&self.payer_account, self.month)
    }
}

/// The files that came together and replace what they cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// blake3 over the digests of the files and the assembly: the same text is the same delivery.
    pub digest: String,
    /// `assemblyId` or `executionId` of the manifest, where there is one.
    pub assembly: Option<String>,
    pub manifest: Option<PathBuf>,
    pub files: Vec<SourceFile>,
    /// Every (payer account, month) that the delivery covers, this one included.
    pub periods: Vec<(String, Month)>,
}

/// A bill file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    pub path: PathBuf,
    pub bytes: u64,
    /// blake3 of the file as it lay there, compressed or not; of an object, of its version and size.
    pub digest: String,
    /// Of an object, what its store calls its version (`ETag`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// One `lines-NNNN.parquet`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFile {
    pub name: String,
    pub rows: u64,
}

/// What the bill could say at all, as far as it matters to readers. Of several files, what any of them has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnSet {
    /// Net costs: the account has a private discount and its bill shows costs after it.
    pub has_net: bool,
    pub has_account_names: bool,
    pub has_reservations: bool,
    pub has_savings_plans: bool,
    pub has_public_prices: bool,
    pub has_resource_ids: bool,
    pub has_tags: bool,
    pub has_cost_categories: bool,
    pub has_invoices: bool,
    pub has_product_codes: bool,
    /// What commitments cost their users: effective costs.
    pub has_effective_costs: bool,
}

impl std::ops::BitOrAssign for ColumnSet {
    fn bitor_assign(&mut self, other: Self) {
        self.has_net |= other.has_net;
        self.has_account_names |= other.has_account_names;
        self.has_reservations |= other.has_reservations;
        self.has_savings_plans |= other.has_savings_plans;
        self.has_public_prices |= other.has_public_prices;
        self.has_resource_ids |= other.has_resource_ids;
        self.has_tags |= other.has_tags;
        self.has_cost_categories |= other.has_cost_categories;
        self.has_invoices |= other.has_invoices;
        self.has_product_codes |= other.has_product_codes;
        self.has_effective_costs |= other.has_effective_costs;
    }
}

/// Plain decimal text of units: no exponent, no superfluous zeros beyond two decimals.
pub(crate) fn exact_text(units: i128) -> String {
    let (sign, units) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
    let one = 10_u128.pow(muster_domain::money::SCALE);
    let fraction = format!("{:012}", units % one);
    let kept = fraction.trim_end_matches('0').len().max(2);
    format!("{sign}{}.{}", units / one, &fraction[..kept])
}
