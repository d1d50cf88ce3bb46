//! The question that a query asks. Some parameters may come more than once, which those of other queries do not, so it is
//! read as the page's address is. Where a link to the page may carry what somebody else put there, a program that sends an
//! unknown parameter meant something by it: it is refused rather than given numbers that it did not ask for.

use std::borrow::Cow;
use std::collections::HashSet;

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use chrono::NaiveDate;
use form_urlencoded::Parse;
use muster_domain::analysis::{Dimension, MOST_MONTHS, Question, names};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::rest::extract::{describe_query, query};
use crate::rest::problem::Problem;
use crate::rest::route::{Draft, Takes};
use crate::rest::shape::Day;

pub(in crate::rest) struct Questioned(pub(in crate::rest) Question);

impl<S: Send + Sync> FromRequestParts<S> for Questioned {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read(pairs(&parts.uri)).map(Self)
    }
}

/// A question about the lines of one day.
pub(in crate::rest) struct QuestionedOfADay(pub(in crate::rest) Question, pub(in crate::rest) NaiveDate);

#[derive(Deserialize, JsonSchema)]
struct OfADay {
    day: Day,
}

const DAY: &str = "day";

impl<S: Send + Sync> FromRequestParts<S> for QuestionedOfADay {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let OfADay { day } = query(parts)?;
        Ok(Self(read(pairs(&parts.uri).filter(|(name, _)| name != DAY))?, day.0))
    }
}

impl Takes for QuestionedOfADay {
    fn describe(draft: &mut Draft<'_>) {
        describe_query::<OfADay>(draft);
        Questioned::describe(draft);
    }
}

/// Parameters that are no dimensions.
const OTHERS: [&str; 11] = [
    names::SUBSET,
    names::SOURCE,
    names::COST,
    names::BY,
    names::TAG,
    names::PERIOD,
    names::FROM,
    names::UNTIL,
    names::GRAIN,
    names::SORT,
    names::PAGE,
];

const TAG: &str = "Key of the tag, for `by=tag`. Charges and margins are told apart by the tags that the billing settings name, and stand \
                   together for others; `notes` says so.";

fn pairs(uri: &Uri) -> Parse<'_> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
}

fn read<'a>(pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>) -> Result<Question, Problem> {
    let mut pairs: Vec<_> = pairs.collect();
    let mut once = HashSet::new();
    for (name, _) in &pairs {
        let is_list = Dimension::from_name(name).is_some();
        if !is_list && !OTHERS.contains(&&**name) {
            return Err(Problem::invalid(name.as_ref(), "there is no such parameter here"));
        }
        if !is_list && !once.insert(name.clone()) {
            return Err(Problem::invalid(name.as_ref(), "is given more than once, and has one value"));
        }
    }
    // A form sends what was left alone; a program leaves it out.
    if let Some((name, _)) = pairs.iter().find(|(_, value)| value.is_empty()) {
        return Err(Problem::invalid(
            name.as_ref(),
            "leave out what is not asked; (none) stands for a text that lines do not have",
        ));
    }
    let is_said = |wanted: &str| pairs.iter().any(|(name, _)| name == wanted);
    let has_days = is_said(names::FROM) || is_said(names::UNTIL);
    if has_days && !is_said(names::PERIOD) {
        pairs.push((names::PERIOD.into(), "custom".into()));
    }
    if pairs.iter().any(|(name, value)| name == names::PAGE && value.parse() == Ok(0)) {
        return Err(Problem::invalid(names::PAGE, "pages are counted from 1"));
    }
    let pairs = pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    Question::of(pairs).map_err(|wrong| Problem::invalid(wrong.name, wrong.reason))
}

impl Takes for Questioned {
    fn describe(draft: &mut Draft<'_>) {
        let by: Vec<_> = Dimension::ALL.into_iter().map(Dimension::name).chain(["tag"]).collect();
        let day = json!({ "type": "string", "format": "date" });
        let mut says = |name: &str, schema: Value, description: &str| {
            draft.parameter(json!({
                "name": name, "in": "query", "required": false, "description": description, "schema": schema,
            }));
        };
        let periods = "^(this-month|last-month|custom|([1-9]|[12][0-9]|3[0-6])-months)$";
        says(
            names::SUBSET,
            json!({ "anyOf": [{ "type": "string", "format": "uuid" }, { "enum": [names::UNASSIGNED] }] }),
            SUBSET,
        );
        says(names::SOURCE, json!({ "type": "string", "format": "uuid" }), SOURCE);
        says(names::COST, json!({ "enum": ["unblended", "amortized", "charge", "margin"] }), "`unblended` where none is given.");
        says(names::BY, json!({ "enum": by }), "What amounts are told apart by; `service` where none is given.");
        says(names::TAG, json!({ "type": "string", "minLength": 1 }), TAG);
        let window =
            format!("Counted from the newest month with lines; at most {MOST_MONTHS} months, `6-months` where none is given.");
        says(names::PERIOD, json!({ "type": "string", "pattern": periods, "examples": ["13-months"] }), &window);
        says(names::FROM, day.clone(), "First day, for `period=custom`.");
        says(names::UNTIL, day, "Last day, for `period=custom`.");
        says(
            names::GRAIN,
            json!({ "enum": ["day", "week", "month"] }),
            "Parts of the period; what suits it where none is given.",
        );
        for dimension in Dimension::ALL {
            let texts = json!({ "type": "array", "items": { "type": "string", "minLength": 1 } });
            says(dimension.name(), texts, "Only lines with one of these texts; `(none)` is no text.");
        }
        says(names::SORT, json!({ "enum": ["amount", "name", "change"] }), "Order of the groups; `amount` where none is given.");
        says(names::PAGE, json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX }), "Page of the groups, 50 each.");
    }
}

const SUBSET: &str = "The accounts of a subset, or those in none; of costs.";
const SOURCE: &str = "By which provider's subset one is charged; of `charges/analysis`.";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Question, Problem> {
        super::read(form_urlencoded::parse(query.as_bytes()))
    }

    #[test]
    fn days_alone_are_a_period_and_what_is_empty_is_refused() {
        let asked = |query: &str| read(query).map(|question| question.query()).map_err(|_| ());
        let days = asked("from=2026-01-01&service=A&service=B").unwrap();
        assert_eq!(days, "?period=custom&from=2026-01-01&service=A&service=B");
        assert_eq!(asked("cost=charge&by=service").unwrap(), "?cost=charge");
        for wrong in ["cost=", "service=", "page=0", "page=x", "by=colour", "from=1.1.2026"] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_parameter_or_comes_twice_is_refused() {
        for wrong in [
            "cost=charge&cost=charge",
            "colour=red",
            "limit=",
            "by=tag&tag=a&tag=b",
            "Cost=charge",
            "=",
            "cost=charge&page=1&page=2",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("region=a&region=b&usage-type=c&usage-type=c").is_ok());
    }
}
