//! Tags, cost categories and product attributes of one row, kept in one text that is reused from row to row.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::super::decimal::excerpt;
use super::super::error::Cause;

/// Keys and values of one map, in the order of the bill; empty values are left out.
#[derive(Default)]
pub(in super::super) struct MapBuffer {
    text: String,
    /// Where each key and each value ends in `text`.
    ends: Vec<(usize, usize)>,
}

impl MapBuffer {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(in super::super) fn push(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.text.push_str(key);
        let key_end = self.text.len();
        self.text.push_str(value);
        self.ends.push((key_end, self.text.len()));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |(key_end, value_end)| {
            let entry = (&self.text[start..*key_end], &self.text[*key_end..*value_end]);
            start = *value_end;
            entry
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The map as one text: equal maps have equal texts, and no others. How many entries there are and where each ends
    /// stands first.
    pub(super) fn write(&self, out: &mut String) {
        out.clear();
        write_number(self.ends.len(), out);
        for (key_end, value_end) in &self.ends {
            write_number(*key_end, out);
            write_number(*value_end, out);
        }
        out.push_str(&self.text);
    }

    /// Adds the entries of a JSON object of texts, as CUR 2.0 has it in CSV.
    pub(in super::super) fn push_json(&mut self, json: &str) -> Result<(), Cause> {
        if json == "{}" {
            return Ok(());
        }
        let mut reader = serde_json::Deserializer::from_str(json);
        reader.deserialize_map(Entries(self)).and_then(|()| reader.end()).map_err(|_| Cause::NotAMap(excerpt(json)))
    }
}

/// In letters of one byte, of which all but the last are 64 or more.
fn write_number(mut number: usize, out: &mut String) {
    while number >= 64 {
        out.push(char::from((number % 64) as u8 | 64));
        number /= 64;
    }
    out.push(char::from(number as u8));
}

struct Entries<'b>(&'b mut MapBuffer);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            let Value(value) = map.next_value()?;
            self.0.push(&key, &value);
        }
        Ok(())
    }
}

#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// AWS writes texts only, and null for none; FOCUS allows numbers, true and false too.
struct Value<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Plain).map(Self)
    }
}

struct Plain;

impl<'de> Visitor<'de> for Plain {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text, a number, true, false or null")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(json: &str) -> Result<Vec<(String, String)>, Cause> {
        let mut map = MapBuffer::default();
        map.push_json(json)?;
        Ok(map.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn a_json_map_keeps_its_keys_and_drops_what_is_empty() {
        let found = entries(r#"{"user_team":"a \"b\"","empty":"","none":null,"ünï":"é"}"#).unwrap();
        assert_eq!(found, [("user_team".into(), "a \"b\"".into()), ("ünï".into(), "é".into())]);
        assert_eq!(entries("{}"), Ok(vec![]));
    }

    #[test]
    fn values_that_are_no_texts_are_kept_as_they_read() {
        let found = entries(r#"{"level":3,"share":0.5,"debt":-1,"shared":true}"#).unwrap();
        let found: Vec<_> = found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(found, [("level", "3"), ("share", "0.5"), ("debt", "-1"), ("shared", "true")]);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for json in ["", "[]", "{", "\"a\"", "{} x", r#"{"a":["b"]}"#, r#"{"a":{"b":"c"}}"#] {
            assert!(matches!(entries(json), Err(Cause::NotAMap(_))), "{json}");
        }
    }
}
