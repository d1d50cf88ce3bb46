//! Organizations beside the demonstration's: one that waits for support, and one whose bill cannot be read. Who tells
//! them twice finds them as they are.

use muster_domain::ticket::Request;
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_service::{Ctx, Error, Muster, imports, management_accounts, people, tickets};
use tokio::io::AsyncWriteExt;

use super::super::settled::Settled;

/// Somebody who signs up an organization.
pub(super) struct Neighbour {
    pub(super) email: &'static str,
    pub(super) password: &'static str,
    name: &'static str,
    organization: &'static str,
    account: &'static str,
}

pub(super) const WAITING: Neighbour = Neighbour {
    email: "admin@fabrikam.example",
    password: "fabrikam-demo",
    name: "Finn Fabrikam",
    organization: "Fabrikam Hosting",
    account: "210987654321",
};

pub(super) const FAILING: Neighbour = Neighbour {
    email: "admin@tailwind.example",
    password: "tailwind-demo",
    name: "Tara Tailwind",
    organization: "Tailwind Traders",
    account: "310987654321",
};

/// A file that is no bill from its second line on.
const BROKEN: &str = "identity/LineItemId,bill/PayerAccountId,lineItem/UnblendedCost\n1,310987654321,not a number\n";

/// Waits for support: Subsets are asked for, and a strategy call.
pub(super) async fn wait_for_support(muster: &Muster) -> Result<(), Error> {
    let Some((ctx, org)) = WAITING.settle(muster).await? else { return Ok(()) };
    let account = WAITING.connect(&ctx, org).await?;
    tickets::ask(&ctx, org, Request::EnableSubsets).await?;
    let (times, notes) = ("Weekdays, 09:00 to 11:00 UTC".to_owned(), "We bill 40 customers by hand today.".to_owned());
    tickets::ask(&ctx, org, Request::StrategyCall { management_account: account, times, notes }).await.map(drop)
}

/// Uploads something that cannot be imported.
pub(super) async fn fail_an_import(muster: &Muster) -> Result<(), Error> {
    let Some((ctx, org)) = FAILING.settle(muster).await? else { return Ok(()) };
    let account = FAILING.connect(&ctx, org).await?;
    let mut staging = imports::stage(&ctx, org, account).await?;
    let mut file = staging.file("october.csv").await?;
    let written = async {
        file.write_all(BROKEN.as_bytes()).await?;
        file.shutdown().await
    };
    written.await.map_err(|error| Error::Internal(error.to_string()))?;
    staging.finish().await.map(drop)
}

impl Neighbour {
    /// `None` where it was told before.
    async fn settle(&self, muster: &Muster) -> Result<Option<(Ctx, OrganizationId)>, Error> {
        let visitor = Ctx::anonymous(muster.clone(), "demo");
        match people::sign_in(&visitor, people::SignIn::new(self.email, self.password)).await {
            Ok(_) => return Ok(None),
            Err(Error::Invalid(_)) => {}
            Err(error) => return Err(error),
        }
        let Self { email, password, name, organization, .. } = *self;
        Settled { email, password, name, organization }.add(muster).await.map(Some)
    }

    async fn connect(&self, ctx: &Ctx, org: OrganizationId) -> Result<ManagementAccountId, Error> {
        management_accounts::add(ctx, org, self.account.to_owned(), format!("{} Management", self.organization)).await
    }
}
