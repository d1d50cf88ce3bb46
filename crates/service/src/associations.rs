//! Associations: a workflow version that charges a subset from a billing month on. An approval applies them in its
//! own transaction ([`apply`]); where the installation's policy is self-service, a member with the permission makes
//! them here. A workflow's new version charges nothing until somebody associates it.

mod impact;

use muster_domain::association::{Association, in_force};
use muster_domain::permission::Permission;
use muster_domain::ticket::Pair;
use muster_domain::view::charges::{AssociationList, AssociationRow, NewAssociation};
use muster_domain::workflow::Refusal;
use muster_domain::{Month, OrganizationId, UserId, WorkflowId};
use muster_store::associations::{self, Made};
use muster_store::{OrgTx, charge_months, imports, subsets, workflows};

use chrono::{DateTime, Utc};

pub(crate) use impact::impact;

use crate::audit::Deed;
use crate::reports::missing_subset;
use crate::workflows::stored;
use crate::{Ctx, Error, charges};

/// Who lets something be done in an organization, and when.
#[derive(Clone, Copy, Debug)]
pub struct Approval {
    pub organization: OrganizationId,
    pub by: UserId,
    pub at: DateTime<Utc>,
}

/// Every association there was, and what one can be made of.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<AssociationList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let workflow = |found: &workflows::Workflow| Ok((found.id, found.name.clone(), small(found.version)?));
    Ok(AssociationList {
        associations: rows(&associations::list(&mut tx).await?),
        subsets: subsets::list(&mut tx).await?.into_iter().map(|subset| (subset.id, subset.name)).collect(),
        workflows: workflows::list(&mut tx).await?.iter().map(workflow).collect::<Result<_, Error>>()?,
        months: imports::list_months(&mut tx).await?.into_iter().rev().collect(),
        computing: charges::underway(&charge_months::list(&mut tx).await?),
        self_service: scope.muster().settings().self_service,
    })
}

/// Makes one, where no approval is asked for.
///
/// # Errors
/// `Conflict` unless the policy is self-service; `Invalid` at `subset`, `workflow` or `from`.
pub async fn associate(ctx: &Ctx, org: OrganizationId, new: NewAssociation) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::AssociateWorkflow).await?;
    let mut tx = scope.write().await?;
    subsets::lookup(&mut tx, new.subset).await?.ok_or(Error::NotFound)?;
    if !scope.muster().settings().self_service {
        return Err(Error::Conflict("associations are approved by support here; send a ticket".to_owned()));
    }
    let version = match new.version {
        Some(version) => version,
        None => {
            let found = workflows::lookup(&mut tx, new.workflow).await?;
            small(found.ok_or_else(|| Error::invalid("workflow", "there is no such workflow"))?.version)?
        }
    };
    let pair = Pair { subset: new.subset, workflow: new.workflow, version };
    let approval = Approval { organization: org, by: scope.user(), at: scope.muster().now() };
    apply(&mut tx, &approval, new.from, &[pair]).await?;
    let detail = format!("workflow {} version {version} from {}", new.workflow, new.from);
    scope.note(&mut tx, Deed { action: "associations.add", subject: new.subset.to_string(), detail }).await?;
    tx.commit().await?;
    scope.muster().bell().notify_one();
    Ok(())
}

/// Makes associations, and has every month computed that they charge; in the transaction of who approves it.
///
/// # Errors
/// `Invalid` at `subset`, `workflow` or `from`, with the place among the pairs where there are several; then the
/// transaction must not be committed.
pub async fn apply(tx: &mut OrgTx, approval: &Approval, from: Month, pairs: &[Pair]) -> Result<(), Error> {
    let place = |place: usize, name: &str| if pairs.len() == 1 { name.to_owned() } else { format!("pairs[{place}].{name}") };
    let closed = charge_months::find_by_month(tx, from).await?.is_some_and(|month| month.closed_at.is_some());
    if closed {
        return Err(Error::invalid("from", format!("{from} is closed; reopen it, or begin with a later month")));
    }
    let refused = refusals(tx, pairs)
        .await?
        .into_iter()
        .map(|(number, refusal)| Refusal { path: place(number, &refusal.path), reason: refusal.reason });
    let refused: Vec<_> = refused.collect();
    if !refused.is_empty() {
        return Err(Error::Invalid(refused));
    }
    for pair in pairs {
        let Pair { subset, workflow, version } = *pair;
        let association = Association { subset, workflow, version, from };
        let (id, by, at) = (charges::id_at(approval.at), approval.by, approval.at);
        associations::add(tx, &associations::NewAssociation { id, association, by, at }).await?;
    }
    charges::ask_from(tx, Some(from), approval.at).await
}

/// What cannot be made of these pairs, with its place among them.
async fn refusals(tx: &mut OrgTx, pairs: &[Pair]) -> Result<Vec<(usize, Refusal)>, Error> {
    let mut refused = Vec::new();
    for (place, pair) in pairs.iter().enumerate() {
        let mut refuse = |path: &str, reason: String| refused.push((place, Refusal { path: path.to_owned(), reason }));
        if subsets::lookup(tx, pair.subset).await?.is_none() {
            refuse("subset", "there is no such subset".to_owned());
        } else if pairs[..place].iter().any(|other| other.subset == pair.subset) {
            refuse("subset", "two workflows cannot charge one subset".to_owned());
        }
        match version(tx, pair).await? {
            None => refuse("workflow", "there is no such version of a workflow".to_owned()),
            Some(json) => {
                if let Some(missing) = missing_subset(tx, &stored(&json)?).await? {
                    refuse("workflow", missing.reason);
                }
            }
        }
    }
    Ok(refused)
}

/// The workflow file of a pair; `None` where there is none, or it was deleted.
async fn version(tx: &mut OrgTx, pair: &Pair) -> Result<Option<String>, Error> {
    if workflows::lookup(tx, pair.workflow).await?.is_none() {
        return Ok(None);
    }
    Ok(workflows::lookup_version(tx, pair.workflow, u64::from(pair.version)).await?.map(|version| version.json))
}

/// How many subsets a workflow charges, now or from a later month on.
pub(crate) async fn count_in_force(tx: &mut OrgTx, workflow: WorkflowId, month: Month) -> Result<u64, Error> {
    let made: Vec<_> = associations::list(tx).await?.into_iter().map(|made| made.association).collect();
    let mut months: Vec<_> = made.iter().map(|association| association.from).filter(|from| *from > month).collect();
    months.push(month);
    let charges =
        |subset| months.iter().any(|month| in_force(made.iter(), subset, *month).is_some_and(|f| f.workflow == workflow));
    Ok(subsets::list(tx).await?.into_iter().filter(|subset| charges(subset.id)).count() as u64)
}

/// What pages are sent, newest first.
pub(crate) fn rows(made: &[Made]) -> Vec<AssociationRow> {
    let row = |(place, found): (usize, &Made)| {
        let Association { subset, workflow, version, from } = found.association;
        let later = |other: &Made| other.association.subset == subset && other.association.from <= from;
        AssociationRow {
            subset,
            subset_name: found.subset_name.clone(),
            workflow,
            workflow_name: found.workflow_name.clone(),
            version,
            newest: found.newest,
            from,
            by: found.by.clone(),
            at: found.at,
            replaced: made[place + 1..].iter().any(later),
        }
    };
    made.iter().enumerate().map(row).rev().collect()
}

fn small(version: u64) -> Result<u32, Error> {
    u32::try_from(version).map_err(Error::internal)
}
