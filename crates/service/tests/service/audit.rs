//! Reading the audit record.

use muster_domain::view::audit::{AuditFilter, AuditPage};
use muster_service::{Ctx, audit, organizations, subsets};

use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    the_record_is_found_by_person_deed_and_day,
    a_record_says_what_was_before_and_after_and_from_where,
    a_long_record_has_pages_and_a_file_has_all_of_it,
    a_file_is_no_formula_and_its_download_is_recorded,
);

async fn found(person: &Person, filter: AuditFilter) -> AuditPage {
    audit::list(&person.ctx, person.org, filter, 1).await.unwrap()
}

fn actions(page: &AuditPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.action.as_str()).collect()
}

fn what(what: &str) -> AuditFilter {
    AuditFilter { what: what.to_owned(), ..AuditFilter::default() }
}

async fn the_record_is_found_by_person_deed_and_day(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[muster_domain::permission::Permission::CreateSubset]).await;
    organizations::rename(&ada.ctx, ada.org, "Renamed").await.unwrap();
    console.set_day("2026-03-12");
    let subset = subsets::create(&vic.ctx, ada.org, "S", Vec::new()).await.unwrap();
    subsets::rename(&vic.ctx, ada.org, subset, "T").await.unwrap();
    let all = found(&ada, AuditFilter::default()).await;
    assert_eq!(actions(&all), ["subsets.rename", "subsets.create", "organizations.rename", "tickets.grant"]);
    assert_eq!(all.people, [(ada.user, "ada".to_owned()), (vic.user, "viewer1".to_owned())]);
    assert_eq!(all.actions, ["organizations.rename", "subsets.create", "subsets.rename", "tickets.grant"]);
    assert_eq!(actions(&found(&ada, what("subsets")).await), ["subsets.rename", "subsets.create"]);
    assert_eq!(actions(&found(&ada, what("subsets.create")).await), ["subsets.create"]);
    assert_eq!(actions(&found(&ada, what("subset")).await), [""; 0], "a feature, not the beginning of its name");
    let who = AuditFilter { who: Some(ada.user), ..AuditFilter::default() };
    assert_eq!(actions(&found(&ada, who).await), ["organizations.rename", "tickets.grant"]);
    let day = |day: &str| Some(day.parse().unwrap());
    let until = AuditFilter { until: day("2026-03-11"), ..AuditFilter::default() };
    assert_eq!(actions(&found(&ada, until).await), ["organizations.rename", "tickets.grant"]);
    let from = AuditFilter { from: day("2026-03-12"), until: day("2026-03-12"), ..AuditFilter::default() };
    assert_eq!(found(&ada, from).await.total, 2);
}

async fn a_record_says_what_was_before_and_after_and_from_where(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ctx = Ctx::user(console.muster.clone(), "request-7", ada.user).from_address("203.0.113.7");
    organizations::rename(&ctx, ada.org, "Renamed").await.unwrap();
    let id = found(&ada, AuditFilter::default()).await.rows[0].id;
    let row = audit::find(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!((row.before.as_deref(), row.after.as_deref()), (Some("ada's"), Some("Renamed")));
    assert_eq!((row.who.as_str(), row.address.as_str(), row.request_id.as_str()), ("ada", "203.0.113.7", "request-7"));
}

async fn a_long_record_has_pages_and_a_file_has_all_of_it(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    for number in 0..60 {
        organizations::rename(&ada.ctx, ada.org, &format!("Name {number}")).await.unwrap();
    }
    let first = found(&ada, AuditFilter::default()).await;
    assert_eq!((first.rows.len(), first.total, first.page, first.pages), (50, 61, 1, 2));
    let last = audit::list(&ada.ctx, ada.org, AuditFilter::default(), 9).await.unwrap();
    assert_eq!((last.rows.len(), last.page, last.rows[9].detail.as_str()), (11, 2, "Name 0"));
    let file = audit::csv(&ada.ctx, ada.org, AuditFilter::default()).await.unwrap();
    assert_eq!(file.text.lines().count(), 62);
}

async fn a_file_is_no_formula_and_its_download_is_recorded(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    organizations::rename(&ada.ctx, ada.org, "=cmd()").await.unwrap();
    let file = audit::csv(&ada.ctx, ada.org, AuditFilter::default()).await.unwrap();
    assert_eq!(file.filename, "audit-2026-03-10.csv");
    assert!(file.text.starts_with("When,Who,What,Subject,Detail,Before,After,From where,Request,Record\n"));
    assert!(file.text.contains(",'=cmd(),ada's,'=cmd(),"), "{}", file.text);
    assert_eq!(actions(&found(&ada, what("audit")).await), ["audit.download"]);
}
