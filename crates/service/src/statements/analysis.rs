//! Cost Analysis for an end customer: the same questions, put to what it is charged and to nothing else. Its tables are
//! made of cells that the policy let through, so no question can reach what they do not have.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use muster_domain::analysis::{Anchor, CostType, Covered, Question, Scope};
use muster_domain::view::analysis::{AnalysisPage, ScopeChoice};
use muster_domain::{AccountId, OrganizationId, Period};
use muster_engine::rollup::{CHARGE, Key, Table};
use muster_store::analysis_views;
use muster_store::customer_links::CustomerLink;

use super::sight::Sight;
use crate::analysis::amounts::{Amounts, Days, Pile};
use crate::analysis::answer::{self, Answered, Asked};
use crate::analysis::{costs, file, frame, note, tables};
use crate::muster::blocking;
use crate::subsets::CsvFile;
use crate::{Ctx, Error, saved_views};

/// What is asked for, of the charges of one source.
///
/// # Errors
/// `Invalid` at the parameter that cannot be; `NotFound` for a source that is not this organization's.
pub async fn analysis(ctx: &Ctx, org: OrganizationId, question: Question) -> Result<AnalysisPage, Error> {
    let sight = Sight::open(ctx, org).await?;
    let views = saved_views::list(sight.scope(), analysis_views::Page::Charges).await?;
    let name = |link: &CustomerLink| format!("{} · {}", link.subset_name, link.provider_name);
    let scopes = sight.links().iter().map(|link| ScopeChoice { id: link.id.to_string(), name: name(link) }).collect();
    let question = of_charges(&sight, question)?;
    let analysis = match answered(&sight, &question).await? {
        Some(answered) => Some(answered.shown(&question)?),
        None => None,
    };
    Ok(AnalysisPage { question, analysis, scopes, views })
}

/// The same as a file, with every decimal.
///
/// # Errors
/// As [`analysis`]; `NotFound` where nothing was charged.
pub async fn analysis_csv(ctx: &Ctx, org: OrganizationId, question: Question) -> Result<CsvFile, Error> {
    let sight = Sight::open(ctx, org).await?;
    let question = of_charges(&sight, question)?;
    let answered = answered(&sight, &question).await?.ok_or(Error::NotFound)?;
    let file = file::of(&answered, &question)?;
    note(sight.scope(), ("statements.download_analysis", &file)).await?;
    Ok(file)
}

/// The question as a customer can mean it: of charges, of a source that it sees.
fn of_charges(sight: &Sight, question: Question) -> Result<Question, Error> {
    if let CostType::Amortized | CostType::Margin = question.cost {
        return Err(Error::invalid("cost", "is what you are charged: expected charge"));
    }
    let chosen = match question.scope {
        Scope::All => sight.chosen(None)?,
        Scope::Source(id) => sight.chosen(Some(id))?,
        Scope::Unassigned | Scope::Subset(_) => return Err(Error::invalid("subset", "is a provider's; choose a source")),
    };
    let scope = chosen.map_or(Scope::All, |link| Scope::Source(link.id));
    Ok(Question { cost: CostType::Charge, scope, ..question })
}

/// `None` where nothing was charged yet.
async fn answered(sight: &Sight, question: &Question) -> Result<Option<Answered>, Error> {
    let Scope::Source(id) = question.scope else { return Ok(None) };
    let Some(link) = sight.chosen(Some(id))? else { return Ok(None) };
    let charges = sight.charges(link).await?;
    let Some(last) = charges.last() else { return Ok(None) };
    let view = sight.view(link, last.month).await?;
    let through = view.cost_month().and_then(|shown| shown.through);
    let frame = frame(question, Anchor { month: last.month, through, today: view.today() })?;
    let (reach, currency) = (tables::reach(&frame), last.currency.clone());
    let covered = Covered::by(charges.iter().map(|charge| (charge.month, charge.month.first_day())));
    let charges: Vec<_> = charges.iter().filter(|charge| touches(reach, charge.month.period())).collect();
    // Of the keys of tags it learns those that its own charges are told apart by.
    let tags: BTreeSet<_> = charges.iter().flat_map(|charge| &charge.tags).cloned().collect();
    let tags: Vec<_> = tags.into_iter().collect();
    let by_tag = costs::by_tag((question, &frame), &tags, charges.iter().map(|charge| (charge.month, &charge.tags[..])));
    let notes: Vec<_> = by_tag.into_iter().collect();
    let put = costs::put(question, &notes);
    let mut seen = Vec::new();
    for charge in charges {
        seen.push(sight.table(link, charge, &put.finest).await?);
    }
    let names = names(sight, link, &seen).await?;
    let pile = Pile { tables: seen, figure: CHARGE, only: Vec::new(), days: Days::All };
    let amounts = Amounts { plus: Some(pile), minus: None, notes };
    let asked = Asked { put, frame, currency, amounts, covered, names, tags };
    blocking(move || answer::of(asked)).await?.map(Some)
}

fn touches(one: Period, other: Period) -> bool {
    one.from() < other.to() && other.from() < one.to()
}

/// Of the accounts that are charged here, and of no other.
async fn names(sight: &Sight, link: &CustomerLink, tables: &[Arc<Table>]) -> Result<BTreeMap<String, String>, Error> {
    let accounts: HashSet<_> = tables.iter().flat_map(|table| table.words(Key::Account)).collect();
    let accounts = accounts.into_iter().filter_map(|account| account.parse::<AccountId>().ok());
    let named = sight.names_of(link, accounts.collect()).await?;
    Ok(named.into_iter().map(|(account, name)| (account.to_string(), name)).collect())
}
