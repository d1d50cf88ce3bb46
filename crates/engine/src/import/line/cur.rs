//! Rows of Cost and Usage Reports, legacy and 2.0.

use super::super::derive::{self, Amortization, Commitment, LineType, Price};
use super::super::error::Cause;
use super::super::header::Field;
use super::super::time;
use super::maps::MapBuffer;
use super::{Cells, Line, Row, RowError};

impl<'a, C: Cells> Row<'a, C> {
    pub(super) fn cur_line(&self, product: &'a MapBuffer) -> Result<Line<'a>, RowError> {
        let start = self.start()?;
        let kind_text = self.required(Field::LineItemType, self.text(Field::LineItemType), "a line item type such as Usage")?;
        let kind = LineType::read(kind_text);
        let is_split_cost = derive::is_split_cost(self.text(Field::Operation));
        let unblended = self.unblended(is_split_cost)?;
        let price = self.price(unblended)?;
        let (arn, reservation_arn) = self.arns(kind);
        let commitment = self.commitment(kind)?;
        let description = self.text(Field::Description);
        let (service, usage_type) = (self.text(Field::ProductCode), self.text(Field::UsageType));
        let payer = self.payer()?;
        Ok(Line {
            payer,
            account: self.account()?.unwrap_or(payer),
            first_day_of_period: self.first_day_of_period(start)?,
            start,
            end: self.time(Field::UsageEnd)?,
            kind,
            charge_type: derive::charge_type(kind, service, reservation_arn),
            lifecycle: derive::lifecycle(kind, usage_type),
            billing_entity: self.text(Field::BillingEntity),
            service,
            usage_type,
            unblended,
            usage_amount: price.usage_amount,
            public_cost: price.public_cost,
            public_rate: price.public_rate,
            on_demand: derive::on_demand(kind, price).map_err(|cause| self.wrong(Field::PublicOnDemandRate, cause))?,
            arn,
            commitment_start: self.commitment_start(kind, arn)?,
            payment_option: self.payment_option(kind, reservation_arn),
            amortized: derive::amortized(Amortization { kind, unblended, commitment: &commitment, reservation_arn, description }),
            unused: commitment.unused(kind),
            commitment,
            region: self.region(product),
            product_family: self.text(Field::ProductFamily).or_else(|| product.get("product_family")),
            is_split_cost,
        })
    }

    /// A cost that is not there is an error, except where it would count in no sum.
    fn unblended(&self, is_split_cost: bool) -> Result<i128, RowError> {
        match self.number(Field::UnblendedCost)? {
            Some(cost) => Ok(cost),
            None if is_split_cost => Ok(0),
            None => Err(self.wrong(Field::UnblendedCost, Cause::Nothing("a number"))),
        }
    }

    fn price(&self, unblended: i128) -> Result<Price, RowError> {
        // The rate is a text also where costs are doubles, and may be no number at all.
        let rate = self.number(Field::PublicOnDemandRate).unwrap_or(None);
        Ok(Price {
            public_cost: self.number(Field::PublicOnDemandCost)?,
            public_rate: rate,
            usage_amount: self.number(Field::UsageAmount)?,
            unblended,
        })
    }

    /// The ARN of the line's commitment, and the reservation's alone.
    fn arns(&self, kind: LineType<'_>) -> (Option<&'a str>, Option<&'a str>) {
        let (plan, reservation) = (self.text(Field::SavingsPlanArn), self.text(Field::ReservationArn));
        let arn = if kind.is_savings_plan() { plan.or(reservation) } else { reservation.or(plan) };
        (arn, reservation)
    }

    fn commitment_start(&self, kind: LineType<'_>, arn: Option<&str>) -> Result<Option<i32>, RowError> {
        if arn.is_none() {
            return Ok(None);
        }
        let field = if kind.is_savings_plan() { Field::SavingsPlanStart } else { Field::ReservationStart };
        Ok(self.time(field)?.map(time::day))
    }

    fn payment_option(&self, kind: LineType<'_>, reservation_arn: Option<&str>) -> Option<&'a str> {
        if kind.is_savings_plan() {
            return self.text(Field::SavingsPlanPaymentOption).or_else(|| self.text(Field::PurchaseOption));
        }
        reservation_arn.and_then(|_| self.text(Field::PurchaseOption))
    }

    fn region(&self, product: &'a MapBuffer) -> Option<&'a str> {
        if self.0.header().has(Field::Region) {
            return self.text(Field::Region);
        }
        self.text(Field::RegionCode).or_else(|| product.get("region"))
    }

    fn commitment(&self, kind: LineType<'_>) -> Result<Commitment, RowError> {
        use Field::*;
        let none = Commitment::default();
        Ok(match kind {
            LineType::DiscountedUsage => {
                let (effective, upfront) = (self.number(ReservationEffectiveCost)?, self.number(ReservationUpfront)?);
                let recurring = self.number(ReservationRecurring)?;
                Commitment {
                    effective,
                    net_effective: self.net(ReservationNetEffectiveCost, effective)?,
                    upfront,
                    net_upfront: self.net(ReservationNetUpfront, upfront)?,
                    recurring,
                    net_recurring: self.net(ReservationNetRecurring, recurring)?,
                    ..none
                }
            }
            LineType::SavingsPlanCoveredUsage => {
                let effective = self.number(SavingsPlanEffectiveCost)?;
                Commitment { effective, net_effective: self.net(SavingsPlanNetEffectiveCost, effective)?, ..none }
            }
            LineType::SavingsPlanRecurringFee => {
                let (upfront, recurring) = (self.number(SavingsPlanUpfront)?, self.number(SavingsPlanRecurring)?);
                Commitment {
                    upfront,
                    net_upfront: self.net(SavingsPlanNetUpfront, upfront)?,
                    recurring,
                    net_recurring: self.net(SavingsPlanNetRecurring, recurring)?,
                    total: self.number_or_zero(SavingsPlanTotal)?,
                    used: self.number_or_zero(SavingsPlanUsed)?,
                    ..none
                }
            }
            LineType::RiFee => Commitment {
                unused_upfront: self.number_or_zero(ReservationUnusedUpfront)?,
                unused_recurring: self.number_or_zero(ReservationUnusedRecurring)?,
                ..none
            },
            _ => none,
        })
    }

    /// Nothing unused may be left out of the cell; only a bill without the column does not say.
    fn number_or_zero(&self, field: Field) -> Result<Option<i128>, RowError> {
        let number = self.number(field)?;
        Ok(if self.0.header().has(field) { number.or(Some(0)) } else { number })
    }

    /// The net twin of a cost; a zero beside a cost may be an empty cell of legacy Parquet.
    fn net(&self, field: Field, cost: Option<i128>) -> Result<Option<i128>, RowError> {
        let net = self.number(field)?;
        let stands_for_nothing = net == Some(0) && cost != Some(0) && self.0.zero_may_be_absent();
        Ok(if stands_for_nothing { None } else { net })
    }
}
