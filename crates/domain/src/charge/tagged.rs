//! The same charges told apart by the values of tags as well, for those that an organization chose.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Cell;
use crate::{AccountId, Money};

/// So many tags at most: cells are kept for every combination of their values that is there.
pub const MOST_TAGS: usize = 5;

/// Cells, each with a value for each of the keys; empty where a line has no such tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagged {
    pub keys: Vec<String>,
    pub cells: Vec<(Cell, Vec<String>)>,
}

/// What cells are told apart by, but for tags.
type Place<'a> = (NaiveDate, Option<&'a AccountId>, [&'a str; 3], Option<&'a str>, Option<&'a str>);

fn place(cell: &Cell) -> Place<'_> {
    let texts = [&cell.service, &cell.region, &cell.charge_type].map(String::as_str);
    (cell.day, cell.account.as_ref(), texts, cell.lifecycle.as_deref(), cell.usage_type.as_deref())
}

impl Tagged {
    /// Makes what stands at the place of each cell sum to that cell, to the last digit, so that a question about tags
    /// has the total of every other: each amount was rounded by itself, and what that left goes to the largest.
    #[must_use]
    pub fn settled(mut self, cells: &[Cell]) -> Self {
        for (number, rest) in self.rests(cells) {
            match number {
                Ok(number) => self.cells[number].0.amount = self.cells[number].0.amount + rest,
                Err(cell) => self.cells.push((Cell { amount: rest, ..cell.clone() }, vec![String::new(); self.keys.len()])),
            }
        }
        self.cells.retain(|(cell, _)| !cell.amount.is_zero());
        self
    }

    /// What is left of each cell, and where it goes: to the largest at its place, or to a new one where there is none.
    fn rests<'a>(&self, cells: &'a [Cell]) -> Vec<(Result<usize, &'a Cell>, Money)> {
        let mut rests: BTreeMap<Place<'_>, (Result<usize, &Cell>, Money)> =
            cells.iter().map(|cell| (place(cell), (Err(cell), cell.amount))).collect();
        for (number, (cell, _)) in self.cells.iter().enumerate() {
            let (largest, rest) = rests.entry(place(cell)).or_insert((Ok(number), Money::default()));
            *rest = *rest - cell.amount;
            if largest.map_or(true, |largest| self.cells[largest].0.amount.0.abs() < cell.amount.0.abs()) {
                *largest = Ok(number);
            }
        }
        rests.into_values().filter(|(_, rest)| !rest.is_zero()).collect()
    }

    /// Cells with the value of one of the keys in the place of the usage type, where an analysis looks for it; of lines
    /// with one of these usage types, or with any. `None` where it is none of the keys.
    pub fn by(&self, key: &str, usage_types: &BTreeSet<String>) -> Option<Vec<Cell>> {
        let number = self.keys.iter().position(|known| known == key)?;
        let is_asked = |cell: &Cell| {
            usage_types.is_empty() || cell.usage_type.as_ref().is_some_and(|usage_type| usage_types.contains(usage_type))
        };
        let of_key = |(cell, values): &(Cell, Vec<String>)| Cell { usage_type: values.get(number).cloned(), ..cell.clone() };
        Some(self.cells.iter().filter(|(cell, _)| is_asked(cell)).map(of_key).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(usage_type: &str, amount: &str) -> Cell {
        Cell {
            day: "2026-03-01".parse().unwrap(),
            account: Some("111122223333".parse().unwrap()),
            service: "AmazonEC2".into(),
            region: String::new(),
            charge_type: "Usage".into(),
            lifecycle: Some("OnDemand".into()),
            usage_type: Some(usage_type.into()),
            amount: amount.parse().unwrap(),
        }
    }

    fn tagged(cells: &[(&str, &str, &str)]) -> Tagged {
        let of = |(usage_type, team, amount): &(&str, &str, &str)| (cell(usage_type, amount), vec![(*team).to_owned()]);
        Tagged { keys: vec!["user:Team".into()], cells: cells.iter().map(of).collect() }
    }

    #[test]
    fn what_tags_tell_apart_sums_to_each_cell() {
        let parts = tagged(&[
            ("Box", "Blue", "1.333333333333"),
            ("Box", "Red", "1.666666666667"),
            ("Disk", "", "5"),
            ("Gone", "Red", "0.000000000001"),
        ]);
        let cells = [cell("Box", "2.999999999999"), cell("Disk", "5"), cell("Net", "0.5")];
        let of = |team: &str, amount: &str| (team.to_owned(), amount.parse::<Money>().unwrap());
        let settled = parts.settled(&cells);
        let found: Vec<_> = settled.cells.iter().map(|(cell, values)| (values[0].clone(), cell.amount)).collect();
        assert_eq!(found, [of("Blue", "1.333333333333"), of("Red", "1.666666666666"), of("", "5"), of("", "0.5")]);
    }

    #[test]
    fn one_tag_stands_in_the_place_of_usage_types_which_still_choose() {
        let parts = tagged(&[("Box", "Blue", "1"), ("Disk", "Red", "2")]);
        let values =
            |found: Option<Vec<Cell>>| -> Vec<String> { found.unwrap().into_iter().filter_map(|c| c.usage_type).collect() };
        assert_eq!(values(parts.by("user:Team", &BTreeSet::new())), ["Blue", "Red"]);
        assert_eq!(values(parts.by("user:Team", &BTreeSet::from(["Disk".to_owned()]))), ["Red"]);
        assert_eq!(parts.by("user:Owner", &BTreeSet::new()), None);
    }
}
