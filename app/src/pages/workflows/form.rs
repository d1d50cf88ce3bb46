//! The editor's form, apart from its page: the texts as typed, right or wrong, what each button does to them, and
//! the workflow they stand for.
//!
//! Pure, so that the browser and the server do the same: with WebAssembly a button changes the draft at once,
//! without it the form is posted, the server applies the same [`Intent`], and the draft comes back in the address.

mod catalog;
mod fields;
mod intent;
mod review;
mod templates;

pub use catalog::{Kind, phase_name};
pub use fields::RuleFields;
pub use intent::{Intent, card_id};
pub use review::{Review, beside};
pub use templates::Template;

use muster_domain::workflow::{Refusal, Workflow};
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

/// A draft on its way through the address of a page without WebAssembly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Round {
    pub draft: Draft,
    /// What was done, for the status line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// It was tried to save this, so that every refusal is to be shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tried: bool,
    /// What only the server knows to refuse (a name that is taken).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
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

    const EVERY_OPTION: &str = r#"{"name":"Reseller standard","description":"as agreed","rules":[
        {"rule":"remove_credits","kinds":["edp","other_credits"]},{"rule":"remove_taxes"},
        {"rule":"remove_volume_discounts","usage":"top_rate_for_free","ri_volume":true},
        {"rule":"replace_ri_discounts","purchased_by":["011254002932"],"commitment_fees":"drop"},
        {"rule":"replace_sp_discounts","purchased_by":["1"],"commitment_fees":"keep"},
        {"rule":"uplift","percent":"2.5","except":["tax","marketplace"]}]}"#;

    const EVERY_OWNER: [&str; 4] = [r#""own_subset""#, r#""own_account""#, r#"{"subset":"R&D"}"#, r#"{"accounts":["1","2"]}"#];

    #[test]
    fn a_workflow_comes_back_from_its_form_unchanged() {
        let workflow = read(EVERY_OPTION).unwrap();
        assert_eq!(read(&Draft::of(&workflow).json()), Ok(workflow));
        for owner in EVERY_OWNER {
            let rule = format!(r#"{{"rule":"retain_discounts","commitments":["ri","sp"],"purchased_by":{owner}}}"#);
            let workflow = read(&format!(r#"{{"name":"W","rules":[{rule}]}}"#)).unwrap();
            assert_eq!(read(&Draft::of(&workflow).json()), Ok(workflow));
        }
    }

    #[test]
    fn a_draft_comes_back_from_the_address_unchanged() {
        let round = Round { draft: Draft::of(&read(EVERY_OPTION).unwrap()), tried: true, ..Round::default() };
        let text = serde_json::to_string(&round).unwrap();
        assert_eq!(serde_json::from_str::<Round>(&text).unwrap(), round);
    }

    #[test]
    fn choosing_no_billing_rules_saves_none_and_keeps_the_cards() {
        let mut draft = Draft::of(&read(EVERY_OPTION).unwrap());
        draft.no_rules = true;
        assert_eq!(read(&draft.json()).unwrap().rules, []);
        assert_eq!(draft.rules.len(), 6);
    }
}
