//! One billing period: streams of usage, then the lines that stand once.

use std::sync::Arc;

use super::Bill;
use super::calendar::{BillingMonth, Moment, Period};
use super::closing::{Closing, Totals};
use super::dice::Dice;
use super::line::{Header, Line, LineType, OneOff};
use super::number::Num;
use super::reservations::Reserved;
use super::savings_plans::{Commitment, Share};
use super::usage::{Metered, Scene};

/// A billing period of a bill.
#[derive(Debug)]
pub struct Month {
    pub name: BillingMonth,
    pub header: Arc<Header>,
    pub(crate) dice: Dice,
    periods: Vec<Period>,
    streams: Vec<Stream>,
    one_offs: Vec<OneOff>,
}

/// One of several parts of near equal size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) index: usize,
    pub(crate) of: usize,
}

/// Something that yields at most one line in a period.
#[derive(Debug)]
enum Stream {
    /// Only in the first `periods` of the month.
    Metered {
        resource: Box<Metered>,
        periods: usize,
    },
    Reserved(Box<Reserved>),
    Covered(Arc<Share>),
    Negated(Arc<Share>),
    Commitment(Box<Commitment>),
}

impl Stream {
    fn line(&self, (index, period): (usize, Period)) -> Option<Line<'_>> {
        match self {
            Stream::Metered { resource, periods } => (index < *periods).then(|| resource.line(period)),
            Stream::Reserved(machine) => machine.line(period),
            Stream::Covered(share) => share.usage(period),
            Stream::Negated(share) => share.negation(period),
            Stream::Commitment(commitment) => commitment.line(period),
        }
    }

    fn lines<'a>(&'a self, periods: &'a [Period]) -> impl Iterator<Item = Line<'a>> {
        periods.iter().copied().enumerate().filter_map(|period| self.line(period))
    }
}

impl Month {
    /// Month number `index` of a bill.
    pub(crate) fn draw(bill: &Bill, index: u32) -> Month {
        let name = bill.spec.first.plus(index);
        let dice = bill.dice.named("month").at(u64::from(index));
        let periods = name.periods(bill.spec.granularity, bill.spec.covered_until());
        let header = Arc::new(header(bill, name, dice));
        let (mut streams, fees) = commitments(bill, &header, &periods);
        let drawing = Drawing { bill, header: &header, index, dice, periods: &periods, fees: &fees };
        let metered = drawing.metered(&streams);
        streams.extend(metered);
        let mut one_offs = drawing.closing_lines(&drawing.totals(&streams));
        one_offs.extend(fees);
        Month { name, dice, periods, streams, one_offs, header }
    }

    /// Whether no usage was covered yet.
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }

    /// All lines of the month.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.part(Part { index: 0, of: 1 })
    }

    /// The lines of a part; the parts in order are the month.
    pub(crate) fn part(&self, part: Part) -> impl Iterator<Item = Line<'_>> {
        let share = |index: usize| self.streams.len() * index / part.of;
        let is_last = part.index + 1 == part.of;
        let streams = &self.streams[share(part.index)..share(part.index + 1)];
        let one_offs: &[OneOff] = if is_last { &self.one_offs } else { &[] };
        let usage = streams.iter().flat_map(|stream| stream.lines(&self.periods));
        usage.chain(one_offs.iter().map(OneOff::line))
    }

    /// About how many lines there are; never fewer than there are.
    pub(crate) fn size(&self) -> usize {
        self.streams.len() * self.periods.len() + self.one_offs.len()
    }

    /// The end of the usage so far.
    pub(crate) fn covered_until(&self) -> Moment {
        self.periods.last().map_or(self.header.start, |period| period.end)
    }
}

fn header(bill: &Bill, name: BillingMonth, dice: Dice) -> Header {
    let is_closed = bill.spec.covered_until() >= name.end();
    let invoice = (1_000_000_000 + dice.named("invoice").below(900_000_000)).to_string();
    Header {
        payer: bill.payer().clone(),
        invoice_id: if is_closed { invoice } else { String::new() },
        start: name.start(),
        end: name.end(),
        enterprise_discount: bill.spec.enterprise_discount,
    }
}

/// The streams of all commitments and their fees.
fn commitments(bill: &Bill, header: &Arc<Header>, periods: &[Period]) -> (Vec<Stream>, Vec<OneOff>) {
    let (mut streams, mut fees) = (Vec::new(), Vec::new());
    for lease in &bill.leases {
        let machines: Vec<Reserved> = lease.consumers.iter().map(|machine| Reserved::new(lease, machine, header)).collect();
        fees.extend(lease.fees(header, periods, &machines));
        streams.extend(machines.into_iter().map(|machine| Stream::Reserved(Box::new(machine))));
    }
    for plan in &bill.plans {
        let shares: Vec<Arc<Share>> = plan.machines.iter().map(|covered| Arc::new(Share::new(plan, covered, header))).collect();
        fees.extend(plan.upfront_fee(header, periods));
        streams.push(Stream::Commitment(Box::new(Commitment::new(plan, header, &shares))));
        for share in shares {
            streams.push(Stream::Covered(share.clone()));
            streams.push(Stream::Negated(share));
        }
    }
    (streams, fees)
}

/// A month in the making.
struct Drawing<'a> {
    bill: &'a Bill,
    header: &'a Arc<Header>,
    index: u32,
    dice: Dice,
    periods: &'a [Period],
    fees: &'a [OneOff],
}

impl Drawing<'_> {
    /// As many resources as fill a whole month up to the lines asked for, whatever part of it is covered yet.
    fn metered(&self, committed: &[Stream]) -> Vec<Stream> {
        let spec = &self.bill.spec;
        let whole = self.bill.spec.first.plus(self.index).periods(spec.granularity, Moment::MAX);
        let committed: usize = committed.iter().map(|stream| stream.lines(&whole).count()).sum();
        let closing = self.closing_lines(&Totals::zero(self.bill.accounts.len())).len() + self.fees.len();
        let rest = (spec.lines_per_month() as usize).saturating_sub(committed + closing);
        let (accounts, dice) = (&self.bill.accounts, self.bill.dice);
        let scene = Scene { header: self.header, accounts, dice, month: self.index };
        (0..rest.div_ceil(whole.len().max(1)))
            .map(|at| Stream::Metered { resource: Box::new(scene.resource(at as u64)), periods: rest - at * whole.len() })
            .collect()
    }

    fn totals(&self, streams: &[Stream]) -> Totals {
        let mut totals = Totals::zero(self.bill.accounts.len());
        for line in streams.iter().flat_map(|stream| stream.lines(self.periods)) {
            totals.add(&line.about.account, line.about.item, line.figures.unblended_cost);
        }
        totals
    }

    fn closing_lines(&self, totals: &Totals) -> Vec<OneOff> {
        let closing = Closing {
            header: self.header,
            accounts: &self.bill.accounts,
            leases: &self.bill.leases,
            plans: &self.bill.plans,
            totals,
            reservation_fees: self.reservation_fees(),
            dice: self.dice,
            month: self.index,
            start: self.header.start,
            end: self.periods.last().map_or(self.header.start, |period| period.end),
        };
        closing.lines()
    }

    /// Recurring fees that the management account pays.
    fn reservation_fees(&self) -> Num {
        let fees = self.fees.iter().filter(|fee| fee.about.line_type == LineType::RiFee);
        fees.filter(|fee| fee.about.account.index == 0).map(|fee| fee.figures.unblended_cost).sum()
    }
}
