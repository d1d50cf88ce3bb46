//! What subsets are charged, month by month.

use muster_domain::report::GroupBy;
use muster_domain::view::accounts::Charges;
use muster_domain::view::charges::{MonthRow, NewAssociation};
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::{NewReport, ReportScope};
use muster_domain::view::subsets::{SubsetDetail, SubsetList};
use muster_domain::{AccountId, ManagementAccountId, Money, Month, SubsetId, WorkflowId};
use muster_service::subsets::Moved;
use muster_service::{Error, associations, management_accounts, months, reports, subsets, workflows};

use crate::bill::{BILL, LABS, SHOP, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    an_association_charges_from_its_month_on,
    what_a_subset_is_charged_is_what_its_report_says_to_the_last_digit,
    a_new_delivery_is_charged_at_once_and_a_new_version_when_somebody_says_so,
    an_account_that_moves_within_a_month_is_charged_where_it_was_on_each_day,
    a_closed_month_keeps_its_charges_until_it_is_restated,
    what_cannot_be_charged_is_refused_with_its_reason,
    what_charges_or_was_charged_is_not_deleted,
    a_workflow_that_cannot_be_computed_says_so_and_the_others_charge,
);

pub(crate) const FEBRUARY: &str = "2026-02";
pub(crate) const MARCH: &str = "2026-03";

pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn accounts(digits: &[&str]) -> Vec<AccountId> {
    digits.iter().map(|digits| digits.parse().unwrap()).collect()
}

/// An organization with the small bill, its two accounts in subsets of their own.
pub(crate) struct Provider {
    pub(crate) ada: Person,
    pub(crate) ma: ManagementAccountId,
    pub(crate) labs: SubsetId,
    pub(crate) shop: SubsetId,
}

impl Provider {
    pub(crate) async fn new(console: &Console) -> Self {
        let ada = console.administrator("ada").await;
        let ma = ada.management_account().await;
        ada.upload(ma, "bill.csv", &csv(&BILL)).await;
        console.work().await;
        let labs = subsets::create(&ada.ctx, ada.org, "Labs", accounts(&[LABS])).await.unwrap();
        let shop = subsets::create(&ada.ctx, ada.org, "Shop", accounts(&[SHOP])).await.unwrap();
        Self { ada, ma, labs, shop }
    }

    pub(crate) async fn workflow(&self, name: &str, rules: &str) -> WorkflowId {
        let json = format!(r#"{{"name":"{name}","rules":[{rules}]}}"#);
        workflows::create(&self.ada.ctx, self.ada.org, json).await.unwrap()
    }

    pub(crate) async fn uplift(&self, percent: &str) -> WorkflowId {
        self.workflow(&format!("Uplift {percent}"), &format!(r#"{{"rule":"uplift","percent":"{percent}"}}"#)).await
    }

    pub(crate) async fn associate(&self, (subset, workflow): (SubsetId, WorkflowId), from: &str) -> Result<(), Error> {
        let new = NewAssociation { subset, workflow, version: None, from: month(from) };
        associations::associate(&self.ada.ctx, self.ada.org, new).await
    }

    async fn list(&self) -> SubsetList {
        subsets::list(&self.ada.ctx, self.ada.org, Some(month(MARCH))).await.unwrap()
    }

    async fn detail(&self, subset: SubsetId) -> SubsetDetail {
        subsets::find(&self.ada.ctx, self.ada.org, subset, Some(month(MARCH))).await.unwrap()
    }

    pub(crate) async fn month(&self, of: &str) -> MonthRow {
        let list = months::list(&self.ada.ctx, self.ada.org).await.unwrap();
        list.months.into_iter().find(|row| row.month == month(of)).unwrap()
    }
}

/// Last month, month to date, expected.
fn shown(charges: Option<Charges>) -> Option<[String; 3]> {
    let text = |money: Option<Money>| money.map_or("-".to_owned(), Money::exact);
    charges.map(|charges| [charges.last_month, charges.month_to_date, charges.expected].map(text))
}

fn columns(list: &SubsetList, name: &str) -> Option<[String; 3]> {
    shown(list.subsets.iter().find(|row| row.name == name).unwrap().tally.charges)
}

fn texts(columns: [&str; 3]) -> Option<[String; 3]> {
    Some(columns.map(str::to_owned))
}

async fn an_association_charges_from_its_month_on(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    assert_eq!(provider.list().await.total.charges, None);
    let ten = provider.uplift("10").await;
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    provider.associate((provider.shop, ten), MARCH).await.unwrap();
    assert_eq!(provider.list().await.computing.len(), 2);
    console.work().await;
    let list = provider.list().await;
    assert_eq!(columns(&list, "Labs"), texts(["11.00", "3.025", "18.755"]));
    assert_eq!(columns(&list, "Shop"), texts(["-", "2.475", "15.345"]));
    assert_eq!((shown(list.total.charges), list.computing.len()), (texts(["11.00", "5.50", "34.10"]), 0));
    let labs = provider.detail(provider.labs).await;
    assert_eq!(shown(labs.accounts[0].charges), texts(["11.00", "3.025", "18.755"]));
    assert_eq!((labs.associations.len(), labs.associations[0].workflow_name.as_str()), (1, "Uplift 10"));
    let file = subsets::csv(&provider.ada.ctx, provider.ada.org, Some(month(MARCH))).await.unwrap();
    let expected =
        "Labs,1,10.00,2.75,17.05,11.00,3.025,18.755\nShop,1,5.00,2.25,13.95,,2.475,15.345\nUnassigned,0,0.00,0.00,0.00,,,\n";
    assert_eq!(file.text.split_once('\n').unwrap().1, expected);
}

async fn charge_of_a_report(console: &Console, provider: &Provider, of: (SubsetId, WorkflowId)) -> String {
    let period = month(MARCH).period();
    let (name, scope) = ("R".to_owned(), ReportScope::Subsets(vec![of.0]));
    let new = NewReport { name, workflow: of.1, period, scope, group_by: vec![GroupBy::Service] };
    let id = reports::create(&provider.ada.ctx, provider.ada.org, new).await.unwrap();
    console.work().await;
    reports::find(&provider.ada.ctx, provider.ada.org, id, 0).await.unwrap().result.unwrap().charge.exact()
}

async fn what_a_subset_is_charged_is_what_its_report_says_to_the_last_digit(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let days: Vec<_> = (1..=9).map(|day| format!("2026-03-0{day}")).collect();
    let of_day = |day| [(LABS, day, "Usage", "0.0000000333"), (SHOP, day, "Usage", "7.77")];
    let lines: Vec<_> = days.iter().flat_map(|day| of_day(day.as_str())).collect();
    provider.ada.upload(provider.ma, "more.csv", &csv(&lines)).await;
    let odd = provider.uplift("3.14159").await;
    let item = r#"{"rule":"custom_line_item","label":"Managed service","amount":"9.99","per":"report"},{"rule":"uplift","percent":"1.7"}"#;
    let item = provider.workflow("Item", item).await;
    for workflow in [odd, item] {
        for subset in [provider.labs, provider.shop] {
            provider.associate((subset, workflow), MARCH).await.unwrap();
        }
        console.work().await;
        for (name, subset) in [("Labs", provider.labs), ("Shop", provider.shop)] {
            let expected = charge_of_a_report(&console, &provider, (subset, workflow)).await;
            assert_eq!(columns(&provider.list().await, name).unwrap()[1], expected, "{name}");
        }
    }
}

async fn a_new_delivery_is_charged_at_once_and_a_new_version_when_somebody_says_so(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let ten = provider.uplift("10").await;
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    let edit = workflows::Edit {
        json: r#"{"name":"Uplift 10","rules":[{"rule":"uplift","percent":"20"}]}"#.to_owned(),
        note: String::new(),
    };
    workflows::edit(&provider.ada.ctx, provider.ada.org, ten, edit).await.unwrap();
    provider.ada.upload(provider.ma, "more.csv", &csv(&[(LABS, "2026-03-06", "Usage", "100")])).await;
    console.work().await;
    assert_eq!(columns(&provider.list().await, "Labs").unwrap()[..2], ["11.00".to_owned(), "110.00".to_owned()]);
    let list = associations::list(&provider.ada.ctx, provider.ada.org).await.unwrap();
    assert_eq!((list.associations[0].version, list.associations[0].newest), (1, Some(2)));
    provider.associate((provider.labs, ten), MARCH).await.unwrap();
    console.work().await;
    assert_eq!(columns(&provider.list().await, "Labs").unwrap()[..2], ["11.00".to_owned(), "120.00".to_owned()]);
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    console.work().await;
    assert_eq!(columns(&provider.list().await, "Labs").unwrap()[..2], ["12.00".to_owned(), "120.00".to_owned()]);
    let list = associations::list(&provider.ada.ctx, provider.ada.org).await.unwrap();
    let replaced: Vec<_> = list.associations.iter().map(|row| row.replaced).collect();
    assert_eq!(replaced, [false, true, true]);
    management_accounts::remove(&provider.ada.ctx, provider.ada.org, provider.ma).await.unwrap();
    console.work().await;
    assert_eq!(provider.month(MARCH).await.charge, Money::ZERO);
}

async fn an_account_that_moves_within_a_month_is_charged_where_it_was_on_each_day(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let (ada, ten) = (&provider.ada, provider.uplift("10").await);
    for subset in [provider.labs, provider.shop] {
        provider.associate((subset, ten), FEBRUARY).await.unwrap();
    }
    console.work().await;
    let from = Some("2026-03-05".parse().unwrap());
    subsets::assign(&ada.ctx, ada.org, provider.shop, Moved { accounts: accounts(&[LABS]), from }).await.unwrap();
    console.work().await;
    let list = provider.list().await;
    assert_eq!(columns(&list, "Labs").unwrap()[..2], ["11.00".to_owned(), "2.75".to_owned()]);
    assert_eq!(columns(&list, "Shop").unwrap()[..2], ["5.50".to_owned(), "2.75".to_owned()]);
    let shop = provider.detail(provider.shop).await;
    let its: Vec<_> = shop.accounts.iter().map(|row| (row.account_id.as_str(), shown(row.charges).unwrap()[1].clone())).collect();
    assert_eq!(its, [(LABS, "0.275".to_owned()), (SHOP, "2.475".to_owned())]);
    let from = Some("2026-02-01".parse().unwrap());
    subsets::unassign(&ada.ctx, ada.org, provider.shop, Moved { accounts: accounts(&[SHOP]), from }).await.unwrap();
    console.work().await;
    assert_eq!(columns(&provider.list().await, "Shop").unwrap()[..2], ["0.00".to_owned(), "0.275".to_owned()]);
}

async fn a_closed_month_keeps_its_charges_until_it_is_restated(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let (ada, ten) = (&provider.ada, provider.uplift("10").await);
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    let early = months::close(&ada.ctx, ada.org, month(FEBRUARY), "invoiced").await;
    assert!(matches!(early, Err(Error::Conflict(reason)) if reason.contains("not computed")));
    console.work().await;
    let open = months::close(&ada.ctx, ada.org, month(MARCH), "invoiced").await;
    assert!(matches!(open, Err(Error::Conflict(reason)) if reason.contains("not over")));
    assert!(matches!(months::close(&ada.ctx, ada.org, month(FEBRUARY), " ").await, Err(Error::Invalid(_))));
    months::close(&ada.ctx, ada.org, month(FEBRUARY), "invoiced").await.unwrap();
    let late = provider.associate((provider.labs, ten), FEBRUARY).await;
    assert!(matches!(late, Err(Error::Invalid(refused)) if refused[0].path == "from"));

    let lines = [BILL[0], BILL[1], (LABS, "2026-02-20", "Usage", "2")];
    ada.upload(provider.ma, "late.csv", &csv(&lines)).await;
    console.work().await;
    assert_eq!(columns(&provider.list().await, "Labs").unwrap()[0], "11.00");
    let row = provider.month(FEBRUARY).await;
    let late = &row.late[0];
    assert_eq!([late.charge, late.late, late.difference].map(Money::exact), ["11.00", "13.20", "2.20"]);
    let restated = months::restate(&ada.ctx, ada.org, month(FEBRUARY), "credit note 7").await;
    restated.unwrap();
    let row = provider.month(FEBRUARY).await;
    assert_eq!((row.charge.exact(), row.late.len(), row.closed_at.is_some()), ("13.20".to_owned(), 0, true));
    assert!(matches!(months::restate(&ada.ctx, ada.org, month(FEBRUARY), "again").await, Err(Error::Conflict(_))));

    ada.upload(provider.ma, "early.csv", &csv(&BILL[..2])).await;
    console.work().await;
    assert_eq!(provider.month(FEBRUARY).await.late[0].difference.exact(), "-2.20");
    months::reopen(&ada.ctx, ada.org, month(FEBRUARY), "a mistake").await.unwrap();
    console.work().await;
    let row = provider.month(FEBRUARY).await;
    assert_eq!((row.charge.exact(), row.late.len(), row.closed_at), ("11.00".to_owned(), 0, None));
    let events: Vec<_> = row.events.iter().map(|event| (event.event.name(), event.reason.as_str())).collect();
    assert_eq!(events, [("reopened", "a mistake"), ("restated", "credit note 7"), ("closed", "invoiced")]);
}

async fn what_cannot_be_charged_is_refused_with_its_reason(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let ada = &provider.ada;
    let ten = provider.uplift("10").await;
    let new = NewAssociation { subset: provider.labs, workflow: ten, version: Some(2), from: month(MARCH) };
    let unknown = associations::associate(&ada.ctx, ada.org, new).await;
    assert!(matches!(unknown, Err(Error::Invalid(refused)) if refused[0].path == "workflow"));
    workflows::delete(&ada.ctx, ada.org, ten).await.unwrap();
    let deleted = provider.associate((provider.labs, ten), MARCH).await;
    assert!(matches!(deleted, Err(Error::Invalid(refused)) if refused[0].path == "workflow"));
    let retain = r#"{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"Nobody"}}"#;
    let retain = provider.workflow("Retain", retain).await;
    let missing = provider.associate((provider.labs, retain), MARCH).await;
    assert!(matches!(missing, Err(Error::Invalid(refused)) if refused[0].reason.contains("Nobody")));
    assert_eq!(associations::list(&ada.ctx, ada.org).await.unwrap().associations, []);
}

async fn what_charges_or_was_charged_is_not_deleted(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let (ada, ten) = (&provider.ada, provider.uplift("10").await);
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    console.work().await;
    let used = workflows::delete(&ada.ctx, ada.org, ten).await;
    assert!(matches!(used, Err(Error::Conflict(reason)) if reason.contains("1 of the subsets")));
    months::close(&ada.ctx, ada.org, month(FEBRUARY), "invoiced").await.unwrap();
    let charged = subsets::delete(&ada.ctx, ada.org, vec![provider.labs]).await;
    assert!(matches!(charged, Err(Error::Conflict(reason)) if reason.contains("2026-02")));
    months::reopen(&ada.ctx, ada.org, month(FEBRUARY), "to tidy up").await.unwrap();
    console.work().await;
    let impact = subsets::impact(&ada.ctx, ada.org, vec![provider.labs]).await.unwrap();
    assert_eq!((impact.associations, impact.customers), (1, 0));
    subsets::delete(&ada.ctx, ada.org, vec![provider.labs]).await.unwrap();
    workflows::delete(&ada.ctx, ada.org, ten).await.unwrap();
    assert_eq!(provider.month(MARCH).await.charge, Money::ZERO);
}

async fn a_workflow_that_cannot_be_computed_says_so_and_the_others_charge(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let (ada, ten) = (&provider.ada, provider.uplift("10").await);
    let other = subsets::create(&ada.ctx, ada.org, "Other", Vec::new()).await.unwrap();
    let retain = r#"{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"Other"}}"#;
    let retain = provider.workflow("Retain", retain).await;
    provider.associate((provider.labs, ten), MARCH).await.unwrap();
    provider.associate((provider.shop, retain), MARCH).await.unwrap();
    subsets::delete(&ada.ctx, ada.org, vec![other]).await.unwrap();
    console.work().await;
    let row = provider.month(MARCH).await;
    assert_eq!((row.computation.state, row.subsets), (WorkState::Failed, 1));
    assert!(row.computation.error.unwrap().contains("Retain: rules[0].purchased_by: there is no subset `Other`"));
    assert_eq!(columns(&provider.list().await, "Labs").unwrap()[1], "3.025");
}
