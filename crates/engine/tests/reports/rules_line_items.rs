//! Phase 5: lines that the bill does not have.

use muster_domain::Period;
use muster_domain::subset::Subset;
use muster_engine::report::{ReportRequest, Scope};

use super::bill::{Line, line, reserved, usage};
use super::run::{charges, explain, groups, report, rules, subsets};

/// An item of these fields, after other rules.
fn item(fields: &str) -> String {
    format!(r#"{{"rule":"custom_line_item","label":"Care",{fields}}}"#)
}

fn request(workflow: &str, group_by: &str) -> ReportRequest {
    ReportRequest {
        workflow: rules(workflow),
        group_by: groups(group_by),
        subsets: subsets(&["A=1,2", "B=3"]),
        ..Default::default()
    }
}

fn scoped(scope: &str, request: ReportRequest) -> ReportRequest {
    ReportRequest { scope: Scope::Subsets(vec![scope.to_owned()]), ..request }
}

fn period(from: &str, to: &str) -> Option<Period> {
    Some(Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap())
}

fn bill() -> Vec<Line> {
    vec![
        usage("1", "10").on("2018-10-05"),
        usage("2", "20").on("2018-10-20"),
        usage("3", "40").on("2018-11-01").service("AmazonS3"),
        usage("4", "80").on("2018-10-01"),
    ]
}

#[test]
fn an_amount_per_subset_stands_once_a_month_for_those_with_lines_in_it() {
    let rows = charges(&bill(), &request(&item(r#""amount":"5","per":"subset""#), "subset,service,charge_type,month"));
    let expected = [
        "A|AmazonEC2|Usage|2018-10 30.00",
        "A|Custom|Care|2018-10 5.00",
        "B|AmazonS3|Usage|2018-11 40.00",
        "B|Custom|Care|2018-11 5.00",
        "Unassigned|AmazonEC2|Usage|2018-10 80.00",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn an_amount_per_account_is_of_that_account() {
    let rows = charges(&bill(), &request(&item(r#""amount":"-0.5","per":"account""#), "account,subset"));
    assert_eq!(rows, ["1||A 9.50", "2||A 19.50", "3||B 39.50", "4||Unassigned 79.50"]);
}

#[test]
fn an_amount_per_report_is_of_nobody_and_of_each_month_that_the_period_touches() {
    let workflow = item(r#""amount":"7","per":"report""#);
    assert_eq!(charges(&bill(), &request(&workflow, "subset")), [" 14.00", "A 30.00", "B 40.00", "Unassigned 80.00"]);
    let long = ReportRequest { period: period("2018-09-30", "2018-12-02"), ..request(&workflow, "account,month,day") };
    let items: Vec<_> = charges(&bill(), &long).into_iter().filter(|row| row.starts_with('|')).collect();
    let expected =
        ["||2018-09|2018-09-01 7.00", "||2018-10|2018-10-01 7.00", "||2018-11|2018-11-01 7.00", "||2018-12|2018-12-01 7.00"];
    assert_eq!(items, expected);
    assert_eq!(charges(&[], &request(&workflow, "")), [" 0.00"]);
}

#[test]
fn a_percentage_is_of_the_scopes_charge_so_far() {
    let tenth = |per: &str| item(&format!(r#""percent":"10","per":"{per}""#));
    let before = r#"{"rule":"custom","label":"C","when":"account = '2'","action":{"percent":"50"}}"#;
    let by_subset = |workflow: &str| charges(&bill(), &request(workflow, "subset,service"));
    let rows = by_subset(&format!("{before},{}", tenth("subset")));
    let expected = ["A|AmazonEC2 40.00", "A|Custom 4.00", "B|AmazonS3 40.00", "B|Custom 4.00", "Unassigned|AmazonEC2 80.00"];
    assert_eq!(rows, expected);
    let rows = by_subset(&format!("{},{before}", tenth("subset")));
    assert_eq!(rows[..2], ["A|AmazonEC2 40.00", "A|Custom 3.00"], "rules listed later do not count");
    let rows = charges(&bill(), &request(&tenth("report"), "service,month"));
    assert_eq!(rows[2..], ["Custom|2018-10 11.00", "Custom|2018-11 4.00"]);
}

#[test]
fn earlier_items_of_the_same_scope_count() {
    let workflow = [
        item(r#""amount":"100","per":"account""#),
        item(r#""amount":"1000","per":"subset""#),
        item(r#""amount":"10000","per":"report""#),
    ];
    let with = |per: &str| {
        let tenth = item(&format!(r#""percent":"10","per":"{per}""#)).replace("Care", "Share");
        let request = request(&[workflow.join(","), tenth].join(","), "charge_type,account,subset,month");
        charges(&bill(), &request).into_iter().filter(|row| row.starts_with("Share")).collect::<Vec<_>>()
    };
    let accounts =
        ["Share|1||A|2018-10 11.00", "Share|2||A|2018-10 12.00", "Share|3||B|2018-11 14.00", "Share|4||Unassigned|2018-10 18.00"];
    assert_eq!(with("account"), accounts);
    assert_eq!(with("subset"), ["Share|||A|2018-10 123.00", "Share|||B|2018-11 114.00"]);
    assert_eq!(with("report"), ["Share||||2018-10 1141.00", "Share||||2018-11 1114.00"]);
}

#[test]
fn what_sharing_moves_counts_unless_there_is_a_condition() {
    let lines = [reserved("1", "3").effective("10").cost("50"), usage("3", "100"), line("Tax").of("3").cost("7")];
    let sharing = r#"{"rule":"share_ri_cost","basis":"effective"},{"rule":"uplift","percent":"100"}"#;
    let items = |fields: &str| {
        let workflow = format!("{sharing},{}", item(&format!(r#""percent":"10",{fields}"#)));
        let rows = charges(&lines, &request(&workflow, "charge_type,subset"));
        rows.into_iter().filter(|row| row.starts_with("Care")).collect::<Vec<_>>()
    };
    assert_eq!(items(r#""per":"subset""#), ["Care|A 12.00", "Care|B 19.40"]);
    assert_eq!(items(r#""per":"subset","when":"account <> ''""#), ["Care|A 12.00", "Care|B 21.40"]);
    assert_eq!(items(r#""per":"subset","when":"line_item_type = 'Tax'""#), ["Care|B 1.40"]);
    assert_eq!(items(r#""per":"subset","when":"charge > 60""#), ["Care|B 20.00"]);
    assert_eq!(items(r#""per":"subset","from":"2018-10-02""#), [""; 0]);
    assert_eq!(items(r#""per":"report","from":"2018-10-02""#), ["Care| 0.00"]);
    assert_eq!(items(r#""per":"subset","from":"2018-10-01""#), ["Care|A 12.00", "Care|B 19.40"]);
}

#[test]
fn an_item_can_stand_once() {
    let lines = [usage("1", "1").on("2018-10-31"), usage("1", "1").on("2018-11-01"), usage("1", "1").on("2018-12-31")];
    let months = |fields: &str, period: Option<Period>| {
        let request =
            ReportRequest { period, ..request(&item(&format!(r#""amount":"5","per":"account",{fields}"#)), "service,month") };
        let rows = charges(&lines, &request).into_iter();
        rows.filter_map(|row| Some(row.strip_prefix("Custom|")?.strip_suffix(" 5.00")?.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(months(r#""repeat":"once""#, None), ["2018-10"]);
    assert_eq!(months(r#""repeat":"once""#, period("2018-11-01", "2019-01-01")), ["2018-11"]);
    assert_eq!(months(r#""repeat":"once","from":"2018-11-01""#, None), ["2018-11"]);
    assert_eq!(months(r#""repeat":"once","from":"2018-11-02""#, None), [""; 0], "no line counts from that day on");
    assert_eq!(months(r#""repeat":"once","from":"2018-10-01""#, period("2018-11-01", "2019-01-01")), [""; 0]);
    assert_eq!(months(r#""from":"2018-10-15","until":"2018-12-01""#, None), ["2018-10", "2018-11"]);
    assert_eq!(months(r#""until":"2018-10-31""#, None), [""; 0]);
    assert_eq!(months(r#""repeat":"monthly""#, period("2018-10-31", "2018-12-02")), ["2018-10", "2018-11"]);
}

#[test]
fn a_report_on_some_subsets_sees_its_own_items() {
    let all = |value: &str| {
        ["subset", "account", "report"].map(|per| item(&format!(r#"{value},"per":"{per}""#)).replace("Care", per)).join(",")
    };
    let rows = |scope: &str, value: &str| charges(&bill(), &scoped(scope, request(&all(value), "charge_type,account")));
    let amounts = ["Usage|1| 10.00", "Usage|2| 20.00", "account|1| 1.00", "account|2| 1.00", "report|| 2.00", "subset|| 1.00"];
    assert_eq!(rows("A", r#""amount":"1""#), amounts);
    let shares = ["Usage|3| 40.00", "account|3| 4.00", "report|| 4.80", "subset|| 4.00"];
    assert_eq!(rows("B", r#""percent":"10""#)[..4], shares);
}

#[test]
fn an_accounts_item_is_of_the_subset_that_it_is_in_on_the_first() {
    let moving = r#"[{"name":"A","accounts":[{"account":"1","from":null,"until":"2018-10-15"}]},
                     {"name":"B","accounts":[{"account":"1","from":"2018-10-15","until":null}]}]"#;
    let moving: Vec<Subset> = serde_json::from_str(moving).unwrap();
    let lines = [usage("1", "10").on("2018-10-01"), usage("1", "20").on("2018-10-31")];
    let rows = |per: &str| {
        let workflow = item(&format!(r#""percent":"10","per":"{per}""#));
        charges(&lines, &ReportRequest { subsets: moving.clone(), ..request(&workflow, "subset,service") })
    };
    assert_eq!(rows("account"), ["A|AmazonEC2 10.00", "A|Custom 3.00", "B|AmazonEC2 20.00"]);
    assert_eq!(rows("subset"), ["A|AmazonEC2 10.00", "A|Custom 1.00", "B|AmazonEC2 20.00", "B|Custom 2.00"]);
}

#[test]
fn an_uplift_raises_items_and_its_trail_says_so() {
    let workflow =
        format!(r#"{{"rule":"uplift","percent":"10","except":["tax","credits"]}},{}"#, item(r#""amount":"5","per":"subset""#));
    let report = report(&bill(), &request(&workflow, "service"));
    let text = super::run::csv(&report);
    assert!(text.contains("\nCustom,0.00,11.00,11.00,0.00,"), "{text}");
    let trail = "position,rule,account,lines,effect\n1,uplift,,2,1.00\n1,uplift,1,1,1.00\n1,uplift,2,1,2.00\n1,uplift,3,1,4.00\n\
        1,uplift,4,1,8.00\n2,custom_line_item,,2,10.00\n";
    assert_eq!(explain(&report), trail);
    assert_eq!((report.lines, report.totals[1].exact().as_str()), (4, "176.00"));
}

#[test]
fn items_join_rows_that_are_there_and_no_savings() {
    let request = scoped("A", request(&item(r#""amount":"5","per":"account""#), "account"));
    let text = super::run::csv(&report(&bill(), &request));
    let rows: Vec<_> = text.lines().skip(1).collect();
    assert_eq!(rows[0], "1,,10.00,15.00,5.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00");
    assert_eq!(rows[2], "Other,,,,,0.00,0.00,0.00,0.00,0.00,,,0.00,0.00,0.00,0.00,0.00,");
}

#[test]
fn percentages_of_percentages_are_exact() {
    let half = item(r#""percent":"0.000001","per":"report""#);
    let rows = charges(&[usage("1", "0.0001")], &request(&[half.as_str(), &half].join(","), "service"));
    assert_eq!(rows, ["AmazonEC2 0.0001", "Custom 0.000000000002"]);
}
