//! The trail of single lines: which rules made a charge, step by step, in words.

use muster_engine::ledger::schema::column;
use muster_engine::report::{Report, ReportError, ReportRequest};
use muster_engine::trail::{Cut, LineTrail, Page, TracedLine, TrailRequest};

use super::bill::{Line, line, planned, reserved, usage, write};
use super::run::{ENGINE, by_account, groups, report, rules};

const RULES: &str = r#"{"rule":"uplift","percent":"3"},{"rule":"remove_credits","kinds":["other_credits"]},
    {"rule":"replace_ri_discounts","purchased_by":["9"]},{"rule":"replace_sp_discounts"}"#;

fn bill() -> Vec<Line> {
    let mut lines = vec![
        usage("1", "1.5").text(column::LINE_ITEM_ID, "b").text(column::RESOURCE_ID, "i-1"),
        usage("1", "0.5").text(column::LINE_ITEM_ID, "a").service("AWSLambda").on("2018-10-02"),
        reserved("1", "9")
            .text(column::LINE_ITEM_ID, "c")
            .amount(column::PUBLIC_ON_DEMAND_COST, "0.192")
            .amount(column::PUBLIC_ON_DEMAND_RATE, "0.096")
            .amount(column::USAGE_AMOUNT, "2")
            .on_demand("0.192"),
        reserved("1", "9").text(column::LINE_ITEM_ID, "d"),
        line("Credit").of("2").cost("-3").described("AWS Activate"),
        usage("1", "77").split(),
    ];
    lines.extend(planned("2", "9", "0.7", "0.5"));
    lines
}

fn trail(request: &ReportRequest, cut: Cut, page: Page) -> Result<LineTrail, ReportError> {
    trail_of(&bill(), request, cut, page)
}

fn trail_of(lines: &[Line], request: &ReportRequest, cut: Cut, page: Page) -> Result<LineTrail, ReportError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.parquet");
    write(lines, &file);
    let session = ENGINE.session(&[file]).unwrap();
    let request = TrailRequest { report: request.clone(), cut, page };
    futures::executor::block_on(ENGINE.line_trail(&session, request))
}

const ALL: Page = Page { offset: 0, limit: 100 };

fn steps(line: &TracedLine) -> Vec<String> {
    let step = |step: &muster_engine::trail::Step| {
        format!("{} {}: {} -> {}: {}", step.position, step.rule, step.before, step.after, step.formula)
    };
    line.steps.iter().map(step).collect()
}

fn ids(trail: &LineTrail) -> Vec<&str> {
    trail.lines.iter().map(|line| line.id.as_str()).collect()
}

#[test]
fn a_line_says_its_rules_in_their_order_with_the_charge_before_and_after() {
    let trail = trail(&by_account(rules(RULES)), Cut::Account("1".to_owned()), ALL).unwrap();
    assert_eq!(ids(&trail), ["b", "c", "d", "a"], "by account, time and id");
    assert_eq!(steps(&trail.lines[0]), ["1 uplift: 1.50 -> 1.545: x 1.03"]);
    assert_eq!(
        steps(&trail.lines[1]),
        ["3 replace_ri_discounts: 0.00 -> 0.192: public on-demand 0.096 x 2 = 0.192", "1 uplift: 0.192 -> 0.19776: x 1.03"]
    );
    assert_eq!(trail.lines[0].resource, "i-1");
}

#[test]
fn a_line_without_a_public_price_says_that_the_rule_left_it() {
    let trail = trail(&by_account(rules(RULES)), Cut::Account("1".to_owned()), ALL).unwrap();
    let expected = ["3 replace_ri_discounts: 0.00 -> 0.00: no public price: the charge stays", "1 uplift: 0.00 -> 0.00: x 1.03"];
    assert_eq!(steps(&trail.lines[2]), expected);
}

#[test]
fn credits_and_plans_are_told_in_their_words() {
    let trail = trail(&by_account(rules(RULES)), Cut::Account("2".to_owned()), ALL).unwrap();
    let mut first: Vec<_> = trail.lines.iter().map(|line| steps(line)[0].clone()).collect();
    first.sort();
    assert_eq!(
        first,
        [
            "2 remove_credits: -3.00 -> 0.00: Credit (other_credits): nothing is charged",
            "4 replace_sp_discounts: -0.70 -> 0.00: the usage that it takes back is charged on demand: nothing is taken back",
            "4 replace_sp_discounts: 0.70 -> 0.70: on-demand cost on the bill 0.70",
        ]
    );
}

#[test]
fn the_lines_behind_a_row_sum_to_the_row() {
    for group_by in ["account,service", "service,region,month", "charge_type,day", "lifecycle,usage_type", "subset"] {
        let request = ReportRequest { group_by: groups(group_by), ..by_account(rules(RULES)) };
        let whole: Report = report(&bill(), &request);
        for row in &whole.rows {
            let trail = trail(&request, Cut::Row(row.groups.clone()), ALL).unwrap();
            assert_eq!([Some(trail.unblended), Some(trail.charge)], row.amounts[..2], "{group_by}: {:?}", row.groups);
            let sum: muster_domain::Money = trail.lines.iter().map(|line| line.charge).sum();
            assert_eq!((sum, trail.line_count), (trail.charge, trail.lines.len() as u64));
            for line in &trail.lines {
                let last = line.steps.last().map_or(line.unblended, |step| step.after);
                assert_eq!(last, line.charge, "the steps end at the charge");
            }
        }
    }
}

#[test]
fn pages_follow_one_another_without_gap_or_repetition() {
    let request = by_account(rules(RULES));
    let whole = trail(&request, Cut::Whole, ALL).unwrap();
    let pages = (0..4).map(|page| trail(&request, Cut::Whole, Page { offset: page * 2, limit: 2 }).unwrap());
    let paged: Vec<_> = pages.flat_map(|page| page.lines).collect();
    assert_eq!((paged, whole.line_count), (whole.lines, 7));
}

#[test]
fn what_sharing_gives_back_stands_once_per_commitment_and_what_rules_add_comes_last() {
    let shared = |cost| reserved("1", "9").effective(cost).on_demand("5");
    let lines = [usage("1", "2"), shared("0.5"), shared("0.25"), shared("4").on("2018-10-02")];
    let request = by_account(rules(
        r#"{"rule":"share_ri_cost","basis":"effective"},{"rule":"custom_line_item","label":"Care","amount":"10","per":"account"},
        {"rule":"uplift","percent":"50"}"#,
    ));
    let trail = trail_of(&lines, &request, Cut::Whole, ALL).unwrap();
    assert_eq!((trail.line_count, trail.rows_added), (4, 3));
    let row = |line: &TracedLine| format!("{} {} {}", line.account, line.charge_type, line.charge);
    let added: Vec<_> = trail.lines[4..].iter().map(row).collect();
    assert_eq!(added, ["9 RI cost sharing -0.75", "9 RI cost sharing -4.00", "1 Care 15.00"]);
    assert_eq!(
        steps(&trail.lines[4]),
        [
            "1 share_ri_cost: 0.00 -> -0.75: effective cost of 2 lines of account 1, under arn:aws:ec2:us-east-1:9:reserved-instances/r-9"
        ]
    );
    let shared = trail.lines.iter().find(|line| line.line_item_type == "DiscountedUsage").unwrap();
    assert_eq!(steps(shared)[0], "1 share_ri_cost: 0.00 -> 0.25: + effective cost of the reservation that account 9 purchased");
    let care = trail.lines.last().unwrap();
    assert_eq!(
        steps(care),
        ["2 custom_line_item: 0.00 -> 10.00: 10.00 per account, each month", "3 uplift: 10.00 -> 15.00: x 1.5"]
    );
    let paged: Vec<_> =
        (0..8).flat_map(|offset| trail_of(&lines, &request, Cut::Whole, Page { offset, limit: 1 }).unwrap().lines).collect();
    assert_eq!(paged, trail.lines);
    let whole = report(&lines, &request);
    assert_eq!(trail.charge, whole.totals[1]);
}

#[test]
fn custom_rules_are_told_by_what_they_do() {
    let lines = [usage("1", "2").amount(column::USAGE_AMOUNT, "4").on_demand("3"), usage("2", "1")];
    let request = by_account(rules(
        r#"{"rule":"custom","label":"A","when":"account = '1'","action":{"percent":"-2"}},
        {"rule":"custom","label":"B","when":"account = '1'","action":{"set_rate":"0.25"}},
        {"rule":"custom","label":"C","when":"unblended > 0","action":{"to_on_demand":true}}"#,
    ));
    let trail = trail_of(&lines, &request, Cut::Whole, ALL).unwrap();
    assert_eq!(
        steps(&trail.lines[0]),
        [
            "1 custom: 2.00 -> 1.96: x 0.98",
            "2 custom: 1.96 -> 1.00: 0.25 x 4",
            "3 custom: 1.00 -> 3.00: on-demand cost on the bill 3.00"
        ]
    );
    assert_eq!(steps(&trail.lines[1]), ["3 custom: 1.00 -> 1.00: no public price: the charge stays"]);
}

#[test]
fn a_row_that_the_report_does_not_have_has_no_lines() {
    for cut in [Cut::Row(vec!["Other".to_owned(), String::new()]), Cut::Account("7".to_owned())] {
        assert_eq!(trail(&by_account(rules(RULES)), cut, ALL).unwrap().line_count, 0);
    }
}
