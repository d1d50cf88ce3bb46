//! Thin server functions: decode, delegate to the use case, encode. A feature's file is named as it is in `service`.
//!
//! Leptos calls them directly while it renders on the server; in the browser they are requests to `/api/pages/`.

pub mod account;
pub mod accounts;
pub mod analysis;
pub mod associations;
pub mod audit;
pub mod billing;
pub mod connections;
pub mod customers;
pub mod enrollment;
pub mod imports;
pub mod management_accounts;
pub mod members;
pub mod months;
pub mod notifications;
pub mod organizations;
pub mod people;
#[cfg(feature = "ssr")]
mod plain;
pub mod reports;
#[cfg(feature = "ssr")]
mod request;
pub mod schedules;
#[cfg(feature = "ssr")]
pub mod session;
pub mod statements;
pub mod subsets;
pub mod support;
pub mod tickets;
pub mod tokens;
pub mod workflows;

use muster_domain::permission::Permission;

#[cfg(feature = "ssr")]
pub(crate) use request::{answer_with_status, context, internal};

/// Who gets an answer from a server function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Also those who are not signed in.
    Anyone,
    /// Everybody who is signed in.
    Person,
    /// Members of the organization with this permission; for others it does not exist.
    Member(Permission),
    /// The support staff; for others it does not exist.
    Support,
}

/// A server function, for the test that walks all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub path: &'static str,
    pub access: Access,
}

impl Endpoint {
    pub(crate) const fn new(path: &'static str, access: Access) -> Self {
        Self { path, access }
    }
}

/// Every server function there is.
pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    [
        people::ENDPOINTS,
        account::ENDPOINTS,
        organizations::ENDPOINTS,
        members::ENDPOINTS,
        notifications::ENDPOINTS,
        tokens::ENDPOINTS,
        audit::ENDPOINTS,
        management_accounts::ENDPOINTS,
        connections::ENDPOINTS,
        imports::ENDPOINTS,
        accounts::ENDPOINTS,
        analysis::ENDPOINTS,
        subsets::ENDPOINTS,
        associations::ENDPOINTS,
        months::ENDPOINTS,
        customers::ENDPOINTS,
        statements::ENDPOINTS,
        workflows::ENDPOINTS,
        reports::ENDPOINTS,
        schedules::ENDPOINTS,
        billing::ENDPOINTS,
        enrollment::ENDPOINTS,
        tickets::ENDPOINTS,
        support::ENDPOINTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_server_function_says_who_may_call_it() {
        let listed: BTreeSet<_> = super::endpoints().map(|endpoint| endpoint.path).collect();
        let registered: BTreeSet<_> = server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
        assert_eq!(listed, registered);
    }
}
