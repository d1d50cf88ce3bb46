//! What the settings say about connections: who the installation is to AWS, and what organizations may have it read.

use std::sync::Arc;

use muster_service::deliveries::Deliveries;
use muster_service::{Connecting, OpenLocation};
use serde::{Deserialize, Serialize};

use crate::exit::Failure;

/// Several values of one setting, with commas between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(crate) struct List(Vec<String>);

impl From<String> for List {
    fn from(text: String) -> Self {
        Self(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
    }
}

impl From<List> for String {
    fn from(list: List) -> Self {
        list.0.join(",")
    }
}

/// The settings as they were given.
pub(crate) struct Given<'a> {
    pub(crate) principal: Option<&'a str>,
    pub(crate) folders: &'a List,
    pub(crate) endpoints: &'a List,
    pub(crate) report_buckets: &'a List,
}

impl Given<'_> {
    /// # Errors
    /// [`Failure::Input`] naming the setting and what is wrong with it.
    pub(crate) fn read(&self, deliveries: Arc<dyn Deliveries>) -> Result<Connecting, Failure> {
        if let Some(principal) = self.principal
            && !is_principal(principal)
        {
            let expected = "expected the ARN of a role or user, arn:aws:iam::111122223333:role/Name";
            return Err(Failure::input(format!("setting aws_principal: `{principal}`: {expected}")));
        }
        let open = self.folders.0.iter().map(|text| text.parse::<OpenLocation>()).collect::<Result<Vec<_>, _>>();
        let open = open.map_err(|error| Failure::input(format!("setting bill_folders: {error}")))?;
        let reports = self.report_buckets.0.iter().map(|text| bucket(text)).collect::<Result<Vec<_>, _>>()?;
        let is_url = |url: &&String| !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
        if let Some(wrong) = self.endpoints.0.iter().find(is_url) {
            return Err(Failure::input(format!("setting s3_endpoints: `{wrong}`: expected http:// or https://")));
        }
        let endpoints = self.endpoints.0.iter().map(|url| url.trim_end_matches('/').to_owned()).collect();
        Ok(Connecting { deliveries, principal: self.principal.map(str::to_owned), open, reports, endpoints })
    }
}

/// A place in an object store.
fn bucket(text: &str) -> Result<OpenLocation, Failure> {
    let place = text.parse::<OpenLocation>().ok().filter(|place| place.root.starts_with("s3://"));
    let expected = "expected s3://BUCKET/PREFIX, or ORGANIZATION=s3://BUCKET/PREFIX for one organization";
    place.ok_or_else(|| Failure::input(format!("setting report_buckets: `{text}`: {expected}")))
}

/// A session's ARN would be trusted until the session ends, and no longer.
fn is_principal(arn: &str) -> bool {
    let mut parts = arn.splitn(6, ':');
    let is_iam =
        parts.next() == Some("arn") && parts.next().is_some_and(|name| name.starts_with("aws")) && parts.next() == Some("iam");
    is_iam && parts.nth(2).is_some_and(|resource| ["role/", "user/", "root"].iter().any(|kind| resource.starts_with(kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(principal: Option<&str>, folders: &str, endpoints: &str) -> Result<Connecting, Failure> {
        let (folders, endpoints) = (List::from(folders.to_owned()), List::from(endpoints.to_owned()));
        let report_buckets = &List::from("s3://reports/all".to_owned());
        Given { principal, folders: &folders, endpoints: &endpoints, report_buckets }.read(Connecting::default().deliveries)
    }

    #[test]
    fn settings_are_lists_with_commas() {
        let arn = "arn:aws:iam::111122223333:role/Muster";
        let connecting = given(Some(arn), "/srv/bills, s3://bills/all", "http://store:9000/").unwrap();
        assert_eq!((connecting.open.len(), connecting.endpoints), (2, vec!["http://store:9000".to_owned()]));
        assert_eq!(connecting.principal.as_deref(), Some(arn));
        assert!(given(None, "", "").unwrap().open.is_empty());
        assert!(bucket("/srv/reports").is_err() && bucket("s3://reports/../x").is_err());
    }

    #[test]
    fn a_wrong_value_names_its_setting() {
        let session = "arn:aws:sts::111122223333:assumed-role/Muster/session";
        for (given, setting) in [
            (given(Some(session), "", ""), "aws_principal"),
            (given(None, "bills", ""), "bill_folders"),
            (given(None, "", "store:9000"), "s3_endpoints"),
        ] {
            let Err(failure) = given else { panic!("{setting} was taken") };
            assert!(failure.to_string().contains(setting), "{failure}");
        }
    }
}
