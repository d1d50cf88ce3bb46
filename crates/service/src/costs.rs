//! What accounts cost, from the sums that imports keep beside their lines, so that lists are answered at once. The
//! costs of an organization are read again only when one of its imports has changed.
//!
//! The month shown is the chosen one, else the current one when it has lines, else the latest that has. `through` is
//! its last day with lines, today at the latest. Expected is the month to date / days elapsed (first day to
//! `through`) x days in the month, rounded half even at scale 12; of a month that is over it is its total.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use muster_domain::analysis::Covered;
use muster_domain::view::accounts::{CostMonth, Costs};
use muster_domain::{AccountId, Money, Month, OrganizationId, analysis};
use muster_engine::costs::{AccountCost, costs_by_account};
use muster_engine::ledger::CurrentImport;
use muster_store::OrgTx;

use crate::muster::blocking;
use crate::{Error, Muster, OrgScope, ledgers};

const CURRENCY: &str = "USD";

/// The costs of organizations, as long as their imports stay the same.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<OrganizationId, Arc<OrgCosts>>>);

/// What every account of an organization cost, day by day.
pub(crate) struct OrgCosts {
    /// The imports they were read from.
    imports: Vec<PathBuf>,
    pub(crate) accounts: BTreeMap<AccountId, AccountCost>,
    months: BTreeSet<Month>,
    pub(crate) covered: Covered,
    currency: String,
}

/// The costs around a month.
pub(crate) async fn load(scope: &OrgScope, chosen: Option<Month>) -> Result<View, Error> {
    of(scope.muster(), scope.read().await?, chosen).await
}

/// Those of the transaction's organization.
pub(crate) async fn of(muster: &Muster, mut tx: OrgTx, chosen: Option<Month>) -> Result<View, Error> {
    let (organization, folders) = (tx.organization(), ledgers::folders(muster, &mut tx).await?);
    drop(tx);
    let periods = ledgers::periods(folders).await?;
    let costs = cached(muster, organization, periods).await?;
    Ok(View::new(costs, chosen, muster.clock().today()))
}

async fn cached(muster: &Muster, organization: OrganizationId, periods: Vec<CurrentImport>) -> Result<Arc<OrgCosts>, Error> {
    let cache = || muster.costs().0.lock().unwrap_or_else(PoisonError::into_inner);
    let known = cache().get(&organization).cloned();
    if let Some(known) = known
        && known.imports.iter().eq(periods.iter().map(|period| &period.folder))
    {
        return Ok(known);
    }
    let costs = Arc::new(blocking(move || OrgCosts::read(&periods)).await??);
    cache().insert(organization, Arc::clone(&costs));
    Ok(costs)
}

impl OrgCosts {
    fn read(periods: &[CurrentImport]) -> Result<Self, Error> {
        let files: Vec<_> = periods.iter().map(CurrentImport::days).collect();
        let mut accounts = BTreeMap::new();
        for account in costs_by_account(&files, None).map_err(Error::internal)? {
            accounts.insert(account.account.parse().map_err(Error::internal)?, account);
        }
        let months = accounts.values().flat_map(|account: &AccountCost| account.months.keys().copied()).collect();
        let newest = periods.iter().max_by_key(|period| period.record.month);
        let currency = newest.and_then(|period| period.record.currencies.first().cloned());
        let imports = periods.iter().map(|period| period.folder.clone()).collect();
        let covered = Covered::by(periods.iter().map(|period| (period.record.month, period.record.first_day)));
        Ok(Self { imports, accounts, months, covered, currency: currency.unwrap_or_else(|| CURRENCY.to_owned()) })
    }
}

/// The costs of an organization around one month.
pub(crate) struct View {
    pub(crate) costs: Arc<OrgCosts>,
    today: NaiveDate,
    /// `None` before the first bill.
    month: Option<Month>,
    through: Option<NaiveDate>,
}

/// Costs of some days, still being added up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    last_month: Money,
    month_to_date: Money,
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.last_month = self.last_month + other.last_month;
        self.month_to_date = self.month_to_date + other.month_to_date;
    }
}

impl View {
    fn new(costs: Arc<OrgCosts>, chosen: Option<Month>, today: NaiveDate) -> Self {
        let current = Month::of(today);
        let latest = costs.months.last().copied();
        let default = if costs.months.contains(&current) { Some(current) } else { latest };
        let month = latest.and(chosen.or(default));
        let through = month.and_then(|month| last_day_with_lines(&costs, month)).map(|day| day.min(today));
        Self { costs, today, month, through }
    }

    /// What the page says of its cost columns.
    pub(crate) fn cost_month(&self) -> Option<CostMonth> {
        let choices = self.costs.months.iter().rev().copied().collect();
        self.month.map(|month| CostMonth { month, through: self.through, choices, currency: self.costs.currency.clone() })
    }

    /// The day that "in a subset" is meant of: the last of the month, or today when that is earlier.
    pub(crate) fn day(&self) -> NaiveDate {
        self.month.map_or(self.today, |month| month.period().last_day().min(self.today))
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.today
    }

    /// What an account cost on each of the days that count.
    pub(crate) fn days<'a>(&'a self, account: &AccountId) -> impl Iterator<Item = (NaiveDate, Sum)> + 'a {
        let days = self.month.zip(self.costs.accounts.get(account)).map(|(month, account)| {
            let range = month.previous().first_day()..month.next().first_day();
            account.days.range(range).map(move |(day, cost)| {
                let sum = match *day < month.first_day() {
                    true => Sum { last_month: cost.unblended, ..Sum::default() },
                    false => Sum { month_to_date: cost.unblended, ..Sum::default() },
                };
                (*day, sum)
            })
        });
        days.into_iter().flatten()
    }

    /// What an account cost, whatever subset it was in.
    pub(crate) fn of(&self, account: &AccountId) -> Sum {
        let mut sum = Sum::default();
        self.days(account).for_each(|(_, day)| sum += day);
        sum
    }

    /// The columns of a sum.
    pub(crate) fn columns(&self, sum: Sum) -> Costs {
        let Sum { last_month, month_to_date } = sum;
        Costs { last_month, month_to_date, expected: self.expected(month_to_date) }
    }

    /// What a month's amount will come to if it goes on as it began.
    pub(crate) fn expected(&self, month_to_date: Money) -> Money {
        let (Some(month), Some(through)) = (self.month, self.through) else { return month_to_date };
        if month < Month::of(self.today) || through < month.first_day() {
            return month_to_date;
        }
        analysis::expected(month_to_date, month, through)
    }

    /// The name that a bill gives the account.
    pub(crate) fn name(&self, account: &AccountId) -> Option<&str> {
        self.costs.accounts.get(account)?.name.as_deref()
    }
}

fn last_day_with_lines(costs: &OrgCosts, month: Month) -> Option<NaiveDate> {
    let range = month.first_day()..month.next().first_day();
    costs.accounts.values().filter_map(|account| account.days.range(range.clone()).next_back()).map(|(day, _)| *day).max()
}

#[cfg(test)]
mod tests {
    use muster_engine::costs::Cost;

    use super::*;

    /// One account that cost 1 on each of these days.
    fn view(days: &[&str], chosen: Option<&str>, today: &str) -> View {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let cost = Cost { unblended: "1".parse().unwrap(), amortized: Money::ZERO, lines: 1 };
        let days: BTreeMap<_, _> = days.iter().map(|text| (day(text), cost)).collect();
        let months: BTreeMap<_, _> = days.keys().map(|day| (Month::of(*day), cost)).collect();
        let choices = months.keys().copied().collect();
        let (first_day, last_day) = (day(today), day(today));
        let account = AccountCost { account: "1".into(), name: None, first_day, last_day, months, days };
        let accounts = BTreeMap::from([("1".parse().unwrap(), account)]);
        let costs =
            OrgCosts { imports: Vec::new(), accounts, months: choices, covered: Covered::default(), currency: CURRENCY.into() };
        View::new(Arc::new(costs), chosen.map(|month| month.parse().unwrap()), day(today))
    }

    /// Month, through, last month, month to date, expected.
    fn shown(view: &View) -> (String, String, [String; 3]) {
        let costs = view.columns(view.of(&"1".parse().unwrap()));
        let month = view.cost_month().unwrap();
        let through = month.through.map(|day| day.to_string()).unwrap_or_default();
        (month.month.to_string(), through, [costs.last_month, costs.month_to_date, costs.expected].map(Money::exact))
    }

    fn costs(texts: [&str; 3]) -> [String; 3] {
        texts.map(str::to_owned)
    }

    #[test]
    fn the_current_month_is_expected_to_go_on_as_it_began() {
        let view = view(&["2026-02-27", "2026-03-01", "2026-03-03"], None, "2026-03-10");
        assert_eq!(shown(&view), ("2026-03".into(), "2026-03-03".into(), costs(["1.00", "2.00", "20.666666666667"])));
        assert_eq!(view.day().to_string(), "2026-03-10");
    }

    #[test]
    fn a_month_that_is_over_is_expected_to_cost_what_it_cost() {
        let view = view(&["2025-12-31", "2026-01-05"], None, "2026-03-10");
        assert_eq!(shown(&view), ("2026-01".into(), "2026-01-05".into(), costs(["1.00", "1.00", "1.00"])));
        assert_eq!(view.day().to_string(), "2026-01-31");
    }

    #[test]
    fn a_chosen_month_without_lines_cost_nothing() {
        let view = view(&["2026-01-05"], Some("2026-02"), "2026-03-10");
        assert_eq!(shown(&view), ("2026-02".into(), String::new(), costs(["1.00", "0.00", "0.00"])));
    }

    #[test]
    fn fees_dated_ahead_do_not_make_today_later() {
        let view = view(&["2026-03-01", "2026-03-31"], None, "2026-03-10");
        assert_eq!(shown(&view), ("2026-03".into(), "2026-03-10".into(), costs(["0.00", "2.00", "6.20"])));
    }

    #[test]
    fn before_the_first_bill_there_is_no_month() {
        assert_eq!(view(&[], Some("2026-02"), "2026-03-10").cost_month(), None);
    }
}
