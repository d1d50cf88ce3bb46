//! Workers that vanish, and work that is broken off.

use chrono::Duration;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::{ReportFormat, ReportScope};
use muster_service::{Error, jobs, reports, workflows};
use muster_store::jobs::{Lease, Queue, claim};
use uuid::Uuid;

use crate::bill::{BILL, csv};
use crate::console::Console;
use crate::databases::{Database, on_both};
use crate::reports::march;

on_both!(
    an_import_whose_worker_vanished_is_run_again,
    work_broken_off_at_any_moment_ends_where_it_would_have,
    a_worker_that_is_told_to_stop_puts_its_work_back,
    a_half_written_report_is_not_there,
    a_job_that_kills_its_workers_fails_in_the_end,
);

/// A worker of another process takes the next job and is never heard of again.
async fn vanish_with_a_job(console: &Console, queue: Queue) {
    let now = console.muster.clock().now();
    let mut tx = console.store.write().await.unwrap();
    let lease = Lease { worker: Uuid::from_u128(7), now, until: now + Duration::seconds(20) };
    claim(&mut tx, queue, &lease).await.unwrap().unwrap();
    tx.commit().await.unwrap();
}

async fn an_import_whose_worker_vanished_is_run_again(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let id = ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    vanish_with_a_job(&console, Queue::Imports).await;
    jobs::run(console.muster.clone(), tokio::time::sleep(std::time::Duration::from_millis(200))).await;
    assert_eq!(ada.import(id).await.unwrap().state, WorkState::Queued, "its lease has not run out");
    console.forward(Duration::seconds(21));
    console.work().await;
    let import = ada.import(id).await.unwrap();
    assert_eq!((import.state, import.months.len()), (WorkState::Successful, 2));
}

async fn work_broken_off_at_any_moment_ends_where_it_would_have(database: &Database) {
    for moment in [0, 3, 10, 30, 60, 100] {
        let console = Console::open(database).await;
        let ada = console.administrator("ada").await;
        let ma = ada.management_account().await;
        let import = ada.upload(ma, "bill.csv", &csv(&BILL)).await;
        let worker = tokio::spawn(jobs::run(console.muster.clone(), std::future::pending()));
        tokio::time::sleep(std::time::Duration::from_millis(moment)).await;
        worker.abort();
        let _ = worker.await;
        console.forward(Duration::seconds(21));
        console.work().await;
        let import = ada.import(import).await.unwrap();
        let months: Vec<_> = import.months.iter().map(|m| (m.month.to_string(), m.unblended.exact())).collect();
        let expected = [("2026-02".to_owned(), "15.00".to_owned()), ("2026-03".to_owned(), "5.00".to_owned())];
        assert_eq!((import.state, months), (WorkState::Successful, expected.to_vec()), "after {moment} ms: {:?}", import.error);
    }
}

async fn a_worker_that_is_told_to_stop_puts_its_work_back(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let id = ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    jobs::run(console.muster.clone(), std::future::ready(())).await;
    console.work().await;
    assert_eq!(ada.import(id).await.unwrap().state, WorkState::Successful);
}

async fn a_half_written_report_is_not_there(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"None","rules":[]}"#.to_owned()).await.unwrap();
    let id = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
    vanish_with_a_job(&console, Queue::Others).await;
    let folder = console.data.path().join(format!("organizations/{}/reports/{id}", ada.org));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("report.csv"), "Unblended\n1").unwrap();
    std::fs::write(folder.join("report.csv.7-1.tmp"), "Unbl").unwrap();
    assert_eq!(reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result, None);
    assert!(matches!(reports::download(&ada.ctx, ada.org, id, ReportFormat::Csv).await, Err(Error::Conflict(_))));
    console.forward(Duration::seconds(21));
    console.work().await;
    let result = reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result.unwrap();
    assert_eq!((result.row_count, result.charge.exact()), (2, "5.00".into()));
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, ["explain.csv", "report.csv", "report.json", "report.parquet", "report.xlsx"]);
}

async fn a_job_that_kills_its_workers_fails_in_the_end(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let id = ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    for _ in 0..5 {
        vanish_with_a_job(&console, Queue::Imports).await;
        console.forward(Duration::seconds(21));
    }
    console.work().await;
    let import = ada.import(id).await.unwrap();
    assert_eq!(import.state, WorkState::Failed);
    assert!(import.error.unwrap().starts_with("given up after 5 attempts"));
}
