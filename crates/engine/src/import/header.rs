//! Which form a file has and which column of it means what. Worked out once per file; a row then looks its cells up
//! by number.
//!
//! Names are compared after folding: letters and digits only, lower case. So `savingsPlan/SavingsPlanARN`,
//! `savingsPlan/SavingsPlanArn` and `savings_plan_savings_plan_a_r_n` are one. What folding would lose, the keys of
//! tags and cost categories, is kept as the file has it.

mod fields;

use std::collections::HashSet;
use std::path::Path;

pub(super) use fields::{Family, Field, Holds};

use super::decimal::excerpt;
use super::error::ImportError;
use crate::ledger::{BillForm, ColumnSet};

/// What the columns of one file mean.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// The file's own names, for errors.
    pub(super) names: Vec<String>,
    pub(super) form: BillForm,
    /// By [`Field`] as a number.
    columns: [Option<usize>; fields::COUNT],
    /// Columns that hold the value of one tag, with its key.
    pub(super) tags: Vec<(usize, String)>,
    pub(super) cost_categories: Vec<(usize, String)>,
}

impl Header {
    /// # Errors
    /// [`ImportError::NotABill`] without the columns that every bill has, [`ImportError::ColumnTwice`],
    /// [`ImportError::Separator`].
    pub(super) fn read(names: Vec<String>, path: &Path) -> Result<Self, ImportError> {
        let folded: Vec<_> = names.iter().map(|name| fold(name)).collect();
        let form = form(&names, &folded);
        let columns = [None; fields::COUNT];
        let mut header = Self { names, form, columns, tags: Vec::new(), cost_categories: Vec::new() };
        let mut read = HashSet::new();
        for (position, folded) in folded.iter().enumerate() {
            if header.place(position, folded) && !read.insert(header.names[position].clone()) {
                return Err(ImportError::ColumnTwice { path: path.to_owned(), column: header.names[position].clone() });
            }
        }
        header.check(path)?;
        Ok(header)
    }

    /// Of two columns with one meaning in two spellings the first counts. Whether the column is read.
    fn place(&mut self, position: usize, folded: &str) -> bool {
        let name = self.names[position].as_str();
        let family = self.family();
        if let Some(field) = family.field(folded) {
            self.columns[field as usize].get_or_insert(position);
        } else if let Some(key) = key_below(family, name, "resourceTags/", "resource_tags_") {
            self.tags.push((position, key));
        } else if let Some(key) = key_below(family, name, "costCategory/", "cost_category_") {
            self.cost_categories.push((position, key));
        } else {
            return false;
        }
        true
    }

    fn check(&self, path: &Path) -> Result<(), ImportError> {
        let family = self.family();
        let path = || path.to_owned();
        let what = match family {
            Family::Cur => "a Cost and Usage Report",
            Family::Focus => "a FOCUS bill",
        };
        let missing = family.required().into_iter().find(|field| !self.has(*field));
        if let Some(field) = missing {
            if let [only] = &self.names[..]
                && let Some(found) = only.chars().find(|letter| matches!(letter, ';' | '\t' | '|'))
            {
                return Err(ImportError::Separator { path: path(), found, excerpt: excerpt(only) });
            }
            return Err(ImportError::NotABill { path: path(), what, column: field.name(family) });
        }
        Ok(())
    }

    pub(super) fn family(&self) -> Family {
        if self.form.is_focus() { Family::Focus } else { Family::Cur }
    }

    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.column(field).is_some()
    }

    /// What the cells at a position hold; tags and cost categories hold texts.
    pub(super) fn holds(&self, position: usize) -> Holds {
        let is_here = |field: &Field| self.column(*field) == Some(position);
        fields::ALL.iter().find(|field| is_here(field)).map_or(Holds::Text, |field| field.holds())
    }

    /// Positions of every column that is read, ascending.
    pub(super) fn positions(&self) -> Vec<usize> {
        let maps = self.tags.iter().chain(&self.cost_categories).map(|(position, _)| *position);
        let mut positions: Vec<_> = self.columns.iter().flatten().copied().chain(maps).collect();
        positions.sort_unstable();
        positions
    }

    /// The same header for a table that has only the columns at `positions`, which ascend, in that order.
    pub(super) fn narrowed_to(&self, positions: &[usize]) -> Self {
        let at = |position: usize| positions.binary_search(&position).ok();
        let keyed = |columns: &[(usize, String)]| {
            columns.iter().filter_map(|(position, key)| Some((at(*position)?, key.clone()))).collect()
        };
        Self {
            names: positions.iter().map(|position| self.names[*position].clone()).collect(),
            form: self.form,
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
            has_invoices: self.has(InvoiceId),
            has_product_codes: self.has(ProductCode),
            has_effective_costs: [EffectiveCost, ReservationEffectiveCost, SavingsPlanEffectiveCost]
                .iter()
                .any(|field| self.has(*field)),
        }
    }
}

/// Told by the names alone: a file says its form nowhere else.
fn form(names: &[String], folded: &[String]) -> BillForm {
    let has = |column: &str| folded.iter().any(|name| name == column);
    let has_any = |columns: &[&str]| columns.iter().any(|column| has(column));
    let is_focus = !has("lineitemunblendedcost") && has_any(&["billedcost", "chargecategory"]);
    if is_focus && has_any(&["invoiceid", "billingaccounttype", "subaccounttype", "pricingcurrency"]) {
        BillForm::Focus1_2
    } else if is_focus && has_any(&ONLY_SINCE_FOCUS_1_1) {
        BillForm::Focus1_1
    } else if is_focus {
        BillForm::Focus1_0
    } else if names.iter().all(|name| !name.contains('/')) && has_any(&ONLY_IN_CUR_2) {
        BillForm::Cur2
    } else {
        BillForm::CurLegacy
    }
}

const ONLY_SINCE_FOCUS_1_1: [&str; 7] = [
    "capacityreservationid",
    "capacityreservationstatus",
    "commitmentdiscountquantity",
    "commitmentdiscountunit",
    "servicesubcategory",
    "skumeter",
    "skupricedetails",
];

/// Folded, as names are compared.
const ONLY_IN_CUR_2: [&str; 6] =
    ["product", "resourcetags", "costcategory", "discount", "lineitemusageaccountname", "billpayeraccountname"];

fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// `resourceTags/user:Team` holds tag `user:Team`, `resource_tags_user_team` tag `user_team`. FOCUS has maps only.
fn key_below(family: Family, name: &str, legacy: &str, snake: &str) -> Option<String> {
    let prefixes: &[&str] = match family {
        Family::Cur => &[legacy, snake],
        Family::Focus => &[],
    };
    prefixes.iter().find_map(|prefix| {
        let (start, key) = name.split_at_checked(prefix.len())?;
        (start.eq_ignore_ascii_case(prefix) && !key.is_empty()).then(|| key.to_owned())
    })
}

#[cfg(test)]
mod tests;
