//! Discounts that stand as lines of their own, and only in bills that have an enterprise agreement at all.

use super::catalog::{BLOCK_STORAGE, DATABASE, Item, MACHINE, OBJECT_STORAGE};
use super::closing::{Closing, Entry};
use super::line::{LineType, OneOff};
use super::number::Num;

impl Closing<'_> {
    pub(crate) fn discounts(&self) -> Vec<OneOff> {
        let mut lines = Vec::new();
        for place in 0..self.accounts.len() {
            if self.header.enterprise_discount > 0 {
                lines.extend([&MACHINE, &OBJECT_STORAGE, &DATABASE].map(|item| self.enterprise(place, item)));
            }
            match place % 4 {
                0 => lines.push(self.share_of(place, LineType::SppDiscount, (&MACHINE, 3))),
                1 => lines.push(self.share_of(place, LineType::PrivateRateDiscount, (&OBJECT_STORAGE, 10))),
                _ => {}
            }
        }
        lines.push(self.share_of(1, LineType::DistributorDiscount, (&MACHINE, 1)));
        lines.push(self.share_of(1, LineType::BundledDiscount, (&BLOCK_STORAGE, 2)));
        lines.push(self.reservation_volume());
        lines
    }

    fn enterprise(&self, place: usize, item: &'static Item) -> OneOff {
        self.share_of(place, LineType::EdpDiscount, (item, self.header.enterprise_discount))
    }

    /// `percent` of what the account spent on the item's product.
    fn share_of(&self, place: usize, line_type: LineType, (item, percent): (&'static Item, i64)) -> OneOff {
        let cost = self.totals.of(self.account(place), item);
        self.discount(place, line_type, (item, cost.percent(percent)))
    }

    fn reservation_volume(&self) -> OneOff {
        self.discount(0, LineType::RiVolumeDiscount, (&MACHINE, self.reservation_fees.percent(5)))
    }

    fn discount(&self, account: usize, line_type: LineType, (item, amount): (&'static Item, Num)) -> OneOff {
        let name = match line_type {
            LineType::EdpDiscount => "Enterprise Program Discount",
            LineType::SppDiscount => "Solution Provider Program Discount",
            LineType::DistributorDiscount => "Distributor Discount",
            LineType::PrivateRateDiscount => "Private Rate Card Discount",
            LineType::BundledDiscount => "Bundled Discount",
            LineType::RiVolumeDiscount => "Reserved Instance volume discount",
            _ => "Discount",
        };
        let description = format!("{name} for {}", item.product.name);
        self.line(Entry { account, line_type, item, description, cost: -amount.rounded(6) })
    }
}
