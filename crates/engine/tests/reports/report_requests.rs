//! Whose lines a report shows, of which days, and what is refused.

use muster_domain::report::EcoCommitments;
use muster_domain::workflow::{Rule, Workflow};
use muster_domain::{Money, Period, subset::Subset};
use muster_engine::report::{Measure, ReportError, ReportRequest, Scope};

use super::bill::{reserved, usage};
use super::run::{by_account, column, groups, report, rules, subsets, try_report};

fn period(from: &str, to: &str) -> Option<Period> {
    Some(Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap())
}

#[test]
fn the_period_ends_before_its_last_date() {
    let lines = [
        usage("1", "1").on("2018-09-30"),
        usage("1", "2").on("2018-10-01"),
        usage("1", "4").on("2018-10-31"),
        usage("1", "8").on("2018-11-01"),
    ];
    let request = ReportRequest { period: period("2018-10-01", "2018-11-01"), ..by_account(Workflow::none()) };
    let report = report(&lines, &request);
    assert_eq!(report.totals[0].exact(), "6.00");
    assert_eq!(report.lines, 2);
}

#[test]
fn a_moved_account_is_in_its_old_subset_before_and_in_its_new_one_after() {
    let moving = r#"[{"name":"A","accounts":["2",{"account":"1","from":"2018-10-05","until":"2018-10-15"}]},
                     {"name":"B","accounts":[{"account":"1","from":"2018-10-15","until":null}]}]"#;
    let moving: Vec<Subset> = serde_json::from_str(moving).unwrap();
    let lines = [
        usage("1", "1").on("2018-10-04"),
        usage("1", "2").on("2018-10-05"),
        usage("1", "4").on("2018-10-14"),
        usage("1", "8").on("2018-10-15"),
        usage("1", "16").on("2018-12-31"),
        usage("2", "32").on("2018-10-15"),
    ];
    let request = ReportRequest { subsets: moving, group_by: groups("subset"), ..Default::default() };
    let by_subset =
        |request: &ReportRequest| column(&report(&lines, request), Measure::Unblended).into_iter().collect::<Vec<_>>();
    let pair = |subset: &str, cost: &str| (subset.to_owned(), cost.to_owned());
    assert_eq!(by_subset(&request), [pair("A", "38.00"), pair("B", "24.00"), pair("Unassigned", "1.00")]);
    let october = ReportRequest { period: period("2018-10-06", "2018-10-20"), ..request.clone() };
    assert_eq!(by_subset(&october), [pair("A", "36.00"), pair("B", "8.00")]);
    let b = ReportRequest { scope: Scope::Subsets(vec!["B".to_owned()]), ..request };
    assert_eq!(by_subset(&b), [pair("B", "24.00")]);
}

#[test]
fn eco_columns_count_the_listed_commitments() {
    let lines = [reserved("1", "9").on_demand("4").effective("3"), reserved("1", "8").on_demand("10").effective("5")];
    let listed = EcoCommitments::Listed(vec!["arn:aws:ec2:us-east-1:8:reserved-instances/r-8".to_owned()]);
    let report = report(&lines, &ReportRequest { eco: listed, ..Default::default() });
    let amount = |measure: Measure| report.totals[Measure::ALL.iter().position(|known| *known == measure).unwrap()];
    assert_eq!(amount(Measure::TotalSavings), "6".parse::<Money>().unwrap());
    assert_eq!(amount(Measure::EcoRiSavings).exact(), "5.00");
    assert_eq!(amount(Measure::EcoTotalSavings).exact(), "5.00");
    assert_eq!(amount(Measure::EcoRiEffective).exact(), "5.00");
}

#[test]
fn savings_count_only_where_there_is_a_public_price() {
    let lines = [reserved("1", "9").effective("3"), reserved("1", "9").on_demand("4").effective("3")];
    let report = report(&lines, &ReportRequest::default());
    let amount = |measure: Measure| report.totals[Measure::ALL.iter().position(|known| *known == measure).unwrap()].exact();
    assert_eq!((amount(Measure::RiSavings), amount(Measure::RiEffective)), ("1.00".to_owned(), "6.00".to_owned()));
}

#[test]
fn unknown_subsets_are_refused_by_name() {
    let rule = r#"{"rule":"remove_taxes"},{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"Q"}}"#;
    let in_rule = try_report(&[], &by_account(rules(rule))).unwrap_err();
    assert_eq!(in_rule.to_string(), "rules[1].purchased_by: there is no subset `Q`");
    let request = ReportRequest { scope: Scope::Subsets(vec!["Q".to_owned()]), subsets: subsets(&["A=1"]), ..Default::default() };
    assert_eq!(try_report(&[], &request).unwrap_err().to_string(), "there is no subset `Q`");
}

#[test]
fn what_contradicts_itself_is_refused_before_anything_is_read() {
    let scale = |text: &str| rules(text).rules.remove(0);
    let both: Vec<Rule> = vec![scale(r#"{"rule":"uplift","percent":"3"}"#), scale(r#"{"rule":"discount","percent":"3"}"#)];
    let workflow = Workflow { rules: both, ..Workflow::none() };
    assert!(matches!(try_report(&[], &by_account(workflow)), Err(ReportError::Workflow(_))));
    let twice = ReportRequest { subsets: subsets(&["A=1", "B=1"]), ..Default::default() };
    assert!(matches!(try_report(&[], &twice), Err(ReportError::Subsets(_))));
}

#[test]
fn accounts_that_move_every_other_day_are_where_they_are_on_each() {
    let day = |day: u32| format!("2018-10-{day:02}");
    let stay = |from: u32| format!(r#"{{"account":"1","from":"{}","until":"{}"}}"#, day(from), day(from + 1));
    let stays = |first: u32| (first..30).step_by(2).map(stay).collect::<Vec<_>>().join(",");
    let moving = format!(r#"[{{"name":"A","accounts":[{}]}},{{"name":"B","accounts":[{}]}}]"#, stays(1), stays(2));
    let lines: Vec<_> = (1..30).map(|number| usage("1", if number % 2 == 1 { "1" } else { "100" }).on(&day(number))).collect();
    let request =
        ReportRequest { subsets: serde_json::from_str(&moving).unwrap(), group_by: groups("subset"), ..Default::default() };
    let by_subset = column(&report(&lines, &request), Measure::Unblended);
    assert_eq!((by_subset["A"].as_str(), by_subset["B"].as_str(), by_subset.len()), ("15.00", "1400.00", 2));
}

#[test]
fn a_sum_beyond_what_money_holds_is_an_error_and_not_another_sum() {
    // Four times 2^126 units are 2^128: summed carelessly, nothing.
    let lines = vec![usage("1", "0").units(muster_engine::ledger::schema::column::UNBLENDED_COST, 1 << 126); 4];
    assert!(matches!(try_report(&lines, &ReportRequest::default()), Err(ReportError::TooLarge)));
}
