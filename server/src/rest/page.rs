//! Lists, a page at a time. A cursor says after which thing the next page begins, by what the list is in order of and
//! not by a number: what is added or removed meanwhile neither repeats nor skips anything else.

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD as BASE64;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::Found;
use super::extract::{describe_query, query};
use super::problem::Problem;
use super::route::{Draft, Gives, Takes};

const USUAL: u32 = 50;
const MOST: u32 = 200;

/// Which part of a list is asked for.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub(super) limit: usize,
    /// What the cursor says: the last thing of the page before.
    pub(super) after: Option<String>,
    /// The list that is asked for: its address, and all of its query that is no window.
    list: String,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Asked {
    /// How many at most.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Window {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let asked: Asked = query(parts)?;
        let limit = asked.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::invalid("limit", format!("from 1 to {MOST}")));
        }
        let list = list(&parts.uri);
        let after = asked.cursor.as_deref().map(|cursor| read(cursor, &list)).transpose()?;
        Ok(Self { limit: limit as usize, after, list })
    }
}

impl Takes for Window {
    fn describe(draft: &mut Draft<'_>) {
        describe_query::<Asked>(draft);
    }
}

/// In one order, so that a program may turn its parameters around between two pages.
fn list(uri: &Uri) -> String {
    let mut pairs: Vec<_> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
    pairs.retain(|(name, _)| name != "limit" && name != "cursor");
    pairs.sort();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{}?{query}", uri.path())
}

/// Bytes of a cursor that say which list it is of: one of another list, or a broken one, would begin anywhere.
const SEAL: usize = 8;

fn seal(list: &str, place: &[u8]) -> [u8; SEAL] {
    let digest = blake3::Hasher::new().update(list.as_bytes()).update(b"\0").update(place).finalize();
    std::array::from_fn(|at| digest.as_bytes()[at])
}

fn written(list: &str, place: &str) -> String {
    BASE64.encode(&[&seal(list, place.as_bytes())[..], place.as_bytes()].concat())
}

fn read(cursor: &str, list: &str) -> Result<String, Problem> {
    let bytes = BASE64.decode(cursor.as_bytes()).ok();
    let place = bytes.as_deref().and_then(|bytes| bytes.split_at_checked(SEAL));
    let place = place.filter(|(sealed, place)| *sealed == seal(list, place)).map(|(_, place)| place.to_vec());
    place.and_then(|place| String::from_utf8(place).ok()).ok_or_else(wrong_cursor)
}

pub(super) fn wrong_cursor() -> Problem {
    Problem::invalid("cursor", "this is no cursor of this list: leave it out to begin anew")
}

/// A page of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub(super) struct Page<T> {
    items: Vec<T>,
    /// The cursor of the next page; `null` on the last.
    next: Option<String>,
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        Found(self).into_response()
    }
}

impl<T: JsonSchema> Gives for Page<T> {
    fn describe(draft: &mut Draft<'_>) {
        Found::<Self>::describe(draft);
    }
}

/// What a list is in order of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// By a key that grows.
    Rising,
    /// By a time-ordered id.
    NewestFirst,
}

impl Window {
    /// The page of a list that was read whole. `key` is unique, and says the order.
    pub(super) fn cut<T>(&self, rows: impl IntoIterator<Item = T>, order: Order, key: impl Fn(&T) -> String) -> Page<T> {
        let is_after = |place: &String| match (&self.after, order) {
            (None, _) => true,
            (Some(after), Order::Rising) => place > after,
            (Some(after), Order::NewestFirst) => place < after,
        };
        let keyed = rows.into_iter().map(|row| (key(&row), row));
        let mut found: Vec<_> = keyed.filter(|(place, _)| is_after(place)).collect();
        found.sort_by(|(a, _), (b, _)| match order {
            Order::Rising => a.cmp(b),
            Order::NewestFirst => b.cmp(a),
        });
        self.page(found)
    }

    /// The page of rows of which one more than asked for was read, where there is one more.
    pub(super) fn page<T>(&self, mut found: Vec<(String, T)>) -> Page<T> {
        let has_more = found.len() > self.limit;
        found.truncate(self.limit);
        let next = found.last().filter(|_| has_more).map(|(place, _)| written(&self.list, place));
        Page { items: found.into_iter().map(|(_, row)| row).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "/organizations/1/reports?";

    fn page(rows: &[&str], limit: usize, cursor: Option<&str>) -> Page<String> {
        let after = cursor.map(|cursor| read(cursor, LIST)).transpose().unwrap();
        let window = Window { limit, after, list: LIST.to_owned() };
        window.cut(rows.iter().map(|row| (*row).to_owned()), Order::NewestFirst, String::clone)
    }

    #[test]
    fn a_cursor_is_of_its_list_and_whole() {
        let list_of = |text: &str| list(&text.parse().unwrap());
        let cursor = written(&list_of("/reports?limit=2&b=1&a=2"), "place");
        assert_eq!(read(&cursor, &list_of("/reports?a=2&b=1&limit=9&cursor=x")).unwrap(), "place");
        for other in ["/reports?a=2", "/reports?a=2&b=2", "/subsets?a=2&b=1"] {
            assert!(read(&cursor, &list_of(other)).is_err(), "{other}");
        }
        for broken in [&cursor[1..], &cursor[..cursor.len() - 1], "", "YQ", &BASE64.encode(b"place")] {
            assert!(read(broken, &list_of("/reports?a=2&b=1")).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_comes_and_goes_between_two_pages_neither_repeats_nor_skips() {
        let first = page(&["d", "b", "e", "c", "a"], 2, None);
        assert_eq!(first.items, ["e", "d"]);
        // The last one shown is gone, a new one is there.
        let second = page(&["f", "b", "e", "c", "a"], 2, first.next.as_deref());
        assert_eq!(second.items, ["c", "b"]);
        let last = page(&["f", "b", "a"], 2, second.next.as_deref());
        assert_eq!((last.items, last.next), (vec!["a".to_owned()], None));
    }

    #[test]
    fn a_page_that_is_just_full_is_the_last() {
        assert_eq!(page(&["b", "a"], 2, None).next, None);
    }
}
