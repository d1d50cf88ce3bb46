//! A bill of some months, made line by line, and sums of its lines computed without Muster.

use std::collections::BTreeMap;

use muster_domain::Money;
use muster_domain::analysis::Dimension;

use crate::bill::{LABS, SHOP};

const LOST: &str = "777788889999";

/// A line; its cost in units of 10^-10, as a bill may have it.
pub(super) struct Line {
    pub(super) account: String,
    pub(super) day: String,
    pub(super) kind: &'static str,
    pub(super) service: &'static str,
    pub(super) usage_type: String,
    pub(super) region: &'static str,
    pub(super) team: String,
    pub(super) units: i128,
}

impl Line {
    pub(super) fn key(&self, dimension: Dimension) -> String {
        match dimension {
            Dimension::Account => self.account.clone(),
            Dimension::Service => self.service.to_owned(),
            Dimension::Region => self.region.to_owned(),
            Dimension::ChargeType => self.kind.to_owned(),
            Dimension::Lifecycle if self.usage_type.contains("SpotUsage") => "Spot".to_owned(),
            Dimension::Lifecycle => "OnDemand".to_owned(),
            Dimension::UsageType => self.usage_type.clone(),
        }
    }
}

/// Three accounts, December to the tenth of March, five lines a day for each: usage, Spot, taxes and credits, with ten
/// decimals, some negative.
pub(super) fn lines() -> Vec<Line> {
    let months = [("2025-12", 31), ("2026-01", 31), ("2026-02", 28), ("2026-03", 10)];
    let days = months.iter().flat_map(|(month, days)| (1..=*days).map(move |day| format!("{month}-{day:02}")));
    let mut seed: i128 = 7;
    let mut lines = Vec::new();
    for day in days {
        for account in [LABS, SHOP, LOST] {
            for place in 0..5 {
                seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
                lines.push(line((account, &day, place), seed));
            }
        }
    }
    lines
}

fn line((account, day, place): (&str, &str, usize), seed: i128) -> Line {
    let kind = ["Usage", "Usage", "Usage", "Tax", "Credit"][place];
    let sign = if kind == "Credit" { -1 } else { 1 };
    let pick = |of: &[&'static str]| of[usize::try_from(seed / 7).unwrap() % of.len()];
    Line {
        account: account.to_owned(),
        day: day.to_owned(),
        kind,
        service: if place == 0 { "AmazonEC2" } else { pick(&["AmazonEC2", "AmazonS3", "AmazonRDS"]) },
        usage_type: format!("{}:{}", pick(&["BoxUsage", "SpotUsage", "EBS"]), seed % 4),
        region: pick(&["us-east-1", "eu-west-1", ""]),
        team: pick(&["red", "blue", "", "green"]).to_owned(),
        units: sign * (seed * 13),
    }
}

/// As Muster writes money.
pub(super) fn exact(units: i128) -> String {
    Money::from_scaled(units * 100).unwrap().exact()
}

/// Sums by what `key` says of a line; sums of nothing are left out.
pub(super) fn sums(lines: &[Line], key: impl Fn(&Line) -> Option<String>) -> BTreeMap<String, String> {
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    for line in lines {
        if let Some(key) = key(line) {
            *sums.entry(key).or_default() += line.units;
        }
    }
    sums.into_iter().filter(|(_, units)| *units != 0).map(|(key, units)| (key, exact(units))).collect()
}

/// The text of the bill.
pub(super) fn text(lines: &[Line]) -> String {
    let mut text = "identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,\
        lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,\
        lineItem/ProductCode,lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,\
        product/region,resourceTags/user:Team\n"
        .to_owned();
    for (place, line) in lines.iter().enumerate() {
        let Line { account, day, kind, service, usage_type, region, team, units } = line;
        let (month, sign, size) = (&day[..7], if *units < 0 { "-" } else { "" }, units.unsigned_abs());
        let cost = format!("{sign}{}.{:010}", size / 10_000_000_000, size % 10_000_000_000);
        text += &format!(
            "id{place},{day}T00:00:00Z/{day}T01:00:00Z,111122223333,{month}-01T00:00:00Z,{account},{kind},\
             {day}T00:00:00Z,{day}T01:00:00Z,{service},{usage_type},1,USD,{cost},{region},{team}\n"
        );
    }
    text
}
