//! The drawing, as text: hundreds of small elements that never change once they are drawn.

use std::fmt::Write;

use muster_domain::Money;

use super::scale::{Scale, ends, short};
use super::{ChartColumn, ChartLayer, class};

/// The drawing's own units; it scales with its frame.
const WIDTH: i64 = 960;
const HEIGHT: i64 = 260;
/// Room for the axis at the left, above, and for labels below.
const LEFT: i64 = 52;
const TOP: i64 = 10;
const FOOT: i64 = 26;
const TIP: i64 = 260;
const LINE: i64 = 17;
/// Tips of more columns than this say only the largest of their layers.
const FULL_TIPS: usize = 35;
const LARGEST: usize = 3;
const FORECAST: &str = "series-forecast";

pub(super) fn svg(title: &str, (layers, columns): (&[ChartLayer], &[ChartColumn])) -> String {
    let all = |column: &ChartColumn| ends(column.amounts.iter().copied().chain([column.expected]));
    let (low, high) = columns.iter().map(all).fold(Default::default(), |(low, high): (_, _), (a, b)| (a.min(low), b.max(high)));
    let mut chart = Chart { scale: Scale::of(low, high, HEIGHT), layers, columns, text: String::new() };
    let (width, height) = (WIDTH, TOP + HEIGHT + FOOT);
    chart.put(format_args!(r#"<svg viewBox="0 0 {width} {height}" role="group" aria-label="{}">"#, Escaped(title)));
    chart.put(format_args!(
        r#"<defs><pattern id="forecast" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="forecast-ground" width="7" height="7"/><rect class="forecast-line" width="2.5" height="7"/></pattern></defs>"#
    ));
    chart.axis();
    columns.iter().enumerate().for_each(|(place, column)| chart.column(place, column));
    // After all columns, so that a tip lies above its neighbours.
    columns.iter().enumerate().for_each(|(place, column)| chart.target(place, column));
    chart.put(format_args!("</svg>"));
    chart.text
}

struct Chart<'a> {
    scale: Scale,
    layers: &'a [ChartLayer],
    columns: &'a [ChartColumn],
    text: String,
}

impl Chart<'_> {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.text.write_fmt(text);
    }

    fn axis(&mut self) {
        for tick in self.scale.clone().ticks() {
            let (y, label) = (TOP + self.scale.y(tick), short(tick));
            let class = if tick.is_zero() { "chart-base" } else { "chart-grid" };
            self.put(format_args!(r#"<line class="{class}" x1="{LEFT}" x2="{WIDTH}" y1="{y}" y2="{y}"/>"#));
            let (x, y) = (LEFT - 8, y + 4);
            self.put(format_args!(r#"<text class="chart-label" x="{x}" y="{y}" text-anchor="end">{label}</text>"#));
            // Where a narrow screen shows the newest end only; a stylesheet says when.
            let y = (y + 8).min(TOP + HEIGHT - 4);
            self.put(format_args!(
                r#"<text class="chart-label chart-label-end" x="{WIDTH}" y="{y}" text-anchor="end" aria-hidden="true">{label}</text>"#
            ));
        }
    }

    /// Where a column stands, and how wide its bar is.
    fn place(&self, place: usize) -> (i64, i64, i64) {
        let count = self.columns.len().max(1) as i64;
        let at = |place: i64| LEFT + (WIDTH - LEFT) * place / count;
        let (x, next) = (at(place as i64), at(place as i64 + 1));
        let step = next - x;
        // Few columns need not be as wide as they could.
        let bar = (step * 7 / 10).clamp(1, 72);
        (x, step, bar)
    }

    fn column(&mut self, place: usize, column: &ChartColumn) {
        let (x, step, bar) = self.place(place);
        let left = x + (step - bar) / 2;
        let (mut up, mut down) = (Money::ZERO, Money::ZERO);
        let layers = self.layers;
        for (layer, (amount, of)) in column.amounts.iter().zip(layers).enumerate() {
            let from = if amount.is_negative() { &mut down } else { &mut up };
            let (begin, end) = (*from, *from + *amount);
            *from = end;
            self.bar((left, bar), (begin, end), &class(layer, of));
        }
        let from = if column.expected.is_negative() { down } else { up };
        self.bar((left, bar), (from, from + column.expected), FORECAST);
        self.label(place, (x + step / 2, &column.label));
    }

    /// Between two amounts; nothing where they are the same.
    fn bar(&mut self, (x, width): (i64, i64), (from, to): (Money, Money), class: &str) {
        let (a, b) = (self.scale.y(from.0), self.scale.y(to.0));
        let (y, height) = (TOP + a.min(b), a.abs_diff(b));
        if height > 0 {
            // As an attribute: what a stylesheet's `url` points at is looked for in the stylesheet by some browsers.
            let fill = if class == FORECAST { r##" fill="url(#forecast)""## } else { "" };
            self.put(format_args!(r#"<rect class="{class}"{fill} x="{x}" y="{y}" width="{width}" height="{height}"/>"#));
        }
    }

    /// Labels of many columns would run into each other.
    fn label(&mut self, place: usize, (x, label): (i64, &str)) {
        let longest = self.columns.iter().map(|column| column.label.chars().count()).max().unwrap_or(1);
        let room = (WIDTH - LEFT) as usize / (longest * 8 + 12);
        if place.is_multiple_of(self.columns.len().div_ceil(room.max(1)).max(1)) {
            let y = TOP + HEIGHT + FOOT - 8;
            self.put(format_args!(r#"<text class="chart-label" x="{x}" y="{y}" text-anchor="middle">{}</text>"#, Escaped(label)));
        }
    }

    /// What is pointed at, and its tip.
    fn target(&mut self, place: usize, column: &ChartColumn) {
        let (x, step, _) = self.place(place);
        let total: Money = column.amounts.iter().copied().sum();
        let expected = match column.expected.is_zero() {
            true => String::new(),
            false => format!(", {} more expected", column.expected.cents()),
        };
        let said = format!("{}: {}{expected}", column.title, total.cents());
        match &column.href {
            Some(href) => {
                let (href, said) = (Escaped(href), Escaped(&said));
                self.put(format_args!(r#"<a class="chart-column" href="{href}" aria-label="{said}">"#));
            }
            None => {
                let said = Escaped(&said);
                self.put(format_args!(r#"<g class="chart-column" role="img" tabindex="0" aria-label="{said}">"#));
            }
        }
        let height = HEIGHT;
        self.put(format_args!(r#"<rect class="chart-hit" x="{x}" y="{TOP}" width="{step}" height="{height}"/>"#));
        self.tip((x + step / 2, column), total);
        self.put(format_args!("{}", if column.href.is_some() { "</a>" } else { "</g>" }));
    }

    fn tip(&mut self, (middle, column): (i64, &ChartColumn), total: Money) {
        let rows = self.rows(column);
        let expected = (!column.expected.is_zero()).then_some(column.expected);
        let lines = 2 + rows.len() as i64 + i64::from(expected.is_some());
        let (left, height) = (tip_left(middle), lines * LINE + 14);
        let over = (middle - TIP / 2).clamp(0, WIDTH - TIP) - left;
        self.put(format_args!(
            r#"<g class="chart-tip" transform="translate({left} {TOP})" style="--over: {over}px" aria-hidden="true">"#
        ));
        self.put(format_args!(r#"<rect class="chart-tip-box" width="{TIP}" height="{height}" rx="6"/>"#));
        let mut y = LINE + 4;
        self.put(format_args!(r#"<text class="chart-tip-title" x="12" y="{y}">{}</text>"#, Escaped(&column.title)));
        for (name, amount, class) in rows {
            y += LINE;
            let (top, name) = (y - 9, cut(&name));
            self.put(format_args!(r#"<rect class="{class}" x="12" y="{top}" width="10" height="10" rx="2"/>"#));
            self.row((28, y), (&name, amount));
        }
        y += LINE;
        self.row((12, y), ("Total", total));
        if let Some(expected) = expected {
            self.row((12, y + LINE), ("Still expected", expected));
        }
        self.put(format_args!("</g>"));
    }

    fn row(&mut self, (x, y): (i64, i64), (name, amount): (&str, Money)) {
        let (right, amount) = (TIP - 12, amount.cents());
        self.put(format_args!(r#"<text x="{x}" y="{y}">{}</text>"#, Escaped(name)));
        self.put(format_args!(r#"<text x="{right}" y="{y}" text-anchor="end">{amount}</text>"#));
    }

    /// What a column is made of: all of it, or the largest parts.
    fn rows(&self, column: &ChartColumn) -> Vec<(String, Money, String)> {
        let row = |(place, (layer, amount)): (usize, (&ChartLayer, &Money))| (layer.name.clone(), *amount, class(place, layer));
        let all = self.layers.iter().zip(&column.amounts).enumerate().map(row);
        let mut rows: Vec<_> = all.filter(|(_, amount, _)| !amount.is_zero()).collect();
        if self.columns.len() > FULL_TIPS {
            rows.sort_by_key(|(_, amount, _)| std::cmp::Reverse(amount.0.abs()));
            rows.truncate(LARGEST);
        }
        rows
    }
}

/// Beside the column, inside the drawing. How far it is from there to above the column, its `--over` says: beside it a
/// narrow screen has no room.
fn tip_left(middle: i64) -> i64 {
    let right = middle + 16;
    if right + TIP <= WIDTH { right } else { (middle - 16 - TIP).max(0) }
}

fn cut(name: &str) -> String {
    const LONGEST: usize = 22;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// A text that cannot become markup.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(amounts: &[&[&str]], expected: &str) -> String {
        let layer = |name: &str| ChartLayer { name: name.to_owned(), is_rest: false, href: None };
        let money = |text: &str| text.parse::<Money>().unwrap();
        let column = |amounts: &&[&str]| ChartColumn {
            label: "03".to_owned(),
            title: "2026-03".to_owned(),
            href: Some("/a?b=1&c=2".to_owned()),
            amounts: amounts.iter().map(|text| money(text)).collect(),
            expected: money(expected),
        };
        svg("Cost", (&[layer("<EC2>"), layer("S3")], &amounts.iter().map(column).collect::<Vec<_>>()))
    }

    fn bars(svg: &str, class: &str) -> Vec<(i64, i64)> {
        let number = |rect: &str, name: &str| rect.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.parse().ok();
        let start = format!(r#"<rect class="{class}""#);
        let rects = svg.split(&start).skip(1).filter(|rect| !rect.contains("rx=\"2\"/>"));
        let rects = rects.map(|rect| rect.split("/>").next().unwrap_or_default());
        rects.filter_map(|rect| Some((number(rect, "y")?, number(rect, "height")?))).collect()
    }

    #[test]
    fn layers_stand_upon_each_other_and_hang_from_zero_where_they_are_negative() {
        let svg = drawn(&[&["50", "30"], &["-20", "100"]], "0");
        // The axis goes from -50 to 100 on 260 units below the first ten.
        assert_eq!(bars(&svg, "series-1").first(), Some(&(97, 86)));
        assert!(svg.contains(r#"<rect class="series-2" x="243" y="45" width="72" height="52"/>"#), "{svg}");
        assert!(!svg.contains("series-forecast"));
    }

    #[test]
    fn what_is_expected_stands_on_top_and_is_said() {
        let svg = drawn(&[&["50", "0"]], "25");
        assert!(svg.contains(r#"class="series-forecast""#));
        assert!(svg.contains(r#"aria-label="2026-03: 50.00, 25.00 more expected""#));
    }

    #[test]
    fn names_cannot_become_markup() {
        let svg = drawn(&[&["1", "2"]], "0");
        assert!(svg.contains("&lt;EC2&gt;") && !svg.contains("<EC2>"));
        assert!(svg.contains(r#"href="/a?b=1&amp;c=2""#));
    }
}
