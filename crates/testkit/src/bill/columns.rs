//! The columns of the bill, once for all forms: legacy name, place in CUR 2.0, and how to read one from a line.

mod commitments;
pub(crate) mod lines;

use super::calendar::Moment;
use super::line::Line;
use super::number::Num;

/// A column of the bill.
pub(crate) struct Column {
    /// As in legacy CSV, `lineItem/UnblendedCost`; of columns that only CUR 2.0 has, the name there.
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) read: Read,
}

/// Which forms have a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Legacy, and CUR 2.0 under the folded name.
    Both,
    Cur2,
    /// A column in legacy, the entry `key` of a map column in CUR 2.0.
    Entry(Map, &'static str),
}

/// The map columns of CUR 2.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Map {
    Product,
    ResourceTags,
    CostCategory,
    Discount,
}

impl Map {
    pub(crate) const ALL: [Map; 4] = [Map::Product, Map::ResourceTags, Map::CostCategory, Map::Discount];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Map::Product => "product",
            Map::ResourceTags => "resource_tags",
            Map::CostCategory => "cost_category",
            Map::Discount => "discount",
        }
    }
}

/// How to read a column from a line; the variant says what the column holds.
#[derive(Clone, Copy)]
pub(crate) enum Read {
    Text(for<'a> fn(&'a Line<'a>) -> &'a str),
    /// A double in Parquet.
    Number(fn(&Line) -> Option<Num>),
    /// A number that Parquet has as text, too: rates.
    Rate(fn(&Line) -> Option<Num>),
    /// A timestamp in Parquet.
    Moment(fn(&Line) -> Moment),
    /// A moment that Parquet has as text, too.
    MomentText(fn(&Line) -> Option<Moment>),
    /// `start/end`.
    Interval(fn(&Line) -> (Moment, Moment)),
}

/// All columns of a bill, in file order. Net columns come only with an enterprise discount.
pub(crate) fn columns(enterprise_discount: i64) -> Vec<&'static Column> {
    let all = lines::COLUMNS.iter().chain(commitments::COLUMNS);
    all.filter(|column| enterprise_discount != 0 || !column.is_net()).collect()
}

impl Column {
    fn is_net(&self) -> bool {
        self.name.contains("/Net") || self.name.starts_with("discount/")
    }

    pub(crate) fn is_legacy(&self) -> bool {
        self.place != Place::Cur2
    }

    /// The name in Parquet and CUR 2.0.
    pub(crate) fn folded(&self) -> String {
        folded(self.name)
    }
}

/// What Parquet has in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Number,
    Moment,
}

/// What a column of that legacy name holds; one that no generated bill has holds text.
pub(crate) fn holds(name: &str) -> Holds {
    let known = lines::COLUMNS.iter().chain(commitments::COLUMNS).find(|column| column.name == name);
    match known.map(|column| column.read) {
        Some(Read::Number(_)) => Holds::Number,
        Some(Read::Moment(_)) => Holds::Moment,
        Some(Read::Text(_) | Read::Rate(_) | Read::MomentText(_) | Read::Interval(_)) | None => Holds::Text,
    }
}

/// `savingsPlan/SavingsPlanARN` becomes `savings_plan_savings_plan_a_r_n`, as AWS does it.
pub(crate) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len() + 8);
    for letter in name.chars() {
        if letter == '/' || letter == ':' {
            folded.push('_');
        } else {
            if letter.is_ascii_uppercase() && !folded.is_empty() && !folded.ends_with('_') {
                folded.push('_');
            }
            folded.push(letter.to_ascii_lowercase());
        }
    }
    folded
}

const fn text(name: &'static str, place: Place, read: for<'a> fn(&'a Line<'a>) -> &'a str) -> Column {
    Column { name, place, read: Read::Text(read) }
}

const fn number(name: &'static str, read: fn(&Line) -> Option<Num>) -> Column {
    Column { name, place: Place::Both, read: Read::Number(read) }
}

const fn rate(name: &'static str, read: fn(&Line) -> Option<Num>) -> Column {
    Column { name, place: Place::Both, read: Read::Rate(read) }
}

const fn moment(name: &'static str, read: fn(&Line) -> Moment) -> Column {
    Column { name, place: Place::Both, read: Read::Moment(read) }
}

const fn moment_text(name: &'static str, read: fn(&Line) -> Option<Moment>) -> Column {
    Column { name, place: Place::Both, read: Read::MomentText(read) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_as_aws_folds_them() {
        for (legacy, folded) in [
            ("identity/LineItemId", "identity_line_item_id"),
            ("reservation/ReservationARN", "reservation_reservation_a_r_n"),
            ("savingsPlan/SavingsPlanARN", "savings_plan_savings_plan_a_r_n"),
            ("resourceTags/user:CostCenter", "resource_tags_user_cost_center"),
            ("product/servicecode", "product_servicecode"),
        ] {
            assert_eq!(super::folded(legacy), folded);
        }
    }

    #[test]
    fn no_two_columns_of_a_form_share_a_name() {
        let mut names: Vec<String> = columns(7).iter().map(|column| column.folded()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
