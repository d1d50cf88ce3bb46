//! The books of one report: every line with its charge, the lines that rules add, and what each rule did.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use muster_domain::Month;
use muster_domain::workflow::Rule;
use muster_engine::report::{ReportRequest, Scope};

use super::bill::{Bill, Line};
use super::charge::{Charged, Verdict, discounted, subset_of, uplifted, verdict};
use super::exact::Exact;
use super::{custom, eco, sharing};

pub(crate) struct Books<'a> {
    pub(crate) bill: &'a Bill,
    pub(crate) request: &'a ReportRequest,
    /// The lines of the period, whoever's.
    pub(crate) lines: Vec<Charged<'a>>,
    pub(crate) added: Vec<Added>,
    /// By the rule's position (from 1) and the account: lines touched and effect, of the report's scope.
    pub(crate) trail: BTreeMap<(usize, String), (u64, Exact)>,
}

/// A line that a rule adds.
pub(crate) struct Added {
    pub(crate) owner: Owner,
    pub(crate) day: NaiveDate,
    pub(crate) service: String,
    pub(crate) region: String,
    pub(crate) charge_type: String,
    pub(crate) lifecycle: &'static str,
    pub(crate) charge: Exact,
    pub(crate) kind: AddedBy,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum AddedBy {
    Sharing,
    Item,
    Eco,
}

/// Whose an added line is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Owner {
    Account(String),
    Subset(String),
    Report,
}

impl Owner {
    pub(crate) fn account(&self) -> &str {
        match self {
            Self::Account(account) => account,
            Self::Subset(_) | Self::Report => "",
        }
    }
}

impl<'a> Books<'a> {
    /// The workflow run over the bill.
    pub(crate) fn of(bill: &'a Bill, request: &'a ReportRequest) -> Self {
        let in_period = |line: &&Line| request.period.is_none_or(|period| period.contains(line.day()));
        let unchanged = |line: &'a Line| Charged { line, charge: line.unblended.clone(), is_replaced: false, is_unpriced: false };
        let lines = bill.lines.iter().filter(in_period).map(unchanged).collect();
        let mut books = Self { bill, request, lines, added: vec![], trail: BTreeMap::new() };
        for phase in 1..=7 {
            for (position, rule) in (1..).zip(&request.workflow.rules) {
                books.run(phase, position, rule);
            }
        }
        books
    }

    fn run(&mut self, phase: u8, position: usize, rule: &Rule) {
        match (phase, rule) {
            (4, Rule::ShareRiCost(share)) => sharing::share(self, position, "DiscountedUsage", share.basis),
            (4, Rule::ShareSpCost(share)) => sharing::share(self, position, "SavingsPlanCoveredUsage", share.basis),
            (5, Rule::Custom(custom)) => custom::change(self, position, custom),
            (5, Rule::CustomLineItem(item)) => custom::add(self, position, item),
            (7, Rule::EcoFee(fee)) => eco::add(self, position, fee),
            (4 | 5 | 7, _) => {}
            _ => {
                for place in 0..self.lines.len() {
                    let verdict = verdict(phase, rule, &self.lines[place], self.request);
                    self.lines[place].is_replaced |= phase == 2 && matches!(verdict, Verdict::Charge(_));
                    self.accept(position, place, verdict);
                }
                self.scale_items(phase, position, rule);
            }
        }
    }

    /// Does to a line what a rule says.
    pub(crate) fn accept(&mut self, position: usize, place: usize, verdict: Verdict) {
        match verdict {
            Verdict::NotMine => {}
            Verdict::NoPublicPrice => self.lines[place].is_unpriced = true,
            Verdict::Charge(charge) => {
                let charged = &mut self.lines[place];
                let (effect, line) = (&charge - &charged.charge, charged.line);
                charged.charge = charge;
                self.note(position, &Owner::Account(line.account.clone()), line.day(), effect);
            }
        }
    }

    pub(crate) fn add(&mut self, position: usize, added: Added) {
        self.note(position, &added.owner, added.day, added.charge.clone());
        self.added.push(added);
    }

    fn note(&mut self, position: usize, owner: &Owner, day: NaiveDate, effect: Exact) {
        if self.is_inside(owner, day) {
            let entry = self.trail.entry((position, owner.account().to_owned())).or_default();
            entry.0 += 1;
            entry.1 += &effect;
        }
    }

    /// Phase 6 reaches custom line items too; neither the purchaser's side of sharing nor Eco fees.
    fn scale_items(&mut self, phase: u8, position: usize, rule: &Rule) {
        let scaled = |charge: &Exact| match (phase, rule) {
            (6, Rule::Uplift(scale)) => Some(uplifted(charge, scale)),
            (6, Rule::Discount(scale)) => Some(discounted(charge, scale)),
            _ => None,
        };
        for place in 0..self.added.len() {
            let item = &mut self.added[place];
            if item.kind == AddedBy::Item
                && let Some(charge) = scaled(&item.charge)
            {
                let effect = &charge - &item.charge;
                item.charge = charge;
                let (owner, day) = (item.owner.clone(), item.day);
                self.note(position, &owner, day, effect);
            }
        }
    }

    /// The subset of an account on a day.
    pub(crate) fn subset(&self, account: &str, day: NaiveDate) -> Option<&'a str> {
        subset_of(account, day, &self.request.subsets)
    }

    /// Whether the report shows what this owner has on that day.
    pub(crate) fn is_inside(&self, owner: &Owner, day: NaiveDate) -> bool {
        let Scope::Subsets(names) = &self.request.scope else { return true };
        match owner {
            Owner::Account(account) => self.subset(account, day).is_some_and(|subset| names.iter().any(|name| name == subset)),
            Owner::Subset(subset) => names.contains(subset),
            Owner::Report => true,
        }
    }

    pub(crate) fn shows(&self, line: &Line) -> bool {
        self.is_inside(&Owner::Account(line.account.clone()), line.day())
    }

    /// The months that the period touches even in part; without a period, those from the first line's to the last's.
    pub(crate) fn months(&self) -> Vec<Month> {
        if let Some(period) = self.request.period {
            return period.months().collect();
        }
        let months = || self.bill.lines.iter().map(Line::month);
        let (Some(first), Some(last)) = (months().min(), months().max()) else { return vec![] };
        std::iter::successors(Some(first), |month| Some(month.next())).take_while(|month| *month <= last).collect()
    }
}
