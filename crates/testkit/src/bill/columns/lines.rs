//! Columns about the line itself: identity, bill, line item, product, pricing, tags.

use super::super::catalog::{Instance, Region, Seller};
use super::super::line::{Line, LineType};
use super::super::number::Num;
use super::super::people::Tags;
use super::Map::{CostCategory, Discount, Product, ResourceTags};
use super::Place::{Both, Cur2, Entry};
use super::{Column, Read, moment, number, rate, text};

pub(super) const COLUMNS: &[Column] = &[
    text("identity/LineItemId", Both, |line| &line.about.line_item_id),
    Column { name: "identity/TimeInterval", place: Both, read: Read::Interval(|line| (line.start, line.end)) },
    text("bill/InvoiceId", Both, |line| &line.about.header.invoice_id),
    text("bill/InvoicingEntity", Both, |line| legal_entity(line)),
    text("bill/BillingEntity", Both, |line| match line.about.item.product.seller {
        Seller::Aws => "AWS",
        Seller::Marketplace => "AWS Marketplace",
    }),
    text("bill/BillType", Both, |line| match line.about.line_type {
        LineType::Refund => "Refund",
        LineType::SavingsPlanUpfrontFee => "Purchase",
        _ => "Anniversary",
    }),
    text("bill/PayerAccountId", Both, |line| &line.about.header.payer.id),
    text("bill_payer_account_name", Cur2, |line| &line.about.header.payer.name),
    moment("bill/BillingPeriodStartDate", |line| line.about.header.start),
    moment("bill/BillingPeriodEndDate", |line| line.about.header.end),
    text("lineItem/UsageAccountId", Both, |line| &line.about.account.id),
    text("line_item_usage_account_name", Cur2, |line| &line.about.account.name),
    text("lineItem/LineItemType", Both, |line| line.about.line_type.name()),
    moment("lineItem/UsageStartDate", |line| line.start),
    moment("lineItem/UsageEndDate", |line| line.end),
    text("lineItem/ProductCode", Both, |line| line.about.item.product.code),
    text("lineItem/UsageType", Both, |line| &line.about.usage_type),
    text("lineItem/Operation", Both, |line| line.about.operation),
    text("lineItem/AvailabilityZone", Both, |line| &line.about.availability_zone),
    text("lineItem/ResourceId", Both, |line| &line.about.resource_id),
    number("lineItem/UsageAmount", |line| Some(line.figures.usage_amount)),
    number("lineItem/NormalizationFactor", |line| line.figures.normalization_factor),
    number("lineItem/NormalizedUsageAmount", |line| line.figures.normalized_usage_amount),
    text("lineItem/CurrencyCode", Both, |_| "USD"),
    rate("lineItem/UnblendedRate", |line| line.about.unblended_rate),
    number("lineItem/UnblendedCost", |line| Some(line.figures.unblended_cost)),
    rate("lineItem/NetUnblendedRate", |line| line.about.unblended_rate.and_then(|rate| line.net(rate))),
    number("lineItem/NetUnblendedCost", net_cost),
    rate("lineItem/BlendedRate", |line| line.about.unblended_rate),
    number("lineItem/BlendedCost", |line| Some(line.figures.reservation.effective_cost.unwrap_or(line.figures.unblended_cost))),
    text("lineItem/LineItemDescription", Both, |line| &line.about.description),
    text("lineItem/TaxType", Both, |line| line.about.tax_type),
    text("lineItem/LegalEntity", Both, |line| legal_entity(line)),
    number("discount/TotalDiscount", discount),
    Column { name: "discount/EdpDiscount", place: Entry(Discount, "edp_discount"), read: Read::Number(discount) },
    text("product/ProductName", Entry(Product, "product_name"), |line| line.about.item.product.name),
    text("product/currentGeneration", Entry(Product, "current_generation"), |line| instance(line, |_| "Yes")),
    text("product/group", Entry(Product, "group"), |line| line.about.item.group),
    text("product/instanceFamily", Both, |line| instance(line, family_name)),
    text("product/instanceType", Both, |line| instance(line, |instance| instance.name)),
    text("product/instanceTypeFamily", Entry(Product, "instance_type_family"), |line| instance(line, |instance| instance.family)),
    text("product/licenseModel", Entry(Product, "license_model"), |line| instance(line, |_| "No License required")),
    text("product/location", Both, |line| region(line, |region| region.location)),
    text("product/locationType", Both, |line| region(line, |_| "AWS Region")),
    text("product/memory", Entry(Product, "memory"), |line| instance(line, |instance| instance.memory)),
    text("product/operatingSystem", Entry(Product, "operating_system"), |line| instance(line, |_| "Linux")),
    text("product/operation", Both, |line| line.about.operation),
    text("product/productFamily", Both, |line| line.about.item.family),
    text("product/region", Entry(Product, "region"), |line| line.about.region_code()),
    text("product/regionCode", Both, |line| line.about.region_code()),
    text("product/servicecode", Both, |line| match line.about.item.family {
        "Data Transfer" => "AWSDataTransfer",
        _ => line.about.item.product.code,
    }),
    text("product/servicename", Entry(Product, "servicename"), |line| line.about.item.product.name),
    text("product/tenancy", Entry(Product, "tenancy"), |line| instance(line, |_| "Shared")),
    text("product/transferType", Entry(Product, "transfer_type"), |line| match line.about.item.usage_type {
        "DataTransfer-Out-Bytes" => "AWS Outbound",
        "DataTransfer-Regional-Bytes" => "IntraRegion",
        _ => "",
    }),
    text("product/usagetype", Both, |line| &line.about.usage_type),
    text("product/vcpu", Entry(Product, "vcpu"), |line| instance(line, |instance| instance.vcpu)),
    text("pricing/LeaseContractLength", Both, |line| match &line.about.lease {
        Some(lease) if lease.term.years == 1 => "1yr",
        Some(_) => "3yr",
        None => "",
    }),
    text("pricing/OfferingClass", Both, |line| line.about.lease.as_ref().map_or("", |_| "standard")),
    text("pricing/PurchaseOption", Both, |line| line.about.lease.as_ref().map_or("", |lease| lease.payment.name())),
    text("pricing/currency", Both, |_| "USD"),
    number("pricing/publicOnDemandCost", |line| Some(line.figures.public_on_demand_cost)),
    rate("pricing/publicOnDemandRate", |line| line.about.public_on_demand_rate),
    text("pricing/term", Both, |line| term(line)),
    text("pricing/unit", Both, |line| line.about.item.unit),
    text("resourceTags/aws:createdBy", Entry(ResourceTags, "aws_created_by"), |line| {
        if line.about.resource_id.starts_with("i-") { "Root:provisioning" } else { "" }
    }),
    text("resourceTags/user:CostCenter", Entry(ResourceTags, "user_cost_center"), |line| tag(line, |tags| &tags.cost_center)),
    text("resourceTags/user:Environment", Entry(ResourceTags, "user_environment"), |line| tag(line, |tags| tags.environment)),
    text("resourceTags/user:Team", Entry(ResourceTags, "user_team"), |line| tag(line, |tags| tags.team)),
    text("costCategory/Customer", Entry(CostCategory, "customer"), |line| &line.about.account.customer),
];

pub(crate) fn legal_entity<'a>(line: &'a Line<'a>) -> &'a str {
    match line.about.item.product.seller {
        Seller::Aws => "Amazon Web Services, Inc.",
        Seller::Marketplace => "Palisade Networks, Ltd.",
    }
}

/// The enterprise discount takes its part of what AWS lists; its own lines have nothing left.
fn net_cost(line: &Line) -> Option<Num> {
    let cost = line.figures.unblended_cost;
    let net = line.net(cost)?;
    Some(match line.about.line_type {
        LineType::EdpDiscount => Num::ZERO,
        line_type if line_type.is_listed() && line.about.item.product.seller == Seller::Aws => net,
        _ => cost,
    })
}

fn discount(line: &Line) -> Option<Num> {
    if !line.about.line_type.is_listed() {
        return None;
    }
    let difference = net_cost(line)? - line.figures.unblended_cost;
    (!difference.is_zero()).then_some(difference)
}

fn instance<'a>(line: &'a Line<'a>, read: fn(&'a Instance) -> &'a str) -> &'a str {
    line.about.item.instance.as_ref().map_or("", read)
}

fn family_name(instance: &Instance) -> &str {
    match instance.family {
        "c5" | "c6g" => "Compute optimized",
        "r5" | "db.r5" => "Memory optimized",
        "g4dn" => "GPU instance",
        _ => "General purpose",
    }
}

fn region<'a>(line: &'a Line<'a>, read: fn(&'static Region) -> &'static str) -> &'a str {
    line.about.region.map_or("", read)
}

/// Only resources carry tags, and only where the account has the habit.
pub(crate) fn tag<'a>(line: &'a Line<'a>, read: fn(&'a Tags) -> &'a str) -> &'a str {
    match &line.about.account.tags {
        Some(tags) if !line.about.resource_id.is_empty() => read(tags),
        _ => "",
    }
}

fn term<'a>(line: &'a Line<'a>) -> &'a str {
    match line.about.line_type {
        LineType::DiscountedUsage => "Reserved",
        LineType::Usage if line.about.is_spot() => "Spot",
        LineType::Usage | LineType::SavingsPlanCoveredUsage => "OnDemand",
        _ => "",
    }
}
