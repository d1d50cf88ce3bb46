//! `muster demo`: the demonstration organization, told from a generated bill. A reseller, its customers as subsets, two
//! workflows, a report of each, charges of every month, and an end customer who reads them; beside it an organization
//! that waits for support and one whose import fails. What is there already is left as it is, so that a second start
//! only starts.

mod charging;
mod neighbours;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use muster_domain::report::GroupBy;
use muster_domain::view::reports::{NewReport, ReportScope};
use muster_domain::{AccountId, ManagementAccountId, OrganizationId, WorkflowId};
use muster_service::{Ctx, Error, Muster, accounts, imports, management_accounts, people, reports, subsets, workflows};

use super::inputs;
use super::settled::Settled;
use crate::config::{Config, Flags};
use crate::exit::Failure;
use crate::serve::work_until_idle;
use charging::Charging;

const EMAIL: &str = "admin@northwind.example";
const PASSWORD: &str = "northwind-demo";
const ORGANIZATION: &str = "Northwind Cloud";
const RESELLER: &str = r#"{ "name": "Reseller standard",
  "description": "Customers pay public prices; the commitments' savings and the partner discounts stay with us.",
  "rules": [
    { "rule": "remove_credits", "kinds": ["edp", "solution_provider", "private_rate"] },
    { "rule": "replace_ri_discounts", "purchased_by": "any", "commitment_fees": "drop" },
    { "rule": "replace_sp_discounts", "purchased_by": "any", "commitment_fees": "drop" },
    { "rule": "uplift", "percent": "3", "except": ["tax", "marketplace"] } ] }"#;
const PASS_THROUGH: &str = r#"{ "name": "Pass-through",
  "description": "The bill as AWS wrote it, to compare with.", "rules": [] }"#;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Folder of a generated bill with account names (CUR 2.0)
    #[arg(long, value_name = "DIR")]
    bills: PathBuf,
    #[command(flatten)]
    flags: Flags,
}

pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let config = Config::read(&arguments.flags)?;
    let (muster, _) = crate::serve::open(&config).await?;
    // What it charges, nobody has to approve.
    let (granting, _) = crate::serve::open(&Config { self_service: true, ..config }).await?;
    let who = listed(&arguments.bills)?;
    let story = Story { ctx: administrator(&muster).await.map_err(Failure::environment)?, muster, granting, who };
    let org = story.organization().await.map_err(Failure::environment)?;
    if story.tell(org, &arguments.bills).await? == Told::Now {
        work_until_idle(&story.muster).await;
        support::finish(&story.ctx, org).await.map_err(Failure::environment)?;
    }
    // Support answers here, whatever the installation's policy.
    let (asking, _) = crate::serve::open(&Config { self_service: false, ..Config::read(&arguments.flags)? }).await?;
    neighbours::wait_for_support(&asking).await.map_err(Failure::environment)?;
    neighbours::fail_an_import(&asking).await.map_err(Failure::environment)?;
    work_until_idle(&asking).await;
    print_sign_ins();
    Ok(())
}

fn print_sign_ins() {
    let (waiting, failing) = (&neighbours::WAITING, &neighbours::FAILING);
    for (who, email, password) in [
        ("administrator", EMAIL, PASSWORD),
        ("support staff", support::EMAIL, support::PASSWORD),
        ("end customer", charging::EMAIL, charging::PASSWORD),
        ("waits for support", waiting.email, waiting.password),
        ("import fails", failing.email, failing.password),
    ] {
        println!("{who:<18} {email:<28} {password}");
    }
}

async fn administrator(muster: &Muster) -> Result<Ctx, Error> {
    let visitor = Ctx::anonymous(muster.clone(), "demo");
    match people::sign_in(&visitor, people::SignIn::new(EMAIL, PASSWORD)).await {
        Ok(user) => Ok(Ctx::user(muster.clone(), "demo", user)),
        Err(Error::Invalid(_)) => {
            let ada = Settled { email: EMAIL, password: PASSWORD, name: "Ada Northwind", organization: ORGANIZATION };
            Ok(ada.add(muster).await?.0)
        }
        Err(error) => Err(error),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Before,
    Now,
}

struct Story {
    muster: Muster,
    /// The same installation, under the self-service policy.
    granting: Muster,
    ctx: Ctx,
    who: Vec<Listed>,
}

impl Story {
    async fn organization(&self) -> Result<OrganizationId, Error> {
        let me = people::me(&self.ctx).await?;
        me.organizations.first().map(|org| org.id).ok_or(Error::NotFound)
    }

    async fn tell(&self, org: OrganizationId, bills: &Path) -> Result<Told, Failure> {
        let account = self.management_account(org).await?;
        let known = accounts::list(&self.ctx, org, None).await.map_err(Failure::environment)?;
        if known.accounts.is_empty() {
            self.import(org, account, bills).await?;
            work_until_idle(&self.muster).await;
        }
        self.divide_and_charge(org).await.map_err(Failure::environment)
    }

    async fn management_account(&self, org: OrganizationId) -> Result<ManagementAccountId, Failure> {
        let connected = management_accounts::list(&self.ctx, org).await.map_err(Failure::environment)?;
        match connected.first() {
            Some(account) => Ok(account.id),
            None => {
                let digits = self.who.first().map(|listed| listed.account.clone()).unwrap_or_default();
                let name = format!("{ORGANIZATION} Management");
                management_accounts::add(&self.ctx, org, digits, name).await.map_err(Failure::environment)
            }
        }
    }

    async fn import(&self, org: OrganizationId, account: ManagementAccountId, bills: &Path) -> Result<(), Failure> {
        let mut staging = imports::stage(&self.ctx, org, account).await.map_err(Failure::environment)?;
        for path in bill_files(bills)? {
            inputs::stage(&mut staging, &path, &staged_name(&path)).await?;
        }
        staging.finish().await.map(drop).map_err(Failure::environment)
    }

    /// Subsets, workflows and a report of each, unless there are any.
    async fn divide_and_charge(&self, org: OrganizationId) -> Result<Told, Error> {
        if !workflows::list(&self.ctx, org).await?.is_empty() {
            return Ok(Told::Before);
        }
        support::enable_subsets(&self.ctx, org).await?;
        for (customer, members) in self.customers()? {
            subsets::create(&self.ctx, org, &customer, members).await?;
        }
        let mut newest = None;
        for json in [PASS_THROUGH, RESELLER] {
            let workflow = workflows::create(&self.ctx, org, json.to_owned()).await?;
            self.report(org, workflow).await?;
            newest = Some(workflow);
        }
        if let Some(reseller) = newest {
            let ctx = Ctx::user(self.granting.clone(), "demo", self.ctx.user_id()?);
            Charging { muster: &self.granting, ctx: &ctx, org }.tell(reseller).await?;
        }
        Ok(Told::Now)
    }

    /// Who is billed for which accounts; the reseller's own stay unassigned.
    fn customers(&self) -> Result<BTreeMap<String, Vec<AccountId>>, Error> {
        let mut customers = BTreeMap::<String, Vec<AccountId>>::new();
        for Listed { account, customer } in self.who.iter().filter(|listed| listed.customer != ORGANIZATION) {
            let account = account.parse().map_err(|_| Error::NotFound)?;
            customers.entry(customer.clone()).or_default().push(account);
        }
        Ok(customers)
    }

    async fn report(&self, org: OrganizationId, workflow: WorkflowId) -> Result<(), Error> {
        let list = accounts::list(&self.ctx, org, None).await?;
        let month = list.month.ok_or(Error::NotFound)?.month.previous();
        let group_by = vec![GroupBy::Subset, GroupBy::Account, GroupBy::Service];
        let name = format!("{month} by customer and service");
        let report = NewReport { name, workflow, period: month.period(), scope: ReportScope::All, group_by };
        reports::create(&self.ctx, org, report).await.map(drop)
    }
}

/// The data files below a generated bill, in order of path.
fn bill_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |e: std::io::Error| Failure::input(format!("{}: {e}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            files.extend(bill_files(&path)?);
        } else if path.to_string_lossy().ends_with(".csv.gz") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Months repeat their files' names, so the folder's name goes before.
fn staged_name(path: &Path) -> String {
    let name = |path: Option<&Path>| path.and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    format!("{}-{}", name(path.parent()), name(Some(path)))
}

/// A row of the generator's `accounts.csv`.
struct Listed {
    account: String,
    customer: String,
}

/// Who is who, as the generator wrote it beside the bill: the management account first.
fn listed(bills: &Path) -> Result<Vec<Listed>, Failure> {
    let path = bills.join("accounts.csv");
    let wrong = |reason: &dyn std::fmt::Display| Failure::input(format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|e| wrong(&e))?;
    let row = |line: &str| {
        let mut cells = line.split(',');
        let (account, customer) = (cells.next()?, cells.next_back()?);
        Some(Listed { account: account.to_owned(), customer: customer.to_owned() })
    };
    text.lines().skip(1).map(|line| row(line).ok_or_else(|| wrong(&"expected account,name,customer"))).collect()
}
