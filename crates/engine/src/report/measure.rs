//! The money columns of a report: header, place, and what they sum over cells.

use datafusion::error::Result;
use datafusion::prelude::{Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::report::GroupBy;

use crate::cells::{EFFECTIVE, ON_DEMAND, SAVINGS, UNBLENDED, UNUSED, wide};
use crate::rules::charges::CHARGE;
use crate::rules::line_type::{COVERED, DISCOUNTED_USAGE, SP_COVERED_USAGE, is, is_any};

/// Whether a covered line's commitment counts as Eco; a key of the cells.
pub(crate) const ECO: &str = "eco";

/// A money column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    Unblended,
    Charge,
    Difference,
    TotalSavings,
    RiSavings,
    EcoRiSavings,
    SpSavings,
    EcoSpSavings,
    RiOnDemand,
    SpOnDemand,
    RiEffective,
    SpEffective,
    EcoRiEffective,
    EcoSpEffective,
    EcoTotalSavings,
    UnusedCommitment,
}

impl Measure {
    /// In the order of the columns.
    pub const ALL: [Self; 16] = [
        Self::Unblended,
        Self::Charge,
        Self::Difference,
        Self::TotalSavings,
        Self::RiSavings,
        Self::EcoRiSavings,
        Self::SpSavings,
        Self::EcoSpSavings,
        Self::RiOnDemand,
        Self::SpOnDemand,
        Self::RiEffective,
        Self::SpEffective,
        Self::EcoRiEffective,
        Self::EcoSpEffective,
        Self::EcoTotalSavings,
        Self::UnusedCommitment,
    ];

    /// What stays with Charge Type or Lifecycle among the groups: savings belong to no single type of line.
    const OF_LINES: [Self; 5] = [Self::Unblended, Self::Charge, Self::Difference, Self::RiOnDemand, Self::SpOnDemand];

    /// The columns of a report with these groups.
    pub fn of(groups: &[GroupBy]) -> Vec<Self> {
        let by_line = groups.iter().any(|group| matches!(group, GroupBy::ChargeType | GroupBy::Lifecycle));
        if by_line { Self::OF_LINES.to_vec() } else { Self::ALL.to_vec() }
    }

    /// As the file heads it.
    pub fn header(self) -> &'static str {
        match self {
            Self::Unblended => "Unblended",
            Self::Charge => "Charge From Report",
            Self::Difference => "Difference",
            Self::TotalSavings => "Total Savings",
            Self::RiSavings => "RI Savings Only",
            Self::EcoRiSavings => "Eco RI Savings",
            Self::SpSavings => "SP Savings Only",
            Self::EcoSpSavings => "Eco SP Savings",
            Self::RiOnDemand => "RI Ondemand Cost",
            Self::SpOnDemand => "SP Ondemand Cost",
            Self::RiEffective => "RI Effective Cost",
            Self::SpEffective => "SP Effective Cost",
            Self::EcoRiEffective => "Eco RI Effective Cost",
            Self::EcoSpEffective => "Eco SP Effective Cost",
            Self::EcoTotalSavings => "Eco Total Savings",
            Self::UnusedCommitment => "Unused Commitment Cost",
        }
    }

    /// Whether it is a cost that the row `Other` leaves empty.
    pub(crate) fn is_cost(self) -> bool {
        match self {
            Self::Unblended | Self::Charge | Self::Difference | Self::RiOnDemand | Self::SpOnDemand | Self::UnusedCommitment => {
                true
            }
            Self::TotalSavings | Self::RiSavings | Self::EcoRiSavings | Self::SpSavings | Self::EcoSpSavings => false,
            Self::RiEffective | Self::SpEffective | Self::EcoRiEffective | Self::EcoSpEffective | Self::EcoTotalSavings => false,
        }
    }

    /// Whether what a rule adds to a charge adds to it.
    pub(crate) fn is_of_charge(self) -> bool {
        matches!(self, Self::Charge | Self::Difference)
    }

    /// What a charged cell adds to it.
    pub(crate) fn of_cell(self) -> Result<Expr> {
        let (ri, sp, covered) = (|| is(DISCOUNTED_USAGE), || is(SP_COVERED_USAGE), || is_any(&COVERED));
        let eco = || ident(ECO);
        match self {
            Self::Unblended => Ok(exact(UNBLENDED)),
            Self::Charge => Ok(ident(CHARGE)),
            Self::Difference => Ok(ident(CHARGE) - exact(UNBLENDED)),
            Self::TotalSavings => only(covered(), SAVINGS),
            Self::RiSavings => only(ri(), SAVINGS),
            Self::EcoRiSavings => only(ri().and(eco()), SAVINGS),
            Self::SpSavings => only(sp(), SAVINGS),
            Self::EcoSpSavings => only(sp().and(eco()), SAVINGS),
            Self::RiOnDemand => only(ri(), ON_DEMAND),
            Self::SpOnDemand => only(sp(), ON_DEMAND),
            Self::RiEffective => only(ri(), EFFECTIVE),
            Self::SpEffective => only(sp(), EFFECTIVE),
            Self::EcoRiEffective => only(ri().and(eco()), EFFECTIVE),
            Self::EcoSpEffective => only(sp().and(eco()), EFFECTIVE),
            Self::EcoTotalSavings => only(covered().and(eco()), SAVINGS),
            Self::UnusedCommitment => Ok(exact(UNUSED)),
        }
    }
}

/// A cell's figure in the type in which reports reckon.
pub(super) fn exact(figure: &str) -> Expr {
    cast(ident(figure), wide(12))
}

fn only(sort: Expr, figure: &str) -> Result<Expr> {
    when(sort, exact(figure)).otherwise(cast(lit(ScalarValue::Null), wide(12)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_charge_type_the_savings_are_left_out_but_on_demand_costs_stay() {
        let headers: Vec<_> = Measure::of(&[GroupBy::Account, GroupBy::ChargeType]).into_iter().map(Measure::header).collect();
        assert_eq!(headers, ["Unblended", "Charge From Report", "Difference", "RI Ondemand Cost", "SP Ondemand Cost"]);
        assert_eq!(Measure::of(&[GroupBy::Account]).len(), 16);
    }
}
