//! What is refused about a workflow, and why (billing.md section 3, last paragraph).

mod conflict;
mod options;

use super::{Refusal, Workflow};

const NAME_LIMIT: usize = 200;
const DESCRIPTION_LIMIT: usize = 2000;
/// Each rule makes the engine's plan deeper.
const RULE_LIMIT: usize = 100;

/// Everything that is refused about a workflow, each at its JSON path; empty when it can run.
pub fn check(workflow: &Workflow) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if workflow.name.trim().is_empty() {
        refusals.push(Refusal::new("name", "a workflow needs a name"));
    }
    if workflow.name.chars().count() > NAME_LIMIT {
        refusals.push(Refusal::new("name", format!("at most {NAME_LIMIT} characters")));
    }
    if workflow.description.as_ref().is_some_and(|text| text.chars().count() > DESCRIPTION_LIMIT) {
        refusals.push(Refusal::new("description", format!("at most {DESCRIPTION_LIMIT} characters")));
    }
    if workflow.rules.len() > RULE_LIMIT {
        refusals.push(Refusal::new("rules", format!("at most {RULE_LIMIT} rules")));
        return refusals;
    }
    for (position, rule) in workflow.rules.iter().enumerate() {
        let path = format!("rules[{position}]");
        refusals.extend(options::refused(rule).map(|(field, reason)| Refusal::new(format!("{path}.{field}"), reason)));
        refusals.extend(workflow.rules[..position].iter().enumerate().find_map(|(earlier, other)| {
            conflict::between(other, rule).map(|reason| Refusal::new(path.clone(), format!("{reason} (rule {})", earlier + 1)))
        }));
    }
    refusals
}

#[cfg(test)]
mod tests {
    use crate::workflow::read;

    /// The paths refused in a workflow of these rules.
    pub(super) fn refused(rules: &str) -> Vec<String> {
        match read(&format!(r#"{{"name":"W","rules":[{rules}]}}"#)) {
            Ok(_) => Vec::new(),
            Err(refusals) => refusals.into_iter().map(|refusal| refusal.path).collect(),
        }
    }

    #[test]
    fn a_workflow_needs_a_name_of_a_sensible_length() {
        let named = |name: &str| read(&format!(r#"{{"name":"{name}","rules":[]}}"#)).map_err(|refusals| refusals[0].path.clone());
        assert!(named("W").is_ok());
        assert_eq!(named("  "), Err("name".to_owned()));
        assert_eq!(named(&"n".repeat(201)), Err("name".to_owned()));
    }

    #[test]
    fn a_workflow_has_a_sensible_number_of_rules() {
        let uplifts = |count: usize| vec![r#"{"rule":"uplift","percent":"1"}"#; count].join(",");
        assert_eq!(refused(&uplifts(100)), [""; 0]);
        assert_eq!(refused(&uplifts(101)), ["rules"]);
    }
}
