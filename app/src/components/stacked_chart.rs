//! Amounts over time, stacked by what they are for: an SVG that the server draws. It reads without script; what a column
//! is made of shows when it is pointed at or reached by the keyboard, by style alone. Whoever cannot see it reads the
//! table that stands beside it.

mod draw;
mod scale;

use leptos::prelude::*;
use muster_domain::Money;

/// One column: a part of the period.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartColumn {
    /// Below the axis; short.
    pub label: String,
    /// What it is, for its tip and for screen readers.
    pub title: String,
    /// Where a click leads.
    pub href: Option<String>,
    /// One for each layer.
    pub amounts: Vec<Money>,
    /// What is still expected on top.
    pub expected: Money,
}

/// One layer of every column.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartLayer {
    pub name: String,
    /// Everything that has no layer of its own; drawn in grey.
    pub is_rest: bool,
    /// Where a click on the legend leads.
    pub href: Option<String>,
}

/// Which colour a layer has; the tokens `--series-1` and so on can be told apart by everybody.
pub(super) fn class(place: usize, layer: &ChartLayer) -> String {
    if layer.is_rest { "series-rest".to_owned() } else { format!("series-{}", place % 8 + 1) }
}

#[component]
pub fn StackedChart(
    /// What it shows, for screen readers.
    #[prop(into)]
    title: String,
    layers: Vec<ChartLayer>,
    columns: Vec<ChartColumn>,
) -> impl IntoView {
    let drawing = draw::svg(&title, (&layers, &columns));
    let has_forecast = columns.iter().any(|column| !column.expected.is_zero());
    let legend = layers.into_iter().enumerate().map(|(place, layer)| {
        let swatch = format!("swatch {}", class(place, &layer));
        let name = match layer.href {
            Some(href) => view! { <a class="legend-link" href=href>{layer.name}</a> }.into_any(),
            None => view! { <span>{layer.name}</span> }.into_any(),
        };
        view! { <li><span class=swatch aria-hidden="true"></span> {name}</li> }
    });
    let expected = has_forecast.then(|| {
        view! { <li><span class="swatch swatch-forecast" aria-hidden="true"></span> <span>"Forecast"</span></li> }
    });
    view! {
        <figure class="stacked-chart">
            <div class="stacked-chart-frame" role="group" aria-label=title tabindex="0" inner_html=drawing></div>
            <ul class="legend" aria-label="Legend">{legend.collect_view()} {expected}</ul>
        </figure>
    }
}
