//! A question as the query of an address, and back. What the address does not say is the usual; what it says and cannot
//! be is refused with the parameter's name, so that nobody reads numbers that they did not ask for.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{Datelike, NaiveDate};

use super::{By, CostType, Dimension, Grain, GroupOrder, Question, Scope, Window};

/// Names of the parameters that are no dimensions.
pub mod names {
    pub const SUBSET: &str = "subset";
    pub const SOURCE: &str = "source";
    pub const COST: &str = "cost";
    pub const BY: &str = "by";
    pub const TAG: &str = "tag";
    pub const PERIOD: &str = "period";
    pub const FROM: &str = "from";
    pub const UNTIL: &str = "until";
    pub const GRAIN: &str = "grain";
    pub const SORT: &str = "sort";
    pub const PAGE: &str = "page";
    /// What stands for accounts in no subset.
    pub const UNASSIGNED: &str = "unassigned";
}

/// A parameter that says what cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {reason}")]
pub struct NotAQuestion {
    pub name: &'static str,
    pub reason: String,
}

impl Question {
    /// Of the parameters of an address. Those of others are passed over: links from elsewhere carry them. Of one that comes
    /// again the last counts, whatever the ones before say: whoever changes a view by hand writes behind what is there, and
    /// no address that somebody kept is broken by it. An empty one is none.
    ///
    /// # Errors
    /// [`NotAQuestion`].
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, NotAQuestion> {
        let mut question = Self::default();
        let (mut parts, mut last) = (Parts::default(), BTreeMap::new());
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            match Dimension::from_name(name) {
                Some(dimension) => {
                    question.only.entry(dimension).or_default().insert(unnamed(value).to_owned());
                }
                None => drop(last.insert(name, value)),
            }
        }
        for (name, value) in last {
            parts.take(&mut question, name, value)?;
        }
        question.by = parts.by(question.by)?;
        if let Window::Days { from, until } = &mut question.window {
            (*from, *until) = (parts.from, parts.until);
        }
        Ok(question)
    }

    /// Of the query of an address, with or without its `?`.
    ///
    /// # Errors
    /// [`NotAQuestion`].
    pub fn parse(query: &str) -> Result<Self, NotAQuestion> {
        let pairs = decoded(query);
        Self::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The parameters that say it, without what is usual; in one order, so that one question is one text.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match self.scope {
            Scope::All => {}
            Scope::Unassigned => pairs.push((names::SUBSET, names::UNASSIGNED.to_owned())),
            Scope::Subset(id) => pairs.push((names::SUBSET, id.to_string())),
            Scope::Source(id) => pairs.push((names::SOURCE, id.to_string())),
        }
        let usual = Self::default();
        let mut unless_usual = |name, is_usual: bool, value: String| {
            if !is_usual {
                pairs.push((name, value));
            }
        };
        unless_usual(names::COST, self.cost == usual.cost, self.cost.name().to_owned());
        unless_usual(names::BY, self.by == usual.by, self.by.name().to_owned());
        if let By::Tag(key) = &self.by {
            unless_usual(names::TAG, key.is_empty(), key.clone());
        }
        unless_usual(names::PERIOD, self.window == usual.window, self.window.name());
        if let Window::Days { from, until } = self.window {
            let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            unless_usual(names::FROM, from.is_none(), day(from));
            unless_usual(names::UNTIL, until.is_none(), day(until));
        }
        unless_usual(names::GRAIN, self.grain.is_none(), self.grain.map_or("", Grain::name).to_owned());
        for (dimension, texts) in &self.only {
            texts.iter().for_each(|text| unless_usual(dimension.name(), false, named(text).to_owned()));
        }
        unless_usual(names::SORT, self.order == usual.order, self.order.name().to_owned());
        unless_usual(names::PAGE, self.page <= 1, self.page.to_string());
        pairs
    }

    /// The query of an address, with its `?`; empty where all is usual.
    pub fn query(&self) -> String {
        encoded(&self.pairs())
    }
}

/// An empty text cannot stand in a form: there it is a field that was left alone.
const EMPTY: &str = "(none)";

/// How a form and an address write a text of a dimension.
pub fn named(text: &str) -> &str {
    if text.is_empty() { EMPTY } else { text }
}

fn unnamed(text: &str) -> &str {
    if text == EMPTY { "" } else { text }
}

/// What belongs together with what another parameter says.
#[derive(Default)]
struct Parts {
    by: Option<String>,
    tag: String,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Parts {
    fn take(&mut self, question: &mut Question, name: &str, value: &str) -> Result<(), NotAQuestion> {
        match name {
            names::SUBSET if value == names::UNASSIGNED => question.scope = Scope::Unassigned,
            names::SUBSET => question.scope = Scope::Subset(read(names::SUBSET, value, "the id of a subset")?),
            names::SOURCE => question.scope = Scope::Source(read(names::SOURCE, value, "the id of a provider's subset")?),
            names::COST => question.cost = one_of(names::COST, value, CostType::ALL, CostType::name)?,
            names::BY => self.by = Some(value.to_owned()),
            names::TAG => value.clone_into(&mut self.tag),
            names::PERIOD => {
                let known = "this-month, last-month, 1-months to 36-months, or custom";
                question.window = value.parse().map_err(|()| refused(names::PERIOD, value, known))?;
            }
            names::FROM => self.from = Some(day(names::FROM, value)?),
            names::UNTIL => self.until = Some(day(names::UNTIL, value)?),
            names::GRAIN => question.grain = Some(one_of(names::GRAIN, value, Grain::ALL, Grain::name)?),
            names::SORT => question.order = one_of(names::SORT, value, GroupOrder::ALL, GroupOrder::name)?,
            names::PAGE => question.page = read(names::PAGE, value, "a number")?,
            _ => {}
        }
        Ok(())
    }

    fn by(&self, usual: By) -> Result<By, NotAQuestion> {
        match self.by.as_deref() {
            None => Ok(usual),
            Some("tag") => Ok(By::Tag(self.tag.clone())),
            Some(name) => Dimension::from_name(name).map(By::Dimension).ok_or_else(|| {
                let known: Vec<_> = Dimension::ALL.into_iter().map(Dimension::name).collect();
                refused(names::BY, name, &format!("{} or tag", known.join(", ")))
            }),
        }
    }
}

fn refused(name: &'static str, value: &str, expected: &str) -> NotAQuestion {
    NotAQuestion { name, reason: format!("`{value}`: expected {expected}") }
}

fn read<T: std::str::FromStr>(name: &'static str, value: &str, expected: &str) -> Result<T, NotAQuestion> {
    value.parse().map_err(|_| refused(name, value, expected))
}

/// Of a year that bills may have: the days, months and years around it are days too.
fn day(name: &'static str, value: &str) -> Result<NaiveDate, NotAQuestion> {
    let read: NaiveDate = read(name, value, "a day, YYYY-MM-DD")?;
    let is_plain = (1900..=9998).contains(&read.year());
    if is_plain { Ok(read) } else { Err(refused(name, value, "a day of the years 1900 to 9998")) }
}

fn one_of<T: Copy, const N: usize>(
    name: &'static str,
    value: &str,
    all: [T; N],
    called: fn(T) -> &'static str,
) -> Result<T, NotAQuestion> {
    let expected = || format!("one of {}", all.map(called).join(", "));
    all.into_iter().find(|one| called(*one) == value).ok_or_else(|| refused(name, value, &expected()))
}

/// The pairs of a query, as forms and links write them.
pub fn decoded(query: &str) -> Vec<(String, String)> {
    let query = query.trim_start_matches('?');
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| (plain(name), plain(value))).collect()
}

/// The query of these pairs, with its `?`; empty without pairs.
pub fn encoded(pairs: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        query.push(if query.is_empty() { '?' } else { '&' });
        escape(&mut query, name.as_ref());
        query.push('=');
        escape(&mut query, value.as_ref());
    }
    query
}

fn escape(into: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => into.push(char::from(byte)),
            // Writing to a text cannot fail.
            _ => drop(write!(into, "%{byte:02X}")),
        }
    }
}

fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while place < bytes.len() {
        let hex = bytes.get(place + 1..place + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[place], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                plain.push(byte);
                place += 3;
                continue;
            }
            (b'+', _) => plain.push(b' '),
            (byte, _) => plain.push(byte),
        }
        place += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_reads_as_it_is_written() {
        let day = |text: &str| text.parse().ok();
        let question = Question {
            scope: Scope::Unassigned,
            cost: CostType::Margin,
            by: By::Tag("user:Team & Co".to_owned()),
            window: Window::Days { from: day("2026-01-05"), until: None },
            grain: Some(Grain::Week),
            order: GroupOrder::Change,
            page: 3,
            ..Question::default()
        };
        let question = Question { page: 3, ..question.only(Dimension::Region, "").only(Dimension::Service, "Amazon EC2 ü") };
        let query = question.query();
        assert_eq!(Question::parse(&query), Ok(question));
        assert_eq!(
            query,
            "?subset=unassigned&cost=margin&by=tag&tag=user%3ATeam%20%26%20Co&period=custom&from=2026-01-05&grain=week\
             &service=Amazon%20EC2%20%C3%BC&region=%28none%29&sort=change&page=3"
        );
        assert_eq!(Question::default().query(), "");
    }

    #[test]
    fn a_form_sends_empty_fields_and_a_dimension_more_than_once() {
        let question = Question::parse("?cost=&by=region&service=A+B&service=C&from=2026-01-01&view=7").unwrap();
        assert_eq!(question.query(), "?by=region&service=A%20B&service=C");
    }

    #[test]
    fn of_a_parameter_that_comes_again_the_last_counts() {
        for query in
            ["cost=charge&cost=margin", "cost=blended&cost=margin", "cost=margin&cost=", "cost=charge&x=1&cost=margin&x=2"]
        {
            assert_eq!(Question::parse(query).unwrap().query(), "?cost=margin", "{query}");
        }
        assert!(Question::parse("cost=margin&cost=blended").is_err());
    }

    #[test]
    fn what_cannot_be_is_refused_by_the_name_of_its_parameter() {
        for (query, said) in [
            ("by=colour", "by: `colour`: expected account, service, region, charge-type, lifecycle, usage-type or tag"),
            ("cost=blended", "cost: `blended`: expected one of unblended, amortized, charge, margin"),
            ("period=custom&from=1.1.2026", "from: `1.1.2026`: expected a day, YYYY-MM-DD"),
            ("period=custom&from=-262143-01-01", "from: `-262143-01-01`: expected a day of the years 1900 to 9998"),
            ("period=custom&until=%2B262142-12-31", "until: `+262142-12-31`: expected a day of the years 1900 to 9998"),
            ("period=99-months", "period: `99-months`: expected this-month, last-month, 1-months to 36-months, or custom"),
            ("subset=x", "subset: `x`: expected the id of a subset"),
        ] {
            assert_eq!(Question::parse(query).unwrap_err().to_string(), said);
        }
    }
}
