//! Lines of a legacy CSV bill, with what billing.md sections 2 and 4 say of them.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use flate2::read::MultiGzDecoder;
use muster_domain::Month;

use super::exact::Exact;

/// The cells of a line by their legacy headers; what is absent or empty is not there.
pub(crate) type Row = BTreeMap<String, String>;

#[derive(Clone, Debug)]
pub(crate) struct Line {
    row: Row,
    pub(crate) account: String,
    pub(crate) start: DateTime<Utc>,
    pub(crate) kind: String,
    pub(crate) purchaser: Option<String>,
    /// Of the reservation or Savings Plan.
    pub(crate) arn: Option<String>,
    pub(crate) unblended: Exact,
    pub(crate) on_demand: Option<Exact>,
    pub(crate) effective: Option<Exact>,
    pub(crate) unused: Exact,
}

/// A bill's lines, without the rows of split cost allocation, which repeat their parents.
pub(crate) struct Bill {
    pub(crate) lines: Vec<Line>,
}

impl Bill {
    pub(crate) fn of(rows: impl IntoIterator<Item = Row>) -> Self {
        let lines = rows.into_iter().map(Line::of);
        Self { lines: lines.filter(|line| !["EKSPod-EC2", "ECSTask-EC2"].contains(&line.text("lineItem/Operation"))).collect() }
    }

    /// The lines of the `.csv.gz` files below a folder.
    pub(crate) fn read(folder: &Path) -> Self {
        Self::of(rows(folder))
    }

    /// The accounts that lines belong to, each once.
    pub(crate) fn accounts(&self) -> Vec<String> {
        let mut accounts: Vec<_> = self.lines.iter().map(|line| line.account.clone()).collect();
        accounts.sort();
        accounts.dedup();
        accounts
    }

    /// The first day of a commitment's term, which not every line about it says.
    pub(crate) fn commitment_start(&self, arn: &str) -> Option<NaiveDate> {
        self.lines.iter().filter(|line| line.arn.as_deref() == Some(arn)).filter_map(Line::commitment_start).min()
    }
}

fn rows(folder: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rows.extend(self::rows(&path));
        } else if path.to_str().unwrap().ends_with(".csv.gz") {
            let mut file = csv::Reader::from_reader(MultiGzDecoder::new(std::fs::File::open(path).unwrap()));
            rows.extend(file.deserialize().map(Result::<Row, _>::unwrap));
        }
    }
    rows
}

impl Line {
    fn of(row: Row) -> Self {
        let mut line = Self {
            account: String::new(),
            start: moment(&row["lineItem/UsageStartDate"]),
            kind: row["lineItem/LineItemType"].clone(),
            purchaser: None,
            arn: None,
            unblended: Exact::default(),
            on_demand: None,
            effective: None,
            unused: Exact::default(),
            row,
        };
        line.account = line.some_text("lineItem/UsageAccountId").unwrap_or(line.payer()).to_owned();
        let arns = ["reservation/ReservationARN", "savingsPlan/SavingsPlanARN"];
        line.arn = arns.iter().find_map(|arn| line.some_text(arn)).map(str::to_owned);
        line.purchaser = line.arn.as_ref().and_then(|arn| Some(arn.split(':').nth(4)?.to_owned())).filter(|p| !p.is_empty());
        line.unblended = line.amount("lineItem/UnblendedCost");
        line.on_demand = line.public_price();
        line.effective = match line.kind.as_str() {
            "DiscountedUsage" => line.number("reservation/EffectiveCost"),
            "SavingsPlanCoveredUsage" => line.number("savingsPlan/SavingsPlanEffectiveCost"),
            _ => None,
        };
        line.unused = line.unused();
        line
    }

    /// Empty where the bill has nothing.
    pub(crate) fn text(&self, header: &str) -> &str {
        self.row.get(header).map_or("", String::as_str)
    }

    pub(crate) fn some_text(&self, header: &str) -> Option<&str> {
        Some(self.text(header)).filter(|text| !text.is_empty())
    }

    /// Rounded, as every number that is read from a bill.
    pub(crate) fn number(&self, header: &str) -> Option<Exact> {
        self.some_text(header).map(|text| Exact::parse(text).unwrap().rounded())
    }

    pub(crate) fn amount(&self, header: &str) -> Exact {
        self.number(header).unwrap_or_default()
    }

    pub(crate) fn day(&self) -> NaiveDate {
        self.start.date_naive()
    }

    pub(crate) fn month(&self) -> Month {
        Month::of(self.day())
    }

    pub(crate) fn payer(&self) -> &str {
        self.some_text("bill/PayerAccountId").unwrap_or("000000000000")
    }

    pub(crate) fn service(&self) -> &str {
        self.text("lineItem/ProductCode")
    }

    pub(crate) fn region(&self) -> &str {
        self.text("product/region")
    }

    pub(crate) fn description(&self) -> &str {
        self.text("lineItem/LineItemDescription")
    }

    pub(crate) fn is_spot(&self) -> bool {
        self.text("lineItem/UsageType").contains("SpotUsage")
    }

    pub(crate) fn is_marketplace(&self) -> bool {
        self.text("bill/BillingEntity") == "AWS Marketplace"
    }

    pub(crate) fn has_reservation(&self) -> bool {
        !self.text("reservation/ReservationARN").is_empty()
    }

    /// Types that AWS may add pass through every rule.
    pub(crate) fn is_known(&self) -> bool {
        const DISCOUNTS: [&str; 6] =
            ["EdpDiscount", "PrivateRateDiscount", "BundledDiscount", "RiVolumeDiscount", "SppDiscount", "DistributorDiscount"];
        const OTHERS: [&str; 11] = [
            "Usage",
            "DiscountedUsage",
            "SavingsPlanCoveredUsage",
            "SavingsPlanNegation",
            "SavingsPlanRecurringFee",
            "SavingsPlanUpfrontFee",
            "RIFee",
            "Fee",
            "Tax",
            "Credit",
            "Refund",
        ];
        DISCOUNTS.iter().chain(&OTHERS).any(|known| *known == self.kind) || self.kind == "Discount"
    }

    fn public_price(&self) -> Option<Exact> {
        let cost = self.amount("pricing/publicOnDemandCost");
        let rate = self.some_text("pricing/publicOnDemandRate").and_then(Exact::parse).unwrap_or_default().rounded();
        let usage = self.number("lineItem/UsageAmount");
        match usage {
            _ if cost.is_positive() => Some(cost),
            Some(usage) if rate.is_positive() => Some((&rate * &usage).rounded()),
            _ => (self.kind == "SavingsPlanCoveredUsage").then(|| self.unblended.clone()),
        }
    }

    fn unused(&self) -> Exact {
        match self.kind.as_str() {
            "RIFee" => {
                &self.amount("reservation/UnusedAmortizedUpfrontFeeForBillingPeriod")
                    + &self.amount("reservation/UnusedRecurringFee")
            }
            "SavingsPlanRecurringFee" => {
                &self.amount("savingsPlan/TotalCommitmentToDate") - &self.amount("savingsPlan/UsedCommitment")
            }
            _ => Exact::default(),
        }
    }

    /// What the line costs when what was paid for commitments is spread over their use.
    pub(crate) fn amortized(&self) -> Exact {
        match self.kind.as_str() {
            "DiscountedUsage" | "SavingsPlanCoveredUsage" => self.effective.clone().unwrap_or_default(),
            "RIFee" | "SavingsPlanRecurringFee" => self.unused.clone(),
            "SavingsPlanNegation" | "SavingsPlanUpfrontFee" => Exact::default(),
            "Fee" if self.has_reservation() => Exact::default(),
            "Refund" if self.description().starts_with("Refund for one-time fee for Savings Plan ID") => Exact::default(),
            _ => self.unblended.clone(),
        }
    }

    fn commitment_start(&self) -> Option<NaiveDate> {
        let headers = ["reservation/StartTime", "savingsPlan/StartTime"];
        let header = if self.kind.starts_with("SavingsPlan") { headers[1] } else { headers[0] };
        self.some_text(header).map(|text| moment(text).date_naive())
    }

    /// As Cost Explorer names it.
    pub(crate) fn charge_type(&self) -> &str {
        match self.kind.as_str() {
            "DiscountedUsage" => "Reservation applied usage",
            "SavingsPlanCoveredUsage" => "Savings Plan Covered Usage",
            "SavingsPlanNegation" => "Savings Plan Negation",
            "SavingsPlanRecurringFee" => "Savings Plan Recurring Fee",
            "SavingsPlanUpfrontFee" => "Savings Plan Upfront Fee",
            "RIFee" => "Recurring reservation fee",
            "Fee" if self.has_reservation() => "Upfront reservation fee",
            "Fee" if self.service().contains("Support") => "Support fee",
            "Fee" => "Other out-of-cycle charges",
            "EdpDiscount" => "Enterprise discount program discount",
            "PrivateRateDiscount" => "Private rate discount",
            "BundledDiscount" => "Bundled discount",
            "RiVolumeDiscount" => "Volume discount",
            "SppDiscount" => "Solution provider program discount",
            "DistributorDiscount" => "Distributor discount",
            other => other,
        }
    }

    pub(crate) fn lifecycle(&self) -> &'static str {
        match self.kind.as_str() {
            _ if self.is_spot() => "Spot",
            "DiscountedUsage" | "RIFee" => "Reserved",
            kind if kind.starts_with("SavingsPlan") => "Savings Plans",
            _ => "OnDemand",
        }
    }
}

/// `2018-10-01T01:00:00Z` or `2018-10-01T01:00:00.000Z`.
fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
