//! Where in an object store an organization has reports put.
//!
//! Whose rights put them there is the whole question: the server's own would reach every organization's bucket. So an
//! organization names a role of its own account, which is assumed with an external ID that nobody can choose and no
//! other organization is given; or it writes below a place that the operator opened, in the folder called as its id.

use serde::{Deserialize, Serialize};

use super::RoleArn;
use super::place::{bucket_refusal, endpoint_refusal, prefix_refusal, region_refusal, some, split};
use crate::OrganizationId;
use crate::view::reports::ReportFormat;
use crate::workflow::Refusal;

/// A checked destination. `prefix` has no slash at either end and may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    pub bucket: String,
    pub prefix: String,
    pub region: String,
    /// Of a store that speaks the language of S3; `None` is AWS.
    pub endpoint: Option<String>,
    /// `None`: the server's own rights, below what its operator opened.
    pub role: Option<RoleArn>,
    pub format: ReportFormat,
}

/// The same as somebody typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DestinationForm {
    /// `s3://bucket/prefix`.
    pub url: String,
    pub region: String,
    /// Of the role that may put objects there; empty below a place that the operator opened.
    pub role: String,
    /// Of a store other than AWS, which the operator has to allow.
    pub endpoint: String,
    /// `csv`, `xlsx` or `parquet`; CSV where none is said.
    pub format: String,
}

/// What a role has to ask for before this organization's reports come by it. It is no secret: what counts is that the
/// installation never sends another organization's.
pub fn external_id(org: OrganizationId) -> String {
    format!("muster-{org}")
}

impl Destination {
    /// `None` where nothing was typed.
    ///
    /// # Errors
    /// Everything that is refused, each at its field.
    pub fn read(form: &DestinationForm) -> Result<Option<Self>, Vec<Refusal>> {
        let is_nothing = [&form.url, &form.role, &form.endpoint].into_iter().all(|text| text.trim().is_empty());
        if is_nothing {
            return Ok(None);
        }
        let (bucket, prefix) = split(&form.url, "");
        let region = form.region.trim().to_ascii_lowercase();
        let endpoint = some(&form.endpoint).map(|url| url.trim_end_matches('/').to_owned());
        let role = some(&form.role).map(str::parse::<RoleArn>).transpose();
        let format = some(&form.format).map_or(Some(ReportFormat::Csv), ReportFormat::from_name);
        let at_url = bucket_refusal(&bucket).map(|_| "expected s3://BUCKET/PREFIX").or_else(|| prefix_refusal(&prefix));
        let refused = [
            ("url", at_url.map(str::to_owned)),
            ("region", region_refusal(&region).map(str::to_owned)),
            ("role", role.as_ref().err().map(ToString::to_string)),
            ("endpoint", endpoint.as_deref().and_then(endpoint_refusal).map(str::to_owned)),
            ("format", format.is_none().then(|| "choose CSV, XLSX or Parquet".to_owned())),
        ];
        let refused: Vec<_> =
            refused.into_iter().filter_map(|(field, reason)| Some(Refusal { path: field.to_owned(), reason: reason? })).collect();
        match (role, format) {
            (Ok(role), Some(format)) if refused.is_empty() => Ok(Some(Self { bucket, prefix, region, endpoint, role, format })),
            _ => Err(refused),
        }
    }

    /// As a form holds it, to be changed.
    pub fn form(&self) -> DestinationForm {
        DestinationForm {
            url: self.url(),
            region: self.region.clone(),
            role: self.role.as_ref().map(ToString::to_string).unwrap_or_default(),
            endpoint: self.endpoint.clone().unwrap_or_default(),
            format: self.format.name().to_owned(),
        }
    }

    /// `s3://bucket/prefix`, for people, and to be held against what is open.
    pub fn url(&self) -> String {
        if self.prefix.is_empty() { format!("s3://{}", self.bucket) } else { format!("s3://{}/{}", self.bucket, self.prefix) }
    }

    /// The object's URL for a file of this name.
    pub fn object(&self, file: &str) -> String {
        format!("{}/{file}", self.url())
    }

    /// The key of one of its objects; `None` for another bucket's, or one beside the prefix.
    pub fn key<'a>(&self, object: &'a str) -> Option<&'a str> {
        object.strip_prefix(&self.url())?.strip_prefix('/')?;
        object.strip_prefix("s3://")?.strip_prefix(self.bucket.as_str())?.strip_prefix('/')
    }

    /// The least that the role needs, as a policy of IAM.
    pub fn policy(&self) -> String {
        let partition = self.role.as_ref().map_or("aws", RoleArn::partition);
        let folder = if self.prefix.is_empty() { String::new() } else { format!("{}/", self.prefix) };
        format!(
            "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{{\n    \"Effect\": \"Allow\",\n    \"Action\": \"s3:PutObject\",\n    \
             \"Resource\": \"arn:{partition}:s3:::{}/{folder}*\"\n  }}]\n}}",
            self.bucket
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::111122223333:role/Reports";

    fn form() -> DestinationForm {
        let (url, region) = ("s3://acme-reports/muster/".to_owned(), "eu-central-1".to_owned());
        DestinationForm { url, region, role: ROLE.to_owned(), ..DestinationForm::default() }
    }

    #[test]
    fn what_is_typed_is_a_bucket_a_prefix_and_a_role() {
        let read = Destination::read(&form()).unwrap().unwrap();
        assert_eq!((read.bucket.as_str(), read.prefix.as_str(), read.format), ("acme-reports", "muster", ReportFormat::Csv));
        assert_eq!(Destination::read(&read.form()).unwrap().as_ref(), Some(&read));
        let object = read.object("a b.csv");
        assert_eq!((object.as_str(), read.key(&object)), ("s3://acme-reports/muster/a b.csv", Some("muster/a b.csv")));
        assert_eq!(read.key("s3://acme-reports/other/a.csv"), None);
        assert_eq!(Destination::read(&DestinationForm::default()), Ok(None));
        assert!(read.policy().contains("arn:aws:s3:::acme-reports/muster/*"));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let text = str::to_owned;
        let wrong = DestinationForm {
            url: text("Acme/../x"),
            region: String::new(),
            role: text("me"),
            endpoint: text("ftp://x"),
            format: text("pdf"),
        };
        let fields: Vec<_> = Destination::read(&wrong).unwrap_err().into_iter().map(|refusal| refusal.path).collect();
        assert_eq!(fields, ["url", "region", "role", "endpoint", "format"]);
    }
}
