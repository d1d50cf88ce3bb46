//! Management accounts: where an organization's bills come from, their upload and their imports.

mod account;
mod history;
mod import;
mod list;
mod months;
mod new;
mod remove;
mod upload;

pub(crate) use account::Account;
pub(crate) use import::bytes;
pub(crate) use list::List;
pub(crate) use new::New;
pub(crate) use remove::Remove;

use leptos::prelude::*;
use muster_domain::view::accounts::ConnectionState;
use muster_domain::{ManagementAccountId, OrganizationId};

use crate::components::{Badge, Crumb, Tone};
use crate::layouts::use_parameter;
use crate::routes::Section;

/// The management account in the address; `None` where its text is no id.
pub(crate) fn use_account() -> Memo<Option<ManagementAccountId>> {
    use_parameter("account")
}

fn above(org: OrganizationId) -> Crumb {
    Crumb::new(Section::ManagementAccounts.title(), Section::ManagementAccounts.of(org))
}

/// A state in words, and what it means to the reader.
pub(crate) fn connection_badge(state: ConnectionState) -> (Tone, &'static str) {
    match state {
        ConnectionState::NotConnected => (Tone::Neutral, "Not connected"),
        ConnectionState::Checking => (Tone::Active, "Checking"),
        ConnectionState::Waiting => (Tone::Active, "Waiting for first delivery"),
        ConnectionState::Importing => (Tone::Active, "Importing"),
        ConnectionState::Ready => (Tone::Good, "Ready"),
        ConnectionState::Failing => (Tone::Bad, "Failing"),
    }
}

#[component]
fn ConnectionBadge(state: ConnectionState) -> impl IntoView {
    let (tone, text) = connection_badge(state);
    view! { <Badge tone text/> }
}
