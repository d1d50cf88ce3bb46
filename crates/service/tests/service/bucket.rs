//! An installation whose data lies in a bucket: everything that a folder does, from upload to download.

use std::io::Read;
use std::path::Path;

use muster_domain::view::charges::NewAssociation;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::{ReportFormat, ReportScope, RerateForm};
use muster_engine::place;
use muster_service::{Error, accounts, associations, imports, management_accounts, months, reports, subsets, workflows};
use tokio::io::AsyncWriteExt;

use crate::bill::{BILL, LABS, SHOP, csv};
use crate::console::{Console, until};
use crate::databases::{Database, on_both};
use crate::reports::{imported, made};

on_both!(
    a_bill_is_uploaded_reported_and_downloaded_from_a_bucket,
    charges_are_kept_in_a_bucket,
    what_is_not_needed_any_more_leaves_the_bucket,
    two_servers_share_a_bucket,
);

/// Files below a folder of the data.
fn files(console: &Console, folder: &str) -> usize {
    place::list(&console.muster.settings().data.join(folder)).unwrap().len()
}

async fn content(path: &Path) -> String {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || String::from_utf8(place::read(&path).unwrap().to_vec()).unwrap()).await.unwrap()
}

async fn a_bill_is_uploaded_reported_and_downloaded_from_a_bucket(database: &Database) {
    let (far, near) = (Console::in_a_bucket(database).await, Console::open(database).await);
    let mut texts = Vec::new();
    for console in [&far, &near] {
        let ada = imported(console).await;
        let costs = accounts::list(&ada.ctx, ada.org, None).await.unwrap();
        assert_eq!(costs.accounts.len(), 2);
        let id = made(console, &ada, ReportScope::All).await;
        let detail = reports::find(&ada.ctx, ada.org, id, 0).await.unwrap();
        assert_eq!((detail.row.state, detail.result.unwrap().rows.len()), (WorkState::Successful, 2));
        for format in [ReportFormat::Csv, ReportFormat::Xlsx, ReportFormat::Parquet] {
            let file = reports::download(&ada.ctx, ada.org, id, format).await.unwrap();
            let size = tokio::task::spawn_blocking(move || place::size(&file.path).unwrap()).await.unwrap();
            assert!(size > 100, "{format:?}");
        }
        let csv = reports::download(&ada.ctx, ada.org, id, ReportFormat::Csv).await.unwrap();
        texts.push(content(&csv.path).await);
        reports::rerate(&ada.ctx, ada.org, id, RerateForm::Csv).await.unwrap();
        console.work().await;
        let bill = reports::bill(&ada.ctx, ada.org, id, RerateForm::Csv).await.unwrap();
        let packed = tokio::task::spawn_blocking(move || place::read(&bill.path).unwrap()).await.unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text.lines().count(), 1 + BILL.len() - 2, "the lines of March");
    }
    assert_eq!(texts[0], texts[1], "the same bytes as from a folder");
    assert_eq!(files(&far, "uploads"), 0, "uploaded files are removed");
    assert!(near.muster.settings().data.join("organizations").is_dir() && !far.data.path().join("organizations").exists());
}

async fn charges_are_kept_in_a_bucket(database: &Database) {
    let console = Console::in_a_bucket(database).await;
    let ada = imported(&console).await;
    let workflow = r#"{"name":"W","rules":[{"rule":"uplift","percent":"10"}]}"#;
    let workflow = workflows::create(&ada.ctx, ada.org, workflow.to_owned()).await.unwrap();
    for (name, account) in [("Labs", LABS), ("Shop", SHOP)] {
        let subset = subsets::create(&ada.ctx, ada.org, name, vec![account.parse().unwrap()]).await.unwrap();
        let new = NewAssociation { subset, workflow, version: None, from: "2026-03".parse().unwrap() };
        associations::associate(&ada.ctx, ada.org, new).await.unwrap();
    }
    console.work().await;
    let month = months::list(&ada.ctx, ada.org).await.unwrap().months.remove(0);
    assert_eq!((month.computation.state, month.subsets, month.charge.exact()), (WorkState::Successful, 2, "5.50".to_owned()));
    assert_eq!(files(&console, &format!("organizations/{}/charges", ada.org)), 2);
}

async fn what_is_not_needed_any_more_leaves_the_bucket(database: &Database) {
    let console = Console::in_a_bucket(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    let reports = format!("organizations/{}/reports/{id}", ada.org);
    assert_eq!(files(&console, &reports), 5);
    console.forward(chrono::Duration::days(31));
    console.work_until(async || files(&console, &reports) == 0).await;
    let ma = management_accounts::list(&ada.ctx, ada.org).await.unwrap().remove(0).id;
    let mut staging = imports::stage(&ada.ctx, ada.org, ma).await.unwrap();
    let mut file = staging.file("bill.csv").await.unwrap();
    file.write_all(csv(&BILL).as_bytes()).await.unwrap();
    file.shutdown().await.unwrap();
    assert_eq!(files(&console, "uploads"), 1);
    drop((file, staging));
    until(async || files(&console, "uploads") == 0).await;
    management_accounts::remove(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!(files(&console, &format!("organizations/{}/ledger", ada.org)), 0);
}

/// What one server acknowledged, the other has.
async fn two_servers_share_a_bucket(database: &Database) {
    let console = Console::in_a_bucket(database).await;
    let ada = imported(&console).await;
    let other = muster_service::Ctx::user(console.sibling().await, "test", ada.user);
    let ma = management_accounts::list(&ada.ctx, ada.org).await.unwrap().remove(0).id;
    let march = async || {
        let account = management_accounts::find(&other, ada.org, ma).await.unwrap();
        (account.months[0].month.to_string(), account.months[0].unblended.exact())
    };
    assert_eq!(march().await, ("2026-03".to_owned(), "5.00".to_owned()));
    ada.upload(ma, "bill.csv", &csv(&[(LABS, "2026-03-01", "Usage", "7")])).await;
    console.work().await;
    assert_eq!(march().await, ("2026-03".to_owned(), "7.00".to_owned()), "the month was replaced, and both see it");
    assert!(matches!(imports::find(&other, ada.org, muster_domain::ImportId(uuid::Uuid::nil())).await, Err(Error::NotFound)));
}
