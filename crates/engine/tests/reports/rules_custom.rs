//! Phase 5: rules over a condition.

use muster_domain::report::EcoCommitments;
use muster_domain::subset::Subset;
use muster_engine::ledger::schema::column;
use muster_engine::report::{Measure, ReportRequest, Scope};

use super::bill::{Line, line, planned, reserved, usage};
use super::run::{by_account, charges, check, check_with, column as of_rows, explain, groups, report, rules, subsets};

fn custom(when: &str, action: &str) -> String {
    format!(r#"{{"rule":"custom","label":"C","when":{},"action":{action}}}"#, serde_json::json!(when))
}

fn removed(when: &str) -> String {
    custom(when, r#"{"remove":true}"#)
}

/// Accounts of lines that a condition matches. Each line is of an account of its own and costs 1.
#[track_caller]
fn matched(lines: &[Line], when: &str) -> Vec<String> {
    matched_in(lines, when, &ReportRequest::default())
}

#[track_caller]
fn matched_in(lines: &[Line], when: &str, request: &ReportRequest) -> Vec<String> {
    let request = ReportRequest { workflow: rules(&removed(when)), group_by: groups("account"), ..request.clone() };
    let charges = of_rows(&report(lines, &request), Measure::Charge);
    charges.into_iter().filter(|(_, charge)| charge == "0.00").map(|(account, _)| account).collect()
}

#[test]
fn the_example_of_quiet_tuesdays_works() {
    let of = |account: &str, day: &str, region: &str| usage(account, "100").on(day).text(column::REGION, region);
    let lines = [
        of("1", "2025-07-01", "us-east-1"), // a Tuesday
        of("2", "2025-07-02", "us-east-1"),
        of("3", "2025-07-01", "us-west-2"),
        of("4", "2025-05-27", "us-east-2"),
        of("5", "2027-08-31", "us-east-2"),
        of("6", "2026-07-07", "us-east-1"),
        usage("7", "100").on("2025-07-01"),
    ];
    let when = "day_of_week = 'Tuesday' and region like 'us-east-%' and month between 6 and 8 and year in (2025, 2027)";
    let workflow = custom(when, r#"{"percent":"-2"}"#);
    let full = ["2", "3", "4", "6", "7"].map(|account| (account, "100.00"));
    check(&lines, &workflow, &[&[("1", "98.00"), ("5", "98.00")][..], &full].concat());
}

#[test]
fn each_action_does_what_it_says() {
    let lines = [
        usage("1", "8").on_demand("10").amount(column::USAGE_AMOUNT, "3"),
        usage("2", "8").amount(column::USAGE_AMOUNT, "3"),
        usage("3", "8").on_demand("10").service("AmazonS3"),
    ];
    let when = "service = 'AmazonEC2'";
    check(&lines, &custom(when, r#"{"percent":"12.5"}"#), &[("1", "9.00"), ("2", "9.00"), ("3", "8.00")]);
    check(&lines, &custom(when, r#"{"percent":"-100"}"#), &[("1", "0.00"), ("2", "0.00"), ("3", "8.00")]);
    check(&lines, &custom(when, r#"{"to_on_demand":true}"#), &[("1", "10.00"), ("2", "8.00"), ("3", "8.00")]);
    check(&lines, &custom(when, r#"{"set_rate":"0.05"}"#), &[("1", "0.15"), ("2", "0.15"), ("3", "8.00")]);
    check(&lines, &removed(when), &[("1", "0.00"), ("2", "0.00"), ("3", "8.00")]);
}

#[test]
fn what_has_no_public_price_keeps_its_charge_and_is_counted_once() {
    let lines = [usage("1", "8"), usage("1", "4").on_demand("5"), reserved("1", "9").cost("2")];
    let twice = [custom("charge > 0", r#"{"to_on_demand":true}"#), custom("service like 'A%'", r#"{"to_on_demand":true}"#)];
    let workflow = [r#"{"rule":"replace_ri_discounts"}"#, &twice[0], &twice[1]].join(",");
    let report = report(&lines, &by_account(rules(&workflow)));
    assert_eq!((report.totals[1].exact().as_str(), report.no_public_price), ("15.00", 2));
    assert_eq!(explain(&report), "position,rule,account,lines,effect\n2,custom,1,1,1.00\n3,custom,1,1,0.00\n");
}

#[test]
fn a_rate_is_rounded_half_to_even_for_each_line() {
    let used = |account: &str, amount: &str| usage(account, "1").amount(column::USAGE_AMOUNT, amount);
    let lines = [used("1", "0.000000000001"), used("1", "0.000000000003"), used("1", "-0.000000000003"), usage("2", "7")];
    check(&lines, &custom("account <> ''", r#"{"set_rate":"0.5"}"#), &[("1", "0.00"), ("2", "0.00")]);
    check(&lines[..2], &custom("account <> ''", r#"{"set_rate":"0.5"}"#), &[("1", "0.000000000002")]);
    check(&lines[..2], &custom("charge = 1", r#"{"set_rate":"0.5"}"#), &[("1", "0.000000000002")]);
}

#[test]
fn rules_hold_from_a_day_until_another() {
    let lines = ["01", "14", "15", "16", "31"].map(|day| usage(day, "1").on(&format!("2018-10-{day}")));
    let dated = |dates: &str| {
        let rule =
            format!(r#"{{"rule":"custom","label":"C","when":"charge > 0 or unblended > 0","action":{{"remove":true}},{dates}}}"#);
        let unasked = rule.replace("charge > 0 or ", "");
        let charged = |rule: &str| {
            let charges = of_rows(&report(&lines, &by_account(rules(rule))), Measure::Charge);
            charges.into_iter().filter(|(_, charge)| charge == "0.00").map(|(day, _)| day).collect::<Vec<_>>()
        };
        assert_eq!(charged(&rule), charged(&unasked));
        charged(&rule)
    };
    assert_eq!(dated(r#""from":"2018-10-15""#), ["15", "16", "31"]);
    assert_eq!(dated(r#""until":"2018-10-15""#), ["01", "14"]);
    assert_eq!(dated(r#""from":"2018-10-14","until":"2018-10-16""#), ["14", "15"]);
}

#[test]
fn conditions_read_every_column() {
    let lines = [
        usage("1", "1")
            .named("Web")
            .on("2018-10-31")
            .at(13)
            .service("AmazonS3")
            .text(column::PRODUCT_FAMILY, "Storage")
            .text(column::USAGE_TYPE, "TimedStorage")
            .text(column::OPERATION, "PutObject")
            .text(column::REGION, "eu-west-1")
            .text(column::AVAILABILITY_ZONE, "eu-west-1a")
            .text(column::RESOURCE_ID, "my_bucket")
            .described("10% off \\ really")
            .amount(column::USAGE_AMOUNT, "2.5")
            .on_demand("1.25")
            .bought_by("9")
            .tagged("user:Team", "blue"),
        usage("2", "1").text(column::PAYER_ACCOUNT_ID, "7").at(4),
    ];
    for when in [
        "account = '1'",
        "account_name = 'Web'",
        "payer = '1'",
        "service = 'AmazonS3'",
        "product_family = 'Storage'",
        "usage_type like 'Timed%'",
        "operation = 'PutObject'",
        "region = 'eu-west-1'",
        "availability_zone like '%1a'",
        "resource = 'my_bucket'",
        "description like '10% off%'",
        "usage_amount = 2.5",
        "usage_amount > unblended",
        "public_on_demand = 1.250",
        "purchaser = '9'",
        "start >= '2018-10-31'",
        "start = '2018-10-31T13:00:00Z'",
        "month = 10 and day = 31",
        "day_of_week = 'Wednesday'",
        "hour = 13",
        "hour > 12.5",
        "day > usage_amount",
        "tag('user:Team') = 'blue'",
        "tag('user:Team') is not null",
        "description like '%\\ really'",
        "not (tag('user:Team') is null)",
        "charge >= 1 and hour = 13",
        "region in ('us-east-1', 'eu-west-1')",
        "usage_amount between 2.5 and 3",
        "description like '%\\%'",
    ] {
        assert_eq!(matched(&lines, when), ["1"], "{when}");
    }
    for when in [
        "unblended = 1",
        "charge = 1",
        "line_item_type = 'Usage'",
        "charge_type = 'Usage'",
        "lifecycle = 'OnDemand'",
        "year = 2018",
    ] {
        assert_eq!(matched(&lines, when), ["1", "2"], "{when}");
    }
    assert_eq!(matched(&lines, "resource like 'my_bucke_'"), ["1"]);
    assert_eq!(matched(&lines, "service like 'amazon%'"), [""; 0], "case counts");
    assert_eq!(matched(&lines, "cost_category('Env') is null"), ["1", "2"]);
}

#[test]
fn what_is_unknown_matches_nothing() {
    let lines = [usage("1", "1"), usage("2", "1").text(column::REGION, "eu-west-1")];
    assert_eq!(matched(&lines, "region <> 'us-east-1'"), ["2"]);
    assert_eq!(matched(&lines, "not (region = 'us-east-1')"), ["2"]);
    assert_eq!(matched(&lines, "region not in ('us-east-1')"), ["2"]);
    assert_eq!(matched(&lines, "region is null or region = 'x'"), ["1"]);
    assert_eq!(matched(&lines, "region not like 'us-%' and region not between 'a' and 'b'"), ["2"]);
}

#[test]
fn a_subset_is_that_of_the_day_and_unassigned_where_there_is_none() {
    let moving = r#"[{"name":"A","accounts":["2",{"account":"1","from":null,"until":"2018-10-15"}]},
                     {"name":"B","accounts":[{"account":"1","from":"2018-10-15","until":null}]}]"#;
    let moving: Vec<Subset> = serde_json::from_str(moving).unwrap();
    let lines = [usage("1", "1").on("2018-10-14"), usage("1", "2").on("2018-10-15"), usage("2", "4"), usage("3", "8")];
    for also in ["", " and charge > 0"] {
        let charged = |when: &str, expected: &[(&str, &str)]| {
            let request = ReportRequest { subsets: moving.clone(), ..by_account(rules(&removed(&format!("{when}{also}")))) };
            check_with(&lines, &request, expected);
        };
        charged("subset = 'A'", &[("1", "2.00"), ("2", "0.00"), ("3", "8.00")]);
        charged("subset <> 'A'", &[("1", "1.00"), ("2", "4.00"), ("3", "0.00")]);
        charged("subset = 'Unassigned'", &[("1", "3.00"), ("2", "4.00"), ("3", "0.00")]);
    }
    assert_eq!(matched(&[usage("1", "1")], "subset = 'Unassigned'"), ["1"]);
}

#[test]
fn an_accounts_name_is_the_bills_else_the_one_kept_elsewhere() {
    let lines = [usage("1", "1").named("Web"), usage("2", "1"), usage("3", "1")];
    let names = [("1", "Other"), ("2", "Shop")].map(|(account, name)| (account.parse().unwrap(), name.to_owned()));
    let request = ReportRequest { account_names: names.into(), ..Default::default() };
    assert_eq!(matched_in(&lines, "account_name = 'Web'", &request), ["1"]);
    assert_eq!(matched_in(&lines, "account_name = 'Shop'", &request), ["2"]);
    assert_eq!(matched_in(&lines, "account_name = ''", &request), ["3"]);
    assert_eq!(matched(&lines, "account_name = ''"), ["2", "3"]);
}

#[test]
fn the_charge_is_what_the_rules_before_left() {
    let lines = [usage("1", "10"), usage("1", "4"), usage("2", "6"), line("Tax").of("3").cost("9")];
    let halve = custom("charge >= 6", r#"{"percent":"-50"}"#);
    check(&lines, &halve, &[("1", "9.00"), ("2", "3.00"), ("3", "4.50")]);
    check(&lines, &[halve.as_str(), &halve].join(","), &[("1", "9.00"), ("2", "3.00"), ("3", "4.50")]);
    let with_others =
        [r#"{"rule":"uplift","percent":"10"}"#, &halve, r#"{"rule":"remove_taxes"}"#, &removed("charge < 4")].join(",");
    check(&lines, &with_others, &[("1", "9.90"), ("2", "0.00"), ("3", "0.00")]);
}

#[test]
fn single_lines_know_everything_else_that_rules_look_at() {
    let mut lines = vec![
        reserved("1", "9").on_demand("4").effective("2"),
        reserved("2", "8").effective("3"),
        line("Credit").of("3").cost("-5").described("AWS Activate"),
        line("RiVolumeDiscount").of("4").cost("-7"),
        usage("5", "0").on_demand("2"),
        usage("6", "100").text(column::BILLING_ENTITY, "AWS Marketplace"),
        usage("7", "50").amount(column::USAGE_AMOUNT, "5"),
    ];
    lines.extend(planned("8", "9", "6", "5"));
    let workflow = [
        r#"{"rule":"remove_credits","kinds":["other_credits"]},{"rule":"share_ri_cost","basis":"effective"}"#,
        r#"{"rule":"replace_ri_discounts","purchased_by":["9"]},{"rule":"share_sp_cost","basis":"recurring"}"#,
        r#"{"rule":"remove_volume_discounts","usage":"top_rate_for_free","ri_volume":true}"#,
        r#"{"rule":"uplift","percent":"10","except":["marketplace"]}"#,
        &custom("charge = 50", r#"{"set_rate":"2"}"#),
        &custom("service = 'AmazonEC2' and account <> '8'", r#"{"percent":"100"}"#),
    ];
    let expected = [
        ("1", "8.80"),
        ("2", "6.60"),
        ("3", "0.00"),
        ("4", "0.00"),
        ("5", "4.40"),
        ("6", "200.00"),
        ("7", "22.00"),
        ("8", "5.50"),
    ];
    let purchasers = [("8", "2.50"), ("9", "-5.00")];
    let mut expected: std::collections::BTreeMap<_, _> = expected.into();
    expected.extend(purchasers);
    check(&lines, &workflow.join(","), &expected.into_iter().collect::<Vec<_>>());
}

#[test]
fn single_lines_are_followed_whatever_else_is_asked_of_them() {
    let lines = [
        usage("1", "2").on_demand("3").text(column::REGION, "eu-west-1"),
        usage("1", "0").on_demand("5"),
        reserved("2", "9").on_demand("4").effective("3").cost("1"),
        line("Fee").of("3").cost("7").text(column::CHARGE_TYPE, "Support fee"),
        line("Refund").of("3").cost("-1"),
    ];
    let workflow = [
        r#"{"rule":"remove_volume_discounts","usage":"top_rate_for_free"},{"rule":"remove_taxes"}"#,
        r#"{"rule":"retain_discounts","commitments":["ri","sp"],"purchased_by":"own_subset"}"#,
        &custom("charge > 0 and subset <> 'B'", r#"{"percent":"100"}"#),
        r#"{"rule":"uplift","percent":"10","except":["tax","credits","marketplace","support"]}"#,
        r#"{"rule":"eco_fee","percent_of_savings":"50"},{"rule":"custom_line_item","label":"I","percent":"10","per":"report"}"#,
    ];
    let eco = EcoCommitments::Listed(vec!["arn:aws:ec2:us-east-1:9:reserved-instances/r-9".to_owned()]);
    let request = ReportRequest {
        subsets: subsets(&["A=1", "B=2"]),
        scope: Scope::Subsets(vec!["A".to_owned(), "B".to_owned()]),
        group_by: groups("account,month,tag:user:Team"),
        eco,
        ..by_account(rules(&workflow.join(",")))
    };
    assert_eq!(charges(&lines, &request), ["||2018-10| 1.98", "1||2018-10| 15.40", "2||2018-10| 4.90", "Other||| -"]);
}

#[test]
fn unknown_types_and_what_sharing_adds_are_none_of_a_rules_lines() {
    let lines = [line("FlatRateSubscription").cost("10"), reserved("2", "9").effective("3")];
    let workflow = format!(r#"{{"rule":"share_ri_cost","basis":"effective"}},{}"#, removed("account <> ''"));
    check(&lines, &workflow, &[("1", "10.00"), ("2", "0.00"), ("9", "-3.00")]);
    let by_charge = format!(r#"{{"rule":"share_ri_cost","basis":"effective"}},{}"#, removed("charge <> 0"));
    check(&lines, &by_charge, &[("1", "10.00"), ("2", "0.00"), ("9", "-3.00")]);
}

#[test]
fn two_hundred_tests_in_one_condition_are_not_too_deep() {
    let when = (0..199).map(|number| format!("usage_amount = {number}")).collect::<Vec<_>>().join(" or ");
    let lines = [usage("1", "1").amount(column::USAGE_AMOUNT, "198"), usage("2", "1").amount(column::USAGE_AMOUNT, "199")];
    assert_eq!(matched(&lines, &when), ["1"]);
}

#[test]
fn subsets_that_nobody_has_are_no_error_in_a_condition() {
    let request = ReportRequest { subsets: subsets(&["A=1"]), ..Default::default() };
    assert_eq!(matched_in(&[usage("1", "1")], "subset = 'Z'", &request), [""; 0]);
}
