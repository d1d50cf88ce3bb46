use leptos::prelude::*;
use muster_domain::analysis::{By, Grain, Question, Window};
use muster_domain::view::analysis::{Analysis, Layer};
use muster_domain::{Money, Period};

use super::{Asked, words};
use crate::components::{Amount, Card, ChartColumn, ChartLayer, EmptyState, MoneyCell, Picture, StackedChart, Table};
use crate::routes;

/// The amounts over time: drawn, and as a table.
#[component]
pub(super) fn Over(asked: Asked, analysis: Analysis) -> impl IntoView {
    let title = format!("{} by {}", asked.question.cost.title(), asked.question.by.title());
    if analysis.layers.is_empty() {
        let text = "There is no amount in this period. Choose other days, or fewer filters.";
        return view! {
            <Card title>
                <EmptyState icon=Picture::Chart title="Nothing to draw" text/>
            </Card>
        }
        .into_any();
    }
    let (layers, columns) = (layers(&asked, &analysis.layers), columns(&asked, &analysis));
    let hint = match analysis.grain {
        Grain::Day if asked.is_of_costs() => "A day leads to its lines.",
        Grain::Day => "Day by day.",
        Grain::Week | Grain::Month => "A column leads to its days.",
    };
    view! {
        <Card title=title.clone() hint>
            <StackedChart title=title.clone() layers columns/>
            <details class="disclosure">
                <summary>"As a table"</summary>
                <Parts title asked analysis/>
            </details>
        </Card>
    }
    .into_any()
}

fn layers(asked: &Asked, layers: &[Layer]) -> Vec<ChartLayer> {
    let layer = |layer: &Layer| match &layer.group {
        None => ChartLayer { name: "All others".to_owned(), is_rest: true, href: None },
        Some(named) => {
            let href = match asked.question.by {
                By::Dimension(dimension) => Some(asked.closer(dimension, &named.key)),
                By::Tag(_) => None,
            };
            ChartLayer { name: words::name(&asked.question.by, named), is_rest: false, href }
        }
    };
    layers.iter().map(layer).collect()
}

fn columns(asked: &Asked, analysis: &Analysis) -> Vec<ChartColumn> {
    let column = |(place, part): (usize, &Period)| ChartColumn {
        label: words::short(analysis.grain, *part),
        title: words::long(analysis.grain, *part),
        href: closer(asked, analysis.grain, *part),
        amounts: analysis.layers.iter().map(|layer| layer.amounts[place]).collect(),
        expected: analysis.forecast.get(place).copied().unwrap_or_default(),
    };
    analysis.parts.iter().enumerate().map(column).collect()
}

/// A closer look at a part of the period: at its days, or at the lines of one day.
fn closer(asked: &Asked, grain: Grain, part: Period) -> Option<String> {
    let window = Window::Days { from: Some(part.from()), until: Some(part.last_day()) };
    let question = Question { window, page: 0, ..asked.question.clone() };
    match grain.finer() {
        Some(finer) => Some(asked.href(&Question { grain: Some(finer), ..question })),
        // An end customer sees no lines: they would say what its provider pays.
        None => {
            asked.is_of_costs().then(|| routes::analysis_lines(asked.org, part.from(), &Question { grain: None, ..question }))
        }
    }
}

/// What the chart shows, in figures.
#[component]
fn Parts(title: String, asked: Asked, analysis: Analysis) -> impl IntoView {
    let heads: Vec<_> = layers(&asked, &analysis.layers).into_iter().map(|layer| layer.name).collect();
    let heads = heads.into_iter().map(|name| view! { <th scope="col" class="number">{name}</th> }).collect_view();
    let has_forecast = analysis.forecast.iter().any(|amount| !amount.is_zero());
    let row = |(place, part): (usize, &Period)| {
        let name = words::long(analysis.grain, *part);
        let name = match closer(&asked, analysis.grain, *part) {
            Some(href) => view! { <a class="row-link" href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        let amounts: Vec<_> = analysis.layers.iter().map(|layer| layer.amounts[place]).collect();
        let total: Money = amounts.iter().copied().sum();
        let cells = amounts.into_iter().map(|money| view! { <MoneyCell money/> }).collect_view();
        let forecast = analysis.forecast.get(place).copied().filter(|amount| !amount.is_zero());
        let forecast = has_forecast.then(|| view! { <MoneyCell money=forecast/> });
        view! { <tr><th scope="row">{name}</th> <MoneyCell money=total/> {forecast} {cells}</tr> }
    };
    let rows = analysis.parts.iter().enumerate().map(row).collect_view();
    let sums = analysis.layers.iter().map(|layer| layer.amounts.iter().copied().sum::<Money>());
    let sums = sums.map(|money| view! { <MoneyCell money/> }).collect_view();
    let forecast: Money = analysis.forecast.iter().copied().sum();
    view! {
        <Table caption=format!("{title}, over time")>
            <thead>
                <tr>
                    <th scope="col">{analysis.grain.title()}</th>
                    <th scope="col" class="number">"Total"</th>
                    {has_forecast.then(|| view! { <th scope="col" class="number">"Still expected"</th> })}
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Total"</th>
                    <td class="number"><Amount money=analysis.total/></td>
                    {has_forecast.then(|| view! { <MoneyCell money=forecast/> })}
                    {sums}
                </tr>
            </tfoot>
        </Table>
    }
}
