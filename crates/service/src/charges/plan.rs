//! What is to be computed for a month: the subsets by the workflow version that charges them.

use std::collections::BTreeMap;

use muster_domain::association::in_force;
use muster_domain::workflow::{Per, Repeat, Rule, Workflow};
use muster_domain::{Month, SubsetId, WorkflowId};
use muster_store::{OrgTx, associations, subsets, workflows};

use crate::Error;
use crate::workflows::stored;

/// Subsets that are charged by one version of a workflow, so that one run answers for all of them.
#[derive(Clone)]
pub(super) struct Batch {
    pub(super) id: WorkflowId,
    pub(super) version: u32,
    pub(super) workflow: Workflow,
    pub(super) subsets: Vec<(SubsetId, String)>,
}

impl Batch {
    /// The subset that a row belongs to: of a report of one, all of them, also what is added to the report as a whole.
    pub(super) fn whose(&self, customer: String) -> String {
        match &self.subsets[..] {
            [(_, only)] => only.clone(),
            _ => customer,
        }
    }
}

/// A version, and since when it charges.
type Since = (WorkflowId, u32, Month);

pub(super) async fn of(tx: &mut OrgTx, month: Month) -> Result<Vec<Batch>, Error> {
    let made: Vec<_> = associations::list(tx).await?.into_iter().map(|made| made.association).collect();
    let mut by_version: BTreeMap<Since, Vec<(SubsetId, String)>> = BTreeMap::new();
    for subset in subsets::list(tx).await? {
        if let Some(found) = in_force(made.iter(), subset.id, month) {
            by_version.entry((found.workflow, found.version, found.from)).or_default().push((subset.id, subset.name));
        }
    }
    let mut batches = Vec::new();
    for ((id, version, from), subsets) in by_version {
        let kept = workflows::lookup_version(tx, id, u64::from(version)).await?;
        let kept = kept.ok_or_else(|| Error::internal("an associated version is gone"))?;
        let workflow = beginning(stored(&kept.json)?, from);
        let batch = |subsets| Batch { id, version, workflow: workflow.clone(), subsets };
        match is_of_the_whole_report(&workflow) {
            true => batches.extend(subsets.into_iter().map(|subset| batch(vec![subset]))),
            false => batches.push(batch(subsets)),
        }
    }
    Ok(batches)
}

/// An item that is charged once, in the first month, is charged in the first that is associated.
fn beginning(mut workflow: Workflow, from: Month) -> Workflow {
    for rule in &mut workflow.rules {
        if let Rule::CustomLineItem(item) = rule
            && item.repeat == Repeat::Once
        {
            item.from = item.from.or(Some(from.first_day()));
        }
    }
    workflow
}

/// Whether what a subset is charged depends on which others are in the report: then each has one of its own.
fn is_of_the_whole_report(workflow: &Workflow) -> bool {
    let per_report = |rule: &Rule| matches!(rule, Rule::CustomLineItem(item) if item.per == Per::Report);
    workflow.rules.iter().any(per_report)
}
