//! `muster import`: bill files into a ledger folder, or into a running installation's data.

use std::path::{Path, PathBuf};

use clap::Args;
use muster_delivery::is_object_url;
use muster_domain::{ManagementAccountId, OrganizationId};
use muster_engine::import::{BadRows, ImportSummary, Outcome};
use muster_service::{Ctx, Muster, imports};
use muster_store::{Store, memberships};

use super::inputs;
use super::progress::Show;
use crate::config::{Config, Flags};
use crate::exit::Failure;
use crate::serve::work_until_idle;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Bill files, a folder or manifest, or s3://BUCKET/PREFIX with deliveries below it
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Ledger folder to write, here or s3://BUCKET/PREFIX; made when it is not there
    #[arg(long, value_name = "DIR", conflicts_with = "organization", required_unless_present = "organization")]
    ledger: Option<PathBuf>,
    #[arg(long, value_name = "ID", requires = "management_account_id")]
    organization: Option<OrganizationId>,
    #[arg(long, value_name = "ID", requires = "organization")]
    management_account_id: Option<ManagementAccountId>,
    /// Leave out rows that cannot be read, and list them
    #[arg(long)]
    skip_bad_rows: bool,
    /// No progress
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    flags: Flags,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match (&arguments.ledger, arguments.organization, arguments.management_account_id) {
        (Some(ledger), _, _) => into_folder(arguments, ledger),
        (None, Some(org), Some(account)) => super::wait_for(into_installation(arguments, org, account)),
        (None, _, _) => Err(Failure::input("name a ledger folder, or an organization and its management account")),
    }
}

fn into_folder(arguments: &Arguments, ledger: &Path) -> Result<(), Failure> {
    let bad_rows = if arguments.skip_bad_rows { BadRows::Skip } else { BadRows::Stop };
    tell(&inputs::read(&arguments.inputs, ledger, bad_rows, Show::unless(arguments.quiet))?);
    Ok(())
}

fn tell(summary: &ImportSummary) {
    for period in &summary.periods {
        let outcome = match period.outcome {
            Outcome::Added => "added",
            Outcome::Replaced => "replaced",
            Outcome::Unchanged => "unchanged",
        };
        let record = &period.current.record;
        println!(
            "{} {} {outcome}: {} lines, unblended {}",
            period.payer_account, period.month, record.rows, record.unblended_cost
        );
    }
}

/// The same path as an upload: files are staged, then a job reads them, here or in the running server.
async fn into_installation(arguments: &Arguments, org: OrganizationId, account: ManagementAccountId) -> Result<(), Failure> {
    let (muster, store) = crate::serve::open(&Config::read(&arguments.flags)?).await?;
    let ctx = administrator(&muster, &store, org).await?;
    let mut staging = imports::stage(&ctx, org, account).await.map_err(Failure::input)?;
    for path in &arguments.inputs {
        if path.to_str().is_some_and(is_object_url) {
            return Err(Failure::input(format!("{}: connect it in the console, where it is read as it grows", path.display())));
        }
        let name = path.file_name().ok_or_else(|| Failure::input(format!("{}: expected a file", path.display())))?;
        inputs::stage(&mut staging, path, &name.to_string_lossy()).await?;
    }
    let import = staging.finish().await.map_err(Failure::environment)?;
    work_until_idle(&muster).await;
    let row = imports::find(&ctx, org, import).await.map_err(Failure::environment)?;
    match row.error {
        Some(error) => Err(Failure::input(error)),
        None => {
            for month in row.months {
                println!("{} {} lines, unblended {}", month.month, month.lines, month.unblended);
            }
            Ok(())
        }
    }
}

/// Whoever holds the data folder acts for the organization's first administrator: the audit names a person.
async fn administrator(muster: &Muster, store: &Store, org: OrganizationId) -> Result<Ctx, Failure> {
    let mut tx = store.read().await.map_err(Failure::environment)?;
    let user = memberships::find_administrator(&mut tx, org).await.map_err(Failure::environment)?;
    let user = user.ok_or_else(|| Failure::input(format!("organization {org}: not found")))?;
    Ok(Ctx::user(muster.clone(), "command line", user))
}
