//! The workflow file as other programs write it and read it back.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use muster_domain::workflow::{Phase, Rule, read};
use serde_json::Value;

/// The example of the interface's description, word for word. It shows every rule's shape; as one workflow it
/// contradicts itself.
const EXAMPLE: &str = r#"{ "name": "Reseller standard", "description": "optional",
  "rules": [
    { "rule": "replace_ri_discounts", "purchased_by": ["836060457634"], "commitment_fees": "keep" },
    { "rule": "replace_sp_discounts", "purchased_by": "any" },
    { "rule": "retain_discounts", "commitments": ["ri"], "purchased_by": { "subset": "R&D" } },
    { "rule": "remove_credits", "kinds": ["edp", "other_credits"] },
    { "rule": "remove_taxes" },
    { "rule": "share_ri_cost", "basis": "effective" },
    { "rule": "share_sp_cost", "basis": "recurring" },
    { "rule": "remove_volume_discounts", "usage": "top_rate_for_free", "ri_volume": true },
    { "rule": "custom", "label": "Quiet Tuesdays",
      "when": "day_of_week = 'Tuesday' and region like 'us-east-%' and month between 6 and 8 and year in (2025, 2027)",
      "action": { "percent": "-2" } },
    { "rule": "custom_line_item", "label": "Managed service", "amount": "250.00", "per": "subset" },
    { "rule": "uplift", "percent": "3" },
    { "rule": "eco_fee", "percent_of_savings": "15" } ] }"#;

/// A rule of every kind and option that can stand together.
const EVERY_RULE: &str = r#"{ "name": "Reseller standard", "description": "optional",
  "rules": [
    { "rule": "replace_ri_discounts", "purchased_by": ["836060457634"], "commitment_fees": "keep" },
    { "rule": "replace_sp_discounts", "purchased_by": ["836060457634"], "commitment_fees": "drop" },
    { "rule": "remove_credits", "kinds": ["edp", "other_credits"] },
    { "rule": "remove_taxes" },
    { "rule": "share_ri_cost", "basis": "effective" },
    { "rule": "share_sp_cost", "basis": "recurring" },
    { "rule": "remove_volume_discounts", "usage": "top_rate_for_free", "ri_volume": true },
    { "rule": "custom", "label": "Quiet Tuesdays",
      "when": "day_of_week = 'Tuesday' and region like 'us-east-%' and month between 6 and 8 and year in (2025, 2027)",
      "action": { "percent": "-2" } },
    { "rule": "custom", "label": "List", "when": "region = 'us-east-1'", "action": { "to_on_demand": true },
      "from": "2018-06-01", "until": "2018-09-01" },
    { "rule": "custom", "label": "Own price", "when": "hour < 6", "action": { "set_rate": "0.050" } },
    { "rule": "custom", "label": "Gift", "when": "hour = 6", "action": { "remove": true } },
    { "rule": "custom_line_item", "label": "Managed service", "amount": "250.00", "per": "subset" },
    { "rule": "custom_line_item", "label": "Care", "percent": "5", "per": "account", "when": "service = 'AmazonEC2'",
      "repeat": "once", "from": "2018-06-01", "until": "2018-09-01" },
    { "rule": "uplift", "percent": "3" },
    { "rule": "eco_fee", "percent_of_savings": "15" },
    { "rule": "eco_fee", "flat": "100", "per": "subset" },
    { "rule": "eco_fee", "distributed": "estimate", "percent": "15" },
    { "rule": "eco_fee", "distributed": "actuals" } ] }"#;

#[test]
fn a_workflow_with_every_rule_is_written_back_as_it_was_read() {
    let workflow = read(EVERY_RULE).unwrap();
    let written: Value = serde_json::from_str(&workflow.to_json()).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(EVERY_RULE).unwrap());
    assert_eq!(read(&workflow.to_json()), Ok(workflow));
}

#[test]
fn each_rule_of_the_example_is_written_back_as_it_was_read() {
    let example: Value = serde_json::from_str(EXAMPLE).unwrap();
    for rule in example["rules"].as_array().unwrap() {
        let workflow = read(&serde_json::json!({ "name": "W", "rules": [rule] }).to_string()).unwrap();
        let mut written = serde_json::to_value(&workflow.rules[0]).unwrap();
        if rule.get("commitment_fees").is_none() {
            // Left out it means "keep", and is written so.
            written.as_object_mut().unwrap().remove("commitment_fees");
        }
        assert_eq!(written, *rule);
    }
}

#[test]
fn the_example_as_a_whole_is_refused_where_it_contradicts_itself() {
    let refusals = read(EXAMPLE).unwrap_err();
    let paths: Vec<_> = refusals.iter().map(|refusal| refusal.path.as_str()).collect();
    assert_eq!(paths, ["rules[2]", "rules[6]"], "RI replaced and retained; Savings Plans replaced for all and shared");
}

#[test]
fn what_was_left_out_is_written_as_what_it_means() {
    let workflow = read(r#"{"name":"W","rules":[{"rule":"replace_sp_discounts","purchased_by":"any"}]}"#).unwrap();
    let written: Value = serde_json::from_str(&workflow.to_json()).unwrap();
    assert_eq!(written["rules"][0]["commitment_fees"], "keep");
}

#[test]
fn every_kind_of_rule_runs_in_its_phase() {
    let workflow = read(EVERY_RULE).unwrap();
    let phases: Vec<_> = workflow.in_order().into_iter().map(|(_, rule)| rule.phase()).collect();
    assert!(phases.is_sorted());
    assert!(Phase::ALL.into_iter().all(|phase| phases.contains(&phase)));
    let phase = |kind: &str| workflow.rules.iter().find(|rule| rule.kind() == kind).map(Rule::phase).unwrap();
    assert_eq!(phase("share_ri_cost") as u8, 4);
    assert_eq!(phase("custom_line_item") as u8, 5);
    assert_eq!(phase("eco_fee") as u8, 7);
}

#[test]
fn every_rule_has_a_title_and_a_sentence() {
    for rule in read(EVERY_RULE).unwrap().rules {
        assert!(!rule.title().is_empty());
        assert!(rule.sentence().ends_with('.'), "{}", rule.sentence());
    }
}

/// The path and the beginning of the reason.
#[track_caller]
fn refused(rule: &str, path: &str, reason: &str) {
    let refusals = read(&format!(r#"{{"name":"W","rules":[{rule}]}}"#)).unwrap_err();
    assert_eq!(refusals[0].path, path, "{}", refusals[0]);
    assert!(refusals[0].reason.starts_with(reason), "{}", refusals[0]);
}

#[test]
fn a_condition_is_refused_at_its_path_and_its_character() {
    let custom = |when: &str| format!(r#"{{"rule":"custom","label":"L","when":"{when}","action":{{"remove":true}}}}"#);
    refused(&custom("regoin = 'x'"), "rules[0].when", "character 1: unknown column `regoin`: did you mean `region`?");
    refused(&custom("region = 7"), "rules[0].when", "character 10: `region` is text");
}

#[test]
fn an_action_is_one_of_four() {
    let custom = |action: &str| format!(r#"{{"rule":"custom","label":"L","when":"hour = 1","action":{action}}}"#);
    refused(&custom(r#"{"percent":-2}"#), "rules[0].action.percent", "invalid type: integer `-2`");
    refused(&custom(r#"{"set_rate":"-1"}"#), "rules[0].action.set_rate", "`-1` is not a rate");
    refused(&custom(r#"{"remove":false}"#), "rules[0].action.remove", "expected `true`");
    refused(&custom(r#"{"double":true}"#), "rules[0].action", "unknown variant `double`");
    refused(&custom(r#"{"remove":true,"percent":"1"}"#), "rules[0].action", "");
    refused(&custom("{}"), "rules[0].action", "");
}

#[test]
fn amounts_and_days_are_texts_in_one_form() {
    let item = |rest: &str| format!(r#"{{"rule":"custom_line_item","label":"L","per":"report"{rest}}}"#);
    refused(&item(r#","amount":250"#), "rules[0].amount", "invalid type: integer `250`");
    refused(&item(r#","amount":"2,50""#), "rules[0].amount", "`2,50` is not an amount");
    refused(&item(r#","amount":"1","from":"2018-1-1""#), "rules[0].from", "`2018-1-1` is not a day: expected YYYY-MM-DD");
    refused(&item(r#","amount":"1","until":"2018-02-30""#), "rules[0].until", "`2018-02-30` is not a day");
    refused(&item(r#","amount":"1","repeat":"daily""#), "rules[0].repeat", "unknown variant `daily`");
}

#[test]
fn a_field_that_is_missing_or_unknown_is_named_by_its_path() {
    refused(r#"{"rule":"share_ri_cost"}"#, "rules[0].basis", "missing");
    refused(r#"{"rule":"share_ri_cost","basis":"all"}"#, "rules[0].basis", "unknown variant `all`");
    refused(r#"{"rule":"eco_fee","per_cent":"15"}"#, "rules[0].per_cent", "unknown field");
    refused(r#"{"rule":"remove_taxes","all":true}"#, "rules[0].all", "unknown field");
}

#[test]
fn an_unknown_rule_lists_the_known_ones_and_every_listed_one_is_known() {
    refused(r#"{"rule":"double"}"#, "rules[0].rule", "unknown rule `double`: expected one of remove_credits, ");
    for kind in Rule::KINDS {
        let known = match read(&format!(r#"{{"name":"W","rules":[{{"rule":"{kind}"}}]}}"#)) {
            Ok(_) => true,
            Err(refusals) => refusals.iter().all(|refusal| refusal.path != "rules[0].rule"),
        };
        assert!(known, "{kind}");
    }
}
