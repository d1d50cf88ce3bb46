use leptos::prelude::*;
use muster_domain::analysis::{By, Dimension, Question, named};
use muster_domain::view::analysis::Facets;

use super::{Asked, words};
use crate::components::{ButtonKind, Icon, LinkButton, PickItem, PickList, Picture};

/// What the amounts are filtered by, and the form that changes it.
#[component]
pub(super) fn Filters(asked: Asked, facets: Facets) -> impl IntoView {
    let count: usize = asked.question.only.values().map(std::collections::BTreeSet::len).sum();
    let summary = if count == 0 { "Filters".to_owned() } else { format!("Filters ({count})") };
    view! {
        <div class="analysis-filters">
            <Chosen asked=asked.clone() facets=facets.clone()/>
            <details class="disclosure">
                <summary>{summary}</summary>
                <Form asked facets/>
            </details>
        </div>
    }
}

/// Each text that is filtered by, with a link that takes it away.
#[component]
pub(super) fn Chosen(asked: Asked, facets: Facets) -> impl IntoView {
    let texts = asked.question.only.iter().flat_map(|(dimension, texts)| texts.iter().map(move |text| (*dimension, text)));
    let chips = texts.map(|(dimension, text)| {
        let href = asked.href(&asked.question.clone().without(dimension, text));
        let known = facets.accounts.iter().find(|account| dimension == Dimension::Account && account.key == *text);
        let called = known
            .map_or_else(|| words::text(&By::Dimension(dimension), text), |named| words::name(&By::Dimension(dimension), named));
        let said = format!("{}: {called}", dimension.title());
        let label = format!("Remove the filter {said}");
        view! {
            <li>
                <a class="chip" href=href aria-label=label>
                    <span>{said}</span>
                    <Icon picture=Picture::Close/>
                </a>
            </li>
        }
    });
    let chips = chips.collect::<Vec<_>>();
    (!chips.is_empty()).then(|| view! { <ul class="chips" aria-label="Filters in force">{chips}</ul> })
}

#[component]
fn Form(asked: Asked, facets: Facets) -> impl IntoView {
    let lists = lists(facets).into_iter().filter(|(_, items)| !items.is_empty()).map(|(dimension, items)| {
        let ticked = asked.question.only.get(&dimension);
        let ticked = ticked.into_iter().flatten().map(|text| named(text).to_owned()).collect();
        let what = what(dimension);
        view! {
            <fieldset class="analysis-facet">
                <legend>{dimension.title()}</legend>
                <PickList name=dimension.name() items ticked what/>
            </fieldset>
        }
    });
    let lists = lists.collect_view();
    // What has a list of its own is sent by it.
    let offered = [Dimension::Account, Dimension::Service, Dimension::Region, Dimension::ChargeType];
    let mut kept = Question { page: 0, ..asked.question.clone() };
    kept.only.retain(|dimension, _| !offered.contains(dimension));
    let kept =
        kept.pairs().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let none = Question { page: 0, only: Default::default(), ..asked.question.clone() };
    view! {
        <form class="analysis-filter" method="get" action=asked.section.of(asked.org)>
            {kept}
            <div class="analysis-facets">{lists}</div>
            <div class="form-actions">
                <button type="submit" class="button button-primary">"Apply"</button>
                <LinkButton href=asked.href(&none) label="Clear filters" kind=ButtonKind::Quiet/>
            </div>
        </form>
    }
}

fn lists(facets: Facets) -> [(Dimension, Vec<PickItem>); 4] {
    let Facets { accounts, services, regions, charge_types, tags: _ } = facets;
    let account = |account: muster_domain::view::analysis::Named| PickItem {
        label: words::name(&By::Dimension(Dimension::Account), &account),
        note: if account.name.is_empty() { String::new() } else { account.key.clone() },
        value: named(&account.key).to_owned(),
    };
    let items = |dimension: Dimension, texts: Vec<String>| {
        let item = |text: String| PickItem {
            label: words::text(&By::Dimension(dimension), &text),
            value: named(&text).to_owned(),
            note: String::new(),
        };
        (dimension, texts.into_iter().map(item).collect())
    };
    [
        (Dimension::Account, accounts.into_iter().map(account).collect()),
        items(Dimension::Service, services),
        items(Dimension::Region, regions),
        items(Dimension::ChargeType, charge_types),
    ]
}

fn what(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Account => "accounts",
        Dimension::Service => "services",
        Dimension::Region => "regions",
        Dimension::ChargeType => "charge types",
        Dimension::Lifecycle => "lifecycles",
        Dimension::UsageType => "usage types",
    }
}
