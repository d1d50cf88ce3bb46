//! The columns, each an expression over charged lines. What a Cost and Usage Report does not say is NULL.

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::error::Result;
use datafusion::functions::expr_fn::coalesce;
use datafusion::prelude::{Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::report::GroupBy;

use super::services::{CATEGORIES, OTHER};
use super::sheet::{CHARGE, Kind, TRAIL};
use crate::cells::{Keys, LINES, ON_DEMAND, UNBLENDED};
use crate::ledger::schema::{DECIMAL, column};
use crate::report::groups;
use crate::rules::line_type as types;

/// Day of a row, under a name that no rule looks at.
pub(super) use crate::trail::facts::DAY;

/// The columns of the ledger that a row is made of, beside those that rules look at.
pub(super) fn ledger() -> Keys {
    let named = [
        column::PAYER_ACCOUNT_ID,
        column::USAGE_ACCOUNT_NAME,
        column::BILLING_PERIOD,
        column::INVOICE_ID,
        column::BILLING_ENTITY,
        column::LEGAL_ENTITY,
        column::CURRENCY,
        column::USAGE_END,
        column::AVAILABILITY_ZONE,
        column::OPERATION,
        column::AMORTIZED_COST,
        column::TAGS,
        column::COST_CATEGORIES,
    ];
    let mut columns = crate::trail::facts::columns();
    columns.extend(named.map(|name| (name.to_owned(), ident(name))));
    columns
}

/// What every line of the bill has in common, for rows that rules add.
pub(super) struct Common {
    pub(super) payer: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) issuer: Option<String>,
}

/// A column: its name, what it holds, and where that comes from.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) value: Expr,
}

/// All of them, FOCUS's own by name, then Muster's. [`CHARGE`] and [`TRAIL`] are worked out of each batch.
pub(super) fn all(common: &Common) -> Result<Vec<Column>> {
    use Kind::{Cost, Map, Text, Time};
    let column = |name, kind, value| Column { name, kind, value };
    let absent = |name| Column { name, kind: Text, value: lit(ScalarValue::Utf8(None)) };
    let period = || coalesce(vec![ident(column::BILLING_PERIOD), month_of(ident(DAY))]);
    let known = |name: &str, common: &Option<String>| coalesce(vec![text(name), lit(ScalarValue::Utf8(common.clone()))]);
    let mut columns = vec![
        column("AvailabilityZone", Text, text(column::AVAILABILITY_ZONE)),
        column("BilledCost", Cost, ident(UNBLENDED)),
        column("BillingAccountId", Text, known(column::PAYER_ACCOUNT_ID, &common.payer)),
        absent("BillingAccountName"),
        absent("BillingAccountType"),
        column("BillingCurrency", Text, known(column::CURRENCY, &common.currency)),
        column("BillingPeriodEnd", Time, period() + lit(ScalarValue::new_interval_ym(0, 1))),
        column("BillingPeriodStart", Time, period()),
        absent("CapacityReservationId"),
        absent("CapacityReservationStatus"),
        column("ChargeCategory", Text, category()?),
        column("ChargeClass", Text, only(types::is(types::REFUND), lit("Correction"))?),
        column("ChargeDescription", Text, coalesce(vec![text(column::DESCRIPTION), only(added(), text(column::CHARGE_TYPE))?])),
        column("ChargeFrequency", Text, frequency()?),
        column("ChargePeriodEnd", Time, coalesce(vec![time(column::USAGE_END), only(added(), next_month()?)?])),
        column("ChargePeriodStart", Time, coalesce(vec![time(column::USAGE_START), time(DAY)])),
        column("CommitmentDiscountCategory", Text, commitment("Usage", "Spend")?),
        column("CommitmentDiscountId", Text, only(committed(), text(column::COMMITMENT_ARN))?),
        absent("CommitmentDiscountName"),
        absent("CommitmentDiscountQuantity"),
        column("CommitmentDiscountStatus", Text, only(types::is_any(&types::COVERED), lit("Used"))?),
        column("CommitmentDiscountType", Text, commitment("Reserved Instance", "Savings Plan")?),
        absent("CommitmentDiscountUnit"),
        column("ConsumedQuantity", Cost, used(ident(column::USAGE_AMOUNT))?),
        absent("ConsumedUnit"),
        column("ContractedCost", Cost, when(types::is_any(&types::COVERED), ident(ON_DEMAND)).otherwise(ident(UNBLENDED))?),
        absent("ContractedUnitPrice"),
        column("EffectiveCost", Cost, coalesce(vec![cast(ident(column::AMORTIZED_COST), DECIMAL), nothing()])),
        column("InvoiceId", Text, text(column::INVOICE_ID)),
        column("InvoiceIssuerName", Text, known(column::LEGAL_ENTITY, &common.issuer)),
        column("ListCost", Cost, when(listed(), ident(ON_DEMAND)).otherwise(ident(UNBLENDED))?),
        column("ListUnitPrice", Cost, used(ident(column::PUBLIC_ON_DEMAND_RATE))?),
        column("PricingCategory", Text, pricing()?),
        column("PricingCurrency", Text, known(column::CURRENCY, &common.currency)),
        absent("PricingCurrencyContractedUnitPrice"),
        absent("PricingCurrencyEffectiveCost"),
        absent("PricingCurrencyListUnitPrice"),
        column("PricingQuantity", Cost, used(ident(column::USAGE_AMOUNT))?),
        absent("PricingUnit"),
        column("ProviderName", Text, provider()?),
        column("PublisherName", Text, publisher()?),
        column("RegionId", Text, filled(column::REGION)?),
        absent("RegionName"),
        column("ResourceId", Text, text(column::RESOURCE_ID)),
        absent("ResourceName"),
        absent("ResourceType"),
        column("ServiceCategory", Text, service_category()?),
        column("ServiceName", Text, text(column::SERVICE)),
        absent("ServiceSubcategory"),
        absent("SkuId"),
        column("SkuMeter", Text, filled(column::USAGE_TYPE)?),
        absent("SkuPriceDetails"),
        absent("SkuPriceId"),
        column("SubAccountId", Text, filled(column::USAGE_ACCOUNT_ID)?),
        column("SubAccountName", Text, text(column::USAGE_ACCOUNT_NAME)),
        absent("SubAccountType"),
        column("Tags", Map, ident(column::TAGS)),
    ];
    columns.extend([
        column("x_ChargeType", Text, text(column::CHARGE_TYPE)),
        column("x_CostCategories", Map, ident(column::COST_CATEGORIES)),
        column("x_Customer", Text, customer()?),
        column("x_LineItemId", Text, text(column::LINE_ITEM_ID)),
        column("x_LineItemType", Text, text(column::LINE_ITEM_TYPE)),
        column("x_Operation", Text, text(column::OPERATION)),
        column("x_UsageType", Text, filled(column::USAGE_TYPE)?),
        column(CHARGE, Kind::Charge, ident(crate::rules::charges::CHARGE)),
        column(TRAIL, Kind::Trail, lit(ScalarValue::Utf8(None))),
    ]);
    Ok(columns)
}

fn text(name: &str) -> Expr {
    cast(ident(name), DataType::Utf8)
}

/// FOCUS has no empty texts.
fn filled(name: &str) -> Result<Expr> {
    only(text(name).not_eq(lit("")), text(name))
}

fn time(name: &str) -> Expr {
    cast(ident(name), DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())))
}

fn nothing() -> Expr {
    lit(ScalarValue::Decimal128(Some(0), 38, 12))
}

/// As the report's first group has it, which [`super::stream`] sees to.
fn customer() -> Result<Expr> {
    let subset = || cast(groups::cell(0, &GroupBy::Subset), DataType::Utf8);
    only(subset().not_eq(lit("")), subset())
}

/// `value` where it holds, else NULL.
fn only(holds: Expr, value: Expr) -> Result<Expr> {
    when(holds, value).end()
}

/// Rows that rules add count as no line of the bill.
fn added() -> Expr {
    ident(LINES).eq(lit(0_i64))
}

fn month_of(day: Expr) -> Expr {
    let date = datafusion::functions::expr_fn::date_trunc(lit("month"), cast(day, DataType::Timestamp(TimeUnit::Second, None)));
    cast(date, DataType::Date32)
}

/// The end of what an added row is about: its day for sharing, its month for the rest.
fn next_month() -> Result<Expr> {
    let day = || ident(DAY);
    let end = when(sharing(), day() + lit(ScalarValue::new_interval_dt(1, 0)))
        .otherwise(day() + lit(ScalarValue::new_interval_ym(0, 1)))?;
    Ok(cast(end, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))))
}

/// The purchaser's side of shared cost.
fn sharing() -> Expr {
    added().and(ident(column::COMMITMENT_ARN).is_not_null())
}

fn is_usage() -> Expr {
    types::is_any(&[types::USAGE, types::DISCOUNTED_USAGE, types::SP_COVERED_USAGE])
}

fn used(value: Expr) -> Result<Expr> {
    only(is_usage(), value)
}

/// Usage that AWS sells at a list price; other charges cost what they cost.
fn listed() -> Expr {
    let spot = ident(column::LIFECYCLE).eq(lit("Spot"));
    is_usage().and(spot.is_not_true()).and(marketplace().is_not_true())
}

fn marketplace() -> Expr {
    ident(column::BILLING_ENTITY).eq(lit("AWS Marketplace"))
}

/// FOCUS knows no negation: what takes covered usage back is an adjustment, and so is the purchaser's side of shared cost.
fn category() -> Result<Expr> {
    let purchases = [types::SP_RECURRING_FEE, types::SP_UPFRONT_FEE, types::RI_FEE, types::FEE];
    let credits = [
        types::CREDIT,
        types::DISCOUNT,
        types::EDP_DISCOUNT,
        types::PRIVATE_RATE_DISCOUNT,
        types::BUNDLED_DISCOUNT,
        types::RI_VOLUME_DISCOUNT,
        types::SPP_DISCOUNT,
        types::DISTRIBUTOR_DISCOUNT,
    ];
    when(sharing(), lit("Adjustment"))
        .when(added(), lit("Purchase"))
        .when(is_usage(), lit("Usage"))
        .when(types::is_any(&purchases), lit("Purchase"))
        .when(types::is(types::TAX), lit("Tax"))
        .when(types::is_any(&credits), lit("Credit"))
        .otherwise(lit("Adjustment"))
}

fn frequency() -> Result<Expr> {
    when(is_usage(), lit("Usage-Based"))
        .when(types::is_any(&[types::RI_FEE, types::SP_RECURRING_FEE]).or(added()), lit("Recurring"))
        .otherwise(lit("One-Time"))
}

fn commitment(reservation: &str, plan: &str) -> Result<Expr> {
    let of_plan = ident(column::COMMITMENT_ARN).like(lit("arn:aws%:savingsplans:%"));
    when(committed().and(of_plan), lit(plan)).when(committed(), lit(reservation)).end()
}

/// Usage that names a commitment and is not covered by it is none of the commitment's: FOCUS would ask whether it was
/// used or unused, and it is neither.
fn committed() -> Expr {
    ident(column::COMMITMENT_ARN).is_not_null().and(types::is(types::USAGE).is_not_true())
}

fn pricing() -> Result<Expr> {
    when(types::is_any(&types::COVERED), lit("Committed"))
        .when(ident(column::LIFECYCLE).eq(lit("Spot")), lit("Dynamic"))
        .when(is_usage(), lit("Standard"))
        .end()
}

fn provider() -> Result<Expr> {
    when(added().and(sharing().is_not_true()), lit("Muster")).otherwise(lit("AWS"))
}

/// What AWS Marketplace bills is published by the seller.
fn publisher() -> Result<Expr> {
    when(marketplace(), coalesce(vec![text(column::LEGAL_ENTITY), text(column::BILLING_ENTITY)])).otherwise(provider()?)
}

fn service_category() -> Result<Expr> {
    let mut category = when(lit(false), lit(OTHER));
    for (name, codes) in CATEGORIES {
        category.when(ident(column::SERVICE).in_list(codes.iter().map(|code| lit(*code)).collect(), false), lit(name));
    }
    category.otherwise(lit(OTHER))
}
