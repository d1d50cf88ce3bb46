//! What every rule asks of a line, worked out once from the line's own figures: charge type, lifecycle, public price,
//! commitment, effective and amortized cost (billing.md sections 2 to 4). Pure.

pub(super) mod focus;

use super::decimal;
use super::error::Cause;

/// `lineItem/LineItemType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineType<'a> {
    Usage,
    DiscountedUsage,
    SavingsPlanCoveredUsage,
    SavingsPlanNegation,
    SavingsPlanRecurringFee,
    SavingsPlanUpfrontFee,
    RiFee,
    Fee,
    Tax,
    Credit,
    Refund,
    EdpDiscount,
    PrivateRateDiscount,
    BundledDiscount,
    RiVolumeDiscount,
    SppDiscount,
    DistributorDiscount,
    /// One that AWS may add; it passes through every rule.
    Other(&'a str),
}

impl<'a> LineType<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        match text {
            "Usage" => Self::Usage,
            "DiscountedUsage" => Self::DiscountedUsage,
            "SavingsPlanCoveredUsage" => Self::SavingsPlanCoveredUsage,
            "SavingsPlanNegation" => Self::SavingsPlanNegation,
            "SavingsPlanRecurringFee" => Self::SavingsPlanRecurringFee,
            "SavingsPlanUpfrontFee" => Self::SavingsPlanUpfrontFee,
            "RIFee" => Self::RiFee,
            "Fee" => Self::Fee,
            "Tax" => Self::Tax,
            "Credit" => Self::Credit,
            "Refund" => Self::Refund,
            "EdpDiscount" => Self::EdpDiscount,
            "PrivateRateDiscount" => Self::PrivateRateDiscount,
            "BundledDiscount" => Self::BundledDiscount,
            "RiVolumeDiscount" => Self::RiVolumeDiscount,
            "SppDiscount" => Self::SppDiscount,
            "DistributorDiscount" => Self::DistributorDiscount,
            other => Self::Other(other),
        }
    }

    /// As a Cost and Usage Report writes it.
    pub(super) fn name(self) -> &'a str {
        match self {
            Self::Usage => "Usage",
            Self::DiscountedUsage => "DiscountedUsage",
            Self::SavingsPlanCoveredUsage => "SavingsPlanCoveredUsage",
            Self::SavingsPlanNegation => "SavingsPlanNegation",
            Self::SavingsPlanRecurringFee => "SavingsPlanRecurringFee",
            Self::SavingsPlanUpfrontFee => "SavingsPlanUpfrontFee",
            Self::RiFee => "RIFee",
            Self::Fee => "Fee",
            Self::Tax => "Tax",
            Self::Credit => "Credit",
            Self::Refund => "Refund",
            Self::EdpDiscount => "EdpDiscount",
            Self::PrivateRateDiscount => "PrivateRateDiscount",
            Self::BundledDiscount => "BundledDiscount",
            Self::RiVolumeDiscount => "RiVolumeDiscount",
            Self::SppDiscount => "SppDiscount",
            Self::DistributorDiscount => "DistributorDiscount",
            Self::Other(name) => name,
        }
    }

    pub(super) fn is_savings_plan(self) -> bool {
        use LineType::*;
        match self {
            SavingsPlanCoveredUsage | SavingsPlanNegation | SavingsPlanRecurringFee | SavingsPlanUpfrontFee => true,
            // One that AWS may add.
            Other(name) => name.starts_with("SavingsPlan"),
            Usage | DiscountedUsage | RiFee | Fee | Tax | Credit | Refund | EdpDiscount | PrivateRateDiscount
            | BundledDiscount | RiVolumeDiscount | SppDiscount | DistributorDiscount => false,
        }
    }
}

/// A charge type as Cost Explorer names it. `service` tells support from other fees: AWS's product codes for it are
/// `AWSSupportBusiness`, `AWSSupportEnterprise`, `AWSDeveloperSupport`, `OCBPremiumSupport` and the like.
pub(super) fn charge_type<'a>(kind: LineType<'a>, service: Option<&str>, reservation_arn: Option<&str>) -> &'a str {
    use LineType::*;
    match kind {
        Usage => "Usage",
        DiscountedUsage => "Reservation applied usage",
        SavingsPlanCoveredUsage => "Savings Plan Covered Usage",
        SavingsPlanNegation => "Savings Plan Negation",
        SavingsPlanRecurringFee => "Savings Plan Recurring Fee",
        SavingsPlanUpfrontFee => "Savings Plan Upfront Fee",
        RiFee => "Recurring reservation fee",
        Fee if reservation_arn.is_some() => "Upfront reservation fee",
        Fee if service.is_some_and(|code| code.contains("Support")) => "Support fee",
        Fee => "Other out-of-cycle charges",
        Tax => "Tax",
        Credit => "Credit",
        Refund => "Refund",
        EdpDiscount => "Enterprise discount program discount",
        PrivateRateDiscount => "Private rate discount",
        BundledDiscount => "Bundled discount",
        RiVolumeDiscount => "Volume discount",
        SppDiscount => "Solution provider program discount",
        DistributorDiscount => "Distributor discount",
        Other(name) => name,
    }
}

pub(super) fn lifecycle(kind: LineType<'_>, usage_type: Option<&str>) -> &'static str {
    if usage_type.is_some_and(|text| text.contains("SpotUsage")) {
        "Spot"
    } else if matches!(kind, LineType::DiscountedUsage | LineType::RiFee) {
        "Reserved"
    } else if kind.is_savings_plan() {
        "Savings Plans"
    } else {
        "OnDemand"
    }
}

/// The account in the 5th `:` field of a reservation's or Savings Plan's ARN.
pub(super) fn purchaser(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| !account.is_empty())
}

/// Rows of split cost allocation repeat the cost of the instance that they split.
pub(super) fn is_split_cost(operation: Option<&str>) -> bool {
    matches!(operation, Some("EKSPod-EC2" | "ECSTask-EC2"))
}

/// The figures that OD(line) is made of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Price {
    pub(super) public_cost: Option<i128>,
    pub(super) public_rate: Option<i128>,
    pub(super) usage_amount: Option<i128>,
    pub(super) unblended: i128,
}

/// OD(line) of a Cost and Usage Report. Covered usage stands there at its on-demand cost.
///
/// # Errors
/// As [`public_cost`].
pub(super) fn on_demand(kind: LineType<'_>, price: Price) -> Result<Option<i128>, Cause> {
    let public = public_cost(price)?;
    Ok(public.or((kind == LineType::SavingsPlanCoveredUsage).then_some(price.unblended)))
}

/// What the usage costs at the public price. `None` where the bill does not say: never zero for Spot, fees, tax and
/// credits, which carry a public cost of 0.
///
/// # Errors
/// [`Cause::TooLarge`] when rate x usage amount leaves the column.
pub(super) fn public_cost(price: Price) -> Result<Option<i128>, Cause> {
    if let Some(cost) = price.public_cost.filter(|cost| *cost > 0) {
        return Ok(Some(cost));
    }
    if let (Some(rate), Some(amount)) = (price.public_rate.filter(|rate| *rate > 0), price.usage_amount) {
        let cost = decimal::times(rate, amount);
        return cost.map(Some).ok_or_else(|| Cause::TooLarge("public rate x usage amount".to_owned()));
    }
    Ok(None)
}

/// The figures of a commitment on its line, as far as its type has them; NULL where the bill has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Commitment {
    pub(super) effective: Option<i128>,
    pub(super) net_effective: Option<i128>,
    pub(super) upfront: Option<i128>,
    pub(super) net_upfront: Option<i128>,
    pub(super) recurring: Option<i128>,
    pub(super) net_recurring: Option<i128>,
    pub(super) unused_upfront: Option<i128>,
    pub(super) unused_recurring: Option<i128>,
    pub(super) total: Option<i128>,
    pub(super) used: Option<i128>,
}

impl Commitment {
    /// RIFee: both unused parts; SavingsPlanRecurringFee: total - used.
    pub(super) fn unused(&self, kind: LineType<'_>) -> Option<i128> {
        let sum = |a: Option<i128>, b: Option<i128>| match (a, b) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0) + b.unwrap_or(0)),
        };
        match kind {
            LineType::RiFee => sum(self.unused_upfront, self.unused_recurring),
            LineType::SavingsPlanRecurringFee => sum(self.total, self.used.map(|used| -used)),
            _ => None,
        }
    }
}

/// What tells one line's amortized cost from its unblended cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amortization<'a> {
    pub(super) kind: LineType<'a>,
    pub(super) unblended: i128,
    pub(super) commitment: &'a Commitment,
    pub(super) reservation_arn: Option<&'a str>,
    pub(super) description: Option<&'a str>,
}

/// A bill without the columns of a commitment is not amortized: its fees count as they were charged, so that its
/// amortized total is its unblended total.
pub(super) fn amortized(line: Amortization<'_>) -> i128 {
    use LineType::*;
    let refunds_plan = |text: &str| text.starts_with("Refund for one-time fee for Savings Plan ID");
    match line.kind {
        DiscountedUsage | SavingsPlanCoveredUsage => line.commitment.effective.unwrap_or(line.unblended),
        RiFee | SavingsPlanRecurringFee => line.commitment.unused(line.kind).unwrap_or(line.unblended),
        SavingsPlanNegation | SavingsPlanUpfrontFee => 0,
        Fee if line.reservation_arn.is_some() => 0,
        Refund if line.description.is_some_and(refunds_plan) => 0,
        Usage | Fee | Tax | Credit | Refund | EdpDiscount | PrivateRateDiscount | BundledDiscount | RiVolumeDiscount
        | SppDiscount | DistributorDiscount | Other(_) => line.unblended,
    }
}

#[cfg(test)]
mod tests;
