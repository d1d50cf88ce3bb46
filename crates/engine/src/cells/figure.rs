//! Figures: what cells sum up beside their basic columns, because a rule of the workflow asks for it.

use datafusion::error::Result;
use datafusion::functions::expr_fn::coalesce;
use datafusion::prelude::{Expr, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::workflow::{Commitment, ShareBasis};

use super::Width;
use super::fees::UPFRONT;
use crate::ledger::schema::column;
use crate::rules::line_type::{self, is};

/// What phase 4 moves from a commitment's purchaser to its consumer: one column for each commitment and basis. NULL
/// on lines that the commitment does not cover.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Share {
    pub(crate) commitment: Commitment,
    pub(crate) basis: ShareBasis,
}

impl Share {
    /// Every share.
    pub(crate) const ALL: [Self; 6] = {
        use Commitment::{Ri, Sp};
        use ShareBasis::{AmortizedUpfront, Effective, Recurring};
        [
            Self { commitment: Ri, basis: Effective },
            Self { commitment: Ri, basis: AmortizedUpfront },
            Self { commitment: Ri, basis: Recurring },
            Self { commitment: Sp, basis: Effective },
            Self { commitment: Sp, basis: AmortizedUpfront },
            Self { commitment: Sp, basis: Recurring },
        ]
    };

    /// The column's name in the cells.
    pub(crate) fn name(self) -> &'static str {
        match (self.commitment, self.basis) {
            (Commitment::Ri, ShareBasis::Effective) => "ri_share_effective",
            (Commitment::Ri, ShareBasis::AmortizedUpfront) => "ri_share_amortized_upfront",
            (Commitment::Ri, ShareBasis::Recurring) => "ri_share_recurring",
            (Commitment::Sp, ShareBasis::Effective) => "sp_share_effective",
            (Commitment::Sp, ShareBasis::AmortizedUpfront) => "sp_share_amortized_upfront",
            (Commitment::Sp, ShareBasis::Recurring) => "sp_share_recurring",
        }
    }

    /// Its value for a line. The parts of a Savings Plan's share need [`super::fees::Fees`].
    pub(crate) fn of_line(self, width: Width) -> Result<Expr> {
        let figure = |name: &str| width.of(ident(name));
        let net = |net: &str, plain: &str| coalesce(vec![figure(net), figure(plain)]);
        let effective = || net(column::NET_EFFECTIVE_COST, column::EFFECTIVE_COST);
        let value = match (self.commitment, self.basis) {
            (_, ShareBasis::Effective) => effective(),
            (Commitment::Ri, ShareBasis::AmortizedUpfront) => {
                net(column::NET_AMORTIZED_UPFRONT_COST, column::AMORTIZED_UPFRONT_COST)
            }
            (Commitment::Ri, ShareBasis::Recurring) => net(column::NET_RECURRING_COST, column::RECURRING_COST),
            (Commitment::Sp, ShareBasis::AmortizedUpfront) => figure(UPFRONT),
            (Commitment::Sp, ShareBasis::Recurring) => effective() - figure(UPFRONT),
        };
        let covered = match self.commitment {
            Commitment::Ri => line_type::DISCOUNTED_USAGE,
            Commitment::Sp => line_type::SP_COVERED_USAGE,
        };
        when(is(covered), value).otherwise(lit(ScalarValue::Null))
    }

    /// The ledger's columns that it is at most as large as.
    pub(crate) fn bounds(self) -> [&'static str; 2] {
        match (self.commitment, self.basis) {
            (Commitment::Ri, ShareBasis::AmortizedUpfront) => {
                [column::NET_AMORTIZED_UPFRONT_COST, column::AMORTIZED_UPFRONT_COST]
            }
            (Commitment::Ri, ShareBasis::Recurring) => [column::NET_RECURRING_COST, column::RECURRING_COST],
            (Commitment::Ri, ShareBasis::Effective) | (Commitment::Sp, _) => [column::NET_EFFECTIVE_COST, column::EFFECTIVE_COST],
        }
    }
}
