//! A report put into an organization's bucket, by its role and by no other's.

use std::path::PathBuf;

use muster_delivery::{Aws, Put, Refusal};
use muster_domain::connection::{Destination, DestinationForm};

use super::customer::aws;
use super::store::{REGION, Store};

const EXTERNAL_ID: &str = "muster-01890000-0000-7000-8000-000000000000";

struct Parcel {
    store: Store,
    folder: tempfile::TempDir,
}

impl Parcel {
    fn new(test: &str) -> Option<Self> {
        let parcel = Self { store: Store::new(test)?, folder: tempfile::tempdir().unwrap() };
        std::fs::write(parcel.file(), "Usage Account,Charge\n011122223333,1.50\n").unwrap();
        Some(parcel)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("report.csv")
    }

    fn aws(&self) -> Aws {
        aws(&self.store)
    }

    /// In the bucket, below `reports`; by a role, or with the server's own rights.
    fn destination(&self, role: Option<String>) -> Destination {
        let url = format!("s3://{}/reports", self.store.bucket);
        let endpoint = if role.is_some() { self.store.endpoint() } else { String::new() };
        let form =
            DestinationForm { url, region: REGION.to_owned(), role: role.unwrap_or_default(), endpoint, format: String::new() };
        Destination::read(&form).unwrap().unwrap()
    }

    fn put(&self, destination: &Destination, (external_id, key): (&str, &str)) -> Result<(), Refusal> {
        self.aws().put(destination, &Put { external_id, key, file: &self.file() })
    }
}

#[test]
fn a_role_that_may_only_put_is_enough_and_the_same_again_is_one_object() {
    let Some(parcel) = Parcel::new("put") else { return };
    let destination = parcel.destination(Some(parcel.store.role(EXTERNAL_ID, &parcel.store.putting("reports"), 0)));
    for _ in 0..2 {
        parcel.put(&destination, (EXTERNAL_ID, "reports/february.csv")).unwrap();
    }
    assert_eq!(parcel.store.get("reports/february.csv"), std::fs::read(parcel.file()).unwrap());
}

#[test]
fn another_organizations_external_id_opens_no_role() {
    let Some(parcel) = Parcel::new("put-other") else { return };
    let destination = parcel.destination(Some(parcel.store.role(EXTERNAL_ID, &parcel.store.putting("reports"), 0)));
    let other = "muster-01890000-0000-7000-8000-000000000001";
    let refused = parcel.put(&destination, (other, "reports/february.csv")).unwrap_err();
    assert!(matches!(refused, Refusal::Role(_)), "{refused:?}");
}

#[test]
fn what_a_role_may_not_write_is_said_so() {
    let Some(parcel) = Parcel::new("put-denied") else { return };
    let destination = parcel.destination(Some(parcel.store.role(EXTERNAL_ID, &parcel.store.putting("elsewhere"), 0)));
    assert_eq!(parcel.put(&destination, (EXTERNAL_ID, "reports/february.csv")), Err(Refusal::Write));
    let nowhere = Destination { bucket: "no-such-bucket-here".to_owned(), role: None, ..destination };
    assert_eq!(parcel.put(&nowhere, (EXTERNAL_ID, "reports/february.csv")), Err(Refusal::NoBucket));
}

#[test]
fn what_the_operator_opened_is_written_with_the_servers_own_rights() {
    let Some(parcel) = Parcel::new("put-own") else { return };
    parcel.put(&parcel.destination(None), ("", "reports/february.csv")).unwrap();
    assert_eq!(parcel.store.get("reports/february.csv"), std::fs::read(parcel.file()).unwrap());
}
