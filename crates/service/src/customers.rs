//! End customers, seen by the provider: which organization sees the charges of which subset. What a customer sees is
//! in [`crate::statements`].

use muster_domain::permission::{Permission, Role};
use muster_domain::ticket::CustomerLine;
use muster_domain::view::customers::{CustomerList, CustomerRow, NewCustomer};
use muster_domain::view::support::CustomerCheck;
use muster_domain::workflow::Refusal;
use muster_domain::{CustomerLinkId, OrganizationId};
use muster_store::customer_links::{self, CustomerLink, NewLink};
use muster_store::{OrgTx, memberships, organizations, subsets, users};

use crate::associations::Approval;
use crate::audit::Deed;
use crate::{Ctx, Error, charges, people};

/// All end customers, in order of subset.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<CustomerList, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    Ok(CustomerList {
        customers: customer_links::list(&mut tx).await?.into_iter().map(row).collect(),
        subsets: subsets::list(&mut tx).await?.into_iter().map(|subset| (subset.id, subset.name)).collect(),
        self_service: scope.muster().settings().self_service,
    })
}

fn row(link: CustomerLink) -> CustomerRow {
    CustomerRow {
        id: link.id,
        subset: link.subset,
        subset_name: link.subset_name,
        organization: link.customer,
        organization_name: link.customer_name,
        email: link.email,
        by: link.by,
        at: link.at,
    }
}

/// Adds one, where no approval is asked for.
///
/// # Errors
/// `Conflict` unless the policy is self-service; `Invalid` at `email` or `organization`.
pub async fn add(ctx: &Ctx, org: OrganizationId, new: NewCustomer) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    subsets::lookup(&mut tx, new.subset).await?.ok_or(Error::NotFound)?;
    if !scope.muster().settings().self_service {
        return Err(Error::Conflict("end customers are approved by support here; send a ticket".to_owned()));
    }
    let line = CustomerLine { subset: new.subset, email: new.email, organization: new.organization };
    let approval = Approval { organization: org, by: scope.user(), at: scope.muster().now() };
    let detail = format!("{} of {}", line.email, line.organization);
    apply(&mut tx, &approval, &[line]).await?;
    scope.note(&mut tx, Deed { action: "customers.add", subject: new.subset.to_string(), detail }).await?;
    Ok(tx.commit().await?)
}

/// Lets organizations see the charges of subsets, in the transaction of who approves it. One that sees it already is
/// passed over.
///
/// # Errors
/// `Invalid` at `subset`, `email` or `organization`, with the place among the lines where there are several; then the
/// transaction must not be committed.
pub async fn apply(tx: &mut OrgTx, approval: &Approval, lines: &[CustomerLine]) -> Result<(), Error> {
    let mut refused = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        if let Some(refusal) = check(tx, line).await? {
            let path = if lines.len() == 1 { refusal.path } else { format!("lines[{place}].{}", refusal.path) };
            refused.push(Refusal { path, reason: refusal.reason });
        }
    }
    if !refused.is_empty() {
        return Err(Error::Invalid(refused));
    }
    for line in lines {
        let id = CustomerLinkId(charges::id_at(approval.at));
        let (subset, customer, email) = (line.subset, line.organization, people::normalised(&line.email));
        let new = NewLink { id, subset, customer, email, by: approval.by, at: approval.at };
        customer_links::add(tx, &new).await?;
    }
    Ok(())
}

/// What support is told of each line before it decides.
pub(crate) async fn checks(tx: &mut OrgTx, lines: &[CustomerLine]) -> Result<Vec<CustomerCheck>, Error> {
    let names = subsets::list(tx).await?;
    let mut found = Vec::with_capacity(lines.len());
    for line in lines {
        let subset = names.iter().find(|subset| subset.id == line.subset);
        found.push(CustomerCheck {
            subset_name: subset.map_or_else(|| "(deleted)".to_owned(), |subset| subset.name.clone()),
            email: line.email.clone(),
            organization: line.organization,
            organization_name: organizations::find_name(tx.installation(), line.organization).await?,
            refused: check(tx, line).await?.map(|refusal| refusal.reason),
        });
    }
    Ok(found)
}

/// What cannot be of a line. Whether an organization or a person is there is not told apart.
async fn check(tx: &mut OrgTx, line: &CustomerLine) -> Result<Option<Refusal>, Error> {
    let refusal = |path: &str, reason: String| Some(Refusal { path: path.to_owned(), reason });
    if line.organization == tx.organization() {
        return Ok(refusal("organization", "this is the provider's own organization".to_owned()));
    }
    if subsets::lookup(tx, line.subset).await?.is_none() {
        return Ok(refusal("subset", "there is no such subset".to_owned()));
    }
    let user = users::find_by_email(tx.installation(), &people::normalised(&line.email)).await?;
    let membership = match user {
        Some(user) => memberships::lookup(tx.installation(), line.organization, user.id).await?,
        None => None,
    };
    match membership.map(|membership| membership.role) {
        Some(Role::Administrator) => Ok(None),
        Some(Role::Viewer) | None => {
            let reason = format!("{} is no administrator of the organization {}", line.email.trim(), line.organization);
            Ok(refusal("email", reason))
        }
    }
}

/// Ends an organization's sight of a subset.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn remove(ctx: &Ctx, org: OrganizationId, id: CustomerLinkId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let link = customer_links::list(&mut tx).await?.into_iter().find(|link| link.id == id).ok_or(Error::NotFound)?;
    customer_links::remove(&mut tx, id).await?;
    let detail = format!("{}: {} of {}", link.subset_name, link.email, link.customer_name);
    scope.note(&mut tx, Deed { action: "customers.remove", subject: id.to_string(), detail }).await?;
    Ok(tx.commit().await?)
}
