//! The columns of FOCUS, in the alphabetic order in which AWS exports them, and which versions have them.

use super::super::catalog::Seller;
use super::super::columns::lines::{legal_entity, tag};
use super::super::columns::{Map, Read};
use super::super::layout::Field;
use super::super::line::{Line, LineType};
use super::super::number::Num;
use super::FocusVersion::{self, V1_0, V1_1, V1_2};
use super::{effective, map, unused};

pub(super) struct Column {
    name: &'static str,
    pub(super) versions: &'static [FocusVersion],
    content: Content,
}

enum Content {
    Single(Read),
    Map(Map, &'static [(&'static str, Read)]),
}

impl Column {
    pub(super) fn field(&self) -> Field {
        match &self.content {
            Content::Single(read) => Field::Single { name: self.name.to_owned(), read: *read },
            Content::Map(kind, entries) => map(self.name, *kind, entries),
        }
    }
}

const ALL: &[FocusVersion] = &[V1_0, V1_1, V1_2];
const SINCE_1_1: &[FocusVersion] = &[V1_1, V1_2];
const SINCE_1_2: &[FocusVersion] = &[V1_2];
const AWS: &[FocusVersion] = &[V1_0, V1_2];
const AWS_1_0: &[FocusVersion] = &[V1_0];

const fn text(name: &'static str, read: for<'a> fn(&'a Line<'a>) -> &'a str) -> Column {
    Column { name, versions: ALL, content: Content::Single(Read::Text(read)) }
}

const fn number(name: &'static str, read: fn(&Line) -> Option<Num>) -> Column {
    Column { name, versions: ALL, content: Content::Single(Read::Number(read)) }
}

const fn moment(name: &'static str, read: fn(&Line) -> i64) -> Column {
    Column { name, versions: ALL, content: Content::Single(Read::Moment(read)) }
}

const fn only(versions: &'static [FocusVersion], column: Column) -> Column {
    Column { versions, ..column }
}

pub(super) static COLUMNS: [Column; 59] = [
    text("AvailabilityZone", |line| &line.about.availability_zone),
    number("BilledCost", |line| Some(line.figures.unblended_cost)),
    text("BillingAccountId", |line| &line.about.header.payer.id),
    text("BillingAccountName", |line| &line.about.header.payer.name),
    only(SINCE_1_2, text("BillingAccountType", |_| "Management Account")),
    text("BillingCurrency", |_| "USD"),
    moment("BillingPeriodEnd", |line| line.about.header.end),
    moment("BillingPeriodStart", |line| line.about.header.start),
    only(SINCE_1_1, text("CapacityReservationId", |_| "")),
    only(SINCE_1_1, text("CapacityReservationStatus", |_| "")),
    text("ChargeCategory", category),
    text("ChargeClass", |line| if line.about.line_type == LineType::Refund { "Correction" } else { "" }),
    text("ChargeDescription", |line| &line.about.description),
    text("ChargeFrequency", frequency),
    moment("ChargePeriodEnd", |line| line.end),
    moment("ChargePeriodStart", |line| line.start),
    text("CommitmentDiscountCategory", |line| of_commitment(line, ["Usage", "Spend"])),
    text("CommitmentDiscountId", |line| of_commitment(line, [line.about.reservation_arn(), line.about.savings_plan_arn()])),
    text("CommitmentDiscountName", |_| ""),
    only(SINCE_1_1, number("CommitmentDiscountQuantity", unused)),
    text("CommitmentDiscountStatus", status),
    text("CommitmentDiscountType", |line| of_commitment(line, ["Reserved", "Savings Plan"])),
    only(SINCE_1_1, text("CommitmentDiscountUnit", |line| if unused(line).is_some() { "USD" } else { "" })),
    number("ConsumedQuantity", |line| is_consumed(line).then_some(line.figures.usage_amount)),
    text("ConsumedUnit", |line| if is_consumed(line) { line.about.item.unit } else { "" }),
    number("ContractedCost", list_cost),
    number("ContractedUnitPrice", |line| line.about.unblended_rate),
    number("EffectiveCost", |line| Some(effective(line))),
    only(SINCE_1_2, text("InvoiceId", |line| &line.about.header.invoice_id)),
    text("InvoiceIssuerName", |_| "Amazon Web Services, Inc."),
    number("ListCost", list_cost),
    number("ListUnitPrice", |line| line.about.public_on_demand_rate.or(line.about.unblended_rate)),
    text("PricingCategory", pricing),
    only(SINCE_1_2, text("PricingCurrency", |_| "USD")),
    number("PricingQuantity", |line| Some(line.figures.usage_amount)),
    text("PricingUnit", |line| line.about.item.unit),
    text("ProviderName", |_| "AWS"),
    text("PublisherName", legal_entity),
    text("RegionId", |line| line.about.region_code()),
    text("RegionName", |line| line.about.region.map_or("", |region| region.location)),
    text("ResourceId", |line| &line.about.resource_id),
    text("ResourceName", |_| ""),
    text("ResourceType", |_| ""),
    text("ServiceCategory", |_| "Other"),
    text("ServiceName", |line| line.about.item.product.name),
    only(SINCE_1_1, text("ServiceSubcategory", |_| "Other (Other)")),
    text("SkuId", |_| ""),
    only(SINCE_1_1, text("SkuMeter", |line| &line.about.usage_type)),
    only(SINCE_1_1, text("SkuPriceDetails", |_| "")),
    text("SkuPriceId", |_| ""),
    text("SubAccountId", |line| &line.about.account.id),
    text("SubAccountName", |line| &line.about.account.name),
    only(SINCE_1_2, text("SubAccountType", |_| "Linked Account")),
    Column { name: "Tags", versions: ALL, content: Content::Map(Map::ResourceTags, TAGS) },
    Column { name: "x_CostCategories", versions: AWS_1_0, content: Content::Map(Map::CostCategory, CATEGORIES) },
    Column { name: "x_Discounts", versions: AWS, content: Content::Map(Map::Discount, &[]) },
    only(AWS, text("x_Operation", |line| line.about.operation)),
    only(AWS, text("x_ServiceCode", |line| line.about.item.product.code)),
    only(AWS_1_0, text("x_UsageType", |line| &line.about.usage_type)),
];

const TAGS: &[(&str, Read)] = &[
    ("user:CostCenter", Read::Text(|line| tag(line, |tags| &tags.cost_center))),
    ("user:Environment", Read::Text(|line| tag(line, |tags| tags.environment))),
    ("user:Team", Read::Text(|line| tag(line, |tags| tags.team))),
];

const CATEGORIES: &[(&str, Read)] = &[("Customer", Read::Text(|line| &line.about.account.customer))];

fn category<'a>(line: &'a Line<'a>) -> &'a str {
    match line.about.line_type {
        LineType::RiFee | LineType::SavingsPlanRecurringFee if unused(line).is_none() => "Purchase",
        LineType::Fee | LineType::SavingsPlanUpfrontFee => "Purchase",
        LineType::Refund if !line.about.tax_type.is_empty() => "Tax",
        LineType::Refund if line.about.plan.is_some() || line.about.lease.is_some() => "Purchase",
        LineType::Tax => "Tax",
        // What a contract grants stands on lines of its own here, as a credit does.
        LineType::Credit | LineType::EdpDiscount | LineType::PrivateRateDiscount | LineType::SppDiscount => "Credit",
        LineType::DistributorDiscount | LineType::RiVolumeDiscount | LineType::BundledDiscount => "Credit",
        LineType::Usage | LineType::DiscountedUsage | LineType::SavingsPlanCoveredUsage => "Usage",
        LineType::RiFee | LineType::SavingsPlanRecurringFee | LineType::SavingsPlanNegation | LineType::Refund => "Usage",
    }
}

fn frequency<'a>(line: &'a Line<'a>) -> &'a str {
    match category(line) {
        "Usage" => "Usage-Based",
        "Purchase" if matches!(line.about.line_type, LineType::RiFee | LineType::SavingsPlanRecurringFee) => "Recurring",
        _ => "One-Time",
    }
}

/// The first of the two for a reservation, the second for a Savings Plan, nothing for what has neither.
fn of_commitment<'a>(line: &'a Line<'a>, [reservation, plan]: [&'a str; 2]) -> &'a str {
    match (&line.about.lease, &line.about.plan) {
        (Some(_), _) => reservation,
        (None, Some(_)) => plan,
        (None, None) => "",
    }
}

fn status<'a>(line: &'a Line<'a>) -> &'a str {
    match line.about.line_type {
        LineType::DiscountedUsage | LineType::SavingsPlanCoveredUsage => "Used",
        _ if unused(line).is_some() => "Unused",
        _ => "",
    }
}

fn is_consumed(line: &Line) -> bool {
    line.about.line_type.is_usage()
}

fn pricing<'a>(line: &'a Line<'a>) -> &'a str {
    match category(line) {
        "Usage" if !status(line).is_empty() => "Committed",
        "Usage" if line.about.is_spot() => "Dynamic",
        "Usage" | "Purchase" => "Standard",
        "Credit" => "Other",
        _ => "",
    }
}

/// What AWS lists; what it does not list costs what it is billed at. Of what nobody used nothing is listed.
fn list_cost(line: &Line) -> Option<Num> {
    let public = line.figures.public_on_demand_cost;
    let is_listed = !public.is_zero() && line.about.item.product.seller == Seller::Aws;
    match unused(line) {
        Some(_) => None,
        None if is_listed => Some(public),
        None => Some(line.figures.unblended_cost),
    }
}
