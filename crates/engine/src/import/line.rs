//! A row of a bill, whatever its form, becomes a line of the ledger. Everything that can fail happens before the
//! first value is appended, so that a bad row leaves no trace.

pub(super) mod batch;
mod builders;
mod columns;
pub(super) mod maps;

use super::decimal;
use super::derive::{self, Amortization, Commitment, LineType, Price};
use super::error::Cause;
use super::header::{Field, Header};
use super::time;
use batch::{Batches, PeriodKey};
use maps::MapBuffer;

/// A row's cells by the number of their column. Empty is absent.
pub(super) trait Cells {
    fn header(&self) -> &Header;
    fn text(&self, column: usize) -> Option<&str>;
    fn number(&self, column: usize) -> Result<Option<i128>, Cause>;
    /// Microseconds since 1970.
    fn time(&self, column: usize) -> Result<Option<i64>, Cause>;
    /// Adds the entries of a map.
    fn map(&self, column: usize, out: &mut MapBuffer) -> Result<(), Cause>;
    /// Legacy Parquet writes 0 where the bill has nothing.
    fn zero_may_be_absent(&self) -> bool;
}

/// Why a row cannot be read, and in which column.
pub(super) struct RowError {
    pub(super) column: Option<usize>,
    pub(super) cause: Cause,
}

/// What the caller keeps between rows, so that none allocates.
#[derive(Default)]
pub(super) struct Scratch {
    product: MapBuffer,
    pub(super) tags: MapBuffer,
    pub(super) cost_categories: MapBuffer,
}

/// One line, its texts still those of the row.
pub(super) struct Line<'a> {
    pub(super) payer: &'a str,
    pub(super) account: &'a str,
    pub(super) first_day_of_period: i32,
    pub(super) start: i64,
    pub(super) end: Option<i64>,
    pub(super) kind_text: &'a str,
    pub(super) kind: LineType<'a>,
    pub(super) unblended: i128,
    pub(super) usage_amount: Option<i128>,
    pub(super) public_cost: Option<i128>,
    pub(super) public_rate: Option<i128>,
    pub(super) on_demand: Option<i128>,
    pub(super) arn: Option<&'a str>,
    pub(super) reservation_arn: Option<&'a str>,
    pub(super) commitment_start: Option<i32>,
    pub(super) payment_option: Option<&'a str>,
    pub(super) commitment: Commitment,
    pub(super) amortized: i128,
    pub(super) region: Option<&'a str>,
    pub(super) product_family: Option<&'a str>,
    pub(super) is_split_cost: bool,
}

/// Reads the row and appends it to the batch of its period.
pub(super) fn append<C: Cells>(cells: &C, scratch: &mut Scratch, out: &mut Batches) -> Result<(), RowError> {
    let row = Row(cells);
    row.read_maps(scratch)?;
    let line = row.line(&scratch.product)?;
    let key = PeriodKey { payer: line.payer, first_day: line.first_day_of_period };
    out.of(key).append(&row, &line, scratch);
    Ok(())
}

/// A row with its errors located.
pub(super) struct Row<'a, C>(&'a C);

impl<'a, C: Cells> Row<'a, C> {
    pub(super) fn text(&self, field: Field) -> Option<&'a str> {
        self.0.text(self.0.header().column(field)?)
    }

    fn located<T>(&self, field: Field, read: impl Fn(usize) -> Result<Option<T>, Cause>) -> Result<Option<T>, RowError> {
        let Some(column) = self.0.header().column(field) else { return Ok(None) };
        read(column).map_err(|cause| RowError { column: Some(column), cause })
    }

    fn number(&self, field: Field) -> Result<Option<i128>, RowError> {
        self.located(field, |column| self.0.number(column))
    }

    fn time(&self, field: Field) -> Result<Option<i64>, RowError> {
        self.located(field, |column| self.0.time(column))
    }

    fn wrong(&self, field: Field, cause: Cause) -> RowError {
        RowError { column: self.0.header().column(field), cause }
    }

    fn read_maps(&self, scratch: &mut Scratch) -> Result<(), RowError> {
        let header = self.0.header();
        scratch.product.clear();
        scratch.tags.clear();
        scratch.cost_categories.clear();
        let keyed = [(&header.tags, &mut scratch.tags), (&header.cost_categories, &mut scratch.cost_categories)];
        for (columns, out) in keyed {
            for (column, key) in columns {
                if let Some(value) = self.0.text(*column) {
                    out.push(key, value);
                }
            }
        }
        // The product map is long, and wanted only for what has no cell of its own.
        let has_region = header.has(Field::Region) || self.text(Field::RegionCode).is_some();
        if !has_region || self.text(Field::ProductFamily).is_none() {
            self.read_map(Field::ProductMap, &mut scratch.product)?;
        }
        self.read_map(Field::TagMap, &mut scratch.tags)?;
        self.read_map(Field::CostCategoryMap, &mut scratch.cost_categories)
    }

    fn read_map(&self, field: Field, out: &mut MapBuffer) -> Result<(), RowError> {
        let Some(column) = self.0.header().column(field) else { return Ok(()) };
        self.0.map(column, out).map_err(|cause| RowError { column: Some(column), cause })
    }

    fn line(&self, product: &'a MapBuffer) -> Result<Line<'a>, RowError> {
        let required = |field, value: Option<_>| value.ok_or_else(|| self.wrong(field, Cause::Nothing("a time")));
        let start = required(Field::UsageStart, self.time(Field::UsageStart)?)?;
        let kind_text = self
            .text(Field::LineItemType)
            .ok_or_else(|| self.wrong(Field::LineItemType, Cause::Nothing("a line item type such as Usage")))?;
        let kind = LineType::read(kind_text);
        let is_split_cost = derive::is_split_cost(self.text(Field::Operation));
        let unblended = self.unblended(is_split_cost)?;
        let price = self.price(unblended)?;
        let (arn, reservation_arn) = self.arns(kind);
        let commitment = self.commitment(kind)?;
        let description = self.text(Field::Description);
        let payer = self.payer()?;
        Ok(Line {
            payer,
            account: self.text(Field::UsageAccountId).unwrap_or(payer),
            first_day_of_period: self.first_day_of_period(start)?,
            start,
            end: self.time(Field::UsageEnd)?,
            kind_text,
            kind,
            unblended,
            usage_amount: price.usage_amount,
            public_cost: price.public_cost,
            public_rate: price.public_rate,
            on_demand: derive::on_demand(kind, price).map_err(|cause| self.wrong(Field::PublicOnDemandRate, cause))?,
            arn,
            reservation_arn,
            commitment_start: self.commitment_start(kind, arn)?,
            payment_option: self.payment_option(kind, reservation_arn),
            amortized: derive::amortized(Amortization { kind, unblended, commitment: &commitment, reservation_arn, description }),
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

    /// Names a folder of the ledger, so only what cannot lead out of it. A bill without payers is one account's.
    fn payer(&self) -> Result<&'a str, RowError> {
        let Some(payer) = self.text(Field::PayerAccountId) else { return Ok(UNKNOWN_PAYER) };
        let is_plain = payer.len() <= 64 && payer.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_plain { Ok(payer) } else { Err(self.wrong(Field::PayerAccountId, Cause::NotAnAccount(decimal::excerpt(payer)))) }
    }

    fn first_day_of_period(&self, usage_start: i64) -> Result<i32, RowError> {
        let start = self.time(Field::BillingPeriodStart)?.unwrap_or(usage_start);
        let month = time::month(time::day(start)).map(|(_, first_day)| first_day);
        month.ok_or_else(|| self.wrong(Field::BillingPeriodStart, Cause::NotATime(start.to_string())))
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

/// The folder of bills that do not say who pays.
const UNKNOWN_PAYER: &str = "000000000000";
