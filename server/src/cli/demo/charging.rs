//! What the demonstration charges: every customer by the reseller's workflow since the first month, all months but the
//! last two closed, and one end customer who reads its statements.

use muster_domain::view::charges::NewAssociation;
use muster_domain::view::customers::NewCustomer;
use muster_domain::{OrganizationId, WorkflowId};
use muster_service::{Ctx, Error, Muster, associations, billing, customers, months, subsets};

use super::super::settled::Settled;
use crate::serve::work_until_idle;

pub(super) const EMAIL: &str = "customer@aurora.example";
pub(super) const PASSWORD: &str = "aurora-demo";
const ORGANIZATION: &str = "Aurora Foods";
/// By which charges are told apart.
const TAG: &str = "user_team";
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
        billing::add_charge_tag(self.ctx, self.org, TAG).await?;
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
        let cara = Settled { email: EMAIL, password: PASSWORD, name: "Cara Aurora", organization: ORGANIZATION };
        let (_, organization) = cara.add(self.muster).await?;
        let new = NewCustomer { subset: subset.id, email: EMAIL.to_owned(), organization };
        customers::add(self.ctx, self.org, new).await
    }
}
