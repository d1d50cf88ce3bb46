//! Rows of FOCUS bills (billing.md section 6).
//!
//! FOCUS bills covered usage at 0 and has no negation lines, so that a Savings Plan replaced by list prices needs
//! nothing taken back. Its effective cost is the amortized cost, whatever the charge.

use super::super::derive::focus::{self, Charge, Role};
use super::super::derive::{self, Commitment, LineType, Price};
use super::super::header::Field;
use super::{Cells, Line, Row, RowError};

impl<'a, C: Cells> Row<'a, C> {
    pub(super) fn focus_line(&self) -> Result<Line<'a>, RowError> {
        let start = self.start()?;
        let (kind, role) = self.focus_kind()?;
        let unblended = self.required(Field::UnblendedCost, self.number(Field::UnblendedCost)?, "a number")?;
        let effective = self.number(Field::EffectiveCost)?;
        let arn = self.text(Field::CommitmentId);
        let billing_entity = focus::billing_entity(self.text(Field::BillingEntity), self.text(Field::LegalEntity));
        let price = self.list_price(kind, role, billing_entity)?;
        let service = self.text(Field::ProductCode).or_else(|| self.text(Field::ServiceName));
        let usage_type = self.text(Field::UsageType).or_else(|| self.text(Field::SkuMeter));
        let payer = self.payer()?;
        Ok(Line {
            payer,
            account: self.focus_account(role, arn)?.unwrap_or(payer),
            first_day_of_period: self.first_day_of_period(start)?,
            start,
            end: self.time(Field::UsageEnd)?,
            kind,
            charge_type: derive::charge_type(kind, service, arn),
            lifecycle: if self.is_spot() { "Spot" } else { derive::lifecycle(kind, usage_type) },
            billing_entity,
            service,
            usage_type,
            unblended,
            usage_amount: price.usage_amount,
            public_cost: price.public_cost,
            public_rate: price.public_rate,
            on_demand: derive::public_cost(price).map_err(|cause| self.wrong(Field::PublicOnDemandRate, cause))?,
            arn,
            commitment_start: None,
            payment_option: None,
            commitment: Commitment { effective: effective.filter(|_| role == Role::Used), ..Commitment::default() },
            unused: effective.filter(|_| role == Role::Unused),
            amortized: effective.unwrap_or(unblended),
            region: self.text(Field::Region),
            product_family: None,
            is_split_cost: derive::is_split_cost(self.text(Field::Operation)),
        })
    }

    fn focus_kind(&self) -> Result<(LineType<'a>, Role), RowError> {
        let category = self.required(Field::ChargeCategory, self.text(Field::ChargeCategory), "a category such as Usage")?;
        let (id, commitment_category) = (self.text(Field::CommitmentId), self.text(Field::CommitmentCategory));
        let charge = Charge {
            category,
            class: self.text(Field::ChargeClass),
            frequency: self.text(Field::ChargeFrequency),
            status: self.text(Field::CommitmentStatus),
            commitment: focus::Commitment::of(id, commitment_category, self.text(Field::CommitmentType)),
        };
        let role = charge.role().map_err(|cause| self.wrong(Field::CommitmentStatus, cause))?;
        Ok((charge.line_type(role), role))
    }

    /// What nobody used stays with who bought it.
    fn focus_account(&self, role: Role, arn: Option<&'a str>) -> Result<Option<&'a str>, RowError> {
        let purchaser = arn.filter(|_| role == Role::Unused).and_then(derive::purchaser);
        Ok(self.account()?.or(purchaser))
    }

    /// List prices of what AWS itself sells at a list price: usage, covered or not. FOCUS has a list cost on every
    /// charge, also on those that have no on-demand price: Spot, what others sell, fees, tax, credits.
    fn list_price(&self, kind: LineType<'_>, role: Role, billing_entity: Option<&str>) -> Result<Price, RowError> {
        let is_usage = role == Role::Used || kind == LineType::Usage;
        let is_listed = is_usage && !self.is_spot() && billing_entity != Some("AWS Marketplace");
        let (cost, rate) = (self.number(Field::PublicOnDemandCost)?, self.number(Field::PublicOnDemandRate)?);
        let amount = self.number(Field::UsageAmount)?;
        Ok(Price {
            public_cost: cost.filter(|_| is_listed),
            public_rate: rate.filter(|_| is_listed),
            usage_amount: if amount.is_some() { amount } else { self.number(Field::ConsumedQuantity)? },
            unblended: 0,
        })
    }

    /// A price that moves with the market.
    fn is_spot(&self) -> bool {
        self.text(Field::PricingCategory).is_some_and(|category| category.eq_ignore_ascii_case("Dynamic"))
    }
}
