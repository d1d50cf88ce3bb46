//! Savings Plans: covered usage with its negation in the consumers' accounts, the commitment in the purchaser's.
//!
//! A plan commits somewhat more than its machines can use at once, so every hour has an unused part.

use std::sync::Arc;

use super::about::Use;
use super::calendar::{BillingMonth, Period};
use super::catalog::{EC2_INSTANCES, Item, Region, SAVINGS_PLAN};
use super::commitment::{PaymentOption, Term};
use super::dice::Dice;
use super::line::{About, Figures, Header, Line, LineType, OneOff, SavingsPlanFigures};
use super::number::Num;
use super::people::Account;
use super::reservations::Machine;
use super::usage::{factor, hours_run};

/// What a plan covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    Compute,
    /// One instance family in one region.
    Ec2Instance,
}

/// A Savings Plan.
#[derive(Debug)]
pub struct Plan {
    pub arn: String,
    pub id: String,
    pub kind: PlanKind,
    pub purchaser: Arc<Account>,
    pub payment: PaymentOption,
    /// Per hour, up-front part included.
    pub commitment: Num,
    pub term: Term,
    pub(crate) machines: Vec<Covered>,
    dice: Dice,
}

/// A machine and where it runs.
#[derive(Debug)]
pub(crate) struct Covered {
    machine: Machine,
    region: &'static Region,
}

impl Plan {
    /// Plan number `index` of a bill.
    pub(crate) fn draw(dice: Dice, index: usize, accounts: &[Arc<Account>], (first, months): (BillingMonth, u32)) -> Plan {
        let dice = dice.named("plan").at(index as u64);
        let kind = if index.is_multiple_of(2) { PlanKind::Compute } else { PlanKind::Ec2Instance };
        let purchaser = match index {
            0..3 => &accounts[(index * 3 + 1) % accounts.len()],
            _ => dice.named("purchaser").pick(accounts),
        };
        let machines = machines(dice, kind, purchaser, accounts);
        let most: Num = machines.iter().map(|covered| covered.rate(kind)).sum();
        let id = dice.uuid();
        Plan {
            arn: format!("arn:aws:savingsplans::{}:savingsplan/{id}", purchaser.id),
            id,
            kind,
            purchaser: purchaser.clone(),
            payment: PaymentOption::ALL[index % 3],
            // Even thousandths: half of it is exact, too.
            commitment: Num::from_units(most.percent(115).units() / 20_000_000 * 20_000_000 + 20_000_000),
            term: Term::draw(dice, index, first, months),
            machines,
            dice,
        }
    }

    /// The up-front and the recurring part of `commitment`.
    fn parts(&self, commitment: Num) -> (Num, Num) {
        match self.payment {
            PaymentOption::NoUpfront => (Num::ZERO, commitment),
            PaymentOption::PartialUpfront => (commitment.percent(50), commitment.percent(50)),
            PaymentOption::AllUpfront => (commitment, Num::ZERO),
        }
    }

    /// What is paid at the start.
    pub fn upfront_value(&self) -> Num {
        Num::from_units(self.parts(self.commitment).0.units() * self.term.hours())
    }

    /// `savingsPlan/Region`; empty for a plan that covers all.
    pub(crate) fn region(&self) -> &'static str {
        match self.kind {
            PlanKind::Compute => "",
            PlanKind::Ec2Instance => self.machines.first().map_or("", |covered| covered.region.code),
        }
    }

    /// `savingsPlan/InstanceTypeFamily`; empty for a plan that covers all.
    pub(crate) fn family(&self) -> &'static str {
        let instance = self.machines.first().and_then(|covered| covered.machine.item.instance.as_ref());
        match self.kind {
            PlanKind::Compute => "",
            PlanKind::Ec2Instance => instance.map_or("", |instance| instance.family),
        }
    }

    /// The purchase, where it was made in one of `periods`.
    pub(crate) fn upfront_fee(self: &Arc<Plan>, header: &Arc<Header>, periods: &[Period]) -> Option<OneOff> {
        let cost = self.upfront_value();
        (self.term.starts_in(periods) && !cost.is_zero()).then(|| OneOff {
            about: self.fee(header, LineType::SavingsPlanUpfrontFee),
            start: self.term.start,
            end: self.term.start + 3_600,
            figures: Figures { usage_amount: Num::ONE, unblended_cost: cost, ..Figures::default() },
        })
    }

    fn fee(self: &Arc<Plan>, header: &Arc<Header>, line_type: LineType) -> About {
        let buys = Use { header, account: &self.purchaser, item: &SAVINGS_PLAN, region: None, dice: self.dice };
        let payment = self.payment.name().replace(' ', "");
        let years = self.term.years;
        let usage_type = match self.kind {
            PlanKind::Compute => format!("ComputeSP:{years}yr{payment}"),
            PlanKind::Ec2Instance => format!("EC2SP:{}.{years}yr{payment}", self.family()),
        };
        let description = format!("{years} year {} {} Savings Plan", self.payment.name(), self.kind.title());
        About { usage_type, plan: Some(self.clone()), ..buys.described(line_type, description) }
    }
}

impl PlanKind {
    /// `savingsPlan/OfferingType`.
    pub fn offering(self) -> &'static str {
        match self {
            PlanKind::Compute => "ComputeSavingsPlans",
            PlanKind::Ec2Instance => "EC2InstanceSavingsPlans",
        }
    }

    fn title(self) -> &'static str {
        match self {
            PlanKind::Compute => "Compute",
            PlanKind::Ec2Instance => "EC2 Instance",
        }
    }
}

impl Covered {
    fn price(&self) -> Num {
        self.region.price(self.machine.item.rate)
    }

    fn rate(&self, kind: PlanKind) -> Num {
        let percent = match kind {
            PlanKind::Compute => 73,
            PlanKind::Ec2Instance => 64,
        };
        self.price().percent(percent).rounded(6)
    }
}

/// Two machines, the first in another account than the purchaser's.
fn machines(dice: Dice, kind: PlanKind, purchaser: &Arc<Account>, accounts: &[Arc<Account>]) -> Vec<Covered> {
    let (region, item) = (dice.named("region"), dice.named("item"));
    (0..2u64)
        .map(|at| {
            let dice = dice.named("machine").at(at);
            let (region, item) = match kind {
                PlanKind::Compute => (region.at(at), item.at(at)),
                PlanKind::Ec2Instance => (region, item),
            };
            let step = dice.named("account").below(accounts.len() as u64 - 1) as usize + usize::from(at == 0);
            let account = accounts[(purchaser.index + step) % accounts.len()].clone();
            let item: &'static Item = item.pick(&EC2_INSTANCES);
            Covered { machine: Machine { account, item, dice }, region: Region::draw(region) }
        })
        .collect()
}

/// A machine under a plan: covered and negated while the plan runs, on-demand before and after.
#[derive(Debug)]
pub(crate) struct Share {
    plan: Arc<Plan>,
    covered: About,
    negation: About,
    on_demand: About,
    price: Num,
    rate: Num,
    factor: Option<Num>,
    dice: Dice,
}

impl Share {
    pub(crate) fn new(plan: &Arc<Plan>, covered: &Covered, header: &Arc<Header>) -> Share {
        let Machine { account, item, dice } = &covered.machine;
        let price = covered.price();
        let uses = Use { header, account, item, region: Some(covered.region), dice: *dice };
        let on_demand = uses.at(price, Some(price));
        let negation = About {
            resource_id: String::new(),
            plan: Some(plan.clone()),
            ..uses.described(LineType::SavingsPlanNegation, format!("SavingsPlanNegation used by AccountId : {}", account.id))
        };
        Share {
            plan: plan.clone(),
            covered: About {
                line_item_id: super::about::line_item_id(*dice, LineType::SavingsPlanCoveredUsage),
                line_type: LineType::SavingsPlanCoveredUsage,
                plan: Some(plan.clone()),
                ..on_demand.clone()
            },
            negation,
            on_demand,
            price,
            rate: covered.rate(plan.kind),
            factor: factor(item),
            dice: *dice,
        }
    }

    fn is_covered(&self, period: Period) -> bool {
        self.plan.term.covers(period)
    }

    fn effective(&self, period: Period) -> Num {
        self.rate.times(hours_run(self.dice, period))
    }

    /// The usage, at its on-demand cost.
    pub(crate) fn usage(&self, period: Period) -> Option<Line<'_>> {
        let hours = hours_run(self.dice, period);
        let cost = self.price.times(hours);
        let (about, savings_plan) = if self.is_covered(period) {
            let (rate, effective_cost) = (Some(self.rate), Some(self.effective(period)));
            (&self.covered, SavingsPlanFigures { rate, effective_cost, ..SavingsPlanFigures::default() })
        } else {
            (&self.on_demand, SavingsPlanFigures::default())
        };
        let figures = Figures {
            usage_amount: hours,
            normalization_factor: self.factor,
            normalized_usage_amount: self.factor.map(|factor| factor.times(hours)),
            unblended_cost: cost,
            public_on_demand_cost: cost,
            savings_plan,
            ..Figures::default()
        };
        (!hours.is_zero()).then_some(Line { about, start: period.start, end: period.end, figures })
    }

    /// What takes the on-demand cost of covered usage back.
    pub(crate) fn negation(&self, period: Period) -> Option<Line<'_>> {
        let hours = hours_run(self.dice, period);
        let figures = Figures { usage_amount: hours, unblended_cost: -self.price.times(hours), ..Figures::default() };
        let about = &self.negation;
        (self.is_covered(period) && !hours.is_zero()).then_some(Line { about, start: period.start, end: period.end, figures })
    }
}

/// The recurring fee of a plan, one line a period, which says how much of the commitment was used.
#[derive(Debug)]
pub(crate) struct Commitment {
    about: About,
    plan: Arc<Plan>,
    shares: Vec<Arc<Share>>,
}

impl Commitment {
    pub(crate) fn new(plan: &Arc<Plan>, header: &Arc<Header>, shares: &[Arc<Share>]) -> Commitment {
        let about = plan.fee(header, LineType::SavingsPlanRecurringFee);
        Commitment { about, plan: plan.clone(), shares: shares.to_vec() }
    }

    pub(crate) fn line(&self, period: Period) -> Option<Line<'_>> {
        let total = Num::from_units(self.plan.commitment.units() * period.hours());
        let (upfront, recurring) = self.plan.parts(total);
        let figures = Figures {
            usage_amount: Num::whole(period.hours()),
            unblended_cost: recurring,
            savings_plan: SavingsPlanFigures {
                total_commitment_to_date: Some(total),
                used_commitment: Some(self.shares.iter().map(|share| share.effective(period)).sum()),
                amortized_upfront_commitment: Some(upfront),
                recurring_commitment: Some(recurring),
                ..SavingsPlanFigures::default()
            },
            ..Figures::default()
        };
        let about = &self.about;
        self.plan.term.covers(period).then_some(Line { about, start: period.start, end: period.end, figures })
    }
}
