//! What an end customer sees: the charges of the subsets that providers let its organization see, and nothing else.
//! Whatever leaves this module was made of cells that [`muster_domain::customer`] let through; [`sight`] is the only
//! way to them, and the only place where one organization's request reads another's tables.

mod analysis;
mod files;
mod sight;

use std::collections::BTreeMap;

use muster_domain::charge::Cell;
use muster_domain::view::customers::{By, Look, Overview, OverviewCharges, Part, Source, Statement, StatementRow};
use muster_domain::{CustomerLinkId, Money, Month, OrganizationId};
use muster_store::charges::Charge;
use muster_store::customer_links::CustomerLink;
use muster_store::organizations;

pub use analysis::{analysis, analysis_csv};
pub use files::{csv, overview_csv};

use crate::{Ctx, Error};
pub(crate) use sight::{Seen, Sight};

/// The charges of a month, told apart as asked, beside those of all months.
///
/// # Errors
/// Those of [`Ctx::allow`]; `NotFound` for a source that is not this organization's.
pub async fn overview(ctx: &Ctx, org: OrganizationId, look: Look) -> Result<Overview, Error> {
    let sight = Sight::open(ctx, org).await?;
    let sources = sight.links().iter().map(source).collect();
    let Some(link) = sight.chosen(look.source)? else { return Ok(Overview { sources, charges: None }) };
    let all = sight.charges(link).await?;
    let month = look.month.or_else(|| all.last().map(|charge| charge.month));
    let Some(month) = month.filter(|_| !all.is_empty()) else { return Ok(Overview { sources, charges: None }) };
    let of = |month: Month| all.iter().find(|charge| charge.month == month);
    let seen = match of(month) {
        Some(charge) => sight.cells(link, charge).await?,
        None => Seen::default(),
    };
    let view = sight.view(link, month).await?;
    let total = of(month).map(|charge| charge.amount).unwrap_or_default();
    let charges = OverviewCharges {
        source: source(link),
        currency: all.last().map(|charge| charge.currency.clone()).unwrap_or_default(),
        month,
        through: view.cost_month().and_then(|shown| shown.through),
        total,
        expected: view.expected(total),
        last_month: of(month.previous()).map(|charge| charge.amount),
        months: all.iter().map(|charge| part(charge.month.to_string(), charge.amount)).collect(),
        by: look.by,
        parts: parts(&seen, look.by),
    };
    Ok(Overview { sources, charges: Some(charges) })
}

/// Every statement, newest month first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<StatementRow>, Error> {
    let sight = Sight::open(ctx, org).await?;
    let mut rows = Vec::new();
    for link in sight.links() {
        for charge in sight.charges(link).await? {
            rows.push(row(&sight, link, &charge).await?);
        }
    }
    rows.sort_by(|a, b| (b.month, &a.source.name).cmp(&(a.month, &b.source.name)));
    Ok(rows)
}

/// One month's statement.
///
/// # Errors
/// Those of [`Ctx::allow`]; `NotFound` for a source or month that is not this organization's to see.
pub async fn find(ctx: &Ctx, org: OrganizationId, source: CustomerLinkId, month: Month) -> Result<Statement, Error> {
    let sight = Sight::open(ctx, org).await?;
    let link = sight.chosen(Some(source))?.ok_or(Error::NotFound)?;
    let charge = sight.charge(link, month).await?;
    let seen = sight.cells(link, &charge).await?;
    Ok(Statement {
        row: row(&sight, link, &charge).await?,
        customer: organizations::lookup(&mut sight.scope().read().await?).await?.unwrap_or_default(),
        computed_at: charge.computed_at,
        services: parts(&seen, By::Service),
        accounts: parts(&seen, By::Account),
        charge_types: parts(&seen, By::ChargeType),
    })
}

async fn row(sight: &Sight, link: &CustomerLink, charge: &Charge) -> Result<StatementRow, Error> {
    Ok(StatementRow {
        source: source(link),
        month: charge.month,
        currency: charge.currency.clone(),
        total: charge.amount,
        is_final: sight.is_final(link, charge.month).await?,
    })
}

fn source(link: &CustomerLink) -> Source {
    Source { id: link.id, name: link.subset_name.clone(), provider: link.provider_name.clone() }
}

fn part(key: String, charge: Money) -> Part {
    Part { key, name: String::new(), charge }
}

/// What a cell is told apart by.
pub(crate) fn key(cell: &Cell, by: By) -> String {
    match by {
        By::Service => cell.service.clone(),
        By::Account => cell.account.as_ref().map(ToString::to_string).unwrap_or_default(),
        By::Region => cell.region.clone(),
        By::ChargeType => cell.charge_type.clone(),
        By::Day => cell.day.to_string(),
    }
}

/// The cells summed up, the largest first; days in their order.
fn parts(seen: &Seen, by: By) -> Vec<Part> {
    let mut sums: BTreeMap<String, Part> = BTreeMap::new();
    for cell in &seen.cells {
        let key = key(cell, by);
        let part = sums.entry(key.clone()).or_insert_with(|| part(key, Money::ZERO));
        part.charge = part.charge + cell.amount;
        if let (By::Account, Some(account)) = (by, &cell.account) {
            part.name = seen.names.get(account).cloned().unwrap_or_default();
        }
    }
    let mut parts: Vec<_> = sums.into_values().collect();
    if by != By::Day {
        parts.sort_by_key(|part| std::cmp::Reverse(part.charge));
    }
    parts
}
