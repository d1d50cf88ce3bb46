//! Which amounts a provider's question is about.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use muster_domain::analysis::{By, CostType, Frame, Question, Scope};
use muster_domain::view::analysis::Note;
use muster_domain::{Money, Month, Period, SubsetId};
use muster_engine::ledger::CurrentImport;
use muster_engine::rollup::{AMORTIZED, CHARGE, Key, Span, UNBLENDED};
use muster_store::billing_settings;
use muster_store::charges::Counted;

use super::amounts::{Amounts, Days, Pile};
use super::put::Put;
use super::tables;
use crate::accounts::Directory;
use crate::subsets::members::Members;
use crate::{Error, OrgScope};

/// A question, and the bills that have its days.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) question: &'a Question,
    pub(super) frame: &'a Frame,
    pub(super) imports: &'a [CurrentImport],
}

pub(super) async fn amounts(scope: &OrgScope, directory: &Directory, asked: Asked<'_>) -> Result<(Put, Amounts), Error> {
    let Asked { question, imports, .. } = asked;
    let figure = match question.cost {
        CostType::Unblended => UNBLENDED,
        CostType::Amortized => AMORTIZED,
        CostType::Charge | CostType::Margin => return charged(scope, &directory.members, asked).await,
    };
    let (put, chosen) = (Put::of(question), chosen(scope, &question.by).await?);
    let tables = tables::costs(scope, (imports, &chosen), put.finest.clone()).await?;
    let days = days(&directory.members, question.scope);
    let pile = Pile { tables, figure, only: Vec::new(), days };
    Ok((put, Amounts { plus: Some(pile), minus: None, notes: to_be_chosen(&question.by).into_iter().collect() }))
}

/// Tags that the organization has charges told apart by, where that matters.
async fn chosen(scope: &OrgScope, by: &By) -> Result<Vec<String>, Error> {
    match by {
        By::Tag(_) => Ok(billing_settings::lookup(&mut scope.read().await?).await?.charge_tags),
        By::Dimension(_) => Ok(Vec::new()),
    }
}

fn to_be_chosen(by: &By) -> Option<Note> {
    (*by == By::Tag(String::new())).then_some(Note::ChooseTag)
}

async fn charged(scope: &OrgScope, members: &Members, asked: Asked<'_>) -> Result<(Put, Amounts), Error> {
    let Asked { question, frame, imports } = asked;
    let counted = tables::counted(scope, tables::reach(frame)).await?;
    let is_asked = |charge: &&Counted| match question.scope {
        Scope::Subset(id) => charge.subset == id,
        // Nothing charges accounts in no subset.
        Scope::Unassigned => false,
        Scope::All | Scope::Source(_) => true,
    };
    let asked: Vec<_> = counted.iter().filter(is_asked).collect();
    if asked.is_empty() {
        return Ok((Put::together(question), Amounts { notes: vec![Note::NothingCharged], ..Amounts::default() }));
    }
    let chosen = chosen(scope, &question.by).await?;
    let charges = asked.iter().map(|charge| (charge.month, &charge.tags[..]));
    let mut notes: Vec<_> = by_tag((question, frame), &chosen, charges).into_iter().collect();
    let put = put(question, &notes);
    let tables = tables::charges(scope, &counted, put.finest.clone()).await?;
    let only = match question.scope {
        Scope::Subset(id) => vec![(Key::Subset, HashSet::from([id.to_string()]))],
        Scope::Unassigned | Scope::All | Scope::Source(_) => Vec::new(),
    };
    let plus = Some(Pile { tables, figure: CHARGE, only, days: Days::All });
    if question.cost == CostType::Charge {
        return Ok((put, Amounts { plus, minus: None, notes }));
    }
    let tables = tables::costs(scope, (imports, &chosen), put.finest.clone()).await?;
    let pile = |days| Pile { tables: tables.clone(), figure: UNBLENDED, only: Vec::new(), days };
    let all = Amounts { plus: Some(pile(days(members, question.scope))), ..Amounts::default() };
    let minus = Amounts { plus: Some(pile(charged_days(members, &asked))), ..Amounts::default() };
    let sum =
        |amounts: &Amounts| -> Result<Money, Error> { Ok(amounts.total(&put.question, &[frame.period])?.into_iter().sum()) };
    let uncharged = sum(&all)? - sum(&minus)?;
    notes.extend((!uncharged.is_zero()).then_some(Note::Uncharged(uncharged)));
    Ok((put, Amounts { plus, minus: minus.plus, notes }))
}

/// What is to be said of charges that are not told apart by the tag asked for: none was named, it was not chosen, or there
/// are months whose charges are older than that choice and closed, or not computed anew yet.
pub(crate) fn by_tag<'a>(
    (question, frame): (&Question, &Frame),
    chosen: &[String],
    charges: impl Iterator<Item = (Month, &'a [String])>,
) -> Option<Note> {
    let By::Tag(key) = &question.by else { return None };
    if key.is_empty() {
        return to_be_chosen(&question.by);
    }
    if !chosen.contains(key) {
        return Some(Note::NotByTag);
    }
    let is_shown = |month: Month| [frame.period, frame.before].into_iter().any(|period| period.months().any(|m| m == month));
    let without = charges.filter(|(month, tags)| is_shown(*month) && !tags.contains(key));
    let months: BTreeSet<_> = without.map(|(month, _)| month).collect();
    (!months.is_empty()).then(|| Note::MonthsNotByTag(months.into_iter().collect()))
}

/// Charges of a month that tells no tags apart stand under a word of their own. A margin cannot: its costs would stand
/// under the tag's values.
pub(crate) fn put(question: &Question, notes: &[Note]) -> Put {
    let is_margin = question.cost == CostType::Margin;
    let cannot = |note: &Note| matches!(note, Note::NotByTag) || (is_margin && matches!(note, Note::MonthsNotByTag(_)));
    if notes.iter().any(cannot) { Put::together(question) } else { Put::of(question) }
}

const ALWAYS: Span = Span { from: NaiveDate::MIN, to: NaiveDate::MAX };

/// When each account is what was chosen.
fn days(members: &Members, scope: Scope) -> Days {
    match scope {
        Scope::All | Scope::Source(_) => Days::All,
        Scope::Subset(id) => {
            let mut accounts: HashMap<String, Vec<Span>> = HashMap::new();
            for member in members.all().iter().filter(|member| member.subset == id) {
                accounts.entry(member.account.to_string()).or_default().push(span(member.from, member.until));
            }
            Days::Of { accounts, others: Vec::new() }
        }
        Scope::Unassigned => {
            let mut taken: HashMap<String, Vec<Span>> = HashMap::new();
            for member in members.all() {
                taken.entry(member.account.to_string()).or_default().push(span(member.from, member.until));
            }
            let accounts = taken.into_iter().map(|(account, spans)| (account, between(spans))).collect();
            Days::Of { accounts, others: vec![ALWAYS] }
        }
    }
}

/// When each account was in a subset that was charged then.
fn charged_days(members: &Members, charges: &[&Counted]) -> Days {
    let mut months: BTreeMap<SubsetId, BTreeSet<Month>> = BTreeMap::new();
    for charge in charges {
        months.entry(charge.subset).or_default().insert(charge.month);
    }
    let mut accounts: HashMap<String, Vec<Span>> = HashMap::new();
    for member in members.all() {
        let whole = span(member.from, member.until);
        for month in months.get(&member.subset).into_iter().flatten().map(|month| month.period()) {
            let (from, to) = (whole.from.max(month.from()), whole.to.min(month.to()));
            if from < to {
                accounts.entry(member.account.to_string()).or_default().push(Span { from, to });
            }
        }
    }
    Days::Of { accounts, others: Vec::new() }
}

fn span(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Span {
    Span { from: from.unwrap_or(ALWAYS.from), to: until.unwrap_or(ALWAYS.to) }
}

/// The days between these spans.
fn between(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| span.from);
    let (mut free, mut from) = (Vec::new(), ALWAYS.from);
    for span in spans {
        if from < span.from {
            free.push(Span { from, to: span.from });
        }
        from = from.max(span.to);
    }
    if from < ALWAYS.to {
        free.push(Span { from, to: ALWAYS.to });
    }
    free
}

/// Accounts that are what was chosen on a day; `None` is all of them.
pub(super) fn accounts_on(directory: &Directory, scope: Scope, day: NaiveDate) -> Option<HashSet<String>> {
    let wanted = match scope {
        Scope::All | Scope::Source(_) => return None,
        Scope::Unassigned => None,
        Scope::Subset(id) => Some(id),
    };
    let accounts = directory.view.costs.accounts.keys();
    Some(accounts.filter(|account| directory.members.subset_on(account, day) == wanted).map(ToString::to_string).collect())
}

/// A day as a period.
pub(super) fn day_period(day: NaiveDate) -> Result<Period, Error> {
    Period::new(day, day.succ_opt().unwrap_or(day)).map_err(|error| Error::invalid("day", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_unassigned_between_its_memberships() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let spans =
            vec![span(day("2026-03-05"), day("2026-03-10")), span(None, day("2026-02-01")), span(day("2026-04-01"), None)];
        let free: Vec<_> = between(spans).iter().map(|span| format!("{} {}", span.from, span.to)).collect();
        assert_eq!(free, ["2026-02-01 2026-03-05", "2026-03-10 2026-04-01"]);
        assert_eq!(between(vec![]), [ALWAYS]);
    }
}
