//! The answer to a question, from amounts.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use muster_domain::analysis::{By, Covered, Dimension, Frame, GroupOrder, NOT_TOLD_APART, Question};
use muster_domain::view::analysis::{Analysis, Cards, Facets, Group, Layer, Named};
use muster_domain::{Money, Period};
use muster_engine::rollup::Key;

use super::amounts::{Amounts, Sums};
use super::put::Put;
use crate::Error;

/// So many groups have a layer of their own in the chart: more colours cannot be told apart.
const LAYERS: usize = 8;
/// Groups of a page.
const GROUPS: usize = 50;
const TOP_ACCOUNTS: usize = 5;

/// A question with all that it is answered from.
pub(crate) struct Asked {
    pub(crate) put: Put,
    pub(crate) frame: Frame,
    pub(crate) currency: String,
    pub(crate) amounts: Amounts,
    pub(crate) covered: Covered,
    /// Of accounts.
    pub(crate) names: BTreeMap<String, String>,
    /// Keys of tags.
    pub(crate) tags: Vec<String>,
}

/// The answer, as exact and as long as it is: what a page and a file are cut from.
pub(crate) struct Answered {
    pub(crate) asked: Asked,
    /// By group: an amount for each part of the period, then that of the period before.
    sums: Sums,
    month: [Money; 3],
    accounts: Sums,
}

pub(crate) fn of(asked: Asked) -> Result<Answered, Error> {
    let Asked { put: Put { question, by, .. }, frame, amounts, .. } = &asked;
    let spans: Vec<_> = frame.parts.iter().copied().chain([frame.before]).collect();
    let mut sums = amounts.ask(question, (*by, &spans))?;
    if by.is_none() {
        // Everything is under an empty text, which as a value of a tag would say that lines have none.
        sums = sums.into_values().map(|amounts| (Arc::from(NOT_TOLD_APART), amounts)).collect();
    }
    let month = amounts.total(question, &frame.month_spans())?;
    let month = month.try_into().map_err(|_| Error::internal("a month has other spans than were asked for"))?;
    let accounts = amounts.ask(question, (Some(Key::Account), &[frame.period, frame.before]))?;
    Ok(Answered { sums, month, accounts, asked })
}

impl Answered {
    /// Every group, with its amounts by part of the period.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (Named, &[Money])> {
        let parts = self.asked.frame.parts.len();
        self.sums.iter().map(move |(word, amounts)| (self.named(word), &amounts[..parts]))
    }

    pub(crate) fn parts(&self) -> &[Period] {
        &self.asked.frame.parts
    }

    fn named(&self, word: &Arc<str>) -> Named {
        let is_account = self.asked.put.question.by == By::Dimension(Dimension::Account);
        let name = is_account.then(|| self.asked.names.get(&**word).cloned()).flatten();
        Named { key: word.to_string(), name: name.unwrap_or_default() }
    }

    /// A page of it.
    pub(crate) fn shown(self, question: &Question) -> Result<Analysis, Error> {
        let mut groups = self.totals();
        let layers = self.layers(&groups);
        let (total, total_before) = (sum(&groups, |group| group.amount), sum(&groups, |group| group.before));
        order(&mut groups, question.order);
        let pages = u32::try_from(groups.len().div_ceil(GROUPS)).unwrap_or(u32::MAX).max(1);
        let page = question.page.clamp(1, pages);
        let group_count = groups.len() as u64;
        let groups = groups.into_iter().skip((page as usize - 1) * GROUPS).take(GROUPS).collect();
        let (cards, top_accounts, facets) = (self.cards(), self.top_accounts(), self.facets());
        let forecast = self.asked.frame.forecast(cards.month_to_date);
        let Asked { frame, currency, amounts, covered, .. } = self.asked;
        Ok(Analysis {
            currency,
            through: frame.anchor.through,
            cards,
            period: frame.period,
            before: frame.before,
            before_lacks: frame.lacks(&covered, frame.before),
            grain: frame.grain,
            total,
            total_before,
            parts: frame.parts,
            layers,
            forecast,
            groups,
            group_count,
            page,
            pages,
            top_accounts,
            facets,
            notes: amounts.notes,
        })
    }

    /// Groups that have an amount, the largest first.
    fn totals(&self) -> Vec<Group> {
        let parts = self.asked.frame.parts.len();
        let group = |(word, amounts): (&Arc<str>, &Vec<Money>)| Group {
            named: self.named(word),
            amount: amounts[..parts].iter().copied().sum(),
            before: amounts[parts],
        };
        let is_something = |(_, amounts): &(&Arc<str>, &Vec<Money>)| amounts.iter().any(|amount| !amount.is_zero());
        let mut groups: Vec<_> = self.sums.iter().filter(is_something).map(group).collect();
        order(&mut groups, GroupOrder::Amount);
        groups
    }

    /// Of the groups in order of amount.
    fn layers(&self, groups: &[Group]) -> Vec<Layer> {
        let parts = self.asked.frame.parts.len();
        let mut largest: Vec<_> = groups.iter().collect();
        largest.sort_by_key(|group| Reverse(group.amount.0.abs()));
        // A last one alone needs no "others".
        let own = if largest.len() <= LAYERS + 1 { largest.len() } else { LAYERS };
        let mut rest: Vec<Money> = (0..parts).map(|part| self.sums.values().map(|amounts| amounts[part]).sum()).collect();
        let mut layers = Vec::with_capacity(own + 1);
        for group in largest.into_iter().take(own).filter(|group| !group.amount.is_zero()) {
            let Some(amounts) = self.sums.get(group.named.key.as_str()) else { continue };
            let amounts = amounts[..parts].to_vec();
            rest.iter_mut().zip(&amounts).for_each(|(rest, amount)| *rest = *rest - *amount);
            layers.push(Layer { group: Some(group.named.clone()), amounts });
        }
        if rest.iter().any(|amount| !amount.is_zero()) {
            layers.push(Layer { group: None, amounts: rest });
        }
        layers
    }

    fn cards(&self) -> Cards {
        let [month_to_date, last_month_to_date, rest] = self.month;
        let Asked { frame, covered, .. } = &self.asked;
        let month = frame.anchor.month;
        Cards {
            month,
            month_to_date,
            projected: frame.projected(month_to_date),
            projected_from_days: frame.projected_from(covered),
            last_month_to_date,
            last_month_to_date_lacks: frame.lacks(covered, frame.month_spans()[1]),
            last_month: last_month_to_date + rest,
            last_month_lacks: frame.lacks(covered, month.previous().period()),
        }
    }

    fn top_accounts(&self) -> Vec<Group> {
        let group = |(word, amounts): (&Arc<str>, &Vec<Money>)| {
            let name = self.asked.names.get(&**word).cloned().unwrap_or_default();
            Group { named: Named { key: word.to_string(), name }, amount: amounts[0], before: amounts[1] }
        };
        let mut accounts: Vec<_> = self.accounts.iter().map(group).filter(|group| !group.amount.is_zero()).collect();
        order(&mut accounts, GroupOrder::Amount);
        accounts.truncate(TOP_ACCOUNTS);
        accounts
    }

    fn facets(&self) -> Facets {
        let amounts = &self.asked.amounts;
        let account = |key: String| Named { name: self.asked.names.get(&key).cloned().unwrap_or_default(), key };
        Facets {
            accounts: amounts.words(Key::Account).into_iter().map(account).collect(),
            services: amounts.words(Key::Service),
            regions: amounts.words(Key::Region),
            charge_types: amounts.words(Key::ChargeType),
            tags: self.asked.tags.clone(),
        }
    }
}

fn sum(groups: &[Group], amount: impl Fn(&Group) -> Money) -> Money {
    groups.iter().map(amount).sum()
}

fn order(groups: &mut [Group], order: GroupOrder) {
    // They come in order of their keys, which equal ones keep.
    match order {
        GroupOrder::Amount => groups.sort_by_key(|group| Reverse(group.amount)),
        GroupOrder::Name => groups.sort_by_key(|group| (group.named.name.to_lowercase(), group.named.key.clone())),
        GroupOrder::Change => groups.sort_by_key(|group| Reverse((group.amount - group.before).0.abs())),
    }
}
