//! What an end customer sees, and what it never sees.

use muster_domain::permission::Permission;
use muster_domain::view::charges::NewAssociation;
use muster_domain::view::customers::{By, Look, NewCustomer};
use muster_domain::{CustomerLinkId, Money, OrganizationId, SubsetId};
use muster_service::{Error, accounts, associations, customers, months, statements, subsets, workflows};

use crate::bill::{BILL, LABS, SHOP, csv};
use crate::charges::{FEBRUARY, MARCH, Provider, month};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    a_statement_is_the_providers_charge_to_the_last_digit,
    an_end_customer_is_an_administrator_of_another_organization,
    a_customer_sees_its_own_subset_and_no_other,
    a_customer_never_sees_cost_rules_or_foreign_names,
    a_statement_is_final_once_its_month_is_closed,
);

/// A provider whose subset of LABS is seen by eve's organization.
pub(crate) async fn with_customer(console: &Console) -> (Provider, Person) {
    let provider = Provider::new(console).await;
    let eve = console.administrator("eve").await;
    let new = NewCustomer { subset: provider.labs, email: " Eve@Example.org ".to_owned(), organization: eve.org };
    customers::add(&provider.ada.ctx, provider.ada.org, new).await.unwrap();
    (provider, eve)
}

/// Somebody who charges this person's organization for LABS.
pub(crate) async fn customer_of(console: &Console, ada: &Person) -> CustomerLinkId {
    let provider = console.administrator("provider").await;
    let ma = provider.management_account().await;
    provider.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    let subset = subsets::create(&provider.ctx, provider.org, "Labs", vec![LABS.parse().unwrap()]).await.unwrap();
    let workflow = workflows::create(&provider.ctx, provider.org, r#"{"name":"W","rules":[]}"#.to_owned()).await.unwrap();
    let new = NewAssociation { subset, workflow, version: None, from: month(FEBRUARY) };
    associations::associate(&provider.ctx, provider.org, new).await.unwrap();
    let new = NewCustomer { subset, email: "ada@example.org".to_owned(), organization: ada.org };
    customers::add(&provider.ctx, provider.org, new).await.unwrap();
    console.work().await;
    customers::list(&provider.ctx, provider.org).await.unwrap().customers[0].id
}

/// Asks for ada's administrator as the customer.
pub(crate) fn ada_of(subset: SubsetId, organization: OrganizationId) -> NewCustomer {
    NewCustomer { subset, email: "ada@example.org".to_owned(), organization }
}

pub(crate) fn look_at(source: CustomerLinkId) -> Look {
    Look { source: Some(source), ..Look::default() }
}

fn by(by: By) -> Look {
    Look { by, ..Look::default() }
}

/// The last column's sum.
fn total(csv: &str) -> Money {
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    rows.records().map(|row| row.unwrap().iter().next_back().unwrap().parse::<Money>().unwrap()).sum()
}

async fn a_statement_is_the_providers_charge_to_the_last_digit(database: &Database) {
    let console = Console::open(database).await;
    let (provider, eve) = with_customer(&console).await;
    let empty = statements::overview(&eve.ctx, eve.org, Look::default()).await.unwrap();
    assert_eq!((empty.sources.len(), empty.charges), (1, None));
    let days: Vec<_> = (1..=9).map(|day| format!("2026-03-0{day}")).collect();
    let lines: Vec<_> = days.iter().map(|day| (LABS, day.as_str(), "Usage", "0.1234567891")).collect();
    provider.ada.upload(provider.ma, "more.csv", &csv(&lines)).await;
    let rules = r#"{"rule":"custom_line_item","label":"Managed service","amount":"9.999","per":"subset"},{"rule":"uplift","percent":"3.14159"}"#;
    let workflow = provider.workflow("W", rules).await;
    provider.associate((provider.labs, workflow), FEBRUARY).await.unwrap();
    console.work().await;
    let list = subsets::list(&provider.ada.ctx, provider.ada.org, Some(month(MARCH))).await.unwrap();
    let charged = list.subsets[0].tally.charges.unwrap();
    let source = empty.sources[0].id;
    let statement = statements::find(&eve.ctx, eve.org, source, month(MARCH)).await.unwrap();
    assert_eq!(Some(statement.row.total), charged.month_to_date);
    let file = statements::csv(&eve.ctx, eve.org, source, month(MARCH)).await.unwrap();
    assert_eq!((total(&file.text), file.filename.as_str()), (statement.row.total, "statement-2026-03.csv"));
    for parts in [&statement.services, &statement.accounts, &statement.charge_types] {
        assert_eq!(parts.iter().map(|part| part.charge).sum::<Money>(), statement.row.total);
    }
    let shown = statements::overview(&eve.ctx, eve.org, by(By::Day)).await.unwrap().charges.unwrap();
    assert_eq!((shown.total, shown.last_month), (statement.row.total, charged.last_month));
    assert_eq!((shown.months.len(), shown.parts.len()), (2, 9));
    let csv = statements::overview_csv(&eve.ctx, eve.org, by(By::Service)).await.unwrap();
    assert_eq!((total(&csv.text), csv.filename.as_str()), (shown.total, "charges-2026-03-by-service.csv"));
    assert_eq!(Some(shown.expected), charged.expected);
}

async fn an_end_customer_is_an_administrator_of_another_organization(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let eve = console.administrator("eve").await;
    let viewer = console.viewer(eve.org, &[Permission::CreateReport]).await;
    assert_ne!(viewer.user, eve.user);
    let ask = |email: &str, organization| NewCustomer { subset: provider.labs, email: email.to_owned(), organization };
    let (ctx, org) = (&provider.ada.ctx, provider.ada.org);
    for (new, field) in [
        (ask("ada@example.org", org), "organization"),
        (ask("ada@example.org", eve.org), "email"),
        (ask("viewer1@example.org", eve.org), "email"),
        (ask("nobody@example.org", eve.org), "email"),
    ] {
        let refused = customers::add(ctx, org, new).await;
        assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == field), "{field}: {refused:?}");
    }
    for _ in 0..2 {
        customers::add(ctx, org, ask("eve@example.org", eve.org)).await.unwrap();
    }
    let list = customers::list(ctx, org).await.unwrap();
    assert_eq!((list.customers.len(), list.customers[0].organization_name.as_str()), (1, "eve's"));
    customers::remove(ctx, org, list.customers[0].id).await.unwrap();
    let after = statements::overview(&eve.ctx, eve.org, Look::default()).await.unwrap();
    assert_eq!((after.sources.len(), after.charges), (0, None));
}

async fn a_customer_sees_its_own_subset_and_no_other(database: &Database) {
    let console = Console::open(database).await;
    let (provider, eve) = with_customer(&console).await;
    let mallory = console.administrator("mallory").await;
    let ten = provider.uplift("10").await;
    for subset in [provider.labs, provider.shop] {
        provider.associate((subset, ten), FEBRUARY).await.unwrap();
    }
    let theirs = NewCustomer { subset: provider.shop, email: "mallory@example.org".to_owned(), organization: mallory.org };
    customers::add(&provider.ada.ctx, provider.ada.org, theirs).await.unwrap();
    console.work().await;
    let rows = statements::list(&eve.ctx, eve.org).await.unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.source.name.as_str(), row.month.to_string(), row.total.exact())).collect();
    assert_eq!(seen, [("Labs", MARCH.to_owned(), "3.025".to_owned()), ("Labs", FEBRUARY.to_owned(), "11.00".to_owned())]);
    let foreign = statements::list(&mallory.ctx, mallory.org).await.unwrap()[0].source.id;
    let look = Look { source: Some(foreign), ..Look::default() };
    assert!(matches!(statements::overview(&eve.ctx, eve.org, look).await, Err(Error::NotFound)));
    assert!(matches!(statements::overview_csv(&eve.ctx, eve.org, look).await, Err(Error::NotFound)));
    assert!(matches!(statements::find(&eve.ctx, eve.org, foreign, month(MARCH)).await, Err(Error::NotFound)));
    assert!(matches!(statements::csv(&eve.ctx, eve.org, foreign, month(MARCH)).await, Err(Error::NotFound)));
    let peek = subsets::list(&eve.ctx, provider.ada.org, None).await;
    assert!(matches!(peek, Err(Error::NotFound)));
}

/// Everything that a customer can be sent, as text.
async fn everything(eve: &Person) -> String {
    let overview = statements::overview(&eve.ctx, eve.org, Look::default()).await.unwrap();
    let mut text = format!("{overview:?}");
    for way in By::ALL {
        text += &format!("{:?}", statements::overview(&eve.ctx, eve.org, by(way)).await.unwrap());
        text += &statements::overview_csv(&eve.ctx, eve.org, by(way)).await.unwrap().text;
    }
    for row in statements::list(&eve.ctx, eve.org).await.unwrap() {
        text += &format!("{row:?}");
        text += &format!("{:?}", statements::find(&eve.ctx, eve.org, row.source.id, row.month).await.unwrap());
        text += &statements::csv(&eve.ctx, eve.org, row.source.id, row.month).await.unwrap().text;
    }
    text
}

async fn a_customer_never_sees_cost_rules_or_foreign_names(database: &Database) {
    let console = Console::open(database).await;
    let (provider, eve) = with_customer(&console).await;
    let (ada, org) = (&provider.ada, provider.ada.org);
    subsets::rename(&ada.ctx, org, provider.shop, "PLANTED-SUBSET").await.unwrap();
    accounts::rename(&ada.ctx, org, SHOP.parse().unwrap(), "PLANTED-ACCOUNT").await.unwrap();
    accounts::rename(&ada.ctx, org, LABS.parse().unwrap(), "Own account").await.unwrap();
    let rules = r#"{"rule":"custom","label":"PLANTED-RULE","when":"service like '%'","action":{"percent":"7"}},{"rule":"uplift","percent":"10"}"#;
    let workflow = provider.workflow("PLANTED-WORKFLOW", rules).await;
    for subset in [provider.labs, provider.shop] {
        provider.associate((subset, workflow), FEBRUARY).await.unwrap();
    }
    let lines = [BILL[2], BILL[4], (LABS, "2026-03-02", "EdpDiscount", "-0.777"), (LABS, "2026-03-03", "Usage", "123.456")];
    ada.upload(provider.ma, "more.csv", &csv(&lines)).await;
    console.work().await;
    let seen = everything(&eve).await;
    // 1.5, the costs of the lines and of the months, what the rules add, and whose the others are.
    let planted = ["PLANTED", SHOP, "123.456", "124.179", "21.979", "0.777", "Enterprise discount"];
    let leaked: Vec<_> = planted.into_iter().filter(|planted| seen.contains(planted)).collect();
    assert_eq!(leaked, Vec::<&str>::new());
    // What it may see is there, so that the test cannot pass on nothing.
    for shown in ["Labs", "Own account", LABS, "Discounts", "11.77", "146.158683"] {
        assert!(seen.contains(shown), "{shown}");
    }
}

async fn a_statement_is_final_once_its_month_is_closed(database: &Database) {
    let console = Console::open(database).await;
    let (provider, eve) = with_customer(&console).await;
    let ten = provider.uplift("10").await;
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    console.work().await;
    let states = async || {
        let rows = statements::list(&eve.ctx, eve.org).await.unwrap();
        rows.iter().map(|row| row.is_final).collect::<Vec<_>>()
    };
    assert_eq!(states().await, [false, false]);
    months::close(&provider.ada.ctx, provider.ada.org, month(FEBRUARY), "invoiced").await.unwrap();
    assert_eq!(states().await, [false, true]);
    let lines = [BILL[0], (LABS, "2026-02-20", "Usage", "2")];
    provider.ada.upload(provider.ma, "late.csv", &csv(&lines)).await;
    console.work().await;
    assert_eq!(statements::list(&eve.ctx, eve.org).await.unwrap()[1].total.exact(), "11.00");
}
