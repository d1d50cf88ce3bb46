//! `muster measure console`: an installation as large as `cargo xtask bench console` asks it about. One organization
//! with all accounts of a generated bill, each in a subset of its own, charged by one workflow since the first month.
//! Who is there already is left as it is.

use std::path::PathBuf;

use clap::Args;
use muster_domain::OrganizationId;
use muster_domain::view::charges::NewAssociation;
use muster_service::people::SignIn;
use muster_service::{
    Ctx, Error, Muster, accounts, associations, billing, imports, management_accounts, people, subsets, tickets, workflows,
};

use super::super::inputs;
use super::super::settled::Settled;
use crate::config::{Config, Flags};
use crate::exit::Failure;
use crate::serve::work_until_idle;

const EMAIL: &str = "bench@example.com";
const PASSWORD: &str = "bench-console";
/// By which charges are told apart.
const TAG: &str = "user:Team";
const WORKFLOW: &str = r#"{"name":"Resale","rules":[
  {"rule":"replace_ri_discounts","purchased_by":"any"},{"rule":"replace_sp_discounts","purchased_by":"any"},
  {"rule":"uplift","percent":"3"}]}"#;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Bill files of one payer
    #[arg(required = true, value_name = "FILE")]
    bills: Vec<PathBuf>,
    /// The payer's twelve digits
    #[arg(long)]
    payer: String,
    #[command(flatten)]
    flags: Flags,
}

pub(crate) async fn fill(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config { self_service: true, ..Config::read(&arguments.flags)? };
    let (muster, _) = crate::serve::open(&config).await?;
    let ctx = administrator(&muster).await.map_err(Failure::environment)?;
    let org = people::me(&ctx).await.map_err(Failure::environment)?.organizations.first().map(|org| org.id);
    let org = org.ok_or_else(|| Failure::environment("the administrator has no organization"))?;
    if accounts::list(&ctx, org, None).await.map_err(Failure::environment)?.accounts.is_empty() {
        import(&ctx, org, arguments).await?;
        work_until_idle(&muster).await;
        divide(&ctx, org).await.map_err(Failure::environment)?;
        work_until_idle(&muster).await;
    }
    if billing::find(&ctx, org).await.map_err(Failure::environment)?.charge_tags.is_empty() {
        billing::add_charge_tag(&ctx, org, TAG).await.map_err(Failure::environment)?;
        work_until_idle(&muster).await;
    }
    let list = subsets::list(&ctx, org, None).await.map_err(Failure::environment)?;
    println!("email {EMAIL}\npassword {PASSWORD}\norganization {org}\nsubsets {}", list.subsets.len());
    // The one with the most to draw.
    if let Some(subset) = list.subsets.iter().max_by_key(|subset| subset.tally.costs.last_month) {
        println!("subset {}", subset.id);
    }
    Ok(())
}

async fn administrator(muster: &Muster) -> Result<Ctx, Error> {
    let visitor = Ctx::anonymous(muster.clone(), "measure");
    match people::sign_in(&visitor, SignIn::new(EMAIL, PASSWORD)).await {
        Err(Error::Invalid(_)) => {
            let bench = Settled { email: EMAIL, password: PASSWORD, name: "Bench", organization: "Bench" };
            Ok(bench.add(muster).await?.0)
        }
        known => Ok(Ctx::user(muster.clone(), "measure", known?)),
    }
}

async fn import(ctx: &Ctx, org: OrganizationId, arguments: &Arguments) -> Result<(), Failure> {
    let payer = management_accounts::add(ctx, org, arguments.payer.clone(), "Payer".to_owned()).await;
    let mut staging = imports::stage(ctx, org, payer.map_err(Failure::input)?).await.map_err(Failure::environment)?;
    for (place, path) in arguments.bills.iter().enumerate() {
        inputs::stage(&mut staging, path, &format!("{place:05}.csv.gz")).await?;
    }
    staging.finish().await.map(drop).map_err(Failure::environment)
}

/// Each account into a subset of its own, and all of them charged.
async fn divide(ctx: &Ctx, org: OrganizationId) -> Result<(), Error> {
    tickets::ask(ctx, org, muster_domain::ticket::Request::EnableSubsets).await?;
    let workflow = workflows::create(ctx, org, WORKFLOW.to_owned()).await?;
    let from = associations::list(ctx, org).await?.months.last().copied().ok_or(Error::NotFound)?;
    for account in accounts::list(ctx, org, None).await?.accounts {
        let name = format!("Customer {}", account.account_id);
        let subset = subsets::create(ctx, org, &name, vec![account.account_id]).await?;
        associations::associate(ctx, org, NewAssociation { subset, workflow, version: None, from }).await?;
    }
    Ok(())
}
