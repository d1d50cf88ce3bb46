//! What breaks while a bill is read either does not matter or is told, and never half a month is in the ledger.

use muster_engine::import::{ImportError, Outcome};
use muster_testkit::bill::Spec;
use muster_testkit::bill::delivery::Form;
use serde_json::json;

use super::customer::{Customer, content};

/// Two files of some thousand lines.
fn bill(test: &str, form: Form) -> Option<Customer> {
    let customer = Customer::new(test, form)?;
    customer.deliver(form, Spec::small(3));
    Some(customer)
}

#[test]
fn answers_that_break_off_and_a_busy_store_are_asked_again() {
    for (test, form) in [("busy-csv", Form::LegacyCsv), ("busy-parquet", Form::LegacyParquet)] {
        let Some(customer) = bill(test, form) else { return };
        let file = customer.file();
        customer.store.breaks(&file, json!({ "cut": true, "times": 2 }));
        let busy = json!({ "status": "503 Slow Down", "code": "SlowDown", "message": "Reduce your request rate.", "times": 2 });
        customer.store.breaks(&file, busy);
        assert_eq!(customer.import().unwrap().periods[0].outcome, Outcome::Added);
    }
}

#[test]
fn an_object_that_changes_under_the_reader_changes_nothing() {
    let Some(customer) = bill("changed", Form::LegacyCsv) else { return };
    let file = customer.file();
    customer.store.breaks(&file, json!({ "replace": "other", "after": 2, "times": 1 }));
    let error = customer.import().unwrap_err();
    assert!(matches!(&error, ImportError::Changed(path) if path.ends_with(&file)), "{error}");
    assert_eq!(customer.finding(&error).name(), "changed");
    assert!(content(&customer.ledger()).is_empty());
    customer.deliver(Form::LegacyCsv, Spec::small(3));
    assert_eq!(customer.import().unwrap().periods[0].outcome, Outcome::Added);
}

#[test]
fn credentials_that_expire_in_the_middle_are_renewed() {
    let role = |store: &super::store::Store| store.role("muster-0123456789", &store.least("bills"), 2);
    let Some(customer) = Customer::with_role("expired", Form::LegacyCsv, role) else { return };
    customer.deliver(Form::LegacyCsv, Spec::small(3));
    // One that lasts shorter than it says, too.
    customer.store.breaks(&customer.file(), json!({ "expire": true, "after": 1, "times": 1 }));
    assert_eq!(customer.import().unwrap().periods[0].outcome, Outcome::Added);
    assert!(customer.store.sessions(customer.connection.role.as_str()) > 3);
}

#[test]
fn credentials_that_last_are_used_until_then() {
    let Some(customer) = bill("lasting", Form::LegacyCsv) else { return };
    customer.look().unwrap();
    assert_eq!(customer.store.sessions(customer.connection.role.as_str()), 1);
}

#[test]
fn a_file_that_may_not_be_read_leaves_the_ledger_as_it_was() {
    let Some(customer) = bill("denied", Form::LegacyCsv) else { return };
    let file = customer.file();
    let denied = json!({ "status": "403 Forbidden", "code": "AccessDenied", "message": "Access Denied", "after": 2, "times": 9 });
    customer.store.breaks(&file, denied);
    let error = customer.import().unwrap_err();
    assert_eq!(customer.finding(&error).name(), "read_refused", "{error}");
    assert!(content(&customer.ledger()).is_empty());
}

#[test]
fn whoever_asks_pays_where_the_bucket_wants_that() {
    let Some(mut customer) = bill("payer-asks", Form::LegacyCsv) else { return };
    customer.look().unwrap();
    assert!(customer.store.reads().iter().all(|read| read["payer"].is_null()));
    let before = customer.store.reads().len();
    customer.connection.place.requester_pays = true;
    customer.look().unwrap();
    let reads = customer.store.reads();
    assert!(reads.len() > before && reads[before..].iter().all(|read| read["payer"] == "requester"));
}
