//! Rows as the columns of one form.

use super::{Part, Row};
use crate::bill::delivery::Form;
use crate::bill::{Holds, folded, holds};

/// The maps of CUR 2.0 and the legacy columns that they take in.
const MAPS: [(&str, &str); 3] = [("product", "product/"), ("resource_tags", "resourceTags/"), ("cost_category", "costCategory/")];

pub(super) struct Table<'a> {
    pub(super) rows: &'a [Row],
    pub(super) columns: Vec<Column>,
}

pub(super) struct Column {
    pub(super) name: String,
    pub(super) cells: Cells,
}

/// Where a column's cells come from.
pub(super) enum Cells {
    /// Of one legacy header.
    Single { header: String, holds: Holds },
    /// Of several: the key of each, and its header.
    Map(Vec<(String, String)>),
}

impl<'a> Table<'a> {
    pub(super) fn of(part: &Part<'a>, form: Form) -> Self {
        let mut headers: Vec<&String> = part.bill.iter().flat_map(Row::keys).collect();
        headers.sort();
        headers.dedup();
        let mut columns = Vec::new();
        for header in &headers {
            columns.extend(match form {
                Form::LegacyCsv => Some(single((*header).clone(), header)),
                Form::LegacyParquet => Some(single(folded(header), header)),
                Form::Cur2Csv | Form::Cur2Parquet if map_of(header).is_some() => None,
                Form::Cur2Csv | Form::Cur2Parquet => Some(single(folded(header), header)),
                Form::FocusCsv(_) | Form::FocusParquet(_) => None,
            });
        }
        if matches!(form, Form::Cur2Csv | Form::Cur2Parquet) {
            columns.extend(maps(&headers));
        }
        Self { rows: part.rows, columns }
    }
}

fn single(name: String, header: &str) -> Column {
    Column { name, cells: Cells::Single { header: header.to_owned(), holds: holds(header) } }
}

fn map_of(header: &str) -> Option<(&'static str, &str)> {
    MAPS.iter().find_map(|(map, prefix)| Some((*map, header.strip_prefix(prefix)?)))
}

/// Keys of products are written small with lines between their words, those of tags as they are.
fn maps(headers: &[&String]) -> Vec<Column> {
    let entries = |name: &str| -> Vec<(String, String)> {
        let of_map = |header: &&&String| map_of(header).filter(|(map, _)| *map == name).map(|(_, key)| key.to_owned());
        let key = |key: String| if name == "product" { folded(&key) } else { key };
        headers.iter().filter_map(|header| Some((key(of_map(&header)?), (*header).clone()))).collect()
    };
    let column = |(name, _): (&str, &str)| Column { name: name.to_owned(), cells: Cells::Map(entries(name)) };
    MAPS.into_iter().map(column).filter(|column| !matches!(&column.cells, Cells::Map(entries) if entries.is_empty())).collect()
}

/// A row's entries of a map.
pub(super) fn entries<'a>(row: &'a Row, keys: &'a [(String, String)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    keys.iter().filter_map(|(key, header)| Some((key.as_str(), text(row, header)?)))
}

/// A row's cell; none where it is empty.
pub(super) fn text<'a>(row: &'a Row, header: &str) -> Option<&'a str> {
    row.get(header).map(String::as_str).filter(|text| !text.is_empty())
}
