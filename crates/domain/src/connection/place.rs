//! Where in an object store a report or an export is delivered.

use serde::{Deserialize, Serialize};

use super::KeyArn;
use crate::workflow::Refusal;

/// Letters that AWS takes in a prefix and in a report's name, besides letters and digits.
const SIGNS: &str = "!-_.*'()";
const LONGEST: usize = 256;

/// A checked place. `prefix` has no slash at either end and may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub bucket: String,
    /// Any: `eu-central-1`.
    pub region: String,
    pub prefix: String,
    /// Name of the report (legacy CUR) or export (CUR 2.0, FOCUS).
    pub report: String,
    /// Of a store that speaks the language of S3; `None` is AWS.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// The bucket in the path of a request instead of its host.
    #[serde(default)]
    pub path_style: bool,
    #[serde(default)]
    pub requester_pays: bool,
    /// The key of KMS that the bucket's objects are encrypted with, for the template.
    #[serde(default)]
    pub key: Option<KeyArn>,
}

/// The same as somebody typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct PlaceForm {
    pub bucket: String,
    pub region: String,
    pub prefix: String,
    pub report: String,
    pub endpoint: String,
    pub path_style: bool,
    pub requester_pays: bool,
    pub key: String,
}

impl Place {
    /// Whatever was typed with a bucket's URL, slashes or spaces around it is understood.
    ///
    /// # Errors
    /// Everything that is refused, each at its field.
    pub fn read(form: &PlaceForm) -> Result<Self, Vec<Refusal>> {
        let (bucket, prefix) = split(&form.bucket, &form.prefix);
        let region = form.region.trim().to_ascii_lowercase();
        let report = form.report.trim().trim_matches('/').to_owned();
        let endpoint = some(&form.endpoint).map(|url| url.trim_end_matches('/').to_owned());
        let key = some(&form.key).map(str::parse::<KeyArn>).transpose();
        let mut refusals: Vec<_> = [
            ("bucket", bucket_refusal(&bucket)),
            ("region", region_refusal(&region)),
            ("prefix", prefix_refusal(&prefix)),
            ("report", report_refusal(&report)),
            ("endpoint", endpoint.as_deref().and_then(endpoint_refusal)),
        ]
        .into_iter()
        .filter_map(|(field, reason)| Some(Refusal::new(field, reason?)))
        .collect();
        match key {
            Err(reason) => {
                refusals.push(Refusal::new("key", reason.to_string()));
                Err(refusals)
            }
            Ok(_) if !refusals.is_empty() => Err(refusals),
            Ok(key) => {
                let PlaceForm { path_style, requester_pays, .. } = *form;
                Ok(Self { bucket, region, prefix, report, endpoint, path_style, requester_pays, key })
            }
        }
    }

    /// As a form holds it, to be changed.
    pub fn form(&self) -> PlaceForm {
        PlaceForm {
            bucket: self.bucket.clone(),
            region: self.region.clone(),
            prefix: self.prefix.clone(),
            report: self.report.clone(),
            endpoint: self.endpoint.clone().unwrap_or_default(),
            path_style: self.path_style,
            requester_pays: self.requester_pays,
            key: self.key.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// What every object of the delivery begins with, ending in a slash.
    pub fn folder(&self) -> String {
        let Self { prefix, report, .. } = self;
        if prefix.is_empty() { format!("{report}/") } else { format!("{prefix}/{report}/") }
    }

    /// `s3://bucket/prefix/report`, for people.
    pub fn url(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.folder().trim_end_matches('/'))
    }
}

pub(super) fn some(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A bucket that was pasted as `s3://bucket/prefix` gives the prefix too, where none was typed.
pub(super) fn split(bucket: &str, prefix: &str) -> (String, String) {
    let bucket = bucket.trim();
    let bucket = bucket.strip_prefix("s3://").or_else(|| bucket.strip_prefix("arn:aws:s3:::")).unwrap_or(bucket);
    let (bucket, rest) = bucket.split_once('/').unwrap_or((bucket, ""));
    let prefix = some(prefix).unwrap_or(rest).trim_matches('/');
    (bucket.to_owned(), prefix.to_owned())
}

pub(super) fn bucket_refusal(bucket: &str) -> Option<&'static str> {
    if bucket.is_empty() {
        return Some("the bucket that AWS delivers to");
    }
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_name = bucket.chars().all(|c| is_letter(c) || ".-_".contains(c))
        && bucket.starts_with(is_letter)
        && bucket.ends_with(is_letter)
        && !bucket.contains("..");
    let fits = (3..=63).contains(&bucket.len()) && is_name;
    (!fits).then_some("not a bucket's name: 3 to 63 small letters, digits, dots and hyphens")
}

pub(super) fn region_refusal(region: &str) -> Option<&'static str> {
    if region.is_empty() {
        return Some("the region of the bucket");
    }
    let fits = region.len() <= 32 && region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    (!fits).then_some("not a region's id: eu-central-1, for example")
}

pub(super) fn prefix_refusal(prefix: &str) -> Option<&'static str> {
    if prefix.is_empty() || prefix.split('/').all(is_part) && prefix.len() <= LONGEST {
        return None;
    }
    Some("not a prefix of a delivery: letters, digits and ! - _ . * ' ( ) between single slashes")
}

fn report_refusal(report: &str) -> Option<&'static str> {
    if report.is_empty() {
        return Some("the name of the report or export, as AWS shows it");
    }
    let fits = is_part(report) && report.len() <= LONGEST;
    (!fits).then_some("not a report's name: letters, digits and ! - _ . * ' ( )")
}

fn is_part(part: &str) -> bool {
    let is_known = |c: char| c.is_ascii_alphanumeric() || SIGNS.contains(c);
    !part.is_empty() && part != "." && part != ".." && part.chars().all(is_known)
}

pub(super) fn endpoint_refusal(url: &str) -> Option<&'static str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_host = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    (!rest.is_some_and(is_host)).then_some("not an endpoint: https://HOST or https://HOST:PORT, without a path")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> PlaceForm {
        let (bucket, region, report) = ("acme-bills".to_owned(), "eu-central-1".to_owned(), "daily".to_owned());
        PlaceForm { bucket, region, report, ..PlaceForm::default() }
    }

    fn refused(form: &PlaceForm) -> Vec<String> {
        Place::read(form).unwrap_err().into_iter().map(|refusal| refusal.path).collect()
    }

    #[test]
    fn what_is_pasted_is_understood() {
        let place = Place::read(&PlaceForm { prefix: " /cur/2026/ ".to_owned(), ..form() }).unwrap();
        assert_eq!((place.prefix.as_str(), place.folder().as_str()), ("cur/2026", "cur/2026/daily/"));
        let place = Place::read(&PlaceForm { bucket: "s3://acme-bills/cur/".to_owned(), ..form() }).unwrap();
        assert_eq!((place.bucket.as_str(), place.url().as_str()), ("acme-bills", "s3://acme-bills/cur/daily"));
        assert_eq!(Place::read(&form()).unwrap().folder(), "daily/");
        assert_eq!(Place::read(&place.form()).unwrap(), place);
    }

    #[test]
    fn every_wrong_field_is_named() {
        assert_eq!(refused(&PlaceForm::default()), ["bucket", "region", "report"]);
        let wrong = PlaceForm {
            bucket: "Acme".to_owned(),
            region: "Frankfurt (eu)".to_owned(),
            prefix: "a//b".to_owned(),
            report: "daily?".to_owned(),
            endpoint: "ftp://store".to_owned(),
            key: "alias/bills".to_owned(),
            ..PlaceForm::default()
        };
        assert_eq!(refused(&wrong), ["bucket", "region", "prefix", "report", "endpoint", "key"]);
    }

    #[test]
    fn nothing_climbs_out_of_its_folder_or_out_of_a_policy() {
        for prefix in ["..", "a/../b", "${aws:username}", "a?b", "a\nb", "a\"b"] {
            assert_eq!(refused(&PlaceForm { prefix: prefix.to_owned(), ..form() }), ["prefix"], "{prefix}");
        }
        for endpoint in ["http://store/path", "https://", "https://user@store", "store:9000"] {
            assert_eq!(refused(&PlaceForm { endpoint: endpoint.to_owned(), ..form() }), ["endpoint"], "{endpoint}");
        }
        assert!(Place::read(&PlaceForm { endpoint: "http://127.0.0.1:9000/".to_owned(), ..form() }).is_ok());
    }
}
