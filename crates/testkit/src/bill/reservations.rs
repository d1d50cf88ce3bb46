//! Reserved Instances: discounted usage in the consumers' accounts, fees in the purchaser's.
//!
//! A lease is priced per normalized unit and hour, so that size flexibility is plain multiplication and the fee
//! of the month is exactly what its use consumed plus what stayed unused.

use std::sync::Arc;

use super::about::Use;
use super::calendar::{BillingMonth, Period};
use super::catalog::{EC2_INSTANCES, Item, Region};
use super::commitment::{PaymentOption, Term};
use super::dice::Dice;
use super::line::{About, Figures, Header, Line, LineType, OneOff, ReservationFigures};
use super::number::Num;
use super::people::Account;
use super::text;
use super::usage::{factor, hours_run};

/// Reserved Instances bought together.
#[derive(Debug)]
pub struct Lease {
    pub arn: String,
    pub subscription_id: String,
    pub purchaser: Arc<Account>,
    pub payment: PaymentOption,
    pub count: i64,
    pub term: Term,
    /// Per normalized unit and hour.
    pub recurring: Num,
    /// The up-front part, spread over the term: per normalized unit and hour.
    pub amortized: Num,
    /// The size bought.
    pub(crate) item: &'static Item,
    pub(crate) region: &'static Region,
    pub(crate) consumers: Vec<Machine>,
    dice: Dice,
}

/// A machine that runs whether or not a commitment covers it.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) account: Arc<Account>,
    pub(crate) item: &'static Item,
    pub(crate) dice: Dice,
}

impl Lease {
    /// Lease number `index` of a bill.
    pub(crate) fn draw(dice: Dice, index: usize, accounts: &[Arc<Account>], (first, months): (BillingMonth, u32)) -> Lease {
        let dice = dice.named("lease").at(index as u64);
        let payment = PaymentOption::ALL[index % 3];
        let purchaser = match index {
            0..3 => &accounts[index * 2 % accounts.len()],
            _ => dice.named("purchaser").pick(accounts),
        };
        let region = Region::draw(dice.named("region"));
        let family = dice.named("family").pick(&["m5", "c6g", "r5"]);
        let sizes: Vec<&'static Item> = EC2_INSTANCES.iter().filter(|item| is_of(item, family)).collect();
        let item = sizes[0];
        let consumers = consumers(dice, purchaser, accounts, &sizes);
        let needed: i64 = consumers.iter().map(|machine| normalized(machine.item).units()).sum();
        let unit_price = region.price(item.rate.times(reciprocal(normalized(item))));
        let (recurring, amortized) = percent_of_price(payment);
        Lease {
            arn: format!("arn:aws:ec2:{}:{}:reserved-instances/{}", region.code, purchaser.id, dice.uuid()),
            subscription_id: (10_000_000_000 + dice.named("subscription").below(9_000_000_000)).to_string(),
            purchaser: purchaser.clone(),
            payment,
            count: needed / normalized(item).units() + 1,
            term: Term::draw(dice, index, first, months),
            recurring: unit_price.percent(recurring).rounded(6),
            amortized: unit_price.percent(amortized).rounded(6),
            item,
            region,
            consumers,
            dice,
        }
    }

    fn units_per_hour(&self) -> Num {
        Num::from_units(normalized(self.item).units() * self.count)
    }

    /// What is paid at the start.
    pub fn upfront_value(&self) -> Num {
        let hourly = self.amortized.times(self.units_per_hour());
        Num::from_units(hourly.units() * self.term.hours())
    }

    /// The fee of the month and, where it was bought in it, the purchase.
    pub(crate) fn fees(self: &Arc<Lease>, header: &Arc<Header>, periods: &[Period], machines: &[Reserved]) -> Vec<OneOff> {
        let covered: Vec<Period> = periods.iter().copied().filter(|period| self.term.covers(*period)).collect();
        let mut fees = Vec::new();
        if let (Some(first), Some(last)) = (covered.first(), covered.last()) {
            let hours = covered.iter().map(|period| period.hours()).sum();
            let used = machines.iter().map(|machine| machine.normalized_use(&covered)).sum();
            let figures = self.fee_figures(hours, used);
            fees.push(OneOff { about: self.fee(header, LineType::RiFee), start: first.start, end: last.end, figures });
        }
        if self.term.starts_in(periods) && !self.upfront_value().is_zero() {
            let figures = Figures {
                usage_amount: Num::whole(self.count),
                unblended_cost: self.upfront_value(),
                reservation: ReservationFigures { upfront_value: Some(self.upfront_value()), ..ReservationFigures::default() },
                ..Figures::default()
            };
            let (start, end) = (self.term.start, self.term.start + 3_600);
            fees.push(OneOff { about: self.fee(header, LineType::Fee), start, end, figures });
        }
        fees
    }

    fn fee_figures(&self, hours: i64, used: Num) -> Figures {
        let quantity = Num::whole(self.count * hours);
        let total = Num::from_units(self.units_per_hour().units() * hours);
        let unused = total - used;
        Figures {
            usage_amount: quantity,
            normalization_factor: factor(self.item),
            normalized_usage_amount: Some(total),
            unblended_cost: self.recurring.times(total),
            reservation: ReservationFigures {
                amortized_upfront_fee_for_billing_period: Some(self.amortized.times(total)),
                unused_amortized_upfront_fee_for_billing_period: Some(self.amortized.times(unused)),
                unused_recurring_fee: Some(self.recurring.times(unused)),
                unused_quantity: Some(unused.times(reciprocal(normalized(self.item)))),
                unused_normalized_unit_quantity: Some(unused),
                total_reserved_units: Some(quantity),
                total_reserved_normalized_units: Some(total),
                upfront_value: Some(self.upfront_value()),
                ..ReservationFigures::default()
            },
            ..Figures::default()
        }
    }

    fn fee(self: &Arc<Lease>, header: &Arc<Header>, line_type: LineType) -> About {
        let rate = self.recurring.times(normalized(self.item));
        let name = self.item.instance.as_ref().map_or("", |instance| instance.name);
        let description = match line_type {
            LineType::Fee => format!("Sign up charge for subscription: {}", self.subscription_id),
            _ => format!("USD {} hourly fee per Linux/UNIX (Amazon VPC), {name} instance", text::short(rate)),
        };
        let prefix = self.region.prefix;
        let buys = Use { header, account: &self.purchaser, item: self.item, region: Some(self.region), dice: self.dice };
        About {
            usage_type: format!("{prefix}HeavyUsage:{name}"),
            availability_zone: String::new(),
            resource_id: String::new(),
            unblended_rate: Some(rate),
            lease: Some(self.clone()),
            ..buys.described(line_type, description)
        }
    }
}

fn is_of(item: &Item, family: &str) -> bool {
    item.instance.as_ref().is_some_and(|instance| instance.family == family)
}

fn normalized(item: &Item) -> Num {
    factor(item).unwrap_or(Num::ONE)
}

/// Factors are powers of two, so this is exact.
fn reciprocal(value: Num) -> Num {
    Num::from_units(Num::ONE.units() / (value.units() / 1_000_000) * 10_000)
}

/// Hundredths of the on-demand price: recurring, amortized.
fn percent_of_price(payment: PaymentOption) -> (i64, i64) {
    match payment {
        PaymentOption::NoUpfront => (63, 0),
        PaymentOption::PartialUpfront => (30, 30),
        PaymentOption::AllUpfront => (0, 58),
    }
}

/// Three machines: two in accounts that others may own, the last in the purchaser's.
fn consumers(dice: Dice, purchaser: &Arc<Account>, accounts: &[Arc<Account>], sizes: &[&'static Item]) -> Vec<Machine> {
    (0..3u64)
        .map(|at| {
            let dice = dice.named("machine").at(at);
            let step = 1 + dice.named("account").below(accounts.len() as u64 - 1) as usize;
            let account = match at {
                2 => purchaser,
                _ => &accounts[(purchaser.index + step) % accounts.len()],
            };
            Machine { account: account.clone(), item: dice.named("size").pick::<&'static Item>(sizes), dice }
        })
        .collect()
}

/// A machine under a lease: discounted usage while it runs, on-demand usage before and after.
#[derive(Debug)]
pub(crate) struct Reserved {
    lease: Arc<Lease>,
    discounted: About,
    on_demand: About,
    price: Num,
    factor: Num,
    dice: Dice,
}

impl Reserved {
    pub(crate) fn new(lease: &Arc<Lease>, machine: &Machine, header: &Arc<Header>) -> Reserved {
        let price = lease.region.price(machine.item.rate);
        let uses = Use { header, account: &machine.account, item: machine.item, region: Some(lease.region), dice: machine.dice };
        let on_demand = uses.at(price, Some(price));
        let name = machine.item.instance.as_ref().map_or("", |instance| instance.name);
        let description = format!("Linux/UNIX (Amazon VPC), {name} reserved instance applied");
        let discounted = About {
            unblended_rate: Some(Num::ZERO),
            public_on_demand_rate: Some(price),
            lease: Some(lease.clone()),
            ..uses.described(LineType::DiscountedUsage, description)
        };
        let factor = normalized(machine.item);
        Reserved { lease: lease.clone(), discounted, on_demand, price, factor, dice: machine.dice }
    }

    pub(crate) fn line(&self, period: Period) -> Option<Line<'_>> {
        let hours = hours_run(self.dice, period);
        if hours.is_zero() {
            return None;
        }
        let cost = self.price.times(hours);
        let figures = Figures {
            usage_amount: hours,
            normalization_factor: Some(self.factor),
            normalized_usage_amount: Some(hours.times(self.factor)),
            public_on_demand_cost: cost,
            ..Figures::default()
        };
        let (about, figures) = if self.lease.term.covers(period) {
            (&self.discounted, Figures { reservation: self.share(hours), ..figures })
        } else {
            (&self.on_demand, Figures { unblended_cost: cost, ..figures })
        };
        Some(Line { about, start: period.start, end: period.end, figures })
    }

    fn share(&self, hours: Num) -> ReservationFigures {
        let units = hours.times(self.factor);
        let (recurring, amortized) = (self.lease.recurring.times(units), self.lease.amortized.times(units));
        ReservationFigures {
            effective_cost: Some(recurring + amortized),
            amortized_upfront_cost_for_usage: Some(amortized),
            recurring_fee_for_usage: Some(recurring),
            ..ReservationFigures::default()
        }
    }

    fn normalized_use(&self, periods: &[Period]) -> Num {
        periods.iter().map(|period| hours_run(self.dice, *period).times(self.factor)).sum()
    }
}
