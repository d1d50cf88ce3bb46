//! An organization's part of the bills: the ledgers of its management accounts, and no other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_domain::view::accounts::LedgerMonth;
use muster_domain::{ManagementAccountId, Month, OrganizationId};
use muster_engine::ledger::{CurrentImport, Ledger, LedgerError};
use muster_store::{OrgTx, management_accounts};

use crate::muster::blocking;
use crate::{Error, Muster};

/// Folders of the ledgers that belong to the transaction's organization.
pub(crate) async fn folders(muster: &Muster, tx: &mut OrgTx) -> Result<Vec<PathBuf>, Error> {
    let organization = tx.organization();
    let accounts = management_accounts::list(tx).await?;
    Ok(accounts.iter().map(|account| muster.ledger_folder(organization, account.id)).collect())
}

/// What counts in these ledgers, by payer account and month. A payer's month that lies in two of them (its bill was
/// uploaded to two management accounts) counts once, as it was imported last: nothing is ever charged twice.
pub(crate) async fn periods(folders: Vec<PathBuf>) -> Result<Vec<CurrentImport>, Error> {
    blocking(move || {
        let mut newest: BTreeMap<(String, Month), CurrentImport> = BTreeMap::new();
        for period in folders.iter().map(|folder| read(folder)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
            let key = (period.record.payer_account.clone(), period.record.month);
            if newest.get(&key).is_none_or(|other| other.record.created < period.record.created) {
                newest.insert(key, period);
            }
        }
        Ok(newest.into_values().collect())
    })
    .await?
    .map_err(|error: LedgerError| Error::internal(error))
}

/// Months of one management account, newest first.
pub(crate) async fn months(
    muster: &Muster,
    organization: OrganizationId,
    account: ManagementAccountId,
) -> Result<Vec<LedgerMonth>, Error> {
    let folder = muster.ledger_folder(organization, account);
    let periods = blocking(move || read(&folder)).await?.map_err(Error::internal)?;
    let mut months = periods.iter().map(month).collect::<Result<Vec<_>, _>>()?;
    months.sort_by(|a, b| (b.month, &a.payer).cmp(&(a.month, &b.payer)));
    Ok(months)
}

fn month(period: &CurrentImport) -> Result<LedgerMonth, Error> {
    let record = &period.record;
    Ok(LedgerMonth {
        month: record.month,
        payer: record.payer_account.parse().map_err(Error::internal)?,
        lines: record.rows,
        unblended: record.unblended_cost.parse().map_err(Error::internal)?,
        imported_at: record.created,
        is_final: record.is_final,
        notes: record.notes.clone(),
    })
}

/// No folder is an account without a bill.
fn read(folder: &Path) -> Result<Vec<CurrentImport>, LedgerError> {
    Ledger::find(folder)?.map_or(Ok(Vec::new()), |ledger| ledger.periods())
}
