//! The text of a request, as people send it to each other: composed from a [`Request`], and read back line by line
//! when somebody pastes it. Names stand where a request has ids, so both take the organization's [`Names`].

mod lines;

use crate::ticket::{CustomerLine, Pair, Request};
use crate::{OrganizationId, SubsetId, WorkflowId};

pub use lines::{WrongLine, WrongReason};

/// How a text of associations begins; the organization's id follows.
const HEADING: &str = "For our Organization ID";
const HEADING_END: &str = "associate the billing workflow(s) below with the subset(s), going forward.";

/// What an organization's subsets and workflows are called. Names that differ in case only are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub organization: OrganizationId,
    pub subsets: Vec<(SubsetId, String)>,
    /// Each with its newest version.
    pub workflows: Vec<(WorkflowId, u32, String)>,
}

impl Names {
    fn subset(&self, id: SubsetId) -> String {
        let found = self.subsets.iter().find(|(other, _)| *other == id);
        found.map_or_else(|| id.to_string(), |(_, name)| name.clone())
    }

    fn workflow(&self, id: WorkflowId) -> String {
        let found = self.workflows.iter().find(|(other, ..)| *other == id);
        found.map_or_else(|| id.to_string(), |(.., name)| name.clone())
    }
}

/// The text that says what is asked for. What has no name (any more) stands with its id.
pub fn compose(request: &Request, names: &Names) -> String {
    let id = names.organization;
    match request {
        Request::EnableSubsets => format!("{HEADING} {id}, enable Subsets."),
        Request::StrategyCall { times, notes, .. } => {
            let notes = if notes.is_empty() { String::new() } else { format!("\n{notes}") };
            format!("{HEADING} {id}, schedule a strategy call.\nPreferred times: {times}{notes}")
        }
        Request::AssociateWorkflows { pairs, .. } => {
            let line = |pair: &Pair| format!("\n{} : {}", names.subset(pair.subset), names.workflow(pair.workflow));
            format!("{HEADING} {id}, {HEADING_END}") + &pairs.iter().map(line).collect::<String>()
        }
        Request::EndCustomer { lines } => {
            let line = |line: &CustomerLine| format!("{} : {} : {}", names.subset(line.subset), line.email, line.organization);
            lines.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        Request::CustomWorkflow { text } | Request::Question { text } => text.clone(),
    }
}

/// Reads `<Subset Name> : <Billing Workflow Name>`, one a line, below the heading or without it. A workflow is meant
/// in its newest version.
///
/// # Errors
/// Every line that cannot be read, with its number and the reason.
pub fn read_pairs(text: &str, names: &Names) -> Result<Vec<Pair>, Vec<WrongLine>> {
    lines::read(text, |line, text| match lines::heading(line, text, names.organization) {
        Some(read) => read.map(|()| None),
        None => lines::pair(text, names).map(Some),
    })
}

/// Reads `<Subset name> : <console email> : <Org ID>`, one a line.
///
/// # Errors
/// As [`read_pairs`].
pub fn read_customers(text: &str, names: &Names) -> Result<Vec<CustomerLine>, Vec<WrongLine>> {
    lines::read(text, |_, text| lines::customer(text, names).map(Some))
}

#[cfg(test)]
mod tests;
