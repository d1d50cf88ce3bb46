//! Phase 4: what Savings Plans cost, shared with whoever used them, and how much of it was paid up front.

use muster_engine::ledger::schema::column;
use muster_engine::report::Measure;

use super::bill::{Line, line, planned};
use super::run::{by_account, check, column as of_rows, report, rules};

fn share(basis: &str) -> String {
    format!(r#"{{"rule":"share_sp_cost","basis":"{basis}"}}"#)
}

/// Covered usage of account 1 under a plan of account 9.
fn covered(effective: &str) -> Line {
    let [covered, _] = planned("1", "9", "4", effective);
    covered.cost("0")
}

/// The plan's fee for an hour.
fn fee(upfront: &str, recurring: &str) -> Line {
    let fee = line("SavingsPlanRecurringFee").of("9").plan_of("9");
    fee.amount(column::AMORTIZED_UPFRONT_COST, upfront).amount(column::RECURRING_COST, recurring)
}

/// What account 1 is charged under each basis.
fn parts(lines: &[Line]) -> [String; 3] {
    ["effective", "amortized_upfront", "recurring"].map(|basis| {
        let report = report(lines, &by_account(rules(&share(basis))));
        assert_eq!(report.totals[2].exact(), "0.00", "sharing does not sum to zero");
        of_rows(&report, Measure::Charge)["1"].clone()
    })
}

#[test]
fn the_whole_effective_cost_is_shared() {
    let lines = [&planned("1", "9", "4", "3")[..], &planned("9", "9", "8", "6"), &[fee("0", "9").cost("9")]].concat();
    check(&lines, &share("effective"), &[("1", "3.00"), ("9", "6.00")]);
    let net = [covered("3").amount(column::NET_EFFECTIVE_COST, "2.5")];
    check(&net, &share("effective"), &[("1", "2.50"), ("9", "-2.50")]);
}

#[test]
fn the_up_front_part_is_that_of_the_plans_fee_of_the_hour() {
    let lines = [covered("3").at(5), fee("1", "2").at(5), fee("2", "0").at(6)];
    assert_eq!(parts(&lines), ["3.00", "1.00", "2.00"]);
    let net = [covered("3").amount(column::NET_EFFECTIVE_COST, "1.5"), fee("1", "2")];
    assert_eq!(parts(&net), ["1.50", "0.50", "1.00"]);
}

#[test]
fn each_lines_part_is_rounded_half_to_even_by_itself() {
    let lines = [covered("0.000000000005"), covered("0.000000000007").service("AWSLambda"), fee("1", "1")];
    assert_eq!(parts(&lines[..1]), ["0.000000000005", "0.00", "0.000000000005"], "no fee: no up-front");
    assert_eq!(parts(&lines), ["0.000000000012", "0.000000000006", "0.000000000006"]);
    let thirds = [covered("1"), covered("1"), covered("1"), fee("1", "2")];
    assert_eq!(parts(&thirds), ["3.00", "0.999999999999", "2.000000000001"]);
    let negative = [covered("-0.000000000005"), fee("1", "1")];
    assert_eq!(parts(&negative), ["-0.000000000005", "-0.000000000002", "-0.000000000003"]);
}

#[test]
fn several_fees_of_one_hour_count_together() {
    let lines = [covered("4"), fee("1", "1"), fee("0", "2")];
    assert_eq!(parts(&lines), ["4.00", "1.00", "3.00"]);
}

#[test]
fn without_a_fee_the_payment_option_says_the_part() {
    let paid = |option: &str| parts(&[covered("3").text(column::PAYMENT_OPTION, option)]);
    assert_eq!(paid("All Upfront"), ["3.00", "3.00", "0.00"]);
    assert_eq!(paid("Partial Upfront"), ["3.00", "1.50", "1.50"]);
    assert_eq!(paid("No Upfront"), ["3.00", "0.00", "3.00"]);
    assert_eq!(parts(&[covered("3")]), ["3.00", "0.00", "3.00"]);
    let free = [covered("3").text(column::PAYMENT_OPTION, "All Upfront"), fee("0", "0")];
    assert_eq!(parts(&free), ["3.00", "3.00", "0.00"]);
    let fee_wins = [covered("3").text(column::PAYMENT_OPTION, "All Upfront"), fee("1", "2")];
    assert_eq!(parts(&fee_wins), ["3.00", "1.00", "2.00"]);
}

#[test]
fn both_commitments_can_be_shared_at_once() {
    let reserved = super::bill::reserved("1", "8").effective("5");
    let lines = [covered("3"), reserved, fee("1", "2")];
    let both = format!(r#"{},{{"rule":"share_ri_cost","basis":"effective"}}"#, share("amortized_upfront"));
    check(&lines, &both, &[("1", "6.00"), ("8", "-5.00"), ("9", "-1.00")]);
}
