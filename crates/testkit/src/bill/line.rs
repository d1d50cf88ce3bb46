//! A line of the bill: what it is about, when, and its figures.

use std::sync::Arc;

use super::calendar::Moment;
use super::catalog::{Item, Region};
use super::number::Num;
use super::people::Account;
use super::reservations::Lease;
use super::savings_plans::Plan;

/// `lineItem/LineItemType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineType {
    Usage,
    DiscountedUsage,
    RiFee,
    Fee,
    SavingsPlanCoveredUsage,
    SavingsPlanNegation,
    SavingsPlanRecurringFee,
    SavingsPlanUpfrontFee,
    EdpDiscount,
    PrivateRateDiscount,
    SppDiscount,
    DistributorDiscount,
    RiVolumeDiscount,
    BundledDiscount,
    Credit,
    Refund,
    Tax,
}

impl LineType {
    /// Every type that a generated bill has.
    pub const ALL: [LineType; 17] = [
        LineType::Usage,
        LineType::DiscountedUsage,
        LineType::RiFee,
        LineType::Fee,
        LineType::SavingsPlanCoveredUsage,
        LineType::SavingsPlanNegation,
        LineType::SavingsPlanRecurringFee,
        LineType::SavingsPlanUpfrontFee,
        LineType::EdpDiscount,
        LineType::PrivateRateDiscount,
        LineType::SppDiscount,
        LineType::DistributorDiscount,
        LineType::RiVolumeDiscount,
        LineType::BundledDiscount,
        LineType::Credit,
        LineType::Refund,
        LineType::Tax,
    ];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            LineType::Usage => "Usage",
            LineType::DiscountedUsage => "DiscountedUsage",
            LineType::RiFee => "RIFee",
            LineType::Fee => "Fee",
            LineType::SavingsPlanCoveredUsage => "SavingsPlanCoveredUsage",
            LineType::SavingsPlanNegation => "SavingsPlanNegation",
            LineType::SavingsPlanRecurringFee => "SavingsPlanRecurringFee",
            LineType::SavingsPlanUpfrontFee => "SavingsPlanUpfrontFee",
            LineType::EdpDiscount => "EdpDiscount",
            LineType::PrivateRateDiscount => "PrivateRateDiscount",
            LineType::SppDiscount => "SppDiscount",
            LineType::DistributorDiscount => "DistributorDiscount",
            LineType::RiVolumeDiscount => "RiVolumeDiscount",
            LineType::BundledDiscount => "BundledDiscount",
            LineType::Credit => "Credit",
            LineType::Refund => "Refund",
            LineType::Tax => "Tax",
        }
    }

    /// Whether AWS lists a price for what the line bills, so that an enterprise discount takes its part.
    pub(crate) fn is_listed(self) -> bool {
        let is_fee = matches!(self, LineType::RiFee | LineType::SavingsPlanRecurringFee | LineType::SavingsPlanUpfrontFee);
        is_fee || self.is_usage()
    }

    /// Whether the line is use of something, or takes such use back.
    pub fn is_usage(self) -> bool {
        matches!(
            self,
            LineType::Usage | LineType::DiscountedUsage | LineType::SavingsPlanCoveredUsage | LineType::SavingsPlanNegation
        )
    }
}

/// What every line of a billing period says alike.
#[derive(Debug)]
pub struct Header {
    pub payer: Arc<Account>,
    /// Empty while the month is open.
    pub invoice_id: String,
    pub start: Moment,
    /// Exclusive.
    pub end: Moment,
    /// Hundredths; 0 where the bill has no enterprise discount.
    pub enterprise_discount: i64,
}

/// The part of a line that stays the same from hour to hour.
#[derive(Clone, Debug)]
pub struct About {
    pub header: Arc<Header>,
    pub line_item_id: String,
    pub line_type: LineType,
    /// The account that used or bought.
    pub account: Arc<Account>,
    pub usage_type: String,
    pub operation: &'static str,
    pub availability_zone: String,
    pub resource_id: String,
    pub description: String,
    pub tax_type: &'static str,
    pub unblended_rate: Option<Num>,
    pub public_on_demand_rate: Option<Num>,
    /// The Reserved Instance that the line belongs to.
    pub lease: Option<Arc<Lease>>,
    /// The Savings Plan that the line belongs to.
    pub plan: Option<Arc<Plan>>,
    pub(crate) item: &'static Item,
    pub(crate) region: Option<&'static Region>,
}

impl About {
    /// `lineItem/ProductCode`.
    pub fn product_code(&self) -> &'static str {
        self.item.product.code
    }

    /// `product/region`; empty where the bill has none.
    pub fn region_code(&self) -> &'static str {
        self.region.map_or("", |region| region.code)
    }

    /// `reservation/ReservationARN`, or empty.
    pub fn reservation_arn(&self) -> &str {
        self.lease.as_ref().map_or("", |lease| &lease.arn)
    }

    /// `savingsPlan/SavingsPlanARN`, or empty.
    pub fn savings_plan_arn(&self) -> &str {
        self.plan.as_ref().map_or("", |plan| &plan.arn)
    }

    pub fn is_spot(&self) -> bool {
        self.item.is_spot()
    }
}

/// The numbers of a line. A column that AWS leaves empty on such a line is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub usage_amount: Num,
    pub normalization_factor: Option<Num>,
    pub normalized_usage_amount: Option<Num>,
    pub unblended_cost: Num,
    /// 0 for fees, taxes, credits and Spot, as AWS writes it.
    pub public_on_demand_cost: Num,
    pub reservation: ReservationFigures,
    pub savings_plan: SavingsPlanFigures,
}

/// The number columns of `reservation/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReservationFigures {
    pub effective_cost: Option<Num>,
    pub amortized_upfront_cost_for_usage: Option<Num>,
    pub recurring_fee_for_usage: Option<Num>,
    pub amortized_upfront_fee_for_billing_period: Option<Num>,
    pub unused_amortized_upfront_fee_for_billing_period: Option<Num>,
    pub unused_recurring_fee: Option<Num>,
    pub unused_quantity: Option<Num>,
    pub unused_normalized_unit_quantity: Option<Num>,
    pub total_reserved_units: Option<Num>,
    pub total_reserved_normalized_units: Option<Num>,
    pub upfront_value: Option<Num>,
}

/// The number columns of `savingsPlan/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SavingsPlanFigures {
    pub rate: Option<Num>,
    pub effective_cost: Option<Num>,
    pub total_commitment_to_date: Option<Num>,
    pub used_commitment: Option<Num>,
    pub amortized_upfront_commitment: Option<Num>,
    pub recurring_commitment: Option<Num>,
}

/// One line of the bill.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    pub about: &'a About,
    pub start: Moment,
    /// Exclusive.
    pub end: Moment,
    pub figures: Figures,
}

impl Line<'_> {
    /// What `lineItem/NetUnblendedCost` and its like say of a gross amount: nothing without an enterprise discount.
    pub fn net(&self, gross: Num) -> Option<Num> {
        match self.about.header.enterprise_discount {
            0 => None,
            percent => Some(gross.percent(100 - percent).fitted()),
        }
    }
}

/// A line that stands once in the month.
#[derive(Debug)]
pub(crate) struct OneOff {
    pub(crate) about: About,
    pub(crate) start: Moment,
    pub(crate) end: Moment,
    pub(crate) figures: Figures,
}

impl OneOff {
    pub(crate) fn line(&self) -> Line<'_> {
        Line { about: &self.about, start: self.start, end: self.end, figures: self.figures }
    }
}
