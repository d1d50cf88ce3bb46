//! Worker processes that are killed (SIGKILL) while they work: the next one ends where they would have.

use std::env;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use muster_domain::connection::ConnectionState;
use muster_domain::schedule::{Range, Repeat};
use muster_domain::view::charges::NewAssociation;
use muster_domain::view::connections::MonthState;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::{ReportFormat, ReportScope};
use muster_domain::{ManagementAccountId, Month};
use muster_service::{
    associations, imports, jobs, management_accounts, months, notifications, reports, schedules, subsets, workflows,
};

use crate::bill::{LABS, Line, SHOP, csv};
use crate::connections::{connected, health};
use crate::console::{Console, Person, installation, until};
use crate::databases::{Database, on_both};
use crate::reports::{imported, made, march};
use crate::schedules::{new, plan};
use crate::shelf::{Shelf, connecting};

on_both!(
    killed_workers_leave_nothing_half_done,
    killed_workers_leave_no_half_charged_month,
    a_history_whose_workers_are_killed_is_read_to_its_end,
    killed_workers_run_a_day_once,
);

const DATA: &str = "MUSTER_TEST_WORKER_DATA";
const URL: &str = "MUSTER_TEST_WORKER_DATABASE";
const NOW: &str = "MUSTER_TEST_WORKER_NOW";
const SHELF: &str = "MUSTER_TEST_WORKER_SHELF";
/// When each process of a job is killed, after its start: before, while and after it works.
const MOMENTS: [u64; 4] = [60, 150, 300, 500];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "not a test: the process that the other one kills"]
async fn a_worker_process() {
    let (Ok(data), Ok(url), Ok(now)) = (env::var(DATA), env::var(URL), env::var(NOW)) else { return };
    let time = Arc::new(Mutex::new((now.parse().unwrap(), Instant::now())));
    let (muster, _) = installation(&PathBuf::from(data), &url, &time).await;
    let shelf = env::var(SHELF).map(|shelf| connecting(shelf.as_ref())).unwrap_or_default();
    jobs::run(muster.with_connecting(shelf), std::future::pending()).await;
}

/// Lets processes begin the job, each after the lease of the one before, and kills them all.
async fn kill_workers(console: &Console) {
    for moment in MOMENTS {
        kill_worker_after(console, None, tokio::time::sleep(Duration::from_millis(moment))).await;
    }
}

/// Lets a process begin, and kills it when `moment` has come; its lease has then run out.
async fn kill_worker_after(console: &Console, shelf: Option<&Shelf>, moment: impl Future<Output = ()>) {
    let worker = Command::new(env::current_exe().unwrap())
        .args(["killed::a_worker_process", "--exact", "--ignored"])
        .envs(shelf.map(|shelf| (SHELF, shelf.path())))
        .env(DATA, console.data.path())
        .env(URL, &console.url)
        .env(NOW, console.muster.clock().now().to_rfc3339())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let worker = Killed(worker);
    moment.await;
    drop(worker);
    console.forward(chrono::Duration::seconds(60));
}

/// Dies at the end of its scope, also in a test that fails.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

async fn killed_workers_leave_nothing_half_done(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let line: [Line<'_>; 2] = [(LABS, "2026-02-15", "Usage", "0.01"), (SHOP, "2026-03-02", "Usage", "0.02")];
    let import = ada.upload(ma, "bill.csv", &csv(&line.repeat(20_000))).await;
    kill_workers(&console).await;
    console.work().await;
    let import = ada.import(import).await.unwrap();
    let months: Vec<_> = import.months.iter().map(|m| (m.lines, m.unblended.exact())).collect();
    assert_eq!((import.state, import.error), (WorkState::Successful, None));
    assert_eq!(months, [(20_000, "200.00".to_owned()), (20_000, "400.00".to_owned())]);

    let workflow = r#"{"name":"W","rules":[{"rule":"uplift","percent":"10"}]}"#;
    let workflow = workflows::create(&ada.ctx, ada.org, workflow.to_owned()).await.unwrap();
    let report = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
    kill_workers(&console).await;
    console.work().await;
    let result = reports::find(&ada.ctx, ada.org, report, 0).await.unwrap().result.unwrap();
    assert_eq!((result.row_count, result.charge.exact()), (1, "440.00".to_owned()));
    let folder = reports::download(&ada.ctx, ada.org, report, ReportFormat::Csv).await.unwrap().path;
    assert_eq!(folder.parent().unwrap().read_dir().unwrap().count(), 5, "no drafts are left");
}

/// Both subsets are charged or none is, whenever the worker dies.
async fn killed_workers_leave_no_half_charged_month(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let lines: [Line<'_>; 2] = [(LABS, "2026-03-01", "Usage", "0.01"), (SHOP, "2026-03-02", "Usage", "0.02")];
    ada.upload(ma, "bill.csv", &csv(&lines.repeat(20_000))).await;
    console.work().await;
    let workflow = r#"{"name":"W","rules":[{"rule":"custom_line_item","label":"Fee","amount":"1","per":"report"}]}"#;
    let workflow = workflows::create(&ada.ctx, ada.org, workflow.to_owned()).await.unwrap();
    for (name, account) in [("Labs", LABS), ("Shop", SHOP)] {
        let subset = subsets::create(&ada.ctx, ada.org, name, vec![account.parse().unwrap()]).await.unwrap();
        let new = NewAssociation { subset, workflow, version: None, from: "2026-03".parse().unwrap() };
        associations::associate(&ada.ctx, ada.org, new).await.unwrap();
    }
    kill_workers(&console).await;
    let subsets = months::list(&ada.ctx, ada.org).await.unwrap().months[0].subsets;
    assert!([0, 2].contains(&subsets), "{subsets}");
    console.work().await;
    let month = months::list(&ada.ctx, ada.org).await.unwrap().months.remove(0);
    assert_eq!((month.computation.state, month.subsets, month.charge.exact()), (WorkState::Successful, 2, "602.00".to_owned()));
}

/// Thirteen months are found, and read one after the other, while one process after the other dies.
async fn a_history_whose_workers_are_killed_is_read_to_its_end(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    let months: Vec<Month> =
        std::iter::successors(Some("2025-03".parse().unwrap()), |month: &Month| Some(month.next())).take(13).collect();
    for (place, month) in months.iter().enumerate() {
        let day = format!("{month}-02");
        let cost = format!("0.0{}", place % 9 + 1);
        shelf.deliver(&month.to_string(), &[(LABS, day.as_str(), "Usage", cost.as_str())].repeat(3_000), ("a1", "2026-03-10"));
    }
    let ma = connected(&ada).await;
    kill_worker_after(&console, Some(&shelf), tokio::time::sleep(Duration::from_millis(150))).await;
    // Told by what was read, not by the clock: in a second a quick machine reads all months, and a slow one none.
    for kept in [1, 4, 8] {
        let further = until(async || ledger(&ada, ma).await.len() >= kept);
        kill_worker_after(&console, Some(&shelf), further).await;
    }
    let read = ledger(&ada, ma).await.len();
    assert!((8..13).contains(&read), "the last one dies with months to go: {read}");
    console.work().await;
    let expected: Vec<_> = (0..13).rev().map(|place| (months[place], 3_000, format!("{}.00", 30 * (place % 9 + 1)))).collect();
    assert_eq!(ledger(&ada, ma).await, expected);
    let health = health(&ada, ma).await;
    assert_eq!((health.standing.state, health.standing.finding), (ConnectionState::Ready, None));
    assert!(health.months.iter().all(|month| month.state == MonthState::Estimated), "{:?}", health.months);
    let imports = imports::list(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!(imports.len(), 13, "each month has one import, however often it was begun");
    assert_eq!(notifications::inbox(&ada.ctx, 1).await.unwrap().rows.len(), 1);
}

/// What the ledger has: month, lines, cost; newest first.
async fn ledger(ada: &Person, ma: ManagementAccountId) -> Vec<(Month, u64, String)> {
    let account = management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap();
    account.months.iter().map(|month| (month.month, month.lines, month.unblended.exact())).collect()
}

/// Whether a worker dies before, while or after it sees to a day: there is one run, and its report is made.
async fn killed_workers_run_a_day_once(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let report = made(&console, &ada, ReportScope::All).await;
    let daily = new(plan("2026-03-11", Range::MonthToDate, Repeat::Daily));
    let id = schedules::create(&ada.ctx, ada.org, report, daily).await.unwrap().id;
    console.set_day("2026-03-11");
    kill_workers(&console).await;
    console.work().await;
    let runs = schedules::find(&ada.ctx, ada.org, id).await.unwrap().runs;
    assert_eq!((runs.len(), runs[0].report_state), (1, Some(WorkState::Successful)));
    assert_eq!(reports::list(&ada.ctx, ada.org).await.unwrap().len(), 2, "no report without its run");
}
