//! One line of a pasted text: what it names, or why it names nothing. Names may have colons in them, so every place
//! where a line could be parted is tried against the names there are.

use std::collections::BTreeMap;

use super::{HEADING, HEADING_END, Names};
use crate::ticket::{CustomerLine, Pair};
use crate::{OrganizationId, SubsetId, WorkflowId};

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct WrongLine {
    /// From 1.
    pub line: usize,
    pub reason: WrongReason,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongReason {
    #[error("nothing is asked for; write one association a line")]
    Nothing,
    #[error("the first line begins `{HEADING}` but does not go on `<id>, {HEADING_END}`")]
    NotTheHeading,
    #[error("`{0}` is not this organization's id")]
    OtherOrganization(String),
    #[error("`{0}` is not <Subset Name> : <Billing Workflow Name>")]
    NotAPair(String),
    #[error("`{0}` is not <Subset name> : <console email> : <Org ID>")]
    NotACustomer(String),
    #[error("no subset is named `{0}`")]
    UnknownSubset(String),
    #[error("no billing workflow is named `{0}`")]
    UnknownWorkflow(String),
    #[error("neither a subset `{0}` nor a billing workflow `{1}` is there")]
    UnknownBoth(String, String),
    #[error("it can be read as `{0}` with `{1}`, and as `{2}` with `{3}`; choose them from the lists instead")]
    Ambiguous(String, String, String, String),
    #[error("`{0}` is not an email address")]
    NotAnEmail(String),
    #[error("`{0}` is not an Organization ID")]
    NotAnOrganization(String),
    #[error("the same subset is on line {0} already")]
    Repeated(usize),
}

/// What must not stand on two lines.
pub(super) trait Once {
    type Key: Ord;
    fn key(&self) -> Self::Key;
}

impl Once for Pair {
    type Key = SubsetId;
    fn key(&self) -> SubsetId {
        self.subset
    }
}

impl Once for CustomerLine {
    type Key = (SubsetId, OrganizationId);
    fn key(&self) -> Self::Key {
        (self.subset, self.organization)
    }
}

/// Reads every line that is not blank; `one` is given its number among those, from 0.
pub(super) fn read<T: Once>(
    text: &str,
    one: impl Fn(usize, &str) -> Result<Option<T>, WrongReason>,
) -> Result<Vec<T>, Vec<WrongLine>> {
    let (mut found, mut wrong, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    let filled = text.lines().enumerate().map(|(at, text)| (at + 1, text.trim())).filter(|(_, text)| !text.is_empty());
    for (position, (line, text)) in filled.enumerate() {
        match one(position, text) {
            Ok(None) => {}
            Ok(Some(item)) => match seen.insert(item.key(), line) {
                Some(first) => wrong.push(WrongLine { line, reason: WrongReason::Repeated(first) }),
                None => found.push(item),
            },
            Err(reason) => wrong.push(WrongLine { line, reason }),
        }
    }
    if found.is_empty() && wrong.is_empty() {
        wrong.push(WrongLine { line: 1, reason: WrongReason::Nothing });
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

/// The heading, if the text's first line is one.
pub(super) fn heading(position: usize, text: &str, organization: OrganizationId) -> Option<Result<(), WrongReason>> {
    let rest = text.strip_prefix(HEADING).filter(|_| position == 0)?;
    let Some((id, end)) = rest.split_once(',') else { return Some(Err(WrongReason::NotTheHeading)) };
    if end.trim() != HEADING_END {
        return Some(Err(WrongReason::NotTheHeading));
    }
    let same = id.trim().parse() == Ok(organization);
    Some(if same { Ok(()) } else { Err(WrongReason::OtherOrganization(id.trim().to_owned())) })
}

pub(super) fn pair(text: &str, names: &Names) -> Result<Pair, WrongReason> {
    let sides: Vec<_> = text
        .match_indices(':')
        .map(|(at, _)| (text[..at].trim(), text[at + 1..].trim()))
        .filter(|(subset, workflow)| !subset.is_empty() && !workflow.is_empty())
        .collect();
    let readings: Vec<_> =
        sides.iter().filter_map(|side| Some((side, subset_named(side.0, names)?, workflow_named(side.1, names)?))).collect();
    match readings.as_slice() {
        [(_, subset, (workflow, version))] => Ok(Pair { subset: *subset, workflow: *workflow, version: *version }),
        [(one, ..), (other, ..), ..] => {
            let [a, b, c, d] = [one.0, one.1, other.0, other.1].map(ToOwned::to_owned);
            Err(WrongReason::Ambiguous(a, b, c, d))
        }
        [] => Err(unknown(text, &sides, names)),
    }
}

fn unknown(text: &str, sides: &[(&str, &str)], names: &Names) -> WrongReason {
    if let Some((_, workflow)) = sides.iter().find(|(subset, _)| subset_named(subset, names).is_some()) {
        return WrongReason::UnknownWorkflow((*workflow).to_owned());
    }
    if let Some((subset, _)) = sides.iter().find(|(_, workflow)| workflow_named(workflow, names).is_some()) {
        return WrongReason::UnknownSubset((*subset).to_owned());
    }
    match sides.first() {
        Some((subset, workflow)) => WrongReason::UnknownBoth((*subset).to_owned(), (*workflow).to_owned()),
        None => WrongReason::NotAPair(text.to_owned()),
    }
}

/// The two last colons part it: neither an address nor an id has one.
pub(super) fn customer(text: &str, names: &Names) -> Result<CustomerLine, WrongReason> {
    let wrong = || WrongReason::NotACustomer(text.to_owned());
    let (rest, organization) = text.rsplit_once(':').ok_or_else(wrong)?;
    let (subset, email) = rest.rsplit_once(':').ok_or_else(wrong)?;
    let [subset, email, organization] = [subset, email, organization].map(str::trim);
    let found = subset_named(subset, names).ok_or_else(|| WrongReason::UnknownSubset(subset.to_owned()))?;
    if !is_email(email) {
        return Err(WrongReason::NotAnEmail(email.to_owned()));
    }
    let id = organization.parse().map_err(|_| WrongReason::NotAnOrganization(organization.to_owned()))?;
    Ok(CustomerLine { subset: found, email: email.to_owned(), organization: id })
}

/// Enough to tell an address from something else; whose it is, support finds out.
fn is_email(text: &str) -> bool {
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    parts.is_some() && !text.contains(char::is_whitespace)
}

fn subset_named(name: &str, names: &Names) -> Option<SubsetId> {
    names.subsets.iter().find(|(_, other)| same(other, name)).map(|(id, _)| *id)
}

fn workflow_named(name: &str, names: &Names) -> Option<(WorkflowId, u32)> {
    names.workflows.iter().find(|(.., other)| same(other, name)).map(|(id, version, _)| (*id, *version))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
