//! The demonstration's support staff, and what it answers.

use chrono::Days;
use muster_domain::OrganizationId;
use muster_domain::enrollment::Tier;
use muster_domain::ticket::Request;
use muster_service::people::NewPerson;
use muster_service::support::Call;
use muster_service::tickets::{self, Asked};
use muster_service::{Ctx, Error, associations, enrollment, management_accounts, organizations, people, reports, support};

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

/// What waits in the queue, how far the account is, and the mark on the workflow: once reports and charges are there.
pub(super) async fn finish(administrator: &Ctx, org: OrganizationId) -> Result<(), Error> {
    let staff = staff(administrator).await?;
    for report in reports::list(administrator, org).await? {
        enrollment::validate(administrator, org, report.id).await?;
    }
    ramp_up(administrator, &staff, org).await?;
    let list = associations::list(administrator, org).await?;
    let (Some((_, subset)), Some(from)) = (list.subsets.first(), list.months.first()) else { return Ok(()) };
    let pairs = tickets::read_pairs(administrator, org, &format!("{subset} : Pass-through")).await?;
    tickets::ask(administrator, org, Request::AssociateWorkflows { from: *from, pairs }).await?;
    let text = "Can credits of our partner programme be passed on to one customer only?".to_owned();
    tickets::ask(administrator, org, Request::Question { text }).await.map(drop)
}

/// From the strategy call to the second week of the ramp-up.
async fn ramp_up(administrator: &Ctx, staff: &Ctx, org: OrganizationId) -> Result<(), Error> {
    let today = administrator.muster().clock().today();
    let Some(account) = management_accounts::list(administrator, org).await?.into_iter().next() else { return Ok(()) };
    let (times, notes) = ("Tuesdays after 13:00 UTC".to_owned(), String::new());
    let call = Request::StrategyCall { management_account: account.id, times, notes };
    if let Asked::Ticket(id) = tickets::ask(administrator, org, call).await? {
        let on = today - Days::new(21);
        support::schedule(staff, id, Call { on, text: "Talk to you at 13:30 UTC." }).await?;
    }
    let to = support::Move { tier: Tier::RampUp, call_on: None, from: Some(today - Days::new(12)), weeks: 5 };
    support::set_tier(staff, account.id, to).await
}

pub(super) async fn staff(administrator: &Ctx) -> Result<Ctx, Error> {
    let muster = administrator.muster().clone();
    let user = match people::sign_in(&Ctx::anonymous(muster.clone(), "demo"), people::SignIn::new(EMAIL, PASSWORD)).await {
        Ok(user) => user,
        Err(Error::Invalid(_)) => {
            let [email, password, name] = [EMAIL, PASSWORD, "Sam Support"].map(str::to_owned);
            people::add(&muster, NewPerson { email, password, name, support: true }).await?
        }
        Err(error) => return Err(error),
    };
    Ok(Ctx::user(muster, "demo", user))
}
