use leptos::prelude::*;
use muster_domain::Money;
use muster_domain::view::reports::RuleEffect;

use super::waterfall::{Bar, lay_out};
use crate::components::{Change, HeaderCell, MoneyCell, Table};
use crate::pages::figures::{counted, thousands};
use crate::pages::workflows::form::Kind;

/// What each rule did, in running order, as a table whose last column draws it.
#[component]
pub(super) fn Effects(unblended: Money, charge: Money, mut effects: Vec<RuleEffect>) -> impl IntoView {
    effects.sort_by_key(|effect| (Kind::from_name(&effect.rule).map(Kind::phase), effect.position));
    let amounts: Vec<_> = effects.iter().map(|effect| effect.effect).collect();
    let bars = lay_out(unblended, &amounts);
    let rules = effects.into_iter().zip(bars.steps).map(|(effect, bar)| view! { <Step effect bar/> });
    let none = amounts.is_empty().then(|| {
        view! {
            <tr>
                <td></td>
                <td colspan="4" class="effect-none">"No billing rules: the charge is the unblended cost."</td>
            </tr>
        }
    });
    view! {
        <div class="effects">
            <Table caption="Effect of each rule">
                <thead>
                    <tr>
                        <HeaderCell label="Rule"/>
                        <HeaderCell label="What it does"/>
                        <HeaderCell label="Lines" class="number"/>
                        <HeaderCell label="Effect" class="number"/>
                        <HeaderCell label="From cost to charge" class="effect-bar"/>
                    </tr>
                </thead>
                <tbody>
                    <Whole name="Unblended" money=unblended bar=bars.cost is_cut=bars.is_cut/>
                    {rules.collect_view()}
                    {none}
                </tbody>
                <tfoot>
                    <Whole name="Charge" money=charge bar=bars.charge is_cut=bars.is_cut/>
                </tfoot>
            </Table>
        </div>
        {bars.is_cut.then(|| view! { <p class="effects-note">"The bars do not begin at zero, so that small effects can be seen."</p> })}
    }
}

#[component]
fn Whole(name: &'static str, money: Money, bar: Bar, is_cut: bool) -> impl IntoView {
    // A whole amount on a scale without zero is broken where the scale is: else its length would lie.
    let broken = is_cut.then(|| view! { <polygon class="bar-break" points="40,10 55,0 75,0 60,10"></polygon> });
    view! {
        <tr class="effect-whole">
            <th scope="row" colspan="3">
                {name}
            </th>
            <MoneyCell money/>
            <td class="effect-bar">{drawn(bar, "bar-whole", broken)}</td>
        </tr>
    }
}

#[component]
fn Step(effect: RuleEffect, bar: Bar) -> impl IntoView {
    let class = match effect.effect {
        none if none.is_zero() => "bar-none",
        less if less.is_negative() => "bar-less",
        _ => "bar-more",
    };
    let rows = (effect.rows > 0).then(|| counted(effect.rows, "row added", "rows added"));
    let aside = |text: Option<String>| text.map(|text| view! { <span class="effect-aside">{text}</span> });
    // A rule that only adds rows touches no line of the bill.
    let lines =
        (effect.lines > 0 || rows.is_none()).then(|| view! { <span class="effect-count">{thousands(effect.lines)}</span> });
    view! {
        <tr>
            <th scope="row">{effect.position}</th>
            <td class="effect-sentence">{effect.sentence}</td>
            <td class="number effect-lines">{lines} {aside(rows)}</td>
            <td class="number">
                <Change money=effect.effect/>
            </td>
            <td class="effect-bar">{drawn(bar, class, ())}</td>
        </tr>
    }
}

/// A bar between two places of a thousand; the amount beside it says the same.
fn drawn(bar: Bar, class: &'static str, over: impl IntoView) -> impl IntoView {
    // An effect too small to see still shows where it is.
    let width = (bar.end - bar.start).max(4);
    let start = bar.start.min(1000 - width);
    view! {
        <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class=class x=start.to_string() y="0" width=width.to_string() height="10"></rect>
            {over}
        </svg>
    }
}
