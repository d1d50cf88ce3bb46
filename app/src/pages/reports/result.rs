use leptos::prelude::*;
use muster_domain::Money;
use muster_domain::view::reports::{ReportColumn, ReportResult};
use rust_decimal::{Decimal, RoundingStrategy};

use super::effects::Effects;
use crate::components::{Amount, Card, Notice, Pagination, Stat, Stats, Table, Tone};

/// Rows of a page, as the service cuts the file.
const PAGE_ROWS: u64 = 200;

/// The numbers of a finished report.
#[component]
pub(super) fn ReportOutcome(result: ReportResult, page: u32) -> impl IntoView {
    let ReportResult { currency, columns, rows, row_count, totals, unblended, charge, effects, no_public_price, .. } = result;
    let pages = u32::try_from(row_count.div_ceil(PAGE_ROWS)).unwrap_or(u32::MAX);
    let difference = charge - unblended;
    view! {
        <Stats>
            <Stat name=format!("Unblended ({currency})") hint="The cost on the bill">
                <Amount money=unblended/>
            </Stat>
            <Stat name=format!("Charge ({currency})") hint="What the workflow makes of it">
                <Amount money=charge/>
            </Stat>
            <Stat name="Difference" hint=share(difference, unblended)>
                <Amount money=difference/>
            </Stat>
        </Stats>
        {(no_public_price > 0).then(|| view! { <Notice tone=Tone::Warning text=unpriced(no_public_price)/> })}
        <Card title="From cost to charge" hint="What each rule adds or takes away, in the order in which they run.">
            <Effects unblended charge effects/>
        </Card>
        <Card title="Report" hint=rows_said(row_count)>
            <div class="report-rows">
                <Rows columns rows totals/>
            </div>
            <Pagination page pages/>
        </Card>
    }
}

/// `+3.1 % of the cost`, exact to a tenth.
fn share(difference: Money, cost: Money) -> String {
    let percent = (difference.0 * Decimal::ONE_HUNDRED).checked_div(cost.0);
    match percent.map(|percent| percent.round_dp_with_strategy(1, RoundingStrategy::MidpointNearestEven)) {
        Some(percent) => format!("{percent:+.1} % of the cost"),
        None => "The cost is zero".to_owned(),
    }
}

fn unpriced(lines: u64) -> String {
    let (lines, have, their) = match lines {
        1 => ("One line".to_owned(), "has", "its charge stays"),
        many => (format!("{} lines", grouped(many)), "have", "their charges stay"),
    };
    format!("{lines} {have} no public price on the bill: where a rule asks for it, {their} as before that rule.")
}

fn rows_said(rows: u64) -> String {
    match rows {
        0 => "No lines of the bill lie in this period and these accounts.".to_owned(),
        1 => "One row. Point at an amount to see every decimal.".to_owned(),
        many => format!("{} rows. Point at an amount to see every decimal.", grouped(many)),
    }
}

/// A count with separators between thousands.
pub(super) fn grouped(count: u64) -> String {
    let cents = Money(Decimal::from(count)).cents();
    cents.trim_end_matches(".00").to_owned()
}

/// A page of the file, as it stands there; amounts to the cent.
#[component]
fn Rows(columns: Vec<ReportColumn>, rows: Vec<Vec<String>>, totals: Vec<String>) -> impl IntoView {
    let is_money: Vec<_> = columns.iter().map(|column| column.is_money).collect();
    let heads = columns.into_iter().map(|column| {
        let class = if column.is_money { "number" } else { "" };
        view! { <th scope="col" class=class>{column.name}</th> }
    });
    let body = rows.into_iter().map(|row| view! { <tr>{cells(row, &is_money, "")}</tr> }).collect_view();
    let sums = cells(totals, &is_money, "Total");
    view! {
        <Table caption="Rows of the report">
            <thead>
                <tr>{heads.collect_view()}</tr>
            </thead>
            <tbody>{body}</tbody>
            <tfoot>
                <tr>{sums}</tr>
            </tfoot>
        </Table>
    }
}

/// One row; its first cell names it, with `name` where the file has nothing.
fn cells(row: Vec<String>, is_money: &[bool], name: &'static str) -> impl IntoView + use<> {
    let cells = row.into_iter().zip(is_money.to_vec()).enumerate().map(|(place, (text, is_money))| {
        if is_money {
            return amount(text);
        }
        let text = if place == 0 && text.is_empty() { name.to_owned() } else { text };
        if place == 0 { view! { <th scope="row">{text}</th> }.into_any() } else { view! { <td>{text}</td> }.into_any() }
    });
    cells.collect_view()
}

fn amount(text: String) -> AnyView {
    match text.parse::<Money>() {
        Ok(money) => view! {
            <td class="number" class:amount-negative=money.is_negative() title=text>
                {money.cents()}
            </td>
        }
        .into_any(),
        // The row of other accounts leaves cells empty.
        Err(_) => view! { <td class="number">{text}</td> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_said_as_a_share_of_the_cost() {
        let money = |text: &str| text.parse::<Money>().unwrap();
        assert_eq!(share(money("3.14"), money("100")), "+3.1 % of the cost");
        assert_eq!(share(money("-50"), money("100")), "-50.0 % of the cost");
        assert_eq!(share(money("1"), Money::ZERO), "The cost is zero");
    }

    #[test]
    fn counts_have_separators() {
        assert_eq!((grouped(7), grouped(1_234_500)), ("7".to_owned(), "1,234,500".to_owned()));
    }
}
