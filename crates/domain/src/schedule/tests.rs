use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(start: &str, range: Range, repeat: Repeat) -> Plan {
    Plan::new(day(start), (range, repeat)).unwrap()
}

fn shown(plan: Plan, from: &str, most: usize) -> Vec<String> {
    plan.days_from(day(from)).take(most).map(|day| day.to_string()).collect()
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

#[test]
fn a_31st_is_the_last_day_of_shorter_months_and_comes_back() {
    let plan = plan("2027-12-31", Range::PreviousMonth, Repeat::Monthly);
    let days = shown(plan, "2027-01-01", 6);
    assert_eq!(days, ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]);
    assert_eq!(shown(plan, "2029-02-01", 2), ["2029-02-28", "2029-03-31"]);
    assert_eq!(shown(plan, "2029-02-28", 1), ["2029-02-28"]);
}

#[test]
fn a_leap_day_is_the_28th_in_other_years() {
    let plan = plan("2028-02-29", Range::MonthToDate, Repeat::Monthly);
    assert_eq!(shown(plan, "2029-01-30", 3), ["2029-02-28", "2029-03-29", "2029-04-29"]);
    assert_eq!(shown(plan, "2032-02-01", 1), ["2032-02-29"]);
}

#[test]
fn weeks_keep_the_weekday_of_the_start_and_once_is_once() {
    let weekly = plan("2026-03-04", Range::PreviousWeek, Repeat::Weekly);
    assert_eq!(shown(weekly, "2026-03-05", 2), ["2026-03-11", "2026-03-18"]);
    let once = plan("2026-03-04", Range::PreviousWeek, Repeat::Never);
    assert_eq!((shown(once, "2026-03-04", 5), once.next(day("2026-03-05"))), (vec!["2026-03-04".to_owned()], None));
}

#[test]
fn what_is_covered_follows_from_the_day() {
    let covers = |range, on: &str| {
        let period = plan("2026-01-01", range, Repeat::Daily).covers(day(on));
        format!("{} {}", period.from(), period.last_day())
    };
    assert_eq!(covers(Range::MonthToDate, "2026-03-01"), "2026-03-01 2026-03-01");
    assert_eq!(covers(Range::MonthToDate, "2028-02-29"), "2028-02-01 2028-02-29");
    assert_eq!(covers(Range::PreviousMonth, "2028-03-31"), "2028-02-01 2028-02-29");
    assert_eq!(covers(Range::PreviousMonth, "2026-01-01"), "2025-12-01 2025-12-31");
    assert_eq!(covers(Range::PreviousWeek, "2026-03-02"), "2026-02-23 2026-03-01");
    assert_eq!(covers(Range::PreviousWeek, "2026-03-01"), "2026-02-16 2026-02-22");
}

#[test]
fn a_month_is_not_settled_before_the_7th_of_the_next() {
    let early = |range, on| plan("2026-01-01", range, Repeat::Daily).run(day(on)).warning();
    let said = early(Range::PreviousMonth, "2026-03-06").unwrap();
    assert!(said.starts_with("On 2026-03-06 lines of February may still be missing"), "{said}");
    assert_eq!(early(Range::PreviousMonth, "2026-03-07"), None);
    assert!(early(Range::PreviousWeek, "2026-03-02").is_some(), "that week began in February");
    assert_eq!(early(Range::PreviousWeek, "2026-06-08"), None);
    assert_eq!(early(Range::MonthToDate, "2026-03-02"), None, "the month that runs is never whole");
}

#[test]
fn a_sentence_says_when_it_runs_and_what_it_covers() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(
        plan("2026-03-31", Range::PreviousMonth, Repeat::Monthly).sentence(berlin),
        "Runs on the 31st of every month, or the last day of a shorter one, at 06:00 Europe/Berlin, from 2026-03-31 on. \
         Each report covers the whole month before its run."
    );
    assert_eq!(
        plan("2026-03-04", Range::PreviousWeek, Repeat::Weekly).sentence(Zone::UTC),
        "Runs every Wednesday at 06:00 UTC, from 2026-03-04 on. Each report covers the week before its run, Monday to Sunday."
    );
    assert_eq!(
        plan("2026-03-04", Range::MonthToDate, Repeat::Never).sentence(Zone::UTC),
        "Runs once, on Wednesday 2026-03-04 at 06:00 UTC. The report covers that month up to that day."
    );
}

#[test]
fn a_run_keeps_its_hour_when_the_clock_is_set() {
    let moment = |name, on| zone(name).moment(day(on)).to_rfc3339();
    assert_eq!(moment("Europe/Berlin", "2026-03-28"), "2026-03-28T05:00:00+00:00");
    assert_eq!(moment("Europe/Berlin", "2026-03-29"), "2026-03-29T04:00:00+00:00");
    assert_eq!(moment("Europe/Berlin", "2026-10-25"), "2026-10-25T05:00:00+00:00");
    assert_eq!(moment("Asia/Kathmandu", "2026-10-25"), "2026-10-25T00:15:00+00:00");
    // A day that the island left out: its run is due when the next day begins.
    assert_eq!(moment("Pacific/Apia", "2011-12-30"), "2011-12-30T10:00:00+00:00");
    assert_eq!(moment("Pacific/Apia", "2011-12-31"), "2011-12-30T16:00:00+00:00");
}

#[test]
fn a_day_is_due_from_its_hour_on() {
    let berlin = zone("Europe/Berlin");
    let due = |now: &str| berlin.last_due(now.parse().unwrap()).to_string();
    assert_eq!(due("2026-03-10T04:59:59Z"), "2026-03-09");
    assert_eq!(due("2026-03-10T05:00:00Z"), "2026-03-10");
    assert_eq!(due("2026-03-10T23:30:00Z"), "2026-03-10", "the 11th has begun there");
}

#[test]
fn what_is_kept_reads_back() {
    for range in Range::ALL {
        assert_eq!(Range::from_name(range.name()), Some(range));
        assert_eq!(serde_json::to_value(range).unwrap(), range.name());
    }
    for repeat in Repeat::ALL {
        assert_eq!(Repeat::from_name(repeat.name()), Some(repeat));
        assert_eq!(serde_json::to_value(repeat).unwrap(), repeat.name());
    }
    assert_eq!(serde_json::to_string(&zone("Asia/Tokyo")).unwrap(), "\"Asia/Tokyo\"");
    assert_eq!("Mars/Olympus".parse::<Zone>(), Err(NotAZone("Mars/Olympus".to_owned())));
    assert!(Zone::names().all(|name| name.parse::<Zone>().is_ok()));
    assert_eq!(Plan::new(day("2200-01-01"), (Range::MonthToDate, Repeat::Daily)), Err(NoStart));
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0..36_500u64).prop_map(|days| day("2000-01-01") + Days::new(days))
}

fn plans() -> impl Strategy<Value = Plan> {
    let choices = (prop::sample::select(&Range::ALL[..]), prop::sample::select(&Repeat::ALL[..]));
    (days(), choices).prop_map(|(start, choices)| Plan::new(start, choices).unwrap())
}

/// Said of each day alone, without counting.
fn runs_on(plan: Plan, day: NaiveDate) -> bool {
    let last = Month::of(day).days();
    day >= plan.start()
        && match plan.repeat {
            Repeat::Daily => true,
            Repeat::Weekly => day.weekday() == plan.start().weekday(),
            Repeat::Monthly => day.day() == plan.start().day().min(last),
            Repeat::Never => day == plan.start(),
        }
}

proptest! {
    #[test]
    fn it_runs_on_the_days_that_fit_and_no_others(plan in plans(), from in days()) {
        let counted: Vec<_> = plan.days_from(from).take_while(|day| *day < from + Days::new(400)).collect();
        let fitting: Vec<_> = from.iter_days().take(400).filter(|day| runs_on(plan, *day)).collect();
        prop_assert_eq!(counted, fitting);
    }

    #[test]
    fn nothing_is_covered_that_has_not_begun(plan in plans(), on in days()) {
        let run = plan.run(on);
        prop_assert!(run.covers.last_day() <= on);
        let (from, to) = (run.covers.from(), run.covers.to());
        match plan.range {
            Range::MonthToDate => prop_assert_eq!((from.day(), to), (1, on + Days::new(1))),
            Range::PreviousMonth => prop_assert_eq!(run.covers, Month::of(on).previous().period()),
            Range::PreviousWeek => {
                prop_assert_eq!((from.weekday(), (to - from).num_days()), (Weekday::Mon, 7));
                prop_assert!(on >= to && (on - to).num_days() < 7);
            }
        }
    }

    #[test]
    fn in_every_zone_days_are_due_in_order_and_on_their_day(which in 0..chrono_tz::TZ_VARIANTS.len(), on in days()) {
        let zone = zone(Zone::names().nth(which).unwrap());
        let (due, next) = (zone.moment(on), zone.moment(on + Days::new(1)));
        prop_assert!(due < next);
        // A day that was left out is due when the next begins.
        prop_assert!(zone.today(due) == on || zone.today(due) == on + Days::new(1));
        prop_assert!(zone.last_due(due) >= on && zone.last_due(due - chrono::Duration::seconds(1)) < on);
    }
}
