//! Cost Analysis: what was spent or is charged, when, and for what.
//!
//! Costs are answered from the sums that imports keep ([`muster_engine::rollup`]), charges from the cells that the
//! associations computed; both are tables of the same shape, so that every amount is told apart and filtered alike.
//! A margin is the one less the other, of the accounts and days that something charges.

pub(crate) mod amounts;
pub(crate) mod answer;
pub(crate) mod costs;
pub(crate) mod file;
mod lines;
pub(crate) mod put;
pub(crate) mod tables;

use std::collections::BTreeMap;

use muster_domain::analysis::{Anchor, CostType, Frame, Question, Scope};
use muster_domain::permission::Permission;
use muster_domain::view::analysis::{AnalysisPage, Note, ScopeChoice};
use muster_domain::{OrganizationId, analysis::By};
use muster_store::{analysis_views, charge_months};

use crate::accounts::Directory;
use crate::audit::Deed;
use crate::charges::underway;
use crate::muster::blocking;
use crate::subsets::CsvFile;
use crate::{Ctx, Error, OrgScope, saved_views, tags};
use answer::{Answered, Asked};

pub use lines::lines;

/// What is asked for, of the organization's own bills.
///
/// # Errors
/// `Invalid` at the parameter that cannot be; `NotFound` for a subset that is not there.
pub async fn page(ctx: &Ctx, org: OrganizationId, question: Question) -> Result<AnalysisPage, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let directory = Directory::load(&scope, None).await?;
    let choice = |subset: &muster_store::subsets::Subset| ScopeChoice { id: subset.id.to_string(), name: subset.name.clone() };
    let scopes = directory.members.subsets().iter().map(choice).collect();
    let views = saved_views::list(&scope, analysis_views::Page::Costs).await?;
    let analysis = match answered(&scope, &directory, &question).await? {
        Some(answered) => Some(answered.shown(&question)?),
        None => None,
    };
    Ok(AnalysisPage { question, analysis, scopes, views })
}

/// The same as a file: an amount of each group in each part of the period, with every decimal.
///
/// # Errors
/// As [`page`]; `NotFound` before the first bill.
pub async fn csv(ctx: &Ctx, org: OrganizationId, question: Question) -> Result<CsvFile, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let directory = Directory::load(&scope, None).await?;
    let answered = answered(&scope, &directory, &question).await?.ok_or(Error::NotFound)?;
    let file = file::of(&answered, &question)?;
    note(&scope, ("analysis.download", &file)).await?;
    Ok(file)
}

/// Writes down that data was taken away.
pub(crate) async fn note(scope: &OrgScope, (action, file): (&str, &CsvFile)) -> Result<(), Error> {
    let mut tx = scope.write().await?;
    let subject = scope.organization().to_string();
    scope.note(&mut tx, Deed { action, subject, detail: file.filename.clone() }).await?;
    Ok(tx.commit().await?)
}

/// `None` before the first bill.
async fn answered(scope: &OrgScope, directory: &Directory, question: &Question) -> Result<Option<Answered>, Error> {
    match question.scope {
        Scope::Source(_) => return Err(Error::invalid("source", "is what an end customer chooses; choose a subset")),
        Scope::Subset(id) if !directory.members.subsets().iter().any(|subset| subset.id == id) => return Err(Error::NotFound),
        Scope::All | Scope::Unassigned | Scope::Subset(_) => {}
    }
    let Some(shown) = directory.view.cost_month() else { return Ok(None) };
    let anchor = Anchor { month: shown.month, through: shown.through, today: directory.view.today() };
    let frame = frame(question, anchor)?;
    let imports = if asks_bills(question) { tables::imports(scope, tables::reach(&frame)).await? } else { Vec::new() };
    let (put, mut found) = costs::amounts(scope, directory, costs::Asked { question, frame: &frame, imports: &imports }).await?;
    if question.cost.needs_charges() {
        found.notes.extend(computing(scope, &frame).await?);
    }
    let tags = match &question.by {
        By::Tag(_) => tags::newest_of(scope.muster(), &imports).await?,
        By::Dimension(_) => Vec::new(),
    };
    let names: BTreeMap<_, _> = directory.accounts().into_iter().map(|id| (id.to_string(), directory.name(id))).collect();
    let covered = directory.view.costs.covered.clone();
    let asked = Asked { put, frame, currency: shown.currency, amounts: found, covered, names, tags };
    blocking(move || answer::of(asked)).await?.map(Some)
}

/// Whether it is answered from bills: what is charged is not, but which tags there are.
fn asks_bills(question: &Question) -> bool {
    match (&question.by, question.cost) {
        (By::Tag(_), _) | (_, CostType::Unblended | CostType::Amortized | CostType::Margin) => true,
        (By::Dimension(_), CostType::Charge) => false,
    }
}

pub(crate) fn frame(question: &Question, anchor: Anchor) -> Result<Frame, Error> {
    Frame::of(question, anchor).map_err(|reason| Error::invalid("period", reason))
}

/// Months whose charges are not what they will be.
async fn computing(scope: &OrgScope, frame: &Frame) -> Result<Option<Note>, Error> {
    let mut underway = underway(&charge_months::list(&mut scope.read().await?).await?);
    underway.retain(|computation| frame.period.months().any(|month| month == computation.month));
    Ok((!underway.is_empty()).then_some(Note::Computing(underway)))
}
