//! The editor's form, apart from its page: the texts as typed, right or wrong, what each button does to them, and
//! the workflow they stand for.
//!
//! Pure, so that the browser and the server do the same: with WebAssembly a button changes the draft at once,
//! without it the form is posted, the server applies the same [`Intent`], and the draft comes back in the address.

mod catalog;
mod condition;
mod fields;
mod intent;
mod missing;
mod preview;
mod review;
mod round;

pub use catalog::Kind;
pub use condition::{ConditionCheck, Marked, check_condition};
pub use fields::RuleFields;
pub use intent::{Intent, card_id};
pub use preview::{PreviewFields, Previewed};
pub use review::{Review, beside};
pub use round::{Composed, Import, Round};

use muster_domain::workflow::Workflow;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What the editor's form holds. The field names are the form's, below `draft[...]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// "No billing rules" was chosen; cards that are still there are not saved.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_rules: bool,
    pub rules: Vec<RuleFields>,
}

impl Draft {
    /// The form of a workflow as it was saved.
    pub fn of(workflow: &Workflow) -> Self {
        let numbered = workflow.rules.iter().zip(1..);
        Self {
            name: workflow.name.clone(),
            description: workflow.description.clone().unwrap_or_default(),
            no_rules: workflow.rules.is_empty(),
            rules: numbered.map(|(rule, key)| RuleFields::of(key, rule)).collect(),
        }
    }

    /// The workflow file that the form stands for; what is wrong in the form is wrong in the file.
    pub fn json(&self) -> String {
        let rules = if self.no_rules { Vec::new() } else { self.rules.iter().map(RuleFields::json).collect() };
        self.json_with(rules)
    }

    fn json_with(&self, rules: Vec<Value>) -> String {
        let mut file = Map::new();
        file.insert("name".to_owned(), json!(self.name.trim()));
        if !self.description.trim().is_empty() {
            file.insert("description".to_owned(), json!(self.description.trim()));
        }
        file.insert("rules".to_owned(), Value::Array(rules));
        Value::Object(file).to_string()
    }

    /// A number that no card has.
    fn free_key(&self) -> u32 {
        self.rules.iter().map(|rule| rule.key).max().unwrap_or_default().saturating_add(1)
    }

    fn place_of(&self, key: u32) -> Option<usize> {
        self.rules.iter().position(|rule| rule.key == key)
    }
}

#[cfg(test)]
mod tests {
    use muster_domain::workflow::read;

    use super::*;

    /// Rules of every phase.
    pub(super) const EVERY_RULE: &str = r#"{"name":"Reseller standard","description":"as agreed","rules":[
        {"rule":"remove_credits","kinds":["edp","other_credits"]},{"rule":"remove_taxes"},
        {"rule":"remove_volume_discounts","usage":"top_rate_for_free","ri_volume":true},
        {"rule":"replace_ri_discounts","purchased_by":["011254002932"],"commitment_fees":"drop"},
        {"rule":"replace_sp_discounts","purchased_by":["1"],"commitment_fees":"keep"},
        {"rule":"share_ri_cost","basis":"amortized_upfront"},{"rule":"share_sp_cost","basis":"recurring"},
        {"rule":"custom","label":"Quiet Tuesdays","when":"day_of_week = 'Tuesday' and month between 6 and 8",
         "action":{"percent":"-2"},"from":"2018-06-01","until":"2019-01-01"},
        {"rule":"custom_line_item","label":"Managed service","amount":"250.00","per":"subset"},
        {"rule":"uplift","percent":"2.5","except":["tax","marketplace"]},
        {"rule":"eco_fee","percent_of_savings":"15"}]}"#;

    /// One rule each, for choices that exclude each other.
    const EVERY_CHOICE: [&str; 14] = [
        r#"{"rule":"retain_discounts","commitments":["ri","sp"],"purchased_by":"own_subset"}"#,
        r#"{"rule":"retain_discounts","commitments":["ri"],"purchased_by":"own_account"}"#,
        r#"{"rule":"retain_discounts","commitments":["sp"],"purchased_by":{"subset":"R&D"}}"#,
        r#"{"rule":"retain_discounts","commitments":["sp"],"purchased_by":{"accounts":["1","2"]}}"#,
        r#"{"rule":"share_ri_cost","basis":"effective"}"#,
        r#"{"rule":"custom","label":"L","when":"hour < 6","action":{"to_on_demand":true}}"#,
        r#"{"rule":"custom","label":"L","when":"hour < 6","action":{"set_rate":"0.05"},"from":"2018-10-01"}"#,
        r#"{"rule":"custom","label":"L","when":"hour < 6","action":{"remove":true},"until":"2018-10-01"}"#,
        r#"{"rule":"custom_line_item","label":"L","percent":"-1.5","per":"account","when":"service = 'AmazonEC2'","repeat":"once"}"#,
        r#"{"rule":"custom_line_item","label":"L","amount":"-3.00","per":"report","from":"2018-10-01"}"#,
        r#"{"rule":"eco_fee","flat":"100.00","per":"subset"}"#,
        r#"{"rule":"eco_fee","flat":"0.5","per":"account"}"#,
        r#"{"rule":"eco_fee","distributed":"estimate","percent":"15"}"#,
        r#"{"rule":"eco_fee","distributed":"actuals"}"#,
    ];

    #[test]
    fn a_workflow_comes_back_from_its_form_unchanged() {
        let workflow = read(EVERY_RULE).unwrap();
        assert_eq!(read(&Draft::of(&workflow).json()), Ok(workflow));
        for rule in EVERY_CHOICE {
            let workflow = read(&format!(r#"{{"name":"W","rules":[{rule}]}}"#)).unwrap();
            assert_eq!(read(&Draft::of(&workflow).json()), Ok(workflow), "{rule}");
        }
    }

    #[test]
    fn choosing_no_billing_rules_saves_none_and_keeps_the_cards() {
        let mut draft = Draft::of(&read(EVERY_RULE).unwrap());
        draft.no_rules = true;
        assert_eq!(read(&draft.json()).unwrap().rules, []);
        assert_eq!(draft.rules.len(), 11);
    }
}
