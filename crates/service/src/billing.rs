//! What an organization decides about its bills: how credits are told apart, which commitments are Eco, what Eco
//! invoiced, and by which tags charges are told apart. Reports take the former along when they are asked for; changing
//! them changes no report that is there.

mod check;

use muster_domain::charge::MOST_TAGS;
use muster_domain::credit::CreditPatterns;
use muster_domain::permission::Permission;
use muster_domain::report::EcoCommitments;
use muster_domain::view::billing::{BillingDetail, BillingSettings, Unclassified, UnclassifiedGroup};
use muster_domain::{Money, Month, OrganizationId};
use muster_store::{OrgTx, billing_settings};

use crate::audit::Deed;
use crate::bill::Bill;
use crate::{Ctx, Error, OrgScope, charges, costs, ledgers, tags};

/// Every setting.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn find(ctx: &Ctx, org: OrganizationId) -> Result<BillingDetail, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let months = costs::load(&scope, None).await?.cost_month();
    let mut tx = scope.read().await?;
    let decided = billing_settings::lookup(&mut tx).await?;
    let settings = settings(&mut tx).await?;
    let (currency, months) = months.map(|month| (month.currency, month.choices)).unwrap_or_default();
    drop(tx);
    Ok(BillingDetail {
        settings,
        has_default_patterns: decided.credit_patterns.is_none(),
        charge_tags: decided.charge_tags,
        tags: tags::newest(&scope).await?,
        currency,
        months,
    })
}

/// Keeps patterns of credits, in their order.
///
/// # Errors
/// `Invalid` at `patterns[N].types` or `patterns[N].pattern`.
pub async fn save_patterns(ctx: &Ctx, org: OrganizationId, patterns: CreditPatterns) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    check::patterns(&patterns)?;
    set_patterns(&scope, Some(patterns)).await
}

/// Muster's own patterns again.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn reset_patterns(ctx: &Ctx, org: OrganizationId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    set_patterns(&scope, None).await
}

async fn set_patterns(scope: &OrgScope, patterns: Option<CreditPatterns>) -> Result<(), Error> {
    let mut tx = scope.write().await?;
    let before = billing_settings::lookup(&mut tx).await?;
    let decided = billing_settings::Decided { credit_patterns: patterns, ..before.clone() };
    billing_settings::save(&mut tx, &decided).await?;
    let said = |patterns: &Option<CreditPatterns>| match patterns {
        Some(patterns) => serde_json::to_string(patterns).unwrap_or_default(),
        None => "Muster's own".to_owned(),
    };
    let detail = format!("{} -> {}", said(&before.credit_patterns), said(&decided.credit_patterns));
    note(scope, &mut tx, ("billing.patterns", detail)).await?;
    charges::ask_from(&mut tx, None, scope.muster().now()).await?;
    Ok(tx.commit().await?)
}

/// Says which commitments are Eco.
///
/// # Errors
/// `Invalid` at `arns`.
pub async fn save_eco_commitments(ctx: &Ctx, org: OrganizationId, commitments: EcoCommitments) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let commitments = check::commitments(commitments)?;
    let mut tx = scope.write().await?;
    let before = billing_settings::lookup(&mut tx).await?;
    let detail = format!("{} -> {}", check::said(&before.eco_commitments), check::said(&commitments));
    billing_settings::save(&mut tx, &billing_settings::Decided { eco_commitments: commitments, ..before }).await?;
    note(&scope, &mut tx, ("billing.eco_commitments", detail)).await?;
    charges::ask_from(&mut tx, None, scope.muster().now()).await?;
    Ok(tx.commit().await?)
}

/// Has charges told apart by a tag from now on, those of every month.
///
/// # Errors
/// `Invalid` at `tag` for what is no key of a tag, or one too many; `Conflict` when they are already.
pub async fn add_charge_tag(ctx: &Ctx, org: OrganizationId, key: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let key = check::tag(key)?;
    let mut tx = scope.write().await?;
    let mut decided = billing_settings::lookup(&mut tx).await?;
    if decided.charge_tags.contains(&key) {
        return Err(Error::Conflict(format!("charges are told apart by {key} already")));
    }
    if decided.charge_tags.len() >= MOST_TAGS {
        return Err(Error::invalid("tag", format!("at most {MOST_TAGS} tags: remove one first")));
    }
    decided.charge_tags.push(key.clone());
    decided.charge_tags.sort();
    set_charge_tags(&scope, tx, (&decided, format!("added {key}"))).await
}

/// Charges are not told apart by it any more.
///
/// # Errors
/// `NotFound` when they were not.
pub async fn remove_charge_tag(ctx: &Ctx, org: OrganizationId, key: &str) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let mut decided = billing_settings::lookup(&mut tx).await?;
    let place = decided.charge_tags.iter().position(|known| known == key).ok_or(Error::NotFound)?;
    decided.charge_tags.remove(place);
    set_charge_tags(&scope, tx, (&decided, format!("removed {key}"))).await
}

async fn set_charge_tags(
    scope: &OrgScope,
    mut tx: OrgTx,
    (decided, detail): (&billing_settings::Decided, String),
) -> Result<(), Error> {
    billing_settings::save(&mut tx, decided).await?;
    note(scope, &mut tx, ("billing.charge_tags", detail)).await?;
    charges::ask_from(&mut tx, None, scope.muster().now()).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(())
}

/// Records what Eco invoiced for a month, in place of what was recorded.
///
/// # Errors
/// `Invalid` at `amount` for one with more than twelve decimals.
pub async fn save_eco_invoice(ctx: &Ctx, org: OrganizationId, month: Month, amount: Money) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    check::amount(amount)?;
    let mut tx = scope.write().await?;
    let before = recorded(&mut tx, month).await?;
    billing_settings::set_invoice(&mut tx, month, amount).await?;
    let detail = format!("{month}: {} -> {amount}", before.map_or("none".to_owned(), Money::exact));
    note(&scope, &mut tx, ("billing.eco_invoice", detail)).await?;
    charges::ask_from(&mut tx, None, scope.muster().now()).await?;
    Ok(tx.commit().await?)
}

/// Forgets the invoice of a month.
///
/// # Errors
/// `NotFound` when none is recorded.
pub async fn remove_eco_invoice(ctx: &Ctx, org: OrganizationId, month: Month) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let before = recorded(&mut tx, month).await?.ok_or(Error::NotFound)?;
    billing_settings::remove_invoice(&mut tx, month).await?;
    note(&scope, &mut tx, ("billing.eco_invoice", format!("{month}: {before} -> none"))).await?;
    charges::ask_from(&mut tx, None, scope.muster().now()).await?;
    Ok(tx.commit().await?)
}

/// What no pattern caught in a month, the newest without one; of other patterns than those kept, where some are given.
///
/// # Errors
/// `Invalid` at `patterns[N].pattern`.
pub async fn unclassified(
    ctx: &Ctx,
    org: OrganizationId,
    month: Option<Month>,
    patterns: Option<CreditPatterns>,
) -> Result<Unclassified, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    patterns.as_ref().map_or(Ok(()), check::patterns)?;
    let Some(shown) = costs::load(&scope, month).await?.cost_month() else {
        return Ok(Unclassified { month: None, choices: Vec::new(), currency: String::new(), groups: Vec::new() });
    };
    let mut tx = scope.read().await?;
    let patterns = match patterns {
        Some(patterns) => patterns,
        None => settings(&mut tx).await?.credit_patterns,
    };
    let folders = ledgers::folders(scope.muster(), &mut tx).await?;
    drop(tx);
    let session = Bill::of_month(folders, shown.month).await?.session(scope.muster())?;
    let found = scope.muster().engine().unclassified(&session, &patterns).await.map_err(Error::internal)?;
    let group = |found: muster_engine::trail::unclassified::Unclassified| UnclassifiedGroup {
        line_type: found.line_item_type,
        description: found.description,
        kind: found.kind,
        lines: found.lines,
        unblended: found.amount,
    };
    let groups = found.into_iter().map(group).collect();
    Ok(Unclassified { month: Some(shown.month), choices: shown.choices, currency: shown.currency, groups })
}

/// What is decided now.
pub(crate) async fn settings(tx: &mut OrgTx) -> Result<BillingSettings, Error> {
    let decided = billing_settings::lookup(tx).await?;
    Ok(BillingSettings {
        credit_patterns: decided.credit_patterns.unwrap_or_default(),
        eco_commitments: decided.eco_commitments,
        eco_invoices: billing_settings::list_invoices(tx).await?,
    })
}

async fn recorded(tx: &mut OrgTx, month: Month) -> Result<Option<Money>, Error> {
    Ok(billing_settings::list_invoices(tx).await?.0.get(&month).copied())
}

async fn note(scope: &OrgScope, tx: &mut OrgTx, (action, detail): (&str, String)) -> Result<(), Error> {
    scope.note(tx, Deed { action, subject: scope.organization().to_string(), detail }).await
}
