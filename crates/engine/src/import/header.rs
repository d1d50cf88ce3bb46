//! Which column of a file means what. Worked out once per file; a row then looks its cells up by number.
//!
//! Names are compared after folding: letters and digits only, lower case. So `savingsPlan/SavingsPlanARN`,
//! `savingsPlan/SavingsPlanArn` and `savings_plan_savings_plan_a_r_n` are one. What folding would lose, the keys of
//! tags and cost categories, is kept as the file has it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use super::error::ImportError;
use crate::ledger::ColumnSet;

macro_rules! fields {
    ($($name:ident = $header:literal),+ $(,)?) => {
        /// A column that Muster reads, by its legacy name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Field { $($name),+ }

        const FIELDS: &[(Field, &str)] = &[$((Field::$name, $header)),+];
    };
}

fields! {
    LineItemId = "identity/LineItemId",
    TimeInterval = "identity/TimeInterval",
    InvoiceId = "bill/InvoiceId",
    BillingEntity = "bill/BillingEntity",
    PayerAccountId = "bill/PayerAccountId",
    BillingPeriodStart = "bill/BillingPeriodStartDate",
    UsageAccountId = "lineItem/UsageAccountId",
    UsageAccountName = "lineItem/UsageAccountName",
    LineItemType = "lineItem/LineItemType",
    UsageStart = "lineItem/UsageStartDate",
    UsageEnd = "lineItem/UsageEndDate",
    ProductCode = "lineItem/ProductCode",
    UsageType = "lineItem/UsageType",
    Operation = "lineItem/Operation",
    AvailabilityZone = "lineItem/AvailabilityZone",
    ResourceId = "lineItem/ResourceId",
    UsageAmount = "lineItem/UsageAmount",
    Currency = "lineItem/CurrencyCode",
    UnblendedCost = "lineItem/UnblendedCost",
    Description = "lineItem/LineItemDescription",
    LegalEntity = "lineItem/LegalEntity",
    ProductFamily = "product/productFamily",
    Region = "product/region",
    RegionCode = "product/regionCode",
    PublicOnDemandCost = "pricing/publicOnDemandCost",
    PublicOnDemandRate = "pricing/publicOnDemandRate",
    PurchaseOption = "pricing/PurchaseOption",
    ReservationArn = "reservation/ReservationARN",
    ReservationStart = "reservation/StartTime",
    ReservationEffectiveCost = "reservation/EffectiveCost",
    ReservationNetEffectiveCost = "reservation/NetEffectiveCost",
    ReservationUpfront = "reservation/AmortizedUpfrontCostForUsage",
    ReservationNetUpfront = "reservation/NetAmortizedUpfrontCostForUsage",
    ReservationRecurring = "reservation/RecurringFeeForUsage",
    ReservationNetRecurring = "reservation/NetRecurringFeeForUsage",
    ReservationUnusedUpfront = "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
    ReservationUnusedRecurring = "reservation/UnusedRecurringFee",
    SavingsPlanArn = "savingsPlan/SavingsPlanARN",
    SavingsPlanStart = "savingsPlan/StartTime",
    SavingsPlanPaymentOption = "savingsPlan/PaymentOption",
    SavingsPlanEffectiveCost = "savingsPlan/SavingsPlanEffectiveCost",
    SavingsPlanNetEffectiveCost = "savingsPlan/NetSavingsPlanEffectiveCost",
    SavingsPlanUpfront = "savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod",
    SavingsPlanNetUpfront = "savingsPlan/NetAmortizedUpfrontCommitmentForBillingPeriod",
    SavingsPlanRecurring = "savingsPlan/RecurringCommitmentForBillingPeriod",
    SavingsPlanNetRecurring = "savingsPlan/NetRecurringCommitmentForBillingPeriod",
    SavingsPlanTotal = "savingsPlan/TotalCommitmentToDate",
    SavingsPlanUsed = "savingsPlan/UsedCommitment",
    ProductMap = "product",
    TagMap = "resource_tags",
    CostCategoryMap = "cost_category",
}

static BY_FOLDED_NAME: LazyLock<HashMap<String, Field>> =
    LazyLock::new(|| FIELDS.iter().map(|(field, header)| (fold(header), *field)).collect());

/// Without these a file is no bill.
const REQUIRED: [Field; 3] = [Field::UnblendedCost, Field::LineItemType, Field::UsageStart];

/// What the columns of one file mean.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// The file's own names, for errors.
    pub(super) names: Vec<String>,
    /// By [`Field`] as a number.
    columns: [Option<usize>; FIELDS.len()],
    /// Columns that hold the value of one tag, with its key.
    pub(super) tags: Vec<(usize, String)>,
    pub(super) cost_categories: Vec<(usize, String)>,
}

impl Header {
    /// # Errors
    /// [`ImportError::NotACur`] without the columns that every bill has; [`ImportError::Focus`].
    pub(super) fn read(names: Vec<String>, path: &Path) -> Result<Self, ImportError> {
        let mut header = Self { names, columns: [None; FIELDS.len()], tags: Vec::new(), cost_categories: Vec::new() };
        for position in 0..header.names.len() {
            header.place(position);
        }
        if header.names.iter().any(|name| fold(name) == "billedcost") {
            return Err(ImportError::Focus(path.to_owned()));
        }
        for (field, column) in FIELDS {
            if REQUIRED.contains(field) && !header.has(*field) {
                return Err(ImportError::NotACur { path: path.to_owned(), column });
            }
        }
        Ok(header)
    }

    /// Of two columns with one meaning the first counts.
    fn place(&mut self, position: usize) {
        let name = self.names[position].trim();
        if let Some(field) = BY_FOLDED_NAME.get(&fold(name)) {
            self.columns[*field as usize].get_or_insert(position);
        } else if let Some(key) = key_below(name, "resourceTags/", "resource_tags_") {
            self.tags.push((position, key));
        } else if let Some(key) = key_below(name, "costCategory/", "cost_category_") {
            self.cost_categories.push((position, key));
        }
    }

    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.column(field).is_some()
    }

    /// Positions of every column that is read, ascending.
    pub(super) fn positions(&self) -> Vec<usize> {
        let maps = self.tags.iter().chain(&self.cost_categories).map(|(position, _)| *position);
        let mut positions: Vec<_> = self.columns.iter().flatten().copied().chain(maps).collect();
        positions.sort_unstable();
        positions
    }

    /// The same header for a table that has only the columns at `positions`, in that order.
    pub(super) fn narrowed_to(&self, positions: &[usize]) -> Self {
        let at = |position: usize| positions.iter().position(|kept| *kept == position);
        let keyed = |columns: &[(usize, String)]| {
            columns.iter().filter_map(|(position, key)| Some((at(*position)?, key.clone()))).collect()
        };
        Self {
            names: positions.iter().map(|position| self.names[*position].clone()).collect(),
            columns: self.columns.map(|column| column.and_then(at)),
            tags: keyed(&self.tags),
            cost_categories: keyed(&self.cost_categories),
        }
    }

    pub(super) fn column_set(&self) -> ColumnSet {
        use Field::*;
        ColumnSet {
            has_net: self.has(ReservationNetEffectiveCost) || self.has(SavingsPlanNetEffectiveCost),
            has_account_names: self.has(UsageAccountName),
            has_reservations: self.has(ReservationArn),
            has_savings_plans: self.has(SavingsPlanArn),
            has_public_prices: self.has(PublicOnDemandCost) || self.has(PublicOnDemandRate),
            has_resource_ids: self.has(ResourceId),
            has_tags: self.has(TagMap) || !self.tags.is_empty(),
            has_cost_categories: self.has(CostCategoryMap) || !self.cost_categories.is_empty(),
        }
    }
}

fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// `resourceTags/user:Team` holds tag `user:Team`, `resource_tags_user_team` tag `user_team`.
fn key_below(name: &str, legacy: &str, snake: &str) -> Option<String> {
    [legacy, snake].iter().find_map(|prefix| {
        let (start, key) = name.split_at_checked(prefix.len())?;
        (start.eq_ignore_ascii_case(prefix) && !key.is_empty()).then(|| key.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Result<Header, ImportError> {
        let required = ["lineItem/UnblendedCost", "lineItem/LineItemType", "lineItem/UsageStartDate"];
        Header::read(required.iter().chain(names).map(|name| (*name).to_owned()).collect(), Path::new("bill.csv"))
    }

    #[test]
    fn every_spelling_of_a_column_is_one_column() {
        for name in ["savingsPlan/SavingsPlanARN", "savingsPlan/SavingsPlanArn", "savings_plan_savings_plan_a_r_n"] {
            assert_eq!(header(&[name]).unwrap().column(Field::SavingsPlanArn), Some(3), "{name}");
        }
    }

    #[test]
    fn tag_keys_keep_their_text() {
        let header = header(&["resourceTags/user:Cost-Center", "resource_tags_user_cost_center", "costCategory/Team A"]).unwrap();
        assert_eq!(header.tags, [(3, "user:Cost-Center".to_owned()), (4, "user_cost_center".to_owned())]);
        assert_eq!(header.cost_categories, [(5, "Team A".to_owned())]);
    }

    #[test]
    fn the_maps_of_cur_2_are_no_tags() {
        let header = header(&["resource_tags", "cost_category", "product"]).unwrap();
        assert!(header.tags.is_empty() && header.cost_categories.is_empty());
        assert_eq!(header.column(Field::TagMap), Some(3));
        assert_eq!(header.column(Field::ProductMap), Some(5));
    }

    #[test]
    fn another_table_is_refused_by_the_column_it_lacks() {
        let read = |names: &[&str]| Header::read(names.iter().map(|n| (*n).to_owned()).collect(), Path::new("x.csv"));
        let message = read(&["a", "b"]).unwrap_err().to_string();
        assert_eq!(message, "x.csv: not a Cost and Usage Report: no column lineItem/LineItemType");
        assert!(matches!(read(&["BilledCost", "ChargeCategory"]), Err(ImportError::Focus(_))));
    }
}
