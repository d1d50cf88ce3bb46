use chrono::Datelike;
use leptos::prelude::*;
use muster_domain::analysis::{By, Dimension};
use muster_domain::view::analysis::{Analysis, Cards, Group};

use super::{Asked, is_cost, words};
use crate::components::{Amount, Card, Change, Stat, Stats};
use crate::pages::figures::counted;

/// The month shown, and the period.
#[component]
pub(super) fn Figures(asked: Asked, analysis: Analysis) -> impl IntoView {
    let cards = &analysis.cards;
    let reach = match analysis.through {
        Some(day) => format!("{} through {day}", cards.month),
        None => cards.month.to_string(),
    };
    let change = match words::is_comparable(&cards.last_month_to_date_lacks) {
        true => view! { <Change money=cards.month_to_date - cards.last_month_to_date/> }.into_any(),
        false => view! { <span class="nothing">"–"</span> }.into_any(),
    };
    let hints = [reach, projected(&asked, &analysis), against(&asked, cards), held(&asked, &analysis)];
    let [to_date, projected, total] = [cards.month_to_date, cards.projected, analysis.total];
    let [reach, rests_on, against, held] = hints;
    let cost = asked.question.cost;
    let what = if is_cost(cost) { "Cost" } else { cost.title() };
    view! {
        <Stats>
            <Stat name="Month to date" hint=reach>
                <Amount money=to_date/>
            </Stat>
            <Stat name="Projected" hint=rests_on>
                <Amount money=projected/>
            </Stat>
            <Stat name="Against last month" hint=against>
                {change}
            </Stat>
            <Stat name=format!("{what} of the period") hint=held>
                <Amount money=total/>
            </Stat>
        </Stats>
    }
}

fn against(asked: &Asked, cards: &Cards) -> String {
    let (previous, amount) = (cards.month.previous(), cards.last_month_to_date.cents());
    if !words::is_comparable(&cards.last_month_to_date_lacks) {
        let lacks = words::lacks(asked, &cards.last_month_to_date_lacks);
        return match cards.last_month_to_date.is_zero() {
            true => format!("Not compared: {lacks}"),
            false => format!("Not compared: {lacks}; its other days came to {amount}"),
        };
    }
    match words::percent(cards.month_to_date, cards.last_month_to_date) {
        Some(percent) => format!("{percent} against {amount} on the same days of {previous}"),
        None => format!("Nothing on the same days of {previous}"),
    }
}

/// A week has each of its days: less says little of a month.
const FEW: u32 = 7;

fn projected(asked: &Asked, analysis: &Analysis) -> String {
    let Analysis { cards, through, .. } = analysis;
    let elapsed = through.map_or(0, |day| day.day());
    let rests_on = cards.projected_from_days.filter(|days| *days < FEW || *days < elapsed);
    let rests_on = rests_on.map(|days| format!("From {} of bills only. ", counted(days.into(), "day", "days")));
    let previous = cards.month.previous();
    let came = match words::is_comparable(&cards.last_month_lacks) {
        true => format!("{previous} came to {}", cards.last_month.cents()),
        false if cards.last_month.is_zero() => String::new(),
        false => {
            format!("Of {previous}, {} is known: {}", cards.last_month.cents(), words::lacks(asked, &cards.last_month_lacks))
        }
    };
    rests_on.unwrap_or_default() + &came
}

fn held(asked: &Asked, analysis: &Analysis) -> String {
    let (period, before) = (words::days(analysis.period), words::days(analysis.before));
    if !words::is_comparable(&analysis.before_lacks) {
        return format!("{period}. Not compared with {before}: {}", words::lacks(asked, &analysis.before_lacks));
    }
    match words::percent(analysis.total, analysis.total_before) {
        Some(percent) => format!("{period}: {percent} against {before}"),
        None => period,
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
