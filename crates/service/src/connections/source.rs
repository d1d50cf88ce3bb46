//! What a connection reads, put together from what was given.

use muster_domain::connection::{Finding, S3Delivery, Source};
use muster_domain::view::connections::ConnectionKind;
use muster_store::OrgTx;
use muster_store::connections::Connection;
use muster_store::management_accounts;

use super::locations;
use crate::{Error, Muster};

/// What is to be read; the finding where it must not be, or where something that is needed was never given.
pub(crate) async fn of(
    muster: &Muster,
    tx: &mut OrgTx,
    connection: &Connection,
) -> Result<Option<Result<Source, Finding>>, Error> {
    let Some(kind) = connection.kind else { return Ok(None) };
    let Some(account) = management_accounts::lookup(tx, connection.account).await? else { return Ok(None) };
    let source = match kind {
        ConnectionKind::S3 => match (connection.place.clone(), connection.role.clone()) {
            (Some(place), Some(role)) => {
                let external_id = connection.external_id.clone();
                Ok(Source::S3(S3Delivery { account: account.account_id, place, role, external_id }))
            }
            (_, role) => Err(Finding::BadRole { role: role.map(|role| role.to_string()).unwrap_or_default() }),
        },
        ConnectionKind::Location => {
            let location = connection.location.clone().unwrap_or_default();
            let organization = tx.organization();
            match locations::resolve(muster, organization, &location).await? {
                Ok(url) => Ok(Source::Location { url }),
                Err(finding) => Err(finding),
            }
        }
    };
    Ok(Some(source))
}

/// Where that is, for people.
pub(super) fn place(connection: &Connection) -> String {
    match connection.kind {
        Some(ConnectionKind::S3) => connection.place.as_ref().map(muster_domain::connection::Place::url).unwrap_or_default(),
        Some(ConnectionKind::Location) => connection.location.clone().unwrap_or_default(),
        None => String::new(),
    }
}
