//! Taxes of each account, support, and fees that belong to no commitment.

use super::catalog::{BUSINESS_SUPPORT, DOMAIN, MACHINE, MARKETPLACE_FEE};
use super::closing::{Closing, Entry};
use super::line::{About, LineType, OneOff};
use super::number::Num;

impl Closing<'_> {
    pub(crate) fn taxes(&self) -> Vec<OneOff> {
        (0..self.accounts.len())
            .map(|place| {
                let (percent, tax_type) = if place.is_multiple_of(3) { (19, "VAT") } else { (8, "US Sales Tax") };
                let line = self.line(Entry {
                    account: place,
                    line_type: LineType::Tax,
                    item: &MACHINE,
                    description: format!("Tax for product code {}", MACHINE.product.code),
                    cost: self.totals.of_account(self.account(place)).percent(percent).rounded(2),
                });
                OneOff { about: About { tax_type, usage_type: String::new(), operation: "", ..line.about }, ..line }
            })
            .collect()
    }

    pub(crate) fn fees(&self) -> Vec<OneOff> {
        [
            (0, &BUSINESS_SUPPORT, self.totals.all().percent(3).rounded(2)),
            (2, &DOMAIN, DOMAIN.rate),
            (3, &MARKETPLACE_FEE, Num::whole(49)),
        ]
        .map(|(account, item, cost)| {
            self.line(Entry { account, line_type: LineType::Fee, item, description: item.text.to_owned(), cost })
        })
        .into()
    }
}
