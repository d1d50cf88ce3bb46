//! Subsets: who is in them on which day, and what that costs.

use muster_domain::view::subsets::{SubsetList, Tally};
use muster_domain::{AccountId, SubsetId};
use muster_service::subsets::Moved;
use muster_service::{Error, subsets};

use crate::bill::{BILL, LABS, SHOP, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    a_first_assignment_brings_the_history_along,
    moving_an_account_never_rewrites_the_past,
    what_is_done_and_undone_on_one_day_leaves_no_trace,
    names_and_accounts_that_cannot_be_are_refused_at_their_field,
    deleting_subsets_says_what_it_takes_and_frees_their_accounts,
    every_write_is_in_the_audit_record,
    the_list_is_carried_away_with_every_decimal,
);

fn accounts(digits: &[&str]) -> Vec<AccountId> {
    digits.iter().map(|digits| digits.parse().unwrap()).collect()
}

async fn imported(console: &Console) -> Person {
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    ada
}

/// Moves from today on.
fn today(digits: &[&str]) -> Moved {
    Moved { accounts: accounts(digits), from: None }
}

/// Accounts, last month, month to date.
fn shown(tally: Tally) -> (u64, String, String) {
    (tally.accounts, tally.costs.last_month.exact(), tally.costs.month_to_date.exact())
}

fn tally(list: &SubsetList, name: &str) -> (u64, String, String) {
    shown(list.subsets.iter().find(|row| row.name == name).unwrap().tally)
}

/// `from` and `until` of a subset's memberships, newest first.
async fn history(ada: &Person, id: SubsetId) -> Vec<(Option<String>, Option<String>)> {
    let detail = subsets::find(&ada.ctx, ada.org, id, None).await.unwrap();
    detail.history.iter().map(|m| (m.from.map(|d| d.to_string()), m.until.map(|d| d.to_string()))).collect()
}

async fn a_first_assignment_brings_the_history_along(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = subsets::create(&ada.ctx, ada.org, " Labs ", accounts(&[LABS])).await.unwrap();
    let list = subsets::list(&ada.ctx, ada.org, None).await.unwrap();
    assert_eq!(tally(&list, "Labs"), (1, "10.00".into(), "2.75".into()));
    assert_eq!(shown(list.unassigned), (1, "5.00".into(), "2.25".into()));
    assert_eq!(shown(list.total), (2, "15.00".into(), "5.00".into()));
    let detail = subsets::find(&ada.ctx, ada.org, id, None).await.unwrap();
    assert_eq!((detail.name.as_str(), detail.accounts.len(), detail.unassigned.len()), ("Labs", 1, 1));
    assert_eq!((detail.tally.costs, detail.history[0].by.as_str()), (list.subsets[0].tally.costs, "ada"));
    assert_eq!(history(&ada, id).await, [(None, None)]);
}

async fn moving_an_account_never_rewrites_the_past(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let old = subsets::create(&ada.ctx, ada.org, "Old", accounts(&[LABS])).await.unwrap();
    let new = subsets::create(&ada.ctx, ada.org, "New", Vec::new()).await.unwrap();
    console.set_day("2026-03-20");
    subsets::assign(&ada.ctx, ada.org, new, today(&[LABS])).await.unwrap();
    let ma = muster_service::management_accounts::list(&ada.ctx, ada.org).await.unwrap()[0].id;
    let lines = [BILL[2], BILL[3], BILL[4], BILL[5], (LABS, "2026-03-19", "Usage", "4"), (LABS, "2026-03-20", "Usage", "8")];
    ada.upload(ma, "bill.csv", &csv(&lines)).await;
    console.work().await;
    let list = subsets::list(&ada.ctx, ada.org, None).await.unwrap();
    assert_eq!(tally(&list, "Old"), (0, "10.00".into(), "6.75".into()));
    assert_eq!(tally(&list, "New"), (1, "0.00".into(), "8.00".into()));
    let detail = subsets::find(&ada.ctx, ada.org, old, None).await.unwrap();
    assert_eq!(shown(detail.tally), tally(&list, "Old"));
    assert_eq!(detail.accounts[0].subset.as_ref().unwrap().name, "New");
    assert_eq!(history(&ada, old).await, [(None, Some("2026-03-20".into()))]);
    assert_eq!(history(&ada, new).await, [(Some("2026-03-20".into()), None)]);
    let february = subsets::list(&ada.ctx, ada.org, Some("2026-02".parse().unwrap())).await.unwrap();
    assert_eq!(tally(&february, "Old"), (1, "0.00".into(), "10.00".into()));
}

async fn what_is_done_and_undone_on_one_day_leaves_no_trace(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let a = subsets::create(&ada.ctx, ada.org, "A", accounts(&[LABS])).await.unwrap();
    let b = subsets::create(&ada.ctx, ada.org, "B", Vec::new()).await.unwrap();
    console.set_day("2026-03-20");
    subsets::assign(&ada.ctx, ada.org, b, today(&[LABS])).await.unwrap();
    subsets::assign(&ada.ctx, ada.org, a, today(&[LABS, LABS])).await.unwrap();
    assert_eq!((history(&ada, a).await, history(&ada, b).await), (vec![(None, None)], Vec::new()));
    subsets::unassign(&ada.ctx, ada.org, a, today(&[LABS, SHOP])).await.unwrap();
    assert_eq!(history(&ada, a).await, [(None, Some("2026-03-20".into()))]);
    console.set_day("2026-03-22");
    subsets::assign(&ada.ctx, ada.org, a, today(&[LABS])).await.unwrap();
    assert_eq!(history(&ada, a).await[0], (Some("2026-03-22".into()), None));
}

async fn names_and_accounts_that_cannot_be_are_refused_at_their_field(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    subsets::create(&ada.ctx, ada.org, "Labs", Vec::new()).await.unwrap();
    for name in ["", "  ", "LABS", "unassigned", "two\nlines"] {
        let created = subsets::create(&ada.ctx, ada.org, name, Vec::new()).await;
        assert!(matches!(created, Err(Error::Invalid(refusals)) if refusals[0].path == "name"), "{name:?}");
    }
    let unknown = subsets::create(&ada.ctx, ada.org, "Shop", accounts(&["999"])).await;
    assert!(matches!(unknown, Err(Error::Invalid(refusals)) if refusals[0].path == "accounts"));
    assert_eq!(subsets::list(&ada.ctx, ada.org, None).await.unwrap().subsets.len(), 1);
}

async fn deleting_subsets_says_what_it_takes_and_frees_their_accounts(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let a = subsets::create(&ada.ctx, ada.org, "A", accounts(&[LABS])).await.unwrap();
    let b = subsets::create(&ada.ctx, ada.org, "B", accounts(&[SHOP])).await.unwrap();
    let impact = subsets::impact(&ada.ctx, ada.org, vec![a, b, a]).await.unwrap();
    assert_eq!((impact.subsets, impact.accounts, impact.reports), (vec!["A".to_owned(), "B".to_owned()], 2, 0));
    subsets::delete(&ada.ctx, ada.org, vec![a, b]).await.unwrap();
    let list = subsets::list(&ada.ctx, ada.org, None).await.unwrap();
    assert_eq!((list.subsets.len(), shown(list.unassigned)), (0, (2, "15.00".into(), "5.00".into())));
    assert!(matches!(subsets::delete(&ada.ctx, ada.org, vec![a]).await, Err(Error::NotFound)));
    let again = subsets::create(&ada.ctx, ada.org, "A", accounts(&[LABS])).await.unwrap();
    assert_eq!(history(&ada, again).await, [(None, None)]);
}

async fn every_write_is_in_the_audit_record(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = subsets::create(&ada.ctx, ada.org, "A", Vec::new()).await.unwrap();
    subsets::assign(&ada.ctx, ada.org, id, today(&[LABS])).await.unwrap();
    subsets::rename(&ada.ctx, ada.org, id, "B").await.unwrap();
    subsets::delete(&ada.ctx, ada.org, vec![id]).await.unwrap();
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    let actions: Vec<_> = records.iter().rev().map(|record| record.action.as_str()).collect();
    let expected = [
        "tickets.grant",
        "management_accounts.add",
        "imports.add",
        "subsets.create",
        "subsets.assign",
        "subsets.rename",
        "subsets.delete",
    ];
    assert_eq!(actions, expected);
    assert!(records.iter().all(|record| record.user == Some(ada.user) && record.request_id == "test"));
}

async fn the_list_is_carried_away_with_every_decimal(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    subsets::create(&ada.ctx, ada.org, "=R&D, Labs", accounts(&[LABS])).await.unwrap();
    let file = subsets::csv(&ada.ctx, ada.org, None).await.unwrap();
    assert_eq!(file.filename, "subsets-2026-03.csv");
    let expected = "Name,Accounts in Subset,Last Month Cost,MTD Cost,Expected Cost,Last Month Charge,MTD Charge,Expected Charge\n\
                    \"'=R&D, Labs\",1,10.00,2.75,17.05,,,\n\
                    Unassigned,1,5.00,2.25,13.95,,,\n";
    assert_eq!(file.text, expected);
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    assert_eq!((records[0].action.as_str(), records[0].detail.as_str()), ("subsets.download", "subsets-2026-03.csv"));
}
