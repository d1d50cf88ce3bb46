use leptos::prelude::*;

/// A share at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// When: `2026-03-02`.
    pub label: String,
    /// 0 to 100.
    pub percent: u32,
}

/// The drawing's own units; it scales with its frame.
const WIDTH: u32 = 320;
const HEIGHT: u32 = 64;
/// Room for the dots at the edges.
const MARGIN: u32 = 5;

/// How a share went up and down, as a line between 0 and 100 %. Whoever cannot see it reads the table below it.
#[component]
pub fn Trend(
    /// What it shows.
    #[prop(into)]
    title: String,
    points: Vec<Point>,
) -> impl IntoView {
    let places: Vec<_> = (0..points.len()).map(|place| (x(place, points.len()), y(points[place].percent))).collect();
    let line = places.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    let dots = points.iter().zip(&places).map(|(point, (x, y))| {
        let said = format!("{}: {} %", point.label, point.percent);
        view! {
            <circle class="trend-dot" cx=x.to_string() cy=y.to_string() r="3">
                <title>{said}</title>
            </circle>
        }
    });
    let dots = dots.collect_view();
    let rows = points.into_iter().map(|point| {
        view! {
            <tr>
                <th scope="row">{point.label}</th>
                <td class="number">{format!("{} %", point.percent)}</td>
            </tr>
        }
    });
    let (foot, top) = (y(0).to_string(), y(100).to_string());
    view! {
        <figure class="trend">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=title.clone()>
                <line class="trend-frame" x1="0" x2=WIDTH.to_string() y1=top.clone() y2=top/>
                <line class="trend-frame" x1="0" x2=WIDTH.to_string() y1=foot.clone() y2=foot/>
                <polyline class="trend-line" points=line/>
                {dots}
            </svg>
            <details class="disclosure">
                <summary>"As a table"</summary>
                <table class="table">
                    <caption class="visually-hidden">{title}</caption>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </details>
        </figure>
    }
}

fn x(place: usize, count: usize) -> u32 {
    let (place, last) = (u32::try_from(place).unwrap_or(u32::MAX), u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX));
    // A single point stands in the middle.
    ((WIDTH - 2 * MARGIN) * place).checked_div(last).map_or(WIDTH / 2, |x| x + MARGIN)
}

fn y(percent: u32) -> u32 {
    HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * percent.min(100) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_runs_from_edge_to_edge_and_more_is_higher() {
        assert_eq!([x(0, 3), x(1, 3), x(2, 3), x(0, 1)], [5, 160, 315, 160]);
        assert_eq!([y(0), y(50), y(100), y(250)], [59, 32, 5, 5]);
    }
}
