//! Line item types by name. Types that are not here pass through every rule unchanged.

use datafusion::prelude::{Expr, ident, lit};

use crate::ledger::schema::column::LINE_ITEM_TYPE;

pub(crate) const USAGE: &str = "Usage";
pub(crate) const DISCOUNTED_USAGE: &str = "DiscountedUsage";
pub(crate) const SP_COVERED_USAGE: &str = "SavingsPlanCoveredUsage";
pub(crate) const SP_NEGATION: &str = "SavingsPlanNegation";
pub(crate) const SP_RECURRING_FEE: &str = "SavingsPlanRecurringFee";
pub(crate) const SP_UPFRONT_FEE: &str = "SavingsPlanUpfrontFee";
pub(crate) const RI_FEE: &str = "RIFee";
pub(crate) const FEE: &str = "Fee";
pub(crate) const TAX: &str = "Tax";
pub(crate) const CREDIT: &str = "Credit";
pub(crate) const REFUND: &str = "Refund";
pub(crate) const DISCOUNT: &str = "Discount";
pub(crate) const EDP_DISCOUNT: &str = "EdpDiscount";
pub(crate) const PRIVATE_RATE_DISCOUNT: &str = "PrivateRateDiscount";
pub(crate) const BUNDLED_DISCOUNT: &str = "BundledDiscount";
pub(crate) const RI_VOLUME_DISCOUNT: &str = "RiVolumeDiscount";
pub(crate) const SPP_DISCOUNT: &str = "SppDiscount";
pub(crate) const DISTRIBUTOR_DISCOUNT: &str = "DistributorDiscount";

/// Usage that a commitment covers.
pub(crate) const COVERED: [&str; 2] = [DISCOUNTED_USAGE, SP_COVERED_USAGE];

/// Every type that Muster knows.
pub(crate) const KNOWN: [&str; 18] = [
    USAGE,
    DISCOUNTED_USAGE,
    SP_COVERED_USAGE,
    SP_NEGATION,
    SP_RECURRING_FEE,
    SP_UPFRONT_FEE,
    RI_FEE,
    FEE,
    TAX,
    CREDIT,
    REFUND,
    DISCOUNT,
    EDP_DISCOUNT,
    PRIVATE_RATE_DISCOUNT,
    BUNDLED_DISCOUNT,
    RI_VOLUME_DISCOUNT,
    SPP_DISCOUNT,
    DISTRIBUTOR_DISCOUNT,
];

/// Whether a line, or a cell, is of that type.
pub(crate) fn is(line_type: &str) -> Expr {
    ident(LINE_ITEM_TYPE).eq(lit(line_type))
}

/// Whether it is of one of those types.
pub(crate) fn is_any(types: &[&str]) -> Expr {
    ident(LINE_ITEM_TYPE).in_list(types.iter().map(|name| lit(*name)).collect(), false)
}
