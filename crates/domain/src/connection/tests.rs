use super::*;

fn state(known: Known) -> ConnectionState {
    ConnectionState::of(known)
}

#[test]
fn a_connection_goes_from_nothing_to_ready() {
    let mut known = Known::default();
    assert_eq!(state(known), ConnectionState::NotConnected);
    known.is_connected = true;
    assert_eq!(state(known), ConnectionState::Checking);
    known.is_checked = true;
    known.severity = Some(Severity::Waits);
    assert_eq!(state(known), ConnectionState::Waiting);
    known.severity = None;
    known.is_importing = true;
    assert_eq!(state(known), ConnectionState::Importing);
    known.has_months = true;
    assert_eq!(state(known), ConnectionState::Ready, "months that are there can be looked at while others are read");
}

#[test]
fn what_fails_is_said_even_where_months_are_there() {
    let ready = Known { is_connected: true, is_checked: true, has_months: true, ..Known::default() };
    assert_eq!(state(ready), ConnectionState::Ready);
    assert_eq!(state(Known { severity: Some(Severity::Fails), ..ready }), ConnectionState::Failing);
    assert_eq!(state(Known { severity: Some(Severity::Warns), ..ready }), ConnectionState::Ready);
    assert_eq!(state(Known { has_failed: true, ..ready }), ConnectionState::Failing);
}

#[test]
fn an_upload_needs_no_connection() {
    let known = Known { is_importing: true, ..Known::default() };
    assert_eq!(state(known), ConnectionState::Importing);
    assert_eq!(state(Known { has_months: true, ..known }), ConnectionState::Ready);
}
