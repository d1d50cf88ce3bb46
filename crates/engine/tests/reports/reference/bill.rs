//! Lines of a legacy CSV bill, with what billing.md sections 2 and 4 say of them.

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;
use flate2::read::MultiGzDecoder;
use rust_decimal::{Decimal, RoundingStrategy};

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) account: String,
    pub(crate) day: NaiveDate,
    pub(crate) kind: String,
    pub(crate) service: String,
    pub(crate) region: String,
    pub(crate) description: String,
    pub(crate) is_spot: bool,
    pub(crate) is_marketplace: bool,
    pub(crate) has_reservation: bool,
    pub(crate) purchaser: Option<String>,
    pub(crate) unblended: Decimal,
    pub(crate) on_demand: Option<Decimal>,
    pub(crate) effective: Option<Decimal>,
    pub(crate) unused: Decimal,
}

/// The lines of `.csv.gz` files below a folder.
pub(crate) fn read(folder: &Path) -> Vec<Line> {
    let mut lines = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lines.extend(read(&path));
        } else if path.to_str().unwrap().ends_with(".csv.gz") {
            let mut file = csv::Reader::from_reader(MultiGzDecoder::new(std::fs::File::open(path).unwrap()));
            lines.extend(file.deserialize().map(|row| line(&Row(row.unwrap()))));
        }
    }
    lines
}

struct Row(HashMap<String, String>);

impl Row {
    fn text(&self, header: &str) -> &str {
        self.0.get(header).map_or("", String::as_str)
    }

    fn number(&self, header: &str) -> Option<Decimal> {
        let text = self.text(header);
        let plain = text.parse().or_else(|_| Decimal::from_scientific(text));
        if text.is_empty() { None } else { Some(plain.unwrap()) }
    }

    fn amount(&self, header: &str) -> Decimal {
        self.number(header).unwrap_or_default()
    }
}

fn line(row: &Row) -> Line {
    let kind = row.text("lineItem/LineItemType");
    let (reservation, plan) = (row.text("reservation/ReservationARN"), row.text("savingsPlan/SavingsPlanARN"));
    let arn = if reservation.is_empty() { plan } else { reservation };
    Line {
        account: row.text("lineItem/UsageAccountId").to_owned(),
        day: row.text("lineItem/UsageStartDate")[..10].parse().unwrap(),
        kind: kind.to_owned(),
        service: row.text("lineItem/ProductCode").to_owned(),
        region: row.text("product/region").to_owned(),
        description: row.text("lineItem/LineItemDescription").to_lowercase(),
        is_spot: row.text("lineItem/UsageType").contains("SpotUsage"),
        is_marketplace: row.text("bill/BillingEntity") == "AWS Marketplace",
        has_reservation: !reservation.is_empty(),
        purchaser: arn.split(':').nth(4).map(str::to_owned),
        unblended: row.amount("lineItem/UnblendedCost"),
        on_demand: on_demand(row, kind),
        effective: match kind {
            "DiscountedUsage" => row.number("reservation/EffectiveCost"),
            "SavingsPlanCoveredUsage" => row.number("savingsPlan/SavingsPlanEffectiveCost"),
            _ => None,
        },
        unused: match kind {
            "RIFee" => {
                row.amount("reservation/UnusedAmortizedUpfrontFeeForBillingPeriod") + row.amount("reservation/UnusedRecurringFee")
            }
            "SavingsPlanRecurringFee" => {
                row.amount("savingsPlan/TotalCommitmentToDate") - row.amount("savingsPlan/UsedCommitment")
            }
            _ => Decimal::ZERO,
        },
    }
}

fn on_demand(row: &Row, kind: &str) -> Option<Decimal> {
    let cost = row.amount("pricing/publicOnDemandCost");
    let rate = row.amount("pricing/publicOnDemandRate");
    if cost > Decimal::ZERO {
        Some(cost)
    } else if rate > Decimal::ZERO {
        Some((rate * row.amount("lineItem/UsageAmount")).round_dp_with_strategy(12, RoundingStrategy::MidpointNearestEven))
    } else {
        (kind == "SavingsPlanCoveredUsage").then(|| row.amount("lineItem/UnblendedCost"))
    }
}
