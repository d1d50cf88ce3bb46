//! What the demonstration charges: every customer by the reseller's workflow since the first month, all months but the
//! last two closed, and one end customer who reads its statements.

use muster_domain::permission::Permission;
use muster_domain::view::charges::NewAssociation;
use muster_domain::view::customers::NewCustomer;
use muster_domain::{OrganizationId, WorkflowId};
use muster_service::people::SignUp;
use muster_service::{Ctx, Error, Muster, associations, customers, months, people, subsets};

use crate::serve::work_until_idle;

pub(super) const EMAIL: &str = "customer@aurora.example";
pub(super) const PASSWORD: &str = "aurora-demo";
const ORGANIZATION: &str = "Aurora Foods";
/// Months that are still open at the end of the story.
const OPEN: usize = 2;

/// Who tells it, and where.
pub(super) struct Charging<'a> {
    pub(super) muster: &'a Muster,
    pub(super) ctx: &'a Ctx,
    pub(super) org: OrganizationId,
}

impl Charging<'_> {
    pub(super) async fn tell(&self, workflow: WorkflowId) -> Result<(), Error> {
        let list = associations::list(self.ctx, self.org).await?;
        let Some(from) = list.months.last().copied() else { return Ok(()) };
        for (subset, _) in list.subsets {
            let new = NewAssociation { subset, workflow, version: None, from };
            associations::associate(self.ctx, self.org, new).await?;
        }
        work_until_idle(self.muster).await;
        let charged = months::list(self.ctx, self.org).await?.months;
        for month in charged.into_iter().skip(OPEN).filter(|month| month.may_close) {
            months::close(self.ctx, self.org, month.month, "Invoices sent").await?;
        }
        self.customer().await
    }

    /// The end customer's organization, which sees the subset of its name.
    async fn customer(&self) -> Result<(), Error> {
        let list = subsets::list(self.ctx, self.org, None).await?;
        let Some(subset) = list.subsets.into_iter().find(|subset| subset.name == ORGANIZATION) else { return Ok(()) };
        let organization = self.sign_up().await?;
        let new = NewCustomer { subset: subset.id, email: EMAIL.to_owned(), organization };
        customers::add(self.ctx, self.org, new).await
    }

    async fn sign_up(&self) -> Result<OrganizationId, Error> {
        let text = str::to_owned;
        let form =
            SignUp { email: text(EMAIL), password: text(PASSWORD), name: text("Cara Aurora"), organization: text(ORGANIZATION) };
        let visitor = Ctx::anonymous(self.muster.clone(), "demo");
        let ctx = Ctx::user(self.muster.clone(), "demo", people::sign_up(&visitor, form).await?);
        let own = people::me(&ctx).await?.organizations.into_iter().find(|row| row.allows(Permission::ManageOrganization));
        own.map(|row| row.id).ok_or(Error::NotFound)
    }
}
