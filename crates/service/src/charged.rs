//! What an organization's subsets are charged, and what its providers charge it as their end customer: the one list of
//! charges that the HTTP API gives to both. Of a provider's bill a customer sees what [`crate::statements`] lets
//! through.

use std::collections::BTreeMap;

use muster_domain::charge::Cell;
use muster_domain::permission::Permission;
use muster_domain::view::charges::{Charged, ChargedBy};
use muster_domain::view::customers::By;
use muster_domain::{Money, Month, OrganizationId};
use muster_store::charges::Standing;
use muster_store::{charge_months, charges, linked_accounts, subsets};

use crate::charges::cells;
use crate::costs;
use crate::statements::Sight;
use crate::{Ctx, Error, OrgScope};

/// Which charges are asked for.
#[derive(Clone, Debug)]
pub struct Span {
    /// First month; `None` is the first there is.
    pub from: Option<Month>,
    /// First month after them; `None` is up to the newest.
    pub to: Option<Month>,
    /// What they are told apart by, beside month and subset.
    pub group_by: Vec<By>,
}

impl Span {
    fn has(&self, month: Month) -> bool {
        self.from.is_none_or(|from| from <= month) && self.to.is_none_or(|to| month < to)
    }
}

/// In order of month, of whose they are, and of what they are told apart by.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId, span: Span) -> Result<Vec<Charged>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut rows = own(&scope, &span).await?;
    rows.extend(as_customer(ctx, org, &span).await?);
    rows.sort_by(|a, b| (a.month, &a.name, &a.groups).cmp(&(b.month, &b.name, &b.groups)));
    Ok(rows)
}

/// Of the organization's own subsets.
async fn own(scope: &OrgScope, span: &Span) -> Result<Vec<Charged>, Error> {
    let mut tx = scope.read().await?;
    let names: BTreeMap<_, _> = subsets::list(&mut tx).await?.into_iter().map(|subset| (subset.id, subset.name)).collect();
    let given = linked_accounts::list(&mut tx).await?;
    let closed: Vec<_> =
        charge_months::list(&mut tx).await?.into_iter().filter(|month| month.closed_at.is_some()).map(|m| m.month).collect();
    let all = charges::list(&mut tx).await?;
    drop(tx);
    let mut rows = Vec::new();
    for charge in all.into_iter().filter(|charge| charge.standing == Standing::Kept && span.has(charge.month)) {
        let cells = cells::load(scope.muster(), scope.organization(), charge.id).await?;
        let view = costs::load(scope, Some(charge.month)).await?;
        let named =
            |account: &muster_domain::AccountId| view.name(account).map(str::to_owned).or_else(|| given.get(account).cloned());
        let by = ChargedBy::Subset(charge.subset);
        let name = names.get(&charge.subset).cloned().unwrap_or_default();
        let of = Of { by, name, month: charge.month, currency: charge.currency, is_final: closed.contains(&charge.month) };
        rows.extend(grouped(&of, &cells, &span.group_by, named));
    }
    Ok(rows)
}

/// Of the subsets that providers let it see.
async fn as_customer(ctx: &Ctx, org: OrganizationId, span: &Span) -> Result<Vec<Charged>, Error> {
    let sight = Sight::open(ctx, org).await?;
    let mut rows = Vec::new();
    for link in sight.links() {
        for charge in sight.charges(link).await?.into_iter().filter(|charge| span.has(charge.month)) {
            let seen = sight.cells(link, &charge).await?;
            let by = ChargedBy::Provider { source: link.id, provider: link.provider_name.clone() };
            let is_final = sight.is_final(link, charge.month).await?;
            let of = Of { by, name: link.subset_name.clone(), month: charge.month, currency: charge.currency, is_final };
            rows.extend(grouped(&of, &seen.cells, &span.group_by, |account| seen.names.get(account).cloned()));
        }
    }
    Ok(rows)
}

/// What the rows of one charge share.
struct Of {
    by: ChargedBy,
    name: String,
    month: Month,
    currency: String,
    is_final: bool,
}

fn grouped(of: &Of, cells: &[Cell], group_by: &[By], name: impl Fn(&muster_domain::AccountId) -> Option<String>) -> Vec<Charged> {
    let mut sums: BTreeMap<BTreeMap<String, String>, Money> = BTreeMap::new();
    for cell in cells {
        let mut groups = BTreeMap::new();
        for by in group_by {
            groups.insert(key(*by).to_owned(), crate::statements::key(cell, *by));
            if let (By::Account, Some(account)) = (by, &cell.account) {
                groups.insert("account_name".to_owned(), name(account).unwrap_or_default());
            }
        }
        let sum = sums.entry(groups).or_default();
        *sum = *sum + cell.amount;
    }
    let row = |(groups, charge)| Charged {
        by: of.by.clone(),
        name: of.name.clone(),
        month: of.month,
        currency: of.currency.clone(),
        is_final: of.is_final,
        groups,
        charge,
    };
    sums.into_iter().map(row).collect()
}

/// As reports call the group.
fn key(by: By) -> &'static str {
    match by {
        By::Service => "service",
        By::Account => "account",
        By::Region => "region",
        By::ChargeType => "charge_type",
        By::Day => "day",
    }
}
