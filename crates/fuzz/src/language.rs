//! Files that people write: workflows with their conditions, and subsets.

use muster_domain::expression::Condition;
use muster_domain::subset::{self, Subset};
use muster_domain::workflow;

use crate::bills::text;

pub(crate) fn workflow(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(workflow) = workflow::read(text) {
        let written = workflow.to_json();
        assert_eq!(workflow::read(&written).as_ref(), Ok(&workflow), "{written}");
    }
}

pub(crate) fn expression(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    match Condition::parse(text) {
        Ok(condition) => {
            let written = condition.tree().to_string();
            let again = Condition::parse(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
            assert_eq!(again.tree(), condition.tree(), "{written}");
            assert_eq!(again.columns(), condition.columns());
        }
        Err(error) => assert!(error.position <= text.chars().count(), "{error} is beyond the text"),
    }
}

pub(crate) fn subsets(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(subsets) = serde_json::from_str::<Vec<Subset>>(text) {
        let _ = subset::check(&subsets);
        let written = serde_json::to_string(&subsets).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Vec<Subset>>(&written).ok(), Some(subsets), "{written}");
    }
    // The command line's form.
    let _ = text.parse::<Subset>();
}
