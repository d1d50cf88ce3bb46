use leptos::prelude::*;
use muster_domain::Money;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// One bar: its label, and how much.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub label: String,
    pub amount: Money,
}

/// The drawing's own units; it scales with its frame.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 180;
/// Room for labels below.
const FOOT: u32 = 22;

/// Amounts side by side, drawn on the server. Whoever cannot see it reads the table that stands beside it.
#[component]
pub fn BarChart(
    /// What it shows, for screen readers.
    #[prop(into)]
    title: String,
    bars: Vec<Bar>,
    /// Label of the bar that the page speaks of.
    #[prop(optional, into)]
    current: Option<String>,
) -> impl IntoView {
    let scale = Scale::of(&bars);
    let step = WIDTH / u32::try_from(bars.len()).unwrap_or(u32::MAX).max(1);
    // Labels of many bars would run into each other.
    let every = (bars.len() / 13 + 1).max(1);
    let drawn = bars.into_iter().enumerate().map(|(place, bar)| {
        let x = step * u32::try_from(place).unwrap_or(u32::MAX);
        let (y, height) = scale.place(bar.amount);
        let is_current = current.as_deref() == Some(bar.label.as_str());
        let said = format!("{}: {}", bar.label, bar.amount.cents());
        let label = (place % every == 0).then(|| {
            view! {
                <text x=(x + step / 2).to_string() y=(HEIGHT + FOOT - 6).to_string() text-anchor="middle">
                    {bar.label}
                </text>
            }
        });
        view! {
            <g>
                <rect
                    class="chart-bar"
                    class:chart-bar-current=is_current
                    x=(x + step / 8).to_string()
                    y=y.to_string()
                    width=(step - step / 4).max(1).to_string()
                    height=height.to_string()
                    rx="2"
                >
                    <title>{said}</title>
                </rect>
                {label}
            </g>
        }
    });
    let base = scale.zero.to_string();
    view! {
        <figure class="bar-chart" tabindex="0">
            <svg viewBox=format!("0 0 {WIDTH} {}", HEIGHT + FOOT) role="img" aria-label=title>
                {drawn.collect_view()}
                <line class="chart-base" x1="0" x2=WIDTH.to_string() y1=base.clone() y2=base/>
            </svg>
        </figure>
    }
}

/// From amounts to places on the drawing.
struct Scale {
    /// Between the least and the greatest, zero included.
    span: Decimal,
    greatest: Decimal,
    /// Where zero is.
    zero: u32,
}

impl Scale {
    fn of(bars: &[Bar]) -> Self {
        let amounts = || bars.iter().map(|bar| bar.amount.0).chain([Decimal::ZERO]);
        let greatest = amounts().max().unwrap_or_default();
        let span = greatest - amounts().min().unwrap_or_default();
        let mut scale = Self { span, greatest, zero: HEIGHT };
        scale.zero = scale.y(Decimal::ZERO);
        scale
    }

    fn y(&self, amount: Decimal) -> u32 {
        let down = ((self.greatest - amount) * Decimal::from(HEIGHT)).checked_div(self.span);
        down.and_then(|down| down.round().to_u32()).unwrap_or(HEIGHT)
    }

    /// The bar's top and height; one that is not zero is seen.
    fn place(&self, amount: Money) -> (u32, u32) {
        let y = self.y(amount.0);
        let least = u32::from(!amount.is_zero());
        (y.min(self.zero).min(HEIGHT - least), y.abs_diff(self.zero).max(least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(amounts: &[&str]) -> Vec<Bar> {
        amounts.iter().map(|amount| Bar { label: String::new(), amount: amount.parse().unwrap() }).collect()
    }

    #[test]
    fn bars_stand_on_zero_and_hang_from_it() {
        let bars = bars(&["90", "-30", "0", "0.001"]);
        let scale = Scale::of(&bars);
        let places: Vec<_> = bars.iter().map(|bar| scale.place(bar.amount)).collect();
        assert_eq!((scale.zero, places), (135, vec![(0, 135), (135, 45), (135, 0), (135, 1)]));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let scale = Scale::of(&[]);
        assert_eq!((scale.zero, scale.place(Money::ZERO)), (HEIGHT, (HEIGHT, 0)));
    }
}
