//! Filters, order and month live in the address, so that they work without script, survive a reload and can be sent
//! to a colleague.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
pub use muster_domain::filter::matches;

/// The text that lists are filtered by.
pub const FILTER: &str = "q";
/// The column that a list is ordered by; a leading `-` means descending.
pub const SORT: &str = "sort";
/// What a form held that the server sent back, where no script kept it.
pub const DRAFT: &str = "draft";
/// The month that cost columns speak of.
pub const MONTH: &str = "month";
/// The page of a long list, from 1.
pub const PAGE: &str = "page";

/// One parameter of the address; empty when it is missing.
pub fn use_param(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name)).unwrap_or_default())
}

/// The same, where it can be read as `T`; whatever else somebody wrote into the address counts as missing.
pub fn use_parsed<T>(name: &'static str) -> Memo<Option<T>>
where
    T: std::str::FromStr + PartialEq + Send + Sync + 'static,
{
    let text = use_param(name);
    Memo::new(move |_| text.with(|text| text.parse().ok()))
}

/// Changes one parameter of the address without a new entry in the history.
pub fn use_set_param(name: &'static str) -> impl Fn(&str) + Clone {
    let (query, path, navigate) = (use_query_map(), use_location().pathname, use_navigate());
    move |value| {
        let to = format!("{}{}", path.get_untracked(), query.with_untracked(|query| with(query, name, value)));
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    }
}

/// The query with one parameter changed, or left out where `value` is empty. Another filter or order begins at the
/// first page again.
pub fn with(query: &ParamsMap, name: &'static str, value: &str) -> String {
    let mut query = query.clone();
    query.remove(PAGE);
    query.remove(name);
    if !value.is_empty() {
        query.insert(name, value.to_owned());
    }
    query.to_query_string()
}

/// Every parameter but one, for the hidden fields of a form that sends that one.
pub fn others(query: &ParamsMap, name: &str) -> Vec<(String, String)> {
    others_of(query, &[name])
}

/// The same for a form that sends several.
pub fn others_of(query: &ParamsMap, names: &[&str]) -> Vec<(String, String)> {
    let is_other = |key: &str| !names.contains(&key) && key != PAGE && !key.starts_with("__");
    let all = query.clone().into_iter().filter(|(key, _)| is_other(key));
    all.map(|(key, value)| (key.into_owned(), value)).collect()
}

/// Which way a column runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// The order of a list, by a column's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    pub column: String,
    pub direction: Direction,
}

impl std::str::FromStr for Sort {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (column, direction) = match text.strip_prefix('-') {
            Some(column) => (column, Direction::Descending),
            None => (text, Direction::Ascending),
        };
        Ok(Self { column: column.to_owned(), direction })
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.direction == Direction::Descending { "-" } else { "" };
        write!(f, "{sign}{}", self.column)
    }
}

impl Sort {
    /// What a click on a column's header asks for: `first` to begin with, the other way when it is the order already.
    pub fn after_click(&self, column: &str, first: Direction) -> Self {
        let direction = match (self.column == column, self.direction) {
            (false, _) => first,
            (true, Direction::Ascending) => Direction::Descending,
            (true, Direction::Descending) => Direction::Ascending,
        };
        Self { column: column.to_owned(), direction }
    }

    /// Orders rows by a key, equal ones staying as they are.
    pub fn apply<T, K: Ord>(&self, rows: &mut [T], key: impl Fn(&T) -> K) {
        match self.direction {
            Direction::Ascending => rows.sort_by_key(key),
            Direction::Descending => rows.sort_by_key(|row| std::cmp::Reverse(key(row))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn another_filter_begins_at_the_first_page_and_keeps_the_order() {
        let now = query(&[("q", "a"), ("sort", "-name"), ("page", "3")]);
        // On the server the router escapes every sign; a browser reads %2D as it reads the sign itself.
        assert_eq!(with(&now, FILTER, "b c"), "?sort=%2Dname&q=b%20c");
        assert_eq!(with(&now, FILTER, ""), "?sort=%2Dname");
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let by_cost: Sort = "-cost".parse().unwrap();
        assert_eq!(by_cost.after_click("cost", Direction::Descending).to_string(), "cost");
        assert_eq!(by_cost.after_click("name", Direction::Ascending).to_string(), "name");
        let mut rows = [("a", 1), ("b", 3), ("c", 2)];
        by_cost.apply(&mut rows, |row| row.1);
        assert_eq!(rows.map(|row| row.0), ["b", "c", "a"]);
    }
}
