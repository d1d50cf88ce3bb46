//! The fields of a file: a form's selection, naming and grouping of the bill's columns.

use super::columns::{Map, Place, Read, columns};
use super::text::{MomentStyle, NumberStyle};

/// What one form writes, and how.
pub(crate) struct Layout {
    pub(crate) fields: Vec<Field>,
    pub(crate) numbers: NumberStyle,
    pub(crate) rates: NumberStyle,
    pub(crate) moments: MomentStyle,
    pub(crate) absent: Absent,
    /// What CSV holds there.
    pub(crate) nothing: &'static str,
}

/// A field of a file.
pub(crate) enum Field {
    Single { name: String, read: Read },
    Map { name: &'static str, map: Map, entries: Vec<(&'static str, Read)> },
}

/// What Parquet holds where AWS has nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// An empty text, the number 0.
    Empty,
    Null,
}

impl Field {
    pub(crate) fn name(&self) -> &str {
        match self {
            Field::Single { name, .. } => name,
            Field::Map { name, .. } => name,
        }
    }
}

/// Legacy CSV: slashes in names, numbers as Java prints them.
pub(crate) fn legacy_csv(enterprise_discount: i64) -> Layout {
    let legacy = columns(enterprise_discount).into_iter().filter(|column| column.is_legacy());
    Layout {
        fields: legacy.map(|column| Field::Single { name: column.name.to_owned(), read: column.read }).collect(),
        numbers: NumberStyle::Java,
        rates: NumberStyle::TenDecimals,
        moments: MomentStyle::Seconds,
        absent: Absent::Empty,
        nothing: "",
    }
}

/// Legacy Parquet: folded names, doubles, rates as text, nothing null.
pub(crate) fn legacy_parquet(enterprise_discount: i64) -> Layout {
    let legacy = columns(enterprise_discount).into_iter().filter(|column| column.is_legacy());
    Layout {
        fields: legacy.map(|column| Field::Single { name: column.folded(), read: column.read }).collect(),
        moments: MomentStyle::Milliseconds,
        ..legacy_csv(enterprise_discount)
    }
}

/// CUR 2.0, both file types: a fixed set of columns in alphabetic order, four of them maps.
pub(crate) fn cur2(enterprise_discount: i64) -> Layout {
    let columns = columns(enterprise_discount);
    let mut fields: Vec<Field> = columns
        .iter()
        .filter(|column| matches!(column.place, Place::Both | Place::Cur2))
        .map(|column| Field::Single { name: column.folded(), read: column.read })
        .collect();
    fields.extend(Map::ALL.map(|map| {
        Field::Map {
            name: map.name(),
            map,
            entries: columns
                .iter()
                .filter_map(|column| match column.place {
                    Place::Entry(of, key) if of == map => Some((key, column.read)),
                    Place::Entry(..) | Place::Both | Place::Cur2 => None,
                })
                .collect(),
        }
    }));
    fields.sort_by(|one, other| one.name().cmp(other.name()));
    Layout {
        fields,
        numbers: NumberStyle::Plain,
        rates: NumberStyle::Plain,
        moments: MomentStyle::Milliseconds,
        absent: Absent::Null,
        nothing: "",
    }
}
