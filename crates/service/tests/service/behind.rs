//! What is behind a report: lines and their rules, re-rated bills.

use std::io::Read;

use flate2::read::GzDecoder;
use muster_domain::ReportId;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::{ReportScope, RerateForm, RerateRow};
use muster_service::reports::TrailPage;
use muster_service::subsets::Moved;
use muster_service::{Error, jobs, reports, subsets, workflows};

use crate::bill::{BILL, LABS, SHOP, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::{imported, made, march};

on_both!(
    the_lines_behind_a_row_say_what_each_rule_did,
    a_report_shows_no_lines_of_another_bill,
    a_report_shows_no_lines_of_other_subsets,
    a_bill_is_re_rated_for_whoever_asks,
    a_bill_whose_worker_was_stopped_is_whole_in_the_end,
);

fn first_page(row: u64) -> TrailPage {
    TrailPage { row, page: 0 }
}

async fn the_lines_behind_a_row_say_what_each_rule_did(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    let trail = reports::trail(&ada.ctx, ada.org, id, first_page(0)).await.unwrap();
    let group = |header: &str, cell: &str| (header.to_owned(), cell.to_owned());
    let groups = [group("Customer", "Unassigned"), group("Usage Account", LABS), group("Account Name", "")];
    assert_eq!((trail.groups, trail.line_count, trail.lines.len()), (groups.to_vec(), 3, 3));
    assert_eq!((trail.unblended.exact(), trail.charge.exact()), ("2.75".into(), "1.925".into()));
    let tax = trail.lines.iter().find(|line| line.line_item_type == "Tax").unwrap();
    let steps: Vec<_> = tax.steps.iter().map(|s| (s.position, s.rule.as_str(), s.before.exact(), s.after.exact())).collect();
    assert_eq!(steps[0], (1, "remove_taxes", "1.00".into(), "0.00".into()));
    let beyond = reports::trail(&ada.ctx, ada.org, id, TrailPage { row: 0, page: 1 }).await.unwrap();
    assert_eq!((beyond.line_count, beyond.lines.len()), (3, 0));
    assert!(matches!(reports::trail(&ada.ctx, ada.org, id, first_page(2)).await, Err(Error::NotFound)));
    let unpriced = reports::unpriced(&ada.ctx, ada.org, id, 0).await.unwrap();
    assert_eq!((unpriced.lines, unpriced.group_count, unpriced.groups), (0, 0, Vec::new()));
}

async fn a_report_shows_no_lines_of_another_bill(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    let ma = muster_service::management_accounts::list(&ada.ctx, ada.org).await.unwrap()[0].id;
    ada.upload(ma, "newer.csv", &csv(&[(SHOP, "2026-03-02", "Usage", "7")])).await;
    console.work().await;
    for refused in [
        reports::trail(&ada.ctx, ada.org, id, first_page(0)).await.map(drop),
        reports::unpriced(&ada.ctx, ada.org, id, 0).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    reports::rerate(&ada.ctx, ada.org, id, RerateForm::Csv).await.unwrap();
    console.work().await;
    let bill = bills(&ada, id).await.remove(0);
    assert_eq!(bill.state, WorkState::Failed);
    assert!(bill.error.unwrap().contains("imported anew"));
}

/// An account that was never in a subset belongs to its first one from the beginning.
async fn a_report_shows_no_lines_of_other_subsets(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let unassigned = made(&console, &ada, ReportScope::All).await;
    assert_eq!(reports::trail(&ada.ctx, ada.org, unassigned, first_page(0)).await.unwrap().line_count, 3);
    let labs = subsets::create(&ada.ctx, ada.org, "Labs", vec![LABS.parse().unwrap()]).await.unwrap();
    let refused = reports::trail(&ada.ctx, ada.org, unassigned, first_page(0)).await;
    assert!(matches!(&refused, Err(Error::Conflict(why)) if why.contains("subsets have changed")), "{refused:?}");
    let workflow = workflows::list(&ada.ctx, ada.org).await.unwrap()[0].id;
    let id = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::Subsets(vec![labs]))).await.unwrap();
    console.work().await;
    let shop = Moved { accounts: vec![SHOP.parse().unwrap()], from: None };
    subsets::assign(&ada.ctx, ada.org, labs, shop).await.unwrap();
    reports::rerate(&ada.ctx, ada.org, id, RerateForm::Csv).await.unwrap();
    console.work().await;
    let bill = bills(&ada, id).await.remove(0);
    assert_eq!(bill.state, WorkState::Failed);
    assert!(bill.error.unwrap().contains("subsets have changed"));
}

async fn bills(ada: &Person, id: ReportId) -> Vec<RerateRow> {
    reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().bills
}

/// The text of a re-rated bill.
async fn rerated(ada: &Person, id: ReportId) -> String {
    let file = reports::bill(&ada.ctx, ada.org, id, RerateForm::Csv).await.unwrap();
    assert_eq!(file.filename, "march-r-sum-2026-03-01-2026-03-31-focus.csv.gz");
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(file.path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

async fn a_bill_is_re_rated_for_whoever_asks(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    assert!(matches!(reports::bill(&ada.ctx, ada.org, id, RerateForm::Csv).await, Err(Error::Conflict(_))));
    for form in RerateForm::ALL {
        reports::rerate(&ada.ctx, ada.org, id, form).await.unwrap();
    }
    assert!(matches!(reports::rerate(&ada.ctx, ada.org, id, RerateForm::Csv).await, Err(Error::Conflict(_))));
    console.work().await;
    let made: Vec<_> = bills(&ada, id).await.into_iter().map(|bill| (bill.form, bill.state, bill.error)).collect();
    assert_eq!(made, RerateForm::ALL.map(|form| (form, WorkState::Successful, None)));
    let text = rerated(&ada, id).await;
    assert_eq!(text.lines().count(), 1 + 4, "the lines of March");
    assert!(text.lines().next().unwrap().contains("x_Charge"), "{text}");
    let parquet = reports::bill(&ada.ctx, ada.org, id, RerateForm::Parquet).await.unwrap();
    assert!(std::fs::read(&parquet.path).unwrap().starts_with(b"PAR1"));
    reports::delete(&ada.ctx, ada.org, id).await.unwrap();
    assert!(!parquet.path.exists());
}

async fn a_bill_whose_worker_was_stopped_is_whole_in_the_end(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    reports::rerate(&ada.ctx, ada.org, id, RerateForm::Csv).await.unwrap();
    let folder = console.data.path().join(format!("organizations/{}/reports/{id}", ada.org));
    std::fs::write(folder.join("bill.csv.gz.7-1.tmp"), "what a killed worker left").unwrap();
    jobs::run(console.muster.clone(), std::future::ready(())).await;
    console.work().await;
    assert_eq!(rerated(&ada, id).await.lines().count(), 1 + BILL.len() - 2);
    let left = folder.read_dir().unwrap().filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "tmp"));
    assert_eq!(left.count(), 0);
}
