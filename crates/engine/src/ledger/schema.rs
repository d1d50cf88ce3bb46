//! The ledger's columns: one row per bill line, whatever form the bill had.
//!
//! Layout on disk, per management account and billing period (documented for other programs in docs/ledger.md):
//!
//! ```text
//! <ledger>/<payer account>/<YYYY-MM>/current.json           which import counts (replaced by rename: the commit)
//! <ledger>/<payer account>/<YYYY-MM>/<import>/lines-0000.parquet ...
//! <ledger>/<payer account>/<YYYY-MM>/<import>/cells.parquet sums of lines that no built-in rule tells apart
//! <ledger>/<payer account>/<YYYY-MM>/<import>/days.parquet  exact sums kept by the import (account, day)
//! <ledger>/<payer account>/<YYYY-MM>/<import>/rollup.parquet sums of which analyses are made
//! <ledger>/<payer account>/<YYYY-MM>/<import>/import.json   what was read: files, digests, assembly, rows, sums
//! ```
//!
//! Absent is NULL, never an empty text or a zero that stands for nothing. Money is `Decimal128(38, 12)`. What every
//! rule asks of a line (its charge type, purchaser, public price, effective cost) is worked out once, at import,
//! with the exact arithmetic of billing.md; so rules are comparisons and sums, which any engine can run.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Version of this layout, kept in every `import.json`; a ledger of another version is refused, not guessed at.
pub const VERSION: u32 = 1;

/// Money and quantities: 26 digits before the point, 12 after.
pub const DECIMAL: DataType = DataType::Decimal128(38, 12);

/// Names of the columns, one constant each, so that a typing error does not compile.
pub mod column {
    macro_rules! columns { ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {$($(#[$doc])* pub const $name: &str = $text;)+}; }

    columns! {
        /// `identity/LineItemId`; with the interval it identifies the line within its period.
        LINE_ITEM_ID = "line_item_id",
        /// `identity/TimeInterval`, as the bill has it.
        TIME_INTERVAL = "time_interval",
        PAYER_ACCOUNT_ID = "payer_account_id",
        /// Who the line belongs to: `lineItem/UsageAccountId`, else the payer.
        USAGE_ACCOUNT_ID = "usage_account_id",
        USAGE_ACCOUNT_NAME = "usage_account_name",
        /// First day of the billing period.
        BILLING_PERIOD = "billing_period",
        INVOICE_ID = "invoice_id",
        BILLING_ENTITY = "billing_entity",
        LEGAL_ENTITY = "legal_entity",
        CURRENCY = "currency",
        USAGE_START = "usage_start",
        USAGE_END = "usage_end",
        /// UTC day of `usage_start`: what periods and memberships are compared with.
        USAGE_DAY = "usage_day",
        /// `lineItem/LineItemType` as the bill has it, unknown types included.
        LINE_ITEM_TYPE = "line_item_type",
        /// As Cost Explorer names it (billing.md section 4).
        CHARGE_TYPE = "charge_type",
        /// `Spot`, `Reserved`, `Savings Plans` or `OnDemand`.
        LIFECYCLE = "lifecycle",
        /// `lineItem/ProductCode`.
        SERVICE = "service",
        PRODUCT_FAMILY = "product_family",
        USAGE_TYPE = "usage_type",
        OPERATION = "operation",
        REGION = "region",
        AVAILABILITY_ZONE = "availability_zone",
        RESOURCE_ID = "resource_id",
        DESCRIPTION = "description",
        USAGE_AMOUNT = "usage_amount",
        /// The bill's own cost; never changes.
        UNBLENDED_COST = "unblended_cost",
        /// `pricing/publicOnDemandCost` as the bill has it; NULL where absent.
        PUBLIC_ON_DEMAND_COST = "public_on_demand_cost",
        /// `pricing/publicOnDemandRate` where it is a number.
        PUBLIC_ON_DEMAND_RATE = "public_on_demand_rate",
        /// OD(line) of billing.md section 2; NULL = no public price.
        ON_DEMAND_COST = "on_demand_cost",
        /// `reservation/ReservationARN` or `savingsPlan/SavingsPlanARN`.
        COMMITMENT_ARN = "commitment_arn",
        /// 5th `:` field of the ARN.
        PURCHASER_ACCOUNT_ID = "purchaser_account_id",
        /// First day of the commitment's term.
        COMMITMENT_START = "commitment_start",
        /// `No Upfront`, `Partial Upfront`, `All Upfront`.
        PAYMENT_OPTION = "payment_option",
        /// DU and SPCU: effective cost; NULL elsewhere.
        EFFECTIVE_COST = "effective_cost",
        NET_EFFECTIVE_COST = "net_effective_cost",
        /// DU: `AmortizedUpfrontCostForUsage`; SavingsPlanRecurringFee: `AmortizedUpfrontCommitmentForBillingPeriod`.
        AMORTIZED_UPFRONT_COST = "amortized_upfront_cost",
        NET_AMORTIZED_UPFRONT_COST = "net_amortized_upfront_cost",
        /// DU: `RecurringFeeForUsage`; SavingsPlanRecurringFee: `RecurringCommitmentForBillingPeriod`.
        RECURRING_COST = "recurring_cost",
        NET_RECURRING_COST = "net_recurring_cost",
        /// RIFee: `UnusedAmortizedUpfrontFeeForBillingPeriod`.
        UNUSED_UPFRONT_COST = "unused_upfront_cost",
        /// RIFee: `UnusedRecurringFee`.
        UNUSED_RECURRING_COST = "unused_recurring_cost",
        /// SavingsPlanRecurringFee: `TotalCommitmentToDate`.
        TOTAL_COMMITMENT = "total_commitment",
        /// SavingsPlanRecurringFee: `UsedCommitment`.
        USED_COMMITMENT = "used_commitment",
        /// RIFee: both unused parts; SavingsPlanRecurringFee: total - used; NULL elsewhere.
        UNUSED_COMMITMENT_COST = "unused_commitment_cost",
        /// Amortized cost of billing.md section 2; never NULL.
        AMORTIZED_COST = "amortized_cost",
        /// A split-cost row repeats its parent: left out of every sum of money.
        SPLIT_COST = "split_cost",
        TAGS = "tags",
        COST_CATEGORIES = "cost_categories",
    }
}

/// The schema of every `lines-*.parquet`. Texts that repeat are dictionary-encoded in the file.
pub static LINES: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(Schema::new(fields())));

/// The same lines on their way into a file: texts and maps stand there once each, and a line has their numbers.
pub(crate) static PARSED: LazyLock<SchemaRef> = LazyLock::new(|| {
    let by_number = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 | DataType::Map(..) => {
            let numbered = DataType::Dictionary(Box::new(DataType::UInt32), Box::new(field.data_type().clone()));
            Arc::new(field.as_ref().clone().with_data_type(numbered))
        }
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new(LINES.fields().iter().map(by_number).collect::<Vec<_>>()))
});

fn fields() -> Vec<Field> {
    use column::*;
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let sure_text = |name: &str| Field::new(name, DataType::Utf8, false);
    let money = |name: &str| Field::new(name, DECIMAL, true);
    let sure_money = |name: &str| Field::new(name, DECIMAL, false);
    let time = |name: &str| Field::new(name, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), false);
    vec![
        text(LINE_ITEM_ID),
        text(TIME_INTERVAL),
        sure_text(PAYER_ACCOUNT_ID),
        sure_text(USAGE_ACCOUNT_ID),
        text(USAGE_ACCOUNT_NAME),
        Field::new(BILLING_PERIOD, DataType::Date32, false),
        text(INVOICE_ID),
        text(BILLING_ENTITY),
        text(LEGAL_ENTITY),
        text(CURRENCY),
        time(USAGE_START),
        Field::new(USAGE_END, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), true),
        Field::new(USAGE_DAY, DataType::Date32, false),
        sure_text(LINE_ITEM_TYPE),
        sure_text(CHARGE_TYPE),
        sure_text(LIFECYCLE),
        text(SERVICE),
        text(PRODUCT_FAMILY),
        text(USAGE_TYPE),
        text(OPERATION),
        text(REGION),
        text(AVAILABILITY_ZONE),
        text(RESOURCE_ID),
        text(DESCRIPTION),
        money(USAGE_AMOUNT),
        sure_money(UNBLENDED_COST),
        money(PUBLIC_ON_DEMAND_COST),
        money(PUBLIC_ON_DEMAND_RATE),
        money(ON_DEMAND_COST),
        text(COMMITMENT_ARN),
        text(PURCHASER_ACCOUNT_ID),
        Field::new(COMMITMENT_START, DataType::Date32, true),
        text(PAYMENT_OPTION),
        money(EFFECTIVE_COST),
        money(NET_EFFECTIVE_COST),
        money(AMORTIZED_UPFRONT_COST),
        money(NET_AMORTIZED_UPFRONT_COST),
        money(RECURRING_COST),
        money(NET_RECURRING_COST),
        money(UNUSED_UPFRONT_COST),
        money(UNUSED_RECURRING_COST),
        money(TOTAL_COMMITMENT),
        money(USED_COMMITMENT),
        money(UNUSED_COMMITMENT_COST),
        sure_money(AMORTIZED_COST),
        Field::new(SPLIT_COST, DataType::Boolean, false),
        map(TAGS),
        map(COST_CATEGORIES),
    ]
}

/// A map of texts, NULL where the line has none; the inner names are those that arrow's and DuckDB's writers use.
fn map(name: &str) -> Field {
    let entry = vec![Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Utf8, true)];
    let entries = Field::new("entries", DataType::Struct(entry.into()), false);
    Field::new(name, DataType::Map(Arc::new(entries), false), true)
}
