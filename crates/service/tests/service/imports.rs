//! Bills from upload to costs.

use muster_domain::view::accounts::ConnectionState;
use muster_domain::view::imports::WorkState;
use muster_service::{Error, accounts, imports, management_accounts};
use tokio::io::AsyncWriteExt;

use crate::bill::{BILL, LABS, SHOP, csv};
use crate::console::Console;
use crate::databases::{Database, on_both};

on_both!(
    an_uploaded_bill_becomes_months_and_costs,
    linked_accounts_are_listed_with_their_costs_around_a_month,
    a_newer_delivery_replaces_its_month_in_the_lists_too,
    a_bill_that_cannot_be_read_says_where_and_may_be_tried_again,
    removing_a_management_account_removes_its_bill,
    an_upload_that_is_broken_off_leaves_nothing,
    a_management_account_has_twelve_digits_and_is_connected_once,
);

async fn an_uploaded_bill_becomes_months_and_costs(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    assert_eq!(management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap().state, ConnectionState::NotConnected);
    let id = ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    assert_eq!(management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap().state, ConnectionState::Importing);
    console.work().await;
    let import = ada.import(id).await.unwrap();
    assert_eq!((import.state, import.error.as_deref(), import.files), (WorkState::Successful, None, vec!["bill.csv".to_owned()]));
    assert_eq!((import.progress.rows, import.progress.percent()), (6, 100));
    let row = management_accounts::list(&ada.ctx, ada.org).await.unwrap().remove(0);
    let months: Vec<_> = row.months.iter().map(|m| (m.month.to_string(), m.lines, m.unblended.exact())).collect();
    assert_eq!(months, [("2026-03".into(), 4, "5.00".into()), ("2026-02".to_owned(), 2, "15.00".to_owned())]);
    assert_eq!(row.state, ConnectionState::Ready);
    assert!(!console.data.path().join("uploads").join(id.to_string()).exists(), "uploaded files are removed");
}

async fn linked_accounts_are_listed_with_their_costs_around_a_month(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    assert_eq!(accounts::list(&ada.ctx, ada.org, None).await.unwrap().month, None);
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    accounts::rename(&ada.ctx, ada.org, LABS.parse().unwrap(), "Labs").await.unwrap();
    let list = accounts::list(&ada.ctx, ada.org, None).await.unwrap();
    let month = list.month.unwrap();
    assert_eq!((month.month.to_string(), month.through.unwrap().to_string()), ("2026-03".into(), "2026-03-05".into()));
    assert_eq!((month.choices.len(), month.currency.as_str()), (2, "USD"));
    let costs = |c: muster_domain::view::accounts::Costs| [c.last_month, c.month_to_date, c.expected].map(|m| m.exact());
    let rows: Vec<_> = list.accounts.iter().map(|r| (r.account_id.as_str(), r.name.as_str(), costs(r.costs))).collect();
    let expected = [(LABS, "Labs", ["10.00", "2.75", "17.05"]), (SHOP, "", ["5.00", "2.25", "13.95"])];
    assert_eq!(rows, expected.map(|(id, name, costs)| (id, name, costs.map(str::to_owned))));
    assert_eq!(costs(list.total), ["15.00", "5.00", "31.00"]);
    let february = accounts::list(&ada.ctx, ada.org, Some("2026-02".parse().unwrap())).await.unwrap();
    assert_eq!(costs(february.total), ["0.00", "15.00", "15.00"]);
}

async fn a_newer_delivery_replaces_its_month_in_the_lists_too(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    accounts::list(&ada.ctx, ada.org, None).await.unwrap();
    let newer = ada.upload(ma, "bill.csv", &csv(&[(SHOP, "2026-03-02", "Usage", "7")])).await;
    console.work().await;
    let total = accounts::list(&ada.ctx, ada.org, None).await.unwrap().total;
    assert_eq!((total.last_month.exact(), total.month_to_date.exact()), ("15.00".into(), "7.00".into()));
    let same = ada.upload(ma, "again.csv", &csv(&[(SHOP, "2026-03-02", "Usage", "7")])).await;
    console.work().await;
    assert!(!ada.import(newer).await.unwrap().months[0].unchanged);
    assert!(ada.import(same).await.unwrap().months[0].unchanged);
}

async fn a_bill_that_cannot_be_read_says_where_and_may_be_tried_again(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let id = ada.upload(ma, "bill.csv", &csv(&[BILL[0], (LABS, "2026-02-16", "Usage", "ten")])).await;
    console.work().await;
    let import = ada.import(id).await.unwrap();
    assert_eq!(import.state, WorkState::Failed);
    let error = import.error.unwrap();
    assert!(error.starts_with("bill.csv: line 3, column lineItem/UnblendedCost: `ten`"), "{error}");
    let row = management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!((row.state, row.months.len()), (ConnectionState::Failing, 0));
    imports::retry(&ada.ctx, ada.org, id).await.unwrap();
    assert!(matches!(imports::retry(&ada.ctx, ada.org, id).await, Err(Error::Conflict(_))));
    console.work().await;
    assert_eq!(ada.import(id).await.unwrap().error, Some(error));
}

async fn removing_a_management_account_removes_its_bill(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    let waiting = ada.upload(ma, "later.csv", &csv(&BILL)).await;
    management_accounts::remove(&ada.ctx, ada.org, ma).await.unwrap();
    console.work().await;
    assert_eq!(accounts::list(&ada.ctx, ada.org, None).await.unwrap().month, None);
    assert!(matches!(ada.import(waiting).await, Err(Error::NotFound)));
    let left = |folder: &str| console.data.path().join(folder).read_dir().map(Iterator::count).unwrap_or(0);
    assert_eq!(left("uploads"), 0);
    assert_eq!(left(&format!("organizations/{}/ledger", ada.org)), 0);
}

async fn an_upload_that_is_broken_off_leaves_nothing(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let mut staging = imports::stage(&ada.ctx, ada.org, ma).await.unwrap();
    let mut file = staging.file("bill.csv").await.unwrap();
    file.write_all(b"identity/LineItemId").await.unwrap();
    drop((file, staging));
    assert_eq!(console.data.path().join("uploads").read_dir().unwrap().count(), 0);
    assert_eq!(imports::list(&ada.ctx, ada.org, ma).await.unwrap(), []);
    let empty = imports::stage(&ada.ctx, ada.org, ma).await.unwrap();
    assert!(matches!(empty.finish().await, Err(Error::Invalid(_))));
}

async fn a_management_account_has_twelve_digits_and_is_connected_once(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    for digits in ["1111", "11112222333x", "111122223333"] {
        let added = management_accounts::add(&ada.ctx, ada.org, digits.to_owned(), "Payer".to_owned()).await;
        assert!(matches!(added, Err(Error::Invalid(refusals)) if refusals[0].path == "account_id"), "{digits}");
    }
    management_accounts::rename(&ada.ctx, ada.org, ma, "Main").await.unwrap();
    assert_eq!(management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap().name, "Main");
}
