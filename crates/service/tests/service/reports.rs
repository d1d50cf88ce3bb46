//! Reports from asking to the downloaded file.

use chrono::Duration;
use muster_domain::report::GroupBy;
use muster_domain::view::imports::WorkState;
use muster_domain::view::reports::{NewReport, ReportFormat, ReportScope};
use muster_domain::{Period, ReportId, SubsetId, WorkflowId};
use muster_service::{Error, management_accounts, reports, subsets, workflows};

use crate::bill::{BILL, LABS, SHOP, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    a_report_is_charged_by_its_workflow_and_read_from_its_file,
    a_report_on_a_subset_outlives_subset_and_workflow,
    a_report_says_which_imports_it_was_made_from,
    what_a_report_cannot_be_made_of_is_refused_at_its_field,
    an_expired_report_is_removed_from_disk_and_made_again_byte_for_byte,
    a_report_that_is_made_again_from_a_newer_bill_says_so,
    a_report_is_carried_away_in_each_form,
    a_report_is_held_against_the_whole_bill,
    what_the_form_of_a_bill_cannot_say_is_said_of_its_months_and_its_reports,
);

const RULES: &str = r#"{"name":"Resale","rules":[{"rule":"remove_taxes"},{"rule":"uplift","percent":"10"}]}"#;

pub(crate) async fn imported(console: &Console) -> Person {
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    ada
}

pub(crate) fn march(workflow: WorkflowId, scope: ReportScope) -> NewReport {
    let day = |text: &str| text.parse().unwrap();
    let period = Period::new(day("2026-03-01"), day("2026-04-01")).unwrap();
    NewReport { name: "March: résumé".to_owned(), workflow, period, scope, group_by: vec![GroupBy::Subset, GroupBy::Account] }
}

pub(crate) async fn made(console: &Console, ada: &Person, scope: ReportScope) -> ReportId {
    let workflow = workflows::create(&ada.ctx, ada.org, RULES.to_owned()).await.unwrap();
    let id = reports::create(&ada.ctx, ada.org, march(workflow, scope)).await.unwrap();
    console.work().await;
    id
}

async fn a_report_is_charged_by_its_workflow_and_read_from_its_file(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    subsets::create(&ada.ctx, ada.org, "Labs", vec![LABS.parse().unwrap()]).await.unwrap();
    let id = made(&console, &ada, ReportScope::All).await;
    let detail = reports::find(&ada.ctx, ada.org, id, 0).await.unwrap();
    assert_eq!((detail.row.state, detail.row.percent, detail.row.error), (WorkState::Successful, 100, None));
    let result = detail.result.unwrap();
    let rows: Vec<_> = result.rows.iter().map(|row| row[..6].join(" ")).collect();
    assert_eq!(rows, [format!("Labs {LABS}  2.75 1.925 -0.825"), format!("Unassigned {SHOP}  2.25 2.475 0.225")]);
    assert_eq!(result.totals[..6], ["", "", "", "5.00", "4.40", "-0.60"]);
    let columns: Vec<_> = result.columns.iter().map(|c| (c.name.as_str(), c.is_money)).take(4).collect();
    assert_eq!(columns, [("Customer", false), ("Usage Account", false), ("Account Name", false), ("Unblended", true)]);
    assert_eq!((result.unblended.exact(), result.charge.exact(), result.row_count), ("5.00".into(), "4.40".into(), 2));
    let effects: Vec<_> = result.effects.iter().map(|e| (e.position, e.rule.as_str(), e.lines, e.effect.exact())).collect();
    assert_eq!(effects, [(1, "remove_taxes", 1, "-1.00".to_owned()), (2, "uplift", 4, "0.40".to_owned())]);
    let file = reports::download(&ada.ctx, ada.org, id, ReportFormat::Csv).await.unwrap();
    assert_eq!(file.filename, "march-r-sum-2026-03-01-2026-03-31.csv");
    let text = std::fs::read_to_string(file.path).unwrap();
    assert!(text.starts_with("Customer,Usage Account,Account Name,Unblended,Charge From Report,"), "{text}");
    let explained = std::fs::read_to_string(reports::explain_csv(&ada.ctx, ada.org, id).await.unwrap().path).unwrap();
    assert!(explained.contains(&format!("1,remove_taxes,{LABS},1,-1.00\n")), "{explained}");
    assert!(reports::find(&ada.ctx, ada.org, id, 1).await.unwrap().result.unwrap().rows.is_empty());
}

async fn a_report_on_a_subset_outlives_subset_and_workflow(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let subset = subsets::create(&ada.ctx, ada.org, "Shop", vec![SHOP.parse().unwrap()]).await.unwrap();
    let id = made(&console, &ada, ReportScope::Subsets(vec![subset])).await;
    let workflow = workflows::list(&ada.ctx, ada.org).await.unwrap().remove(0);
    assert_eq!((workflow.reports, subsets::impact(&ada.ctx, ada.org, vec![subset]).await.unwrap().reports), (1, 1));
    subsets::delete(&ada.ctx, ada.org, vec![subset]).await.unwrap();
    workflows::delete(&ada.ctx, ada.org, workflow.id).await.unwrap();
    let row = reports::list(&ada.ctx, ada.org).await.unwrap().remove(0);
    assert_eq!((row.subsets, row.workflow_name.as_str(), row.workflow_version), (vec!["Shop".to_owned()], "Resale", 1));
    let result = reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result.unwrap();
    assert_eq!((result.unblended.exact(), result.charge.exact()), ("2.25".into(), "2.475".into()));
    reports::delete(&ada.ctx, ada.org, id).await.unwrap();
    assert!(matches!(reports::find(&ada.ctx, ada.org, id, 0).await, Err(Error::NotFound)));
    assert!(!console.data.path().join(format!("organizations/{}/reports/{id}", ada.org)).exists());
}

async fn a_report_says_which_imports_it_was_made_from(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    let ma = muster_service::management_accounts::list(&ada.ctx, ada.org).await.unwrap().remove(0);
    let mut tx = console.tables(ada.org).await;
    let report = muster_store::reports::lookup(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(report.imports, [ma.last_import.unwrap().id]);
}

async fn what_a_report_cannot_be_made_of_is_refused_at_its_field(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let rules = r#"{"name":"W","rules":[{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"R&D"}}]}"#;
    let workflow = workflows::create(&ada.ctx, ada.org, rules.to_owned()).await.unwrap();
    let path = async |new: NewReport| match reports::create(&ada.ctx, ada.org, new).await {
        Err(Error::Invalid(refusals)) => refusals[0].path.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(path(march(workflow, ReportScope::All)).await, "workflow");
    subsets::create(&ada.ctx, ada.org, "R&D", Vec::new()).await.unwrap();
    assert_eq!(path(march(workflow, ReportScope::Subsets(Vec::new()))).await, "scope");
    let twice = vec![GroupBy::Account, GroupBy::Service, GroupBy::Account];
    assert_eq!(path(NewReport { group_by: twice, ..march(workflow, ReportScope::All) }).await, "group_by");
    let unknown = SubsetId(uuid::Uuid::from_u128(7));
    assert_eq!(path(march(workflow, ReportScope::Subsets(vec![unknown]))).await, "scope");
    assert_eq!(path(NewReport { name: String::new(), ..march(workflow, ReportScope::All) }).await, "name");
    assert_eq!(path(march(WorkflowId(uuid::Uuid::from_u128(7)), ReportScope::All)).await, "workflow");
    reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
}

/// Names of the report's files and digests of what they hold; what pages are shown (`report.json`) among them.
fn digests(folder: &std::path::Path) -> std::collections::BTreeMap<String, String> {
    let digest = |file: std::fs::DirEntry| {
        let bytes = std::fs::read(file.path()).unwrap();
        (file.file_name().into_string().unwrap(), blake3::hash(&bytes).to_hex().to_string())
    };
    folder.read_dir().unwrap().map(|file| digest(file.unwrap())).collect()
}

async fn an_expired_report_is_removed_from_disk_and_made_again_byte_for_byte(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    let before = digests(reports::download(&ada.ctx, ada.org, id, ReportFormat::Csv).await.unwrap().path.parent().unwrap());
    assert_eq!(before.len(), 5, "{before:?}");
    let workflow = workflows::list(&ada.ctx, ada.org).await.unwrap()[0].id;
    let edit = workflows::Edit { json: r#"{"name":"Resale","rules":[]}"#.to_owned(), note: String::new() };
    workflows::edit(&ada.ctx, ada.org, workflow, edit).await.unwrap();
    let folder = console.data.path().join(format!("organizations/{}/reports/{id}", ada.org));
    assert!(matches!(reports::retry(&ada.ctx, ada.org, id).await, Err(Error::Conflict(_))));
    console.forward(Duration::days(31));
    assert!(matches!(reports::download(&ada.ctx, ada.org, id, ReportFormat::Csv).await, Err(Error::Conflict(_))));
    console.work_until(async || !folder.exists()).await;
    assert_eq!(reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result, None);
    reports::retry(&ada.ctx, ada.org, id).await.unwrap();
    console.work().await;
    assert_eq!(digests(&folder), before, "by the version of its workflow that it was made with");
    assert!(reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result.is_some());
}

async fn a_report_that_is_made_again_from_a_newer_bill_says_so(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    let notes = async || reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result.unwrap().notes;
    let before = notes().await;
    let ma = management_accounts::list(&ada.ctx, ada.org).await.unwrap().remove(0).id;
    ada.upload(ma, "newer.csv", &csv(&BILL[..5])).await;
    console.work().await;
    console.forward(Duration::days(31));
    reports::retry(&ada.ctx, ada.org, id).await.unwrap();
    console.work().await;
    let said = notes().await.into_iter().filter(|note| !before.contains(note)).collect::<Vec<_>>();
    assert_eq!(said, ["The bill was imported anew since this report was made before: its amounts may differ."]);
}

async fn a_report_is_carried_away_in_each_form(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let id = made(&console, &ada, ReportScope::All).await;
    let begins: [(_, &[u8]); 3] =
        [(ReportFormat::Csv, b"Customer,"), (ReportFormat::Xlsx, b"PK\x03\x04"), (ReportFormat::Parquet, b"PAR1")];
    for (format, begin) in begins {
        let file = reports::download(&ada.ctx, ada.org, id, format).await.unwrap();
        assert_eq!(file.filename, format!("march-r-sum-2026-03-01-2026-03-31.{}", format.name()));
        assert!(std::fs::read(file.path).unwrap().starts_with(begin), "{format:?}");
    }
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    assert_eq!(records.iter().filter(|record| record.action == "reports.download").count(), 3);
}

async fn a_report_is_held_against_the_whole_bill(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console).await;
    let shop = subsets::create(&ada.ctx, ada.org, "Shop", vec![SHOP.parse().unwrap()]).await.unwrap();
    let id = made(&console, &ada, ReportScope::Subsets(vec![shop])).await;
    let held = reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result.unwrap().reconciliation.unwrap();
    let shown = |sums: muster_domain::view::reports::Sums| (sums.unblended.exact(), sums.lines);
    assert_eq!((shown(held.inside), shown(held.outside)), (("2.25".into(), 1), ("2.75".into(), 3)));
    assert_eq!((shown(held.bill), held.outside_accounts, held.holds), (("5.00".into(), 4), 1, true));
}

/// Two days of a FOCUS bill.
const FOCUS: &str = "ChargeCategory,BilledCost,EffectiveCost,ListCost,ChargePeriodStart,ChargePeriodEnd,BillingPeriodStart,\
    BillingPeriodEnd,BillingAccountId,SubAccountId,BillingCurrency,ServiceName,RegionId,ConsumedQuantity,ChargeDescription\n\
    Usage,2.5,2.5,3,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,111122223333,\
    444455556666,USD,Amazon EC2,us-east-1,1,An hour\n";

async fn what_the_form_of_a_bill_cannot_say_is_said_of_its_months_and_its_reports(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "focus.csv", FOCUS).await;
    console.work().await;
    let account = management_accounts::find(&ada.ctx, ada.org, ma).await.unwrap();
    let of_month = account.months[0].notes.clone();
    assert!(of_month.iter().any(|note| note.contains("Eco commitments must be listed by ARN")), "{of_month:?}");
    let id = made(&console, &ada, ReportScope::All).await;
    let mut of_report = reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result.unwrap().notes;
    let mut expected = of_month;
    expected.sort();
    of_report.sort();
    assert_eq!(of_report, expected);
}
