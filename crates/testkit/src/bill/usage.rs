//! Usage billed by the list: on-demand, Spot, free tier, volume tiers and third parties.

use std::sync::Arc;

use super::about::Use;
use super::calendar::{Granularity, Period};
use super::catalog::{Item, LISTED, Measure, Price, Region};
use super::dice::Dice;
use super::line::{About, Figures, Header, Line};
use super::number::Num;
use super::people::Account;

/// Half an hour, the grain of a machine's running time.
const HALF: Num = Num::from_units(5_000_000_000);

/// A resource that has one line in every period.
#[derive(Debug)]
pub(crate) struct Metered {
    about: About,
    dice: Dice,
    rate: Num,
    public: Num,
    /// Hundredths: use grows from month to month.
    growth: i64,
}

/// The month that resources are generated for.
pub(crate) struct Scene<'a> {
    pub(crate) header: &'a Arc<Header>,
    pub(crate) accounts: &'a [Arc<Account>],
    pub(crate) dice: Dice,
    /// Months since the bill's first.
    pub(crate) month: u32,
}

impl Scene<'_> {
    /// The resource number `index`. The first ones show every item, and every account has one.
    pub(crate) fn resource(&self, index: u64) -> Metered {
        let dice = self.dice.named("usage").at(index);
        let item = match LISTED.get(index as usize) {
            Some(item) => item,
            None => dice.named("item").pick(&LISTED),
        };
        let account = match self.accounts.get(index as usize) {
            Some(account) => account,
            None => dice.named("account").pick(self.accounts),
        };
        let region = home_region(self.dice, dice, account);
        let rate = region.price(item.rate);
        let public = match item.price {
            Price::Public => Some(rate),
            Price::Top(top) => Some(region.price(top)),
            Price::None => None,
        };
        Metered {
            about: Use { header: self.header, account, item, region: Some(region), dice }.at(rate, public),
            dice,
            rate,
            public: public.unwrap_or_default(),
            growth: 100 + 2 * i64::from(self.month),
        }
    }
}

/// Four resources of five stand in the account's own region.
pub(crate) fn home_region(bill: Dice, resource: Dice, account: &Account) -> &'static Region {
    let account = bill.named("home").at(account.index as u64);
    let dice = if resource.named("roams").below(5) == 0 { resource } else { account };
    Region::draw(dice.named("region"))
}

impl Metered {
    pub(crate) fn line(&self, period: Period) -> Line<'_> {
        let amount = self.amount(period);
        let figures = Figures {
            usage_amount: amount,
            normalization_factor: factor(self.about.item),
            normalized_usage_amount: factor(self.about.item).map(|factor| factor.times(amount)),
            unblended_cost: self.rate.times(amount).fitted(),
            public_on_demand_cost: self.public.times(amount).fitted(),
            ..Figures::default()
        };
        Line { about: &self.about, start: period.start, end: period.end, figures }
    }

    fn amount(&self, period: Period) -> Num {
        match self.about.item.measure {
            Measure::Hours => hours_run(self.dice, period).max(HALF),
            Measure::Metered(most) => {
                let busy = if period.is_weekend() { 60 } else { 100 };
                let share = 20 + self.dice.at(period.start as u64).below(80) as i64;
                let jitter = self.dice.named("size").below(1_000_000) as i64;
                let amount = most.percent(share).percent(busy).percent(self.growth);
                let amount = amount + Num::from_units(amount.units() / 4_000_000 * jitter);
                Num::from_units(amount.units() * period.hours()).fitted()
            }
        }
    }
}

pub(crate) fn factor(item: &Item) -> Option<Num> {
    item.instance.as_ref().map(|instance| instance.factor)
}

/// Hours that a machine ran in a period, in halves; now and then none.
pub(crate) fn hours_run(dice: Dice, period: Period) -> Num {
    let dice = dice.at(period.start as u64);
    let chance = dice.below(100);
    match granularity(period) {
        Granularity::Hourly if chance < 88 => Num::ONE,
        Granularity::Hourly if chance < 94 => HALF,
        Granularity::Daily if chance < 78 => Num::whole(24),
        Granularity::Daily if chance < 90 => Num::from_units((16 + dice.named("half").below(31) as i64) * HALF.units()),
        Granularity::Hourly | Granularity::Daily => Num::ZERO,
    }
}

fn granularity(period: Period) -> Granularity {
    if period.hours() == 1 { Granularity::Hourly } else { Granularity::Daily }
}
