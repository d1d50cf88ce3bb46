//! Lists for whoever decides about rules: usage without a public price, credits that no pattern caught.

use muster_engine::ledger::schema::column;
use muster_engine::trail::unclassified::Unclassified;
use muster_engine::trail::unpriced::Unpriced;

use super::bill::{Line, line, reserved, usage, write};
use super::run::{ENGINE, by_account, report, rules};

/// Something asked of a session over these lines.
fn ask<T>(lines: &[Line], ask: impl AsyncFnOnce(&muster_engine::session::Session) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.parquet");
    write(lines, &file);
    let session = ENGINE.session(&[file]).unwrap();
    futures::executor::block_on(ask(&session))
}

#[test]
fn usage_without_a_public_price_is_listed_as_often_as_the_report_counts_it() {
    let box_usage = |account| reserved(account, "9").cost("0.5").text(column::USAGE_TYPE, "BoxUsage");
    let bill = [
        box_usage("1"),
        box_usage("1"),
        box_usage("2").text(column::REGION, "eu-west-1"),
        box_usage("1").on_demand("1"),
        usage("1", "3"),
    ];
    let request = by_account(rules(r#"{"rule":"replace_ri_discounts"}"#));
    let listed = ask(&bill, async |session| ENGINE.unpriced(session, request.clone()).await.unwrap());
    let row = |usage: &Unpriced| {
        [&usage.account, &usage.service, &usage.usage_type, &usage.region, &usage.lines.to_string(), &usage.unblended.exact()]
            .map(String::clone)
            .join(" ")
    };
    assert_eq!(
        listed.iter().map(row).collect::<Vec<_>>(),
        ["1 AmazonEC2 BoxUsage  2 1.00", "2 AmazonEC2 BoxUsage eu-west-1 1 0.50"]
    );
    assert_eq!(listed.iter().map(|usage| usage.lines).sum::<u64>(), report(&bill, &request).no_public_price);
    assert_eq!(ask(&bill, async |session| ENGINE.unpriced(session, by_account(rules(""))).await.unwrap()), []);
}

#[test]
fn credits_that_no_pattern_caught_are_listed_by_description() {
    let credit = |description: &str, cost: &str| line("Credit").described(description).cost(cost);
    let bill = [
        credit("APN partner funding", "-1"),
        credit("Goodwill", "-2"),
        credit("Goodwill", "-3"),
        credit("Goodwill", "-50").split(),
        line("Discount").described("Something new").cost("-4"),
        line("Refund").described("Overcharge").cost("-5"),
        usage("1", "7").described("Goodwill"),
    ];
    let listed = ask(&bill, async |session| ENGINE.unclassified(session, &Default::default()).await.unwrap());
    let row = |group: &Unclassified| {
        let kind = group.kind.map_or("-", |kind| kind.name());
        format!("{} {} {kind} {} {}", group.line_item_type, group.description, group.lines, group.amount)
    };
    let expected =
        ["Credit Goodwill other_credits 2 -5.00", "Discount Something new - 1 -4.00", "Refund Overcharge refunds 1 -5.00"];
    assert_eq!(listed.iter().map(row).collect::<Vec<_>>(), expected);
}
