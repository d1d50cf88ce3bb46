//! Which amounts a provider's question is about.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use muster_domain::analysis::{By, CostType, Frame, Question, Scope};
use muster_domain::view::analysis::Note;
use muster_domain::{Money, Month, Period, SubsetId};
use muster_engine::rollup::{AMORTIZED, CHARGE, Finest, Key, Span, UNBLENDED};
use muster_store::charges::Charge;

use super::amounts::{Amounts, Days, Pile};
use super::tables;
use crate::accounts::Directory;
use crate::subsets::members::Members;
use crate::{Error, OrgScope};

pub(super) async fn amounts(
    scope: &OrgScope,
    directory: &Directory,
    (question, frame): (&Question, &Frame),
) -> Result<Amounts, Error> {
    let only = |note| Amounts { notes: vec![note], ..Amounts::default() };
    match (&question.by, question.cost) {
        (By::Tag(_), CostType::Charge | CostType::Margin) => return Ok(only(Note::NotByTag)),
        (By::Tag(key), _) if key.is_empty() => return Ok(only(Note::ChooseTag)),
        (By::Tag(_) | By::Dimension(_), _) => {}
    }
    let figure = match question.cost {
        CostType::Unblended => UNBLENDED,
        CostType::Amortized => AMORTIZED,
        CostType::Charge | CostType::Margin => return charged(scope, &directory.members, (question, frame)).await,
    };
    let finest = match &question.by {
        By::Tag(key) => Finest::Tag(key.clone()),
        By::Dimension(_) => Finest::UsageType,
    };
    let tables = tables::costs(scope, frame, finest).await?;
    let days = days(&directory.members, question.scope);
    Ok(Amounts { plus: Some(Pile { tables, figure, only: Vec::new(), days }), ..Amounts::default() })
}

async fn charged(scope: &OrgScope, members: &Members, (question, frame): (&Question, &Frame)) -> Result<Amounts, Error> {
    let (mut charges, tables) = tables::charges(scope, tables::reach(frame)).await?;
    let only = match question.scope {
        Scope::Subset(id) => {
            charges.retain(|charge| charge.subset == id);
            vec![(Key::Subset, HashSet::from([id.to_string()]))]
        }
        // Nothing charges accounts in no subset.
        Scope::Unassigned => vec![(Key::Subset, HashSet::new())],
        Scope::All | Scope::Source(_) => Vec::new(),
    };
    if charges.is_empty() || question.scope == Scope::Unassigned {
        return Ok(Amounts { notes: vec![Note::NothingCharged], ..Amounts::default() });
    }
    let plus = Some(Pile { tables, figure: CHARGE, only, days: Days::All });
    if question.cost == CostType::Charge {
        return Ok(Amounts { plus, ..Amounts::default() });
    }
    let tables = tables::costs(scope, frame, Finest::UsageType).await?;
    let pile = |days| Pile { tables: tables.clone(), figure: UNBLENDED, only: Vec::new(), days };
    let all = Amounts { plus: Some(pile(days(members, question.scope))), ..Amounts::default() };
    let minus = Amounts { plus: Some(pile(charged_days(members, &charges))), ..Amounts::default() };
    let sum = |amounts: &Amounts| -> Result<Money, Error> { Ok(amounts.total(question, &[frame.period])?.into_iter().sum()) };
    let uncharged = sum(&all)? - sum(&minus)?;
    let notes = if uncharged.is_zero() { Vec::new() } else { vec![Note::Uncharged(uncharged)] };
    Ok(Amounts { plus, minus: minus.plus, notes })
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
fn charged_days(members: &Members, charges: &[Charge]) -> Days {
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
