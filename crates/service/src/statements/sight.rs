//! An end customer's sight of other organizations: through the links that name it, to what those subsets are charged,
//! as the policy shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster_domain::charge::Cell;
use muster_domain::customer::{shown, shown_tagged};
use muster_domain::permission::Permission;
use muster_domain::{AccountId, CustomerLinkId, Month, OrganizationId};
use muster_engine::rollup::{Builder, CacheKey, Finest, Table};
use muster_store::charges::{self, Charge};
use muster_store::customer_links::{self, CustomerLink};
use muster_store::{OrgTx, charge_months, linked_accounts};

use crate::analysis::tables;
use crate::charges::cells;
use crate::costs::{self, View};
use crate::muster::blocking;
use crate::{Ctx, Error, OrgScope};

/// What a customer may see of a charge.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) cells: Vec<Cell>,
    /// Of the accounts in the cells.
    pub(crate) names: BTreeMap<AccountId, String>,
}

pub(crate) struct Sight {
    /// The customer's own organization.
    scope: OrgScope,
    links: Vec<CustomerLink>,
}

impl Sight {
    /// For a member of the customer's organization. One that is nobody's customer sees nothing.
    pub(crate) async fn open(ctx: &Ctx, org: OrganizationId) -> Result<Self, Error> {
        let scope = ctx.allow(org, Permission::Read).await?;
        let links = customer_links::list_by_customer(scope.read().await?.installation(), org).await?;
        Ok(Self { scope, links })
    }

    pub(crate) fn scope(&self) -> &OrgScope {
        &self.scope
    }

    pub(crate) fn links(&self) -> &[CustomerLink] {
        &self.links
    }

    /// The one asked for, or the first.
    pub(crate) fn chosen(&self, id: Option<CustomerLinkId>) -> Result<Option<&CustomerLink>, Error> {
        match id {
            None => Ok(self.links.first()),
            Some(id) => self.links.iter().find(|link| link.id == id).map(Some).ok_or(Error::NotFound),
        }
    }

    async fn tables(&self, link: &CustomerLink) -> Result<OrgTx, Error> {
        Ok(self.scope.muster().store().read_in(link.provider).await?)
    }

    /// What counts of the link's subset, oldest month first.
    pub(crate) async fn charges(&self, link: &CustomerLink) -> Result<Vec<Charge>, Error> {
        Ok(charges::list_by_subset(&mut self.tables(link).await?, link.subset).await?)
    }

    /// One month of them.
    pub(crate) async fn charge(&self, link: &CustomerLink, month: Month) -> Result<Charge, Error> {
        self.charges(link).await?.into_iter().find(|charge| charge.month == month).ok_or(Error::NotFound)
    }

    /// Its cells, as a customer may see them, with the names of their accounts and of no other.
    pub(crate) async fn cells(&self, link: &CustomerLink, charge: &Charge) -> Result<Seen, Error> {
        let cells = cells::load(self.scope.muster(), link.provider, charge.id).await?;
        let accounts = cells.iter().filter_map(|cell| cell.account.clone()).collect::<BTreeSet<_>>();
        let names = self.names_of(link, accounts).await?;
        Ok(Seen { cells: cells.into_iter().map(shown).collect(), names })
    }

    /// The same cells summed up, from memory where somebody asked for them before.
    pub(super) async fn table(&self, link: &CustomerLink, charge: &Charge, finest: &Finest) -> Result<Arc<Table>, Error> {
        let muster = self.scope.muster();
        let make = async {
            let (folder, id, tags) = (muster.charges_folder(link.provider), charge.id, charge.tags.clone());
            let asked = finest.clone();
            let cells = blocking(move || tables::cells_by(&folder, (id, &tags), (&asked, shown_tagged))).await??;
            let mut builder = Builder::new(1);
            tables::push(&mut builder, (&cells, &link.subset.to_string()))?;
            Ok(builder.finish())
        };
        muster.tables().get(CacheKey::Shown(charge.id.to_string(), finest.clone()), make).await
    }

    /// Names of these accounts, which the link lets this organization see.
    pub(super) async fn names_of(
        &self,
        link: &CustomerLink,
        accounts: BTreeSet<AccountId>,
    ) -> Result<BTreeMap<AccountId, String>, Error> {
        let (view, given) = (costs::of(self.scope.muster(), self.tables(link).await?, None).await?, self.names(link).await?);
        let name = |account: &AccountId| view.name(account).map(str::to_owned).or_else(|| given.get(account).cloned());
        Ok(accounts.into_iter().map(|account| (account.clone(), name(&account).unwrap_or_default())).collect())
    }

    pub(crate) async fn is_final(&self, link: &CustomerLink, month: Month) -> Result<bool, Error> {
        let found = charge_months::find_by_month(&mut self.tables(link).await?, month).await?;
        Ok(found.is_some_and(|month| month.closed_at.is_some()))
    }

    /// For the days elapsed, and what bills call accounts; its costs are not for the customer.
    pub(crate) async fn view(&self, link: &CustomerLink, month: Month) -> Result<View, Error> {
        costs::of(self.scope.muster(), self.tables(link).await?, Some(month)).await
    }

    /// Names that the provider gave accounts that bills do not name.
    async fn names(&self, link: &CustomerLink) -> Result<BTreeMap<AccountId, String>, Error> {
        Ok(linked_accounts::list(&mut self.tables(link).await?).await?)
    }
}
