use leptos::prelude::*;
use muster_domain::analysis::{By, CostType, Dimension};
use muster_domain::view::analysis::{Analysis, Group};

use super::{Asked, is_cost, words};
use crate::components::{Amount, Card, Change, Stat, Stats};

/// The month shown, and the period.
#[component]
pub(super) fn Figures(cost: CostType, analysis: Analysis) -> impl IntoView {
    let Analysis { cards, through, period, before, total, total_before, .. } = analysis;
    let reach = match through {
        Some(day) => format!("{} through {day}", cards.month),
        None => cards.month.to_string(),
    };
    let change = cards.month_to_date - cards.last_month_to_date;
    let (previous, percent) = (cards.month.previous(), words::percent(cards.month_to_date, cards.last_month_to_date));
    let against = match percent {
        Some(percent) => format!("{percent} against {} on the same days of {previous}", cards.last_month_to_date.cents()),
        None => format!("Nothing on the same days of {previous}"),
    };
    let projected = format!("{previous} came to {}", cards.last_month.cents());
    let held = match words::percent(total, total_before) {
        Some(percent) => format!("{}: {percent} against {}", words::days(period), words::days(before)),
        None => words::days(period),
    };
    let what = if is_cost(cost) { "Cost" } else { cost.title() };
    view! {
        <Stats>
            <Stat name="Month to date" hint=reach>
                <Amount money=cards.month_to_date/>
            </Stat>
            <Stat name="Projected" hint=projected>
                <Amount money=cards.projected/>
            </Stat>
            <Stat name="Against last month" hint=against>
                <Change money=change/>
            </Stat>
            <Stat name=format!("{what} of the period") hint=held>
                <Amount money=total/>
            </Stat>
        </Stats>
    }
}

/// The dearest accounts of the period.
#[component]
pub(super) fn TopAccounts(asked: Asked, accounts: Vec<Group>) -> impl IntoView {
    let by = By::Dimension(Dimension::Account);
    let most = accounts.iter().map(|account| account.amount.0.abs()).max().unwrap_or_default();
    let rows = accounts.into_iter().map(|account| {
        let name = words::name(&by, &account.named);
        let href = asked.closer(Dimension::Account, &account.named.key);
        let width = words::share(muster_domain::Money(account.amount.0.abs()), muster_domain::Money(most));
        let style = format!("inline-size: {}", width.unwrap_or_default().replace('\u{a0}', ""));
        view! {
            <li>
                <a class="row-link" href=href>{name}</a>
                <Amount money=account.amount/>
                <span class="top-bar" aria-hidden="true"><span style=style></span></span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Card title="Top accounts">
            <ol class="top-accounts">{rows}</ol>
        </Card>
    }
}
