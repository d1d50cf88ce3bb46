//! What AWS sells in this bill: products, prices and regions.
//!
//! Prices are near the public ones of Northern Virginia; nothing here is meant to be current.

mod build;
mod fees;
mod listed;
mod machines;
mod products;

use super::dice::Dice;
use super::number::Num;

pub(crate) use fees::{
    BLOCK_STORAGE, BUSINESS_SUPPORT, DATA_TRANSFER, DATABASE, DOMAIN, MACHINE, MARKETPLACE_FEE, OBJECT_STORAGE, SAVINGS_PLAN,
};
pub(crate) use listed::LISTED;
pub(crate) use machines::EC2_INSTANCES;
pub(crate) use products::{COUNT as PRODUCTS, Product, Seller};

/// Something with a price.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) product: &'static Product,
    pub(crate) family: &'static str,
    /// Without the region's prefix.
    pub(crate) usage_type: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) group: &'static str,
    /// Follows the price in the line's description.
    pub(crate) text: &'static str,
    pub(crate) rate: Num,
    pub(crate) price: Price,
    pub(crate) measure: Measure,
    pub(crate) resource: Resource,
    pub(crate) instance: Option<Instance>,
}

/// How the public on-demand price relates to the rate billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Price {
    /// The rate is the public price.
    Public,
    /// The rate is a lower volume tier (or nothing, in the free tier) under this public top rate.
    Top(Num),
    /// Spot and third-party lines carry no public price.
    None,
}

/// How much of an item one line has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Measure {
    /// Running hours of a machine.
    Hours,
    /// Up to this many units an hour.
    Metered(Num),
}

/// What `lineItem/ResourceId` looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Resource {
    Instance,
    Volume,
    Bucket,
    Function,
    Database,
    LoadBalancer,
    None,
}

/// A machine of a family; `factor` is its size in normalized units.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) name: &'static str,
    pub(crate) family: &'static str,
    pub(crate) factor: Num,
    pub(crate) vcpu: &'static str,
    pub(crate) memory: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) code: &'static str,
    pub(crate) location: &'static str,
    /// Before usage types; empty in Northern Virginia for machines.
    pub(crate) prefix: &'static str,
    /// Hundredths of the price list.
    price_percent: i64,
}

static REGIONS: [Region; 6] = [
    region("us-east-1", "US East (N. Virginia)", "", 100),
    region("us-west-2", "US West (Oregon)", "USW2-", 100),
    region("eu-west-1", "Europe (Ireland)", "EU-", 111),
    region("eu-central-1", "Europe (Frankfurt)", "EUC1-", 120),
    region("ap-southeast-1", "Asia Pacific (Singapore)", "APS1-", 125),
    region("us-east-2", "US East (Ohio)", "USE2-", 100),
];

const fn region(code: &'static str, location: &'static str, prefix: &'static str, price_percent: i64) -> Region {
    Region { code, location, prefix, price_percent }
}

impl Region {
    /// Four of ten draws are Northern Virginia.
    pub(crate) fn draw(dice: Dice) -> &'static Region {
        &REGIONS[*dice.pick(&[0, 0, 0, 0, 1, 2, 2, 3, 4, 5])]
    }

    /// A price of the list in this region.
    pub(crate) fn price(&self, listed: Num) -> Num {
        listed.percent(self.price_percent)
    }
}

impl Item {
    pub(crate) fn is_spot(&self) -> bool {
        self.usage_type.starts_with("SpotUsage")
    }
}
