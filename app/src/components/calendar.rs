use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use muster_domain::Month;

const WEEKDAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

/// A month as a calendar shows it, with some of its days marked.
#[component]
pub fn MonthGrid(
    month: Month,
    marked: Vec<NaiveDate>,
    /// What a mark means, for screen readers: `run`.
    means: &'static str,
) -> impl IntoView {
    let heads = WEEKDAYS.map(|(short, whole)| view! { <th scope="col" abbr=whole>{short}</th> }).collect_view();
    let weeks = weeks(month).into_iter().map(|week| {
        let days = week.map(|day| view! { <Day day is_marked=day.is_some_and(|day| marked.contains(&day)) means/> });
        view! { <tr>{days.collect_view()}</tr> }
    });
    view! {
        <table class="calendar">
            <caption>{month.first_day().format("%B %Y").to_string()}</caption>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{weeks.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Day(day: Option<NaiveDate>, is_marked: bool, means: &'static str) -> impl IntoView {
    let number = day.map(|day| day.day().to_string()).unwrap_or_default();
    view! {
        <td class:calendar-marked=is_marked>
            {number} {is_marked.then(|| view! { <span class="visually-hidden">{format!(" {means}")}</span> })}
        </td>
    }
}

/// Weeks from Monday, with nothing where a day is another month's.
fn weeks(month: Month) -> Vec<[Option<NaiveDate>; 7]> {
    let mut weeks = Vec::new();
    let mut week = [None; 7];
    for day in month.first_day().iter_days().take(month.days() as usize) {
        let place = day.weekday().num_days_from_monday() as usize;
        week[place] = Some(day);
        if place == 6 {
            weeks.push(std::mem::take(&mut week));
        }
    }
    if week.iter().any(Option::is_some) {
        weeks.push(week);
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_days_under_their_weekdays() {
        let february = weeks("2026-02".parse().unwrap());
        assert_eq!((february.len(), february[0][6].map(|day| day.day())), (5, Some(1)), "it begins on a Sunday");
        assert_eq!(february.iter().flatten().flatten().count(), 28);
        assert_eq!(weeks("2021-02".parse().unwrap()).len(), 4);
    }
}
