//! Transactions. [`Tx`] reaches the tables of the installation; [`OrgTx`] those of one organization, whose id it
//! carries into every query.

use muster_domain::OrganizationId;
use sqlx::{Any, AnyConnection, Transaction};

use crate::{Error, Store};

/// A transaction; dropped without [`Tx::commit`] it never happened.
pub struct Tx {
    inner: Transaction<'static, Any>,
}

impl Tx {
    pub(crate) fn new(inner: Transaction<'static, Any>) -> Self {
        Self { inner }
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// # Errors
    /// The database's; then nothing was written.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.inner.commit().await?)
    }

    /// The same transaction, in the tables of one organization. Its row is locked: writers of one organization
    /// follow each other on PostgreSQL too, so that what one reads before it writes stays true.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock(mut self, organization: OrganizationId) -> Result<OrgTx, Error> {
        sqlx::query("UPDATE organizations SET writes = writes + 1 WHERE id = $1")
            .bind(organization.to_string())
            .execute(self.connection())
            .await?;
        Ok(OrgTx { tx: self, organization })
    }
}

/// A transaction in the tables of one organization.
pub struct OrgTx {
    tx: Tx,
    organization: OrganizationId,
}

impl OrgTx {
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// The same transaction, for the tables that belong to no organization (a job, a name of a person).
    pub fn installation(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// # Errors
    /// As [`Tx::commit`].
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await
    }

    /// The organization's id as every query binds it.
    pub(crate) fn key(&self) -> String {
        self.organization.to_string()
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.tx.connection()
    }
}

impl Store {
    /// One view of the installation's tables, to read.
    ///
    /// # Errors
    /// The database's.
    pub async fn read(&self) -> Result<Tx, Error> {
        Ok(Tx::new(self.pool().begin_with(self.dialect().begin_read()).await?))
    }

    /// # Errors
    /// The database's.
    pub async fn write(&self) -> Result<Tx, Error> {
        Ok(Tx::new(self.pool().begin_with(self.dialect().begin_write()).await?))
    }

    /// One view of an organization's tables, to read.
    ///
    /// # Errors
    /// The database's.
    pub async fn read_in(&self, organization: OrganizationId) -> Result<OrgTx, Error> {
        Ok(OrgTx { tx: self.read().await?, organization })
    }

    /// A transaction that writes an organization's tables, one at a time per organization.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_in(&self, organization: OrganizationId) -> Result<OrgTx, Error> {
        self.write().await?.lock(organization).await
    }
}
