//! Marks: what rules look at in a line, each one column of the cells. A rule names the marks that it needs, so that
//! a workflow pays only for the distinctions that it makes.

use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::logical_expr::binary_expr;
use datafusion::prelude::{Expr, ident, lit, when};
use muster_domain::credit::CreditPatterns;

use crate::ledger::cells;
use crate::ledger::schema::column;
use crate::rules::{credit, line_type};

/// One thing that a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Mark {
    /// Who the line belongs to.
    Account,
    /// Who bought the commitment that the line is about; NULL where it is about none.
    Purchaser,
    /// DU or SPCU with a public price.
    Priced,
    /// The kind of credit or discount that the line is, as workflows spell it; NULL where it is none.
    CreditKind,
    /// A tax, or the refund of one.
    Tax,
    /// The up-front fee of a reservation.
    ReservationFee,
    /// Usage whose cost is not what the public on-demand price makes it.
    OtherTier,
    /// Usage that costs nothing and would cost something at the public on-demand price.
    FreeTier,
    /// Sold by AWS Marketplace.
    Marketplace,
    /// A support fee.
    Support,
}

impl Mark {
    /// The column's name in the cells.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Account => column::USAGE_ACCOUNT_ID,
            Self::Purchaser => column::PURCHASER_ACCOUNT_ID,
            Self::Priced => cells::PRICED,
            Self::CreditKind => "credit_kind",
            Self::Tax => "tax",
            Self::ReservationFee => "reservation_fee",
            Self::OtherTier => cells::OTHER_TIER,
            Self::FreeTier => cells::FREE_TIER,
            Self::Marketplace => "marketplace",
            Self::Support => "support",
        }
    }

    /// The column in the cells.
    pub(crate) fn cell(self) -> Expr {
        ident(self.name())
    }

    /// Its value for a line. Where it says yes or no, NULL is no: what is made never NULL by `IS TRUE` has one
    /// nullability in a logical plan and another in a physical one, and a plan that sums up single lines fails at that.
    pub(crate) fn of_line(self, patterns: &CreditPatterns) -> Result<Expr> {
        let on_demand = || ident(column::ON_DEMAND_COST);
        let unblended = || ident(column::UNBLENDED_COST);
        match self {
            Self::Account => Ok(ident(column::USAGE_ACCOUNT_ID)),
            Self::Purchaser => Ok(ident(column::PURCHASER_ACCOUNT_ID)),
            Self::Priced => only_for(line_type::is_any(&line_type::COVERED), on_demand().is_not_null()),
            Self::CreditKind => credit::kind_of_line(patterns),
            Self::Tax => tax(),
            Self::ReservationFee => {
                only_for(line_type::is(line_type::FEE), ident(column::CHARGE_TYPE).eq(lit("Upfront reservation fee")))
            }
            Self::OtherTier => only_for(own_usage(), on_demand().is_not_null().and(on_demand().not_eq(unblended()))),
            Self::FreeTier => {
                let free = on_demand().is_not_null().and(unblended().eq(zero())).and(on_demand().gt(zero()));
                only_for(own_usage(), free)
            }
            Self::Marketplace => Ok(marketplace()),
            Self::Support => only_for(line_type::is(line_type::FEE), ident(column::CHARGE_TYPE).eq(lit("Support fee"))),
        }
    }
}

/// `value` where the line is of that sort, false elsewhere. A CASE, so that what `value` reads (a description, a
/// price) is looked at on those lines only.
fn only_for(sort: Expr, value: Expr) -> Result<Expr> {
    when(sort, value).otherwise(lit(false))
}

fn tax() -> Result<Expr> {
    let described = binary_expr(ident(column::DESCRIPTION), Operator::RegexIMatch, lit(r"^\s*tax"));
    let refunded = only_for(line_type::is(line_type::REFUND), described)?;
    only_for(line_type::is_any(&[line_type::TAX, line_type::REFUND]), line_type::is(line_type::TAX).or(refunded))
}

/// Usage sold by AWS at a price list: neither Spot, whose price is another market, nor Marketplace.
fn own_usage() -> Expr {
    let spot = ident(column::LIFECYCLE).eq(lit("Spot"));
    line_type::is(line_type::USAGE).and(spot.is_not_true()).and(marketplace().is_not_true())
}

fn marketplace() -> Expr {
    ident(column::BILLING_ENTITY).eq(lit("AWS Marketplace"))
}

fn zero() -> Expr {
    lit(datafusion::scalar::ScalarValue::Decimal128(Some(0), 38, 12))
}
