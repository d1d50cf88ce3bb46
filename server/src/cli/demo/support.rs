//! The demonstration's support staff, and what it answers.

use muster_domain::OrganizationId;
use muster_domain::ticket::Request;
use muster_service::people::NewPerson;
use muster_service::tickets::{self, Asked};
use muster_service::{Ctx, Error, organizations, people, support};

pub(super) const EMAIL: &str = "support@muster.example";
pub(super) const PASSWORD: &str = "muster-demo-support";

/// Asks for Subsets and approves it, as the two would.
pub(super) async fn enable_subsets(administrator: &Ctx, org: OrganizationId) -> Result<(), Error> {
    let staff = staff(administrator).await?;
    if organizations::get(administrator, org).await?.features.subsets {
        return Ok(());
    }
    match tickets::ask(administrator, org, Request::EnableSubsets).await? {
        Asked::Ticket(id) => support::approve(&staff, id, "Welcome to Muster.").await,
        Asked::Granted => Ok(()),
    }
}

async fn staff(administrator: &Ctx) -> Result<Ctx, Error> {
    let muster = administrator.muster().clone();
    let user = match people::sign_in(&Ctx::anonymous(muster.clone(), "demo"), EMAIL, PASSWORD).await {
        Ok(user) => user,
        Err(Error::Invalid(_)) => {
            let [email, password, name] = [EMAIL, PASSWORD, "Sam Support"].map(str::to_owned);
            people::add(&muster, NewPerson { email, password, name, support: true }).await?
        }
        Err(error) => return Err(error),
    };
    Ok(Ctx::user(muster, "demo", user))
}
