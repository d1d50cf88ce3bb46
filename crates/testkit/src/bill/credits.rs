//! Credits and refunds, described as AWS describes each kind.

use super::catalog::{DATA_TRANSFER, MACHINE};
use super::closing::{Closing, Entry};
use super::commitment::PaymentOption;
use super::line::{LineType, OneOff};
use super::number::Num;

/// Description and whole amount of each month's credits: at least one of every kind, and one of the other sign.
const CREDITS: [(&str, i64); 7] = [
    ("Enterprise Discount Program credit", -180),
    ("Solution Provider Program Discount credit", -95),
    ("Global Data Egress Waiver", -42),
    ("Data Transfer Out waiver for a migration", -17),
    ("APN Customer Engagements: proof of concept", -60),
    ("AWS Promotional Credit: Migration Acceleration", -250),
    ("Reversal of an expired promotional credit", 25),
];

impl Closing<'_> {
    pub(crate) fn credits(&self) -> Vec<OneOff> {
        CREDITS
            .iter()
            .enumerate()
            .map(|(place, (description, whole))| {
                let item = if description.contains("Data") { &DATA_TRANSFER } else { &MACHINE };
                let cents = self.dice.named(description).below(100) as i64;
                let cost = Num::whole(*whole) + Num::whole(cents).percent(1);
                let description = (*description).to_owned();
                self.line(Entry { account: place + 1, line_type: LineType::Credit, item, description, cost })
            })
            .collect()
    }

    pub(crate) fn refunds(&self) -> Vec<OneOff> {
        let mut tax = self.refund(2, "Tax refund for exempt usage", Num::from_units(-18_700_000_000));
        tax.about.tax_type = "US Sales Tax";
        let mut lines = vec![
            self.refund(0, "Enterprise Program Discount", Num::whole(-33)),
            self.refund(1, "Refund for usage billed twice", Num::from_units(-124_500_000_000)),
            tax,
        ];
        if self.month.is_multiple_of(3) {
            lines.extend(self.purchase_refunds());
        }
        lines
    }

    /// A commitment given back: part of its one-time fee returns.
    fn purchase_refunds(&self) -> Vec<OneOff> {
        let plan = self.plans.iter().find(|plan| plan.payment != PaymentOption::NoUpfront);
        let lease = self.leases.iter().find(|lease| lease.payment != PaymentOption::NoUpfront);
        let of_plan = plan.map(|plan| {
            let text = format!("Refund for one-time fee for Savings Plan ID: {}", plan.id);
            let mut refund = self.refund(plan.purchaser.index, &text, Num::whole(-21));
            refund.about.plan = Some(plan.clone());
            refund
        });
        let of_lease = lease.map(|lease| {
            let text = format!("Refund for Reserved Instance subscription {}", lease.subscription_id);
            let mut refund = self.refund(lease.purchaser.index, &text, Num::whole(-14));
            refund.about.lease = Some(lease.clone());
            refund
        });
        of_plan.into_iter().chain(of_lease).collect()
    }

    fn refund(&self, account: usize, description: &str, cost: Num) -> OneOff {
        let description = description.to_owned();
        self.line(Entry { account, line_type: LineType::Refund, item: &MACHINE, description, cost })
    }
}
