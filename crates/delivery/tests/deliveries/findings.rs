//! A look names what is wrong.

use chrono::{Duration, Utc};
use muster_delivery::{Expected, look};
use muster_domain::connection::Finding;
use muster_testkit::bill::Spec;
use muster_testkit::bill::delivery::Form;
use serde_json::json;

use super::customer::Customer;

const FORM: Form = Form::Cur2Csv;

#[test]
fn another_external_id_is_refused_before_anything_is_asked() {
    let Some(mut customer) = Customer::bill("external-id", FORM) else { return };
    assert!(customer.look().is_ok());
    let before = customer.store.reads().len();
    customer.connection.external_id = "somebody-else".to_owned();
    let role = customer.connection.role.to_string();
    assert_eq!(customer.look().unwrap_err(), Finding::RoleRefused { role });
    customer.connection.role = "arn:aws:iam::123456789012:role/nobody".parse().unwrap();
    assert_eq!(customer.look().unwrap_err().name(), "role_refused");
    assert_eq!(customer.store.reads().len(), before);
}

#[test]
fn a_role_that_may_not_list_or_read_is_told_apart() {
    let refused = |test: &str, action: &str| {
        let role = |store: &super::store::Store| {
            let mut statements = store.least("bills");
            statements.as_array_mut().unwrap().retain(|statement| statement["Action"] != action);
            store.role("muster-0123456789", &statements, 0)
        };
        let customer = Customer::with_role(test, FORM, role)?;
        customer.deliver(FORM, Spec::tiny(1));
        Some(customer.look().unwrap_err())
    };
    let Some(list) = refused("no-list", "s3:ListBucket") else { return };
    assert!(matches!(list, Finding::ListRefused { prefix, .. } if prefix == "bills/cur2-csv"));
    let read = refused("no-read", "s3:GetObject").unwrap();
    assert!(matches!(&read, Finding::ReadRefused { file } if file.ends_with("cur2-csv-Manifest.json")), "{read:?}");
}

#[test]
fn a_key_that_may_not_be_used_is_not_a_missing_right_to_read() {
    let Some(customer) = Customer::bill("kms", FORM) else { return };
    let file = customer.file();
    let message = "User: x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-central-1:1:key/2";
    customer.store.breaks(&file, json!({ "status": "403 Forbidden", "code": "AccessDenied", "message": message, "times": 1 }));
    assert_eq!(customer.look().unwrap_err(), Finding::KeyRefused { file: format!("bills/{file}") });
    customer
        .store
        .breaks(&file, json!({ "status": "403 Forbidden", "code": "AccessDenied", "message": "Access Denied", "times": 1 }));
    assert_eq!(customer.look().unwrap_err(), Finding::ReadRefused { file: format!("bills/{file}") });
}

#[test]
fn a_bucket_that_is_not_there_or_elsewhere() {
    let Some(mut customer) = Customer::bill("nowhere", FORM) else { return };
    let bucket = std::mem::replace(&mut customer.connection.place.bucket, "no-such-bucket-of-muster".to_owned());
    assert_eq!(customer.look().unwrap_err(), Finding::NoBucket { bucket: "no-such-bucket-of-muster".to_owned() });
    customer.connection.place.bucket = bucket.clone();
    customer.connection.place.region = "us-west-2".to_owned();
    let region = Some("eu-central-1".to_owned());
    assert_eq!(customer.look().unwrap_err(), Finding::OtherRegion { bucket, region });
    customer.connection.place.endpoint = Some("http://127.0.0.1:9".to_owned());
    assert!(matches!(customer.look().unwrap_err(), Finding::Unreachable { endpoint, .. } if endpoint == "http://127.0.0.1:9"));
}

#[test]
fn nothing_is_delivered_yet_or_under_another_name() {
    let Some(customer) = Customer::new("nothing", FORM) else { return };
    let none = customer.look().unwrap_err();
    assert_eq!(none, Finding::NoManifest { place: customer.connection.place.url() });
    customer.deliver(Form::LegacyCsv, Spec::tiny(1));
    let place = format!("s3://{}/bills", customer.store.bucket);
    assert_eq!(customer.look().unwrap_err(), Finding::OtherReports { place, found: vec!["cur-csv".to_owned()] });
}

#[test]
fn files_without_a_manifest_wait_for_it() {
    let Some(customer) = Customer::bill("no-manifest", FORM) else { return };
    customer.store.remove("bills/cur2-csv/metadata/BILLING_PERIOD=2018-10/cur2-csv-Manifest.json");
    assert_eq!(customer.look().unwrap_err().name(), "no_manifest");
}

#[test]
fn a_half_written_delivery_waits() {
    let Some(customer) = Customer::bill("half", FORM) else { return };
    let file = customer.file();
    let path = customer.bills().join(&file);
    let content = std::fs::read(path).unwrap();
    // The store's clock counts seconds.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    customer.store.put(&format!("bills/{file}"), &content);
    let found = customer.look().unwrap();
    let waits = Finding::Unfinished { month: found.months[0].0, file: format!("bills/{file}") };
    assert_eq!(found.finding, Some(waits));
    assert!(found.months[0].1.awaited.is_some());
    // Nobody writes for hours: it was copied there in another order.
    assert_eq!(customer.look_at(Utc::now() + Duration::hours(4)).unwrap().finding, None);
    customer.store.remove(&format!("bills/{file}"));
    assert_eq!(customer.look().unwrap().finding.unwrap().name(), "unfinished");
}

#[test]
fn what_is_no_bill_is_told_by_its_header() {
    let found = |test: &str, content: &[u8]| {
        let customer = Customer::bill(test, FORM)?;
        let file = customer.file();
        customer.store.put(&format!("bills/{file}"), content);
        customer.deliver_manifest_again();
        Some((customer.look().unwrap_err(), format!("bills/{file}")))
    };
    let Some((finding, file)) = found("no-bill", b"a,b\n1,2\n") else { return };
    let reason = "not a Cost and Usage Report: no column lineItem/UsageAccountId".to_owned();
    assert!(matches!(&finding, Finding::NotABill { file: told, .. } if *told == file), "{finding:?} {reason}");
    let (finding, file) = found("bzip2", b"BZh91AY&SY packed by another program").unwrap();
    assert_eq!(finding, Finding::WrongCompression { file });
    let (finding, file) = found("garbage", b"\x1f\x8b\x08\x00 not what gzip says").unwrap();
    assert!(
        matches!(&finding, Finding::WrongCompression { file: told } | Finding::Truncated { file: told } if *told == file),
        "{finding:?}"
    );
}

#[test]
fn a_file_that_is_cut_off_is_told() {
    for (test, form) in [("cut-gz", Form::Cur2Csv), ("cut-parquet", Form::Cur2Parquet)] {
        let Some(customer) = Customer::bill(test, form) else { return };
        let file = customer.file();
        let content = std::fs::read(customer.bills().join(&file)).unwrap();
        customer.store.put(&format!("bills/{file}"), &content[..content.len() / 2]);
        customer.deliver_manifest_again();
        assert_eq!(customer.look().unwrap_err(), Finding::Truncated { file: format!("bills/{file}") });
        let error = customer.import_unseen().unwrap_err();
        assert_eq!(customer.finding(&error), Finding::Truncated { file: format!("bills/{file}") });
    }
}

#[test]
fn a_delivery_older_than_two_days_is_stale_and_still_read() {
    let Some(customer) = Customer::bill("stale", FORM) else { return };
    let now = Utc::now();
    assert_eq!(customer.look_at(now + Duration::hours(47)).unwrap().finding, None);
    let stale = customer.look_at(now + Duration::hours(49)).unwrap();
    assert_eq!(stale.finding.map(|finding| finding.name()), Some("stale"));
    assert_eq!(stale.months.len(), 1);
}

#[test]
fn the_bill_of_another_payer_is_not_taken_for_the_connected_one() {
    let Some(customer) = Customer::bill("payer", FORM) else { return };
    let payer = customer.look().unwrap().months.remove(0).1.account.unwrap();
    let shelf = customer.shelf().unwrap();
    let expected = "999988887777".parse().unwrap();
    let finding = look(&shelf, Expected { account: Some(&expected), now: Utc::now() }).unwrap_err();
    assert_eq!(finding, Finding::OtherPayer { expected, found: vec![payer.clone()] });
    let payer = payer.parse().unwrap();
    assert!(look(&shelf, Expected { account: Some(&payer), now: Utc::now() }).is_ok());
}
