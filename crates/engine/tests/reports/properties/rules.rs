//! Random rules, each as its JSON in a workflow file.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::conditions::condition;
use super::lines::ACCOUNTS;

const CREDITS: [&str; 8] =
    ["edp", "solution_provider", "data_egress_waiver", "apn_partner", "other_credits", "refunds", "private_rate", "bundled"];

/// A rule of any kind.
pub(crate) fn rule() -> BoxedStrategy<Value> {
    let builtin = prop_oneof![
        2 => credits(),
        1 => Just(json!({ "rule": "remove_taxes" })),
        2 => volume(),
        2 => replace("replace_ri_discounts"),
        2 => replace("replace_sp_discounts"),
        3 => retain(),
        3 => scale(),
    ];
    prop_oneof![15 => builtin, 4 => share("share_ri_cost"), 4 => share("share_sp_cost"), 6 => custom(), 5 => item(), 5 => eco()]
        .boxed()
}

/// A rule of phase 4.
pub(crate) fn share_rule() -> BoxedStrategy<Value> {
    prop_oneof![share("share_ri_cost"), share("share_sp_cost")].boxed()
}

fn credits() -> BoxedStrategy<Value> {
    subsequence(CREDITS.to_vec(), 1..=8).prop_map(|kinds| json!({ "rule": "remove_credits", "kinds": kinds })).boxed()
}

fn volume() -> BoxedStrategy<Value> {
    let usage = weighted(0.8, select(vec!["top_rate", "top_rate_for_free"]));
    (usage, any::<bool>())
        .prop_map(|(usage, ri_volume)| match usage {
            Some(usage) => json!({ "rule": "remove_volume_discounts", "usage": usage, "ri_volume": ri_volume }),
            None => json!({ "rule": "remove_volume_discounts", "ri_volume": true }),
        })
        .boxed()
}

fn replace(kind: &'static str) -> BoxedStrategy<Value> {
    let listed = subsequence(ACCOUNTS.to_vec(), 1..=ACCOUNTS.len()).prop_map(|accounts| json!(accounts));
    let whom = prop_oneof![Just(json!("any")), listed];
    (whom, select(vec!["keep", "drop"]))
        .prop_map(move |(whom, fees)| json!({ "rule": kind, "purchased_by": whom, "commitment_fees": fees }))
        .boxed()
}

fn retain() -> BoxedStrategy<Value> {
    let whom =
        select(vec![json!("own_account"), json!("own_subset"), json!({ "subset": "A" }), json!({ "accounts": [ACCOUNTS[0]] })]);
    (subsequence(vec!["ri", "sp"], 1..=2), whom)
        .prop_map(|(which, whom)| json!({ "rule": "retain_discounts", "commitments": which, "purchased_by": whom }))
        .boxed()
}

fn scale() -> BoxedStrategy<Value> {
    let except = subsequence(vec!["tax", "credits", "marketplace", "support"], 0..=4);
    (select(vec!["uplift", "discount"]), percent(0), except)
        .prop_map(|(rule, percent, except)| json!({ "rule": rule, "percent": percent, "except": except }))
        .boxed()
}

fn share(kind: &'static str) -> BoxedStrategy<Value> {
    select(vec!["effective", "amortized_upfront", "recurring"])
        .prop_map(move |basis| json!({ "rule": kind, "basis": basis }))
        .boxed()
}

fn custom() -> BoxedStrategy<Value> {
    let action = prop_oneof![
        3 => percent(-100).prop_map(|percent| json!({ "percent": percent })),
        1 => Just(json!({ "to_on_demand": true })),
        2 => select(vec!["0", "0.05", "1", "0.000000000001", "2.5"]).prop_map(|rate| json!({ "set_rate": rate })),
        1 => Just(json!({ "remove": true })),
    ];
    let rule = (condition(), action)
        .prop_map(|(when, action)| json!({ "rule": "custom", "label": "Special", "when": when.text(), "action": action }));
    (rule, days()).prop_map(with).boxed()
}

fn item() -> BoxedStrategy<Value> {
    let value = prop_oneof![
        select(vec!["250.00", "-3.000000000001", "0"]).prop_map(|amount| json!({ "amount": amount })),
        percent(-100).prop_map(|percent| json!({ "percent": percent })),
    ];
    let label = select(vec!["Managed service", "=1+1", "Usage"]);
    let scope = (select(vec!["subset", "account", "report"]), select(vec!["monthly", "once"]));
    let when = weighted(0.3, condition()).prop_map(|when| when.map_or(json!({}), |when| json!({ "when": when.text() })));
    let rule = (label, scope, value, when).prop_map(|(label, (per, repeat), value, when)| {
        let rule = json!({ "rule": "custom_line_item", "label": label, "per": per, "repeat": repeat });
        with((with((rule, value)), when))
    });
    (rule, days()).prop_map(with).boxed()
}

fn eco() -> BoxedStrategy<Value> {
    prop_oneof![
        2 => percent(0).prop_map(|percent| json!({ "rule": "eco_fee", "percent_of_savings": percent })),
        1 => select(vec!["subset", "account"]).prop_map(|per| json!({ "rule": "eco_fee", "flat": "100.10", "per": per })),
        2 => percent(0).prop_map(|percent| json!({ "rule": "eco_fee", "distributed": "estimate", "percent": percent })),
        2 => Just(json!({ "rule": "eco_fee", "distributed": "actuals" })),
    ]
    .boxed()
}

/// `from` and `until`, each or none.
fn days() -> impl Strategy<Value = Value> {
    let from = weighted(0.3, select(vec!["2018-09-30", "2018-10-02", "2018-10-15"]));
    let until = weighted(0.3, select(vec!["2018-10-16", "2018-10-31", "2018-11-01", "2018-12-01"]));
    let early = Just((None, Some("2018-10-15")));
    prop_oneof![9 => (from, until), 1 => early].prop_map(|(from, until)| match (from, until) {
        (None, None) => json!({}),
        (Some(from), None) => json!({ "from": from }),
        (None, Some(until)) => json!({ "until": until }),
        (Some(from), Some(until)) => json!({ "from": from, "until": until }),
    })
}

/// The fields of both.
fn with((mut rule, more): (Value, Value)) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut rule, more) {
        fields.extend(more);
    }
    rule
}

/// Mostly of few decimals, as people write them; six are the most.
fn percent(least: i64) -> impl Strategy<Value = String> {
    let hundredths = (least * 100..=10_000).prop_map(|units| (units, 2));
    let whole = (least..=100).prop_map(|units| (units, 0));
    let millionths = (least * 1_000_000..=100_000_000).prop_map(|units| (units, 6));
    prop_oneof![2 => whole, 2 => hundredths, 1 => millionths]
        .prop_map(|(units, scale): (i64, u32)| rust_decimal::Decimal::new(units, scale).to_string())
}
