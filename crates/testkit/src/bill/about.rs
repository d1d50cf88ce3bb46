//! Writes what a line is about: the texts that AWS derives from item, region and account.

use std::sync::Arc;

use super::catalog::{Item, Region, Resource};
use super::dice::Dice;
use super::line::{About, Header, LineType};
use super::number::Num;
use super::people::Account;
use super::text;

/// Who uses what, where.
#[derive(Clone, Copy)]
pub(crate) struct Use<'a> {
    pub(crate) header: &'a Arc<Header>,
    pub(crate) account: &'a Arc<Account>,
    pub(crate) item: &'static Item,
    pub(crate) region: Option<&'static Region>,
    /// Ids are drawn from it: the same dice, the same resource.
    pub(crate) dice: Dice,
}

impl Use<'_> {
    /// A usage line at `rate` under the `public` price.
    pub(crate) fn at(self, rate: Num, public: Option<Num>) -> About {
        About {
            unblended_rate: Some(rate),
            public_on_demand_rate: public,
            description: format!("${} {}", text::short(rate), self.item.text),
            ..self.described(LineType::Usage, String::new())
        }
    }

    /// A line without rates, described as given.
    pub(crate) fn described(self, line_type: LineType, description: String) -> About {
        let prefix = self.region.map_or("", |region| region.prefix);
        About {
            header: self.header.clone(),
            line_item_id: line_item_id(self.dice, line_type),
            line_type,
            account: self.account.clone(),
            usage_type: format!("{prefix}{}", self.item.usage_type),
            operation: self.item.operation,
            availability_zone: self.availability_zone(),
            resource_id: self.resource_id(),
            description,
            tax_type: "",
            unblended_rate: None,
            public_on_demand_rate: None,
            lease: None,
            plan: None,
            item: self.item,
            region: self.region,
        }
    }

    fn availability_zone(self) -> String {
        match (self.item.resource, self.region) {
            (Resource::Instance | Resource::Volume, Some(region)) => {
                format!("{}{}", region.code, self.dice.named("zone").pick(&["a", "b", "c"]))
            }
            _ => String::new(),
        }
    }

    fn resource_id(self) -> String {
        let dice = self.dice.named("resource");
        let (region, account) = (self.region.map_or("us-east-1", |region| region.code), &self.account.id);
        match self.item.resource {
            Resource::Instance => format!("i-0{}", dice.hex(16)),
            Resource::Volume => format!("vol-0{}", dice.hex(16)),
            Resource::Bucket => format!("{}-{}", dice.pick(&["assets", "logs", "lake", "backup"]), dice.hex(8)),
            Resource::Function => format!("arn:aws:lambda:{region}:{account}:function:job-{}", dice.hex(6)),
            Resource::Database => format!("arn:aws:rds:{region}:{account}:db:db-{}", dice.hex(8)),
            Resource::LoadBalancer => {
                format!("arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/web/{}", dice.hex(16))
            }
            Resource::None => String::new(),
        }
    }
}

/// Fifty-two characters of base 32; a resource keeps it, so only the id and the time interval name a line.
pub(crate) fn line_item_id(dice: Dice, line_type: LineType) -> String {
    dice.named(line_type.name()).text(b"abcdefghijklmnopqrstuvwxyz234567", 52)
}
