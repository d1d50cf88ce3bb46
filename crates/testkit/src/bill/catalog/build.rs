//! How entries of the price list are put together, at compile time.

use super::super::number::Num;
use super::products::{self, Product};
use super::{Instance, Item, Measure, Price, Resource};

/// A bare item, billed by the public price; the list below says what differs.
pub(super) const fn item(product: &'static Product, usage_type: &'static str, rate: &str, unit: &'static str) -> Item {
    Item {
        product,
        family: "",
        usage_type,
        operation: "",
        unit,
        group: "",
        text: "",
        rate: Num::literal(rate),
        price: Price::Public,
        measure: Measure::Hours,
        resource: Resource::None,
        instance: None,
    }
}

pub(super) const fn metered(item: Item, most_an_hour: &str) -> Item {
    Item { measure: Measure::Metered(Num::literal(most_an_hour)), ..item }
}

pub(super) const fn under(item: Item, public: &str) -> Item {
    Item { price: Price::Top(Num::literal(public)), ..item }
}

pub(super) const fn unpriced(item: Item) -> Item {
    Item { price: Price::None, ..item }
}

pub(super) const fn told(item: Item, family: &'static str, operation: &'static str, text: &'static str) -> Item {
    Item { family, operation, text, ..item }
}

pub(super) const fn on(item: Item, resource: Resource) -> Item {
    Item { resource, ..item }
}

pub(super) const fn group(item: Item, group: &'static str) -> Item {
    Item { group, ..item }
}

pub(super) const fn machine(
    name: &'static str,
    family: &'static str,
    factor: &str,
    (vcpu, memory): (&'static str, &'static str),
) -> Instance {
    Instance { name, family, factor: Num::literal(factor), vcpu, memory }
}

pub(super) const fn ec2(usage_type: &'static str, rate: &str, instance: Instance) -> Item {
    let item = told(
        item(&products::EC2, usage_type, rate, "Hrs"),
        "Compute Instance",
        "RunInstances",
        "per On Demand Linux Instance Hour",
    );
    Item { instance: Some(instance), ..on(item, Resource::Instance) }
}

pub(super) const fn spot(usage_type: &'static str, rate: &str, instance: Instance) -> Item {
    let item = told(
        unpriced(item(&products::EC2, usage_type, rate, "Hrs")),
        "Compute Instance",
        "RunInstances:SV001",
        "per Linux/UNIX Spot Instance-hour",
    );
    Item { instance: Some(instance), ..on(item, Resource::Instance) }
}

pub(super) const fn rds(usage_type: &'static str, rate: &str, instance: Instance) -> Item {
    let item = told(
        item(&products::RDS, usage_type, rate, "Hrs"),
        "Database Instance",
        "CreateDBInstance:0014",
        "per Single-AZ PostgreSQL instance hour (or partial hour)",
    );
    Item { instance: Some(instance), ..on(item, Resource::Database) }
}

pub(super) const fn transfer(usage_type: &'static str, rate: &str, text: &'static str, most_an_hour: &str) -> Item {
    let item = told(item(&products::EC2, usage_type, rate, "GB"), "Data Transfer", "RunInstances", text);
    on(metered(item, most_an_hour), Resource::Instance)
}
