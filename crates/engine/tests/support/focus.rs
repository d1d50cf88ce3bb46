//! A FOCUS bill in a few words: each charge says what is special about it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};

/// Column and cell of plain usage, October 2018.
const USAGE: [(&str, &str); 12] = [
    ("BilledCost", "1.5"),
    ("BillingAccountId", "111122223333"),
    ("BillingPeriodStart", "2018-10-01T00:00:00Z"),
    ("ChargeCategory", "Usage"),
    ("ChargePeriodStart", "2018-10-02 03:00:00"),
    ("EffectiveCost", "1.5"),
    ("ListCost", "2"),
    ("PricingQuantity", "10"),
    ("ProviderName", "AWS"),
    ("PublisherName", "Amazon Web Services, Inc."),
    ("ServiceName", "Amazon Elastic Compute Cloud"),
    ("SubAccountId", "444455556666"),
];

/// Columns that stand in the header whether a charge says something of them or not.
const MORE: [&str; 20] = [
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "ConsumedQuantity",
    "InvoiceId",
    "ListUnitPrice",
    "PricingCategory",
    "RegionId",
    "ResourceId",
    "SkuMeter",
    "SubAccountName",
    "Tags",
    "x_CostCategories",
    "x_ServiceCode",
    "x_UsageType",
];

pub(crate) const PLAN: &str = "arn:aws:savingsplans::777788889999:savingsplan/p";
pub(crate) const LEASE: &str = "arn:aws:ec2:us-east-1:777788889999:reserved-instances/r";

pub(crate) struct Focus {
    columns: Vec<&'static str>,
    rows: Vec<String>,
}

impl Focus {
    pub(crate) fn new() -> Self {
        Self::without(&[])
    }

    /// A bill that lacks these columns.
    pub(crate) fn without(missing: &[&str]) -> Self {
        let columns = USAGE.iter().map(|(name, _)| *name).chain(MORE).filter(|name| !missing.contains(name)).collect();
        Self { columns, rows: Vec::new() }
    }

    /// Usage, except for what `special` says.
    pub(crate) fn charge(mut self, special: &[(&str, &str)]) -> Self {
        let cell = |column: &&str| {
            let says = |cells: &[(&str, &str)]| cells.iter().find(|(name, _)| name == column).map(|(_, cell)| (*cell).to_owned());
            says(special).or_else(|| says(&USAGE)).unwrap_or("NULL".to_owned())
        };
        let quoted = |cell: String| if cell.contains(['"', ',']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell };
        self.rows.push(self.columns.iter().map(cell).map(quoted).collect::<Vec<_>>().join(","));
        self
    }

    pub(crate) fn text(&self) -> String {
        format!("{}\n{}\n", self.columns.join(","), self.rows.join("\n"))
    }

    pub(crate) fn write(&self, path: &Path) -> PathBuf {
        std::fs::write(path, self.text()).unwrap();
        path.to_owned()
    }
}
