//! What no bill can bring about, only a defect of the engine: proofs are shown reports that are wrong.

use super::*;
use crate::report::{Reconciliation, Row, Trail};

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// A sound report of one row, whose only rule took a tenth off.
fn sound() -> Report {
    let explain = vec![Trail { position: 1, rule: "discount", account: "1".to_owned(), lines: 1, effect: money("-1") }];
    let mut reconciliation = Reconciliation { holds: true, ..Default::default() };
    (reconciliation.bill.unblended, reconciliation.bill.charge) = (money("10"), money("9"));
    Report {
        groups: vec![],
        measures: vec![Measure::Unblended, Measure::Charge],
        rows: vec![Row { groups: vec![], amounts: vec![Some(money("10")), Some(money("9"))] }],
        totals: vec![money("10"), money("9")],
        explain,
        lines: 1,
        no_public_price: 0,
        source: Source::Lines,
        reconciliation,
    }
}

#[test]
fn a_difference_that_is_no_rules_is_told() {
    assert_eq!(trail("t", &sound()).outcome, Outcome::Holds);
    let mut wrong = sound();
    wrong.explain[0].effect = money("-0.5");
    wrong.reconciliation.holds = false;
    let told = trail("t", &wrong);
    assert_eq!((told.expected.as_str(), told.found.as_str(), told.outcome), ("-1.00", "-0.50", Outcome::Fails));
}

#[test]
fn sharing_that_keeps_something_back_is_told() {
    let sum = |net, moved| ZeroSum { position: 1, rule: "share_ri_cost", net: money(net), moved: money(moved) };
    let of = says(Clause::Sharing, "s");
    assert_eq!(zero_sum(&of, &[]).outcome, Outcome::Skipped);
    assert_eq!(zero_sum(&of, &[sum("0", "7")]).outcome, Outcome::Holds);
    let told = zero_sum(&of, &[sum("0", "7"), sum("0.000000000001", "3")]);
    assert_eq!((told.found.as_str(), told.outcome), ("0.000000000001 of 10.00 moved", Outcome::Fails));
}

#[test]
fn a_report_or_a_trail_that_comes_out_otherwise_is_told() {
    let outcome = |other: &Report| same_bytes(Clause::SameBytes, "b", (&sound(), other)).outcome;
    assert_eq!(outcome(&sound()), Outcome::Holds);
    let (mut charged, mut explained) = (sound(), sound());
    charged.rows[0].amounts[1] = Some(money("9.000000000001"));
    explained.explain[0].lines = 2;
    assert_eq!([outcome(&charged), outcome(&explained)], [Outcome::Fails, Outcome::Fails]);
}
