//! The ledger's columns being filled: one builder each, by name.

use arrow::array::ArrayRef;
use arrow::error::ArrowError;

use super::super::derive;
use super::super::header::Field;
use super::super::time;
use super::builders::{Amount, Build, Day, Flag, Map, Text, Time};
use super::{Cells, Line, Row, Scratch};

macro_rules! columns {
    ($($name:ident: $builder:ty),+ $(,)?) => {
        /// One builder per column of [`LINES`](crate::ledger::schema::LINES), in its order.
        pub(super) struct Columns { $($name: $builder),+ }

        impl Columns {
            #[cfg(test)]
            const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            pub(super) fn with_room_for(lines: usize) -> Self {
                Self { $($name: Build::with_room_for(lines)),+ }
            }

            pub(super) fn finish(self) -> Result<Vec<ArrayRef>, ArrowError> {
                Ok(vec![$(Build::finish(self.$name)?),+])
            }
        }
    };
}

columns! {
    line_item_id: Text, time_interval: Text, payer_account_id: Text, usage_account_id: Text, usage_account_name: Text,
    billing_period: Day, invoice_id: Text, billing_entity: Text, legal_entity: Text, currency: Text,
    usage_start: Time, usage_end: Time, usage_day: Day,
    line_item_type: Text, charge_type: Text, lifecycle: Text,
    service: Text, product_family: Text, usage_type: Text, operation: Text, region: Text, availability_zone: Text,
    resource_id: Text, description: Text,
    usage_amount: Amount, unblended_cost: Amount, public_on_demand_cost: Amount, public_on_demand_rate: Amount,
    on_demand_cost: Amount,
    commitment_arn: Text, purchaser_account_id: Text, commitment_start: Day, payment_option: Text,
    effective_cost: Amount, net_effective_cost: Amount, amortized_upfront_cost: Amount, net_amortized_upfront_cost: Amount,
    recurring_cost: Amount, net_recurring_cost: Amount, unused_upfront_cost: Amount, unused_recurring_cost: Amount,
    total_commitment: Amount, used_commitment: Amount, unused_commitment_cost: Amount, amortized_cost: Amount,
    split_cost: Flag, tags: Map, cost_categories: Map,
}

impl Columns {
    pub(super) fn append<C: Cells>(&mut self, row: &Row<'_, C>, line: &Line<'_>, scratch: &Scratch) {
        self.append_identity(row, line);
        self.append_usage(row, line);
        self.append_costs(line);
        self.append_commitment(line);
        self.tags.append(&scratch.tags);
        self.cost_categories.append(&scratch.cost_categories);
    }

    fn append_identity<C: Cells>(&mut self, row: &Row<'_, C>, line: &Line<'_>) {
        self.line_item_id.append_option(row.text(Field::LineItemId));
        self.time_interval.append_option(row.text(Field::TimeInterval));
        self.payer_account_id.append_value(line.payer);
        self.usage_account_id.append_value(line.account);
        self.usage_account_name.append_option(row.text(Field::UsageAccountName));
        self.billing_period.append_value(line.first_day_of_period);
        self.invoice_id.append_option(row.text(Field::InvoiceId));
        self.billing_entity.append_option(line.billing_entity);
        self.legal_entity.append_option(row.text(Field::LegalEntity));
        self.currency.append_option(row.text(Field::Currency));
        self.usage_start.append_value(line.start);
        self.usage_end.append_option(line.end);
        self.usage_day.append_value(time::day(line.start));
    }

    fn append_usage<C: Cells>(&mut self, row: &Row<'_, C>, line: &Line<'_>) {
        self.line_item_type.append_value(line.kind.name());
        self.charge_type.append_value(line.charge_type);
        self.lifecycle.append_value(line.lifecycle);
        self.service.append_option(line.service);
        self.product_family.append_option(line.product_family);
        self.usage_type.append_option(line.usage_type);
        self.operation.append_option(row.text(Field::Operation));
        self.region.append_option(line.region);
        self.availability_zone.append_option(row.text(Field::AvailabilityZone));
        self.resource_id.append_option(row.text(Field::ResourceId));
        self.description.append_option(row.text(Field::Description));
    }

    fn append_costs(&mut self, line: &Line<'_>) {
        self.usage_amount.append_option(line.usage_amount);
        self.unblended_cost.append_value(line.unblended);
        self.public_on_demand_cost.append_option(line.public_cost);
        self.public_on_demand_rate.append_option(line.public_rate);
        self.on_demand_cost.append_option(line.on_demand);
        self.amortized_cost.append_value(line.amortized);
        self.split_cost.append_value(line.is_split_cost);
    }

    fn append_commitment(&mut self, line: &Line<'_>) {
        let commitment = &line.commitment;
        self.commitment_arn.append_option(line.arn);
        self.purchaser_account_id.append_option(line.arn.and_then(derive::purchaser));
        self.commitment_start.append_option(line.commitment_start);
        self.payment_option.append_option(line.payment_option);
        self.effective_cost.append_option(commitment.effective);
        self.net_effective_cost.append_option(commitment.net_effective);
        self.amortized_upfront_cost.append_option(commitment.upfront);
        self.net_amortized_upfront_cost.append_option(commitment.net_upfront);
        self.recurring_cost.append_option(commitment.recurring);
        self.net_recurring_cost.append_option(commitment.net_recurring);
        self.unused_upfront_cost.append_option(commitment.unused_upfront);
        self.unused_recurring_cost.append_option(commitment.unused_recurring);
        self.total_commitment.append_option(commitment.total);
        self.used_commitment.append_option(commitment.used);
        self.unused_commitment_cost.append_option(line.unused);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::schema::LINES;

    #[test]
    fn the_builders_stand_in_the_order_of_the_schema() {
        let expected: Vec<_> = LINES.fields().iter().map(|field| field.name().as_str()).collect();
        assert_eq!(Columns::NAMES, expected);
    }
}
