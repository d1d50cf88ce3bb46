//! What support finds out before it decides, and the organizations it looks up.

use muster_domain::enrollment::{Step, StepState};
use muster_domain::feature::{Feature, Switch};
use muster_domain::ticket::{CustomerLine, Pair, Request, TicketState};
use muster_domain::view::customers::Look;
use muster_domain::view::directory::DirectoryFilter;
use muster_domain::view::reports::ReportScope;
use muster_domain::{Money, OrganizationId, SubsetId};
use muster_service::{Ctx, Error, associations, customers, enrollment, people, reports, statements, subsets, support, tickets};

use crate::bill::{BILL, LABS, csv};
use crate::charges::{FEBRUARY, MARCH, Provider, month};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::march;
use crate::tickets::{actions, ask, conflict, newcomer};

on_both!(
    an_end_customer_is_checked_approved_once_and_sees_its_charges,
    an_end_customer_that_is_none_is_refused_and_the_ticket_stays_open,
    support_sees_what_an_association_would_change_before_it_approves,
    the_directory_is_searched_by_name_address_and_feature,
    support_turns_a_feature_on_and_off_and_it_is_written_down,
    coverage_is_the_covered_share_of_usage_week_by_week,
);

fn customer(subset: SubsetId, email: &str, organization: OrganizationId) -> Request {
    Request::EndCustomer { lines: vec![CustomerLine { subset, email: email.to_owned(), organization }] }
}

async fn an_end_customer_is_checked_approved_once_and_sees_its_charges(database: &Database) {
    let console = Console::open(database).await;
    let (provider, sam) = (Provider::new(&console).await, console.support("sam").await);
    let eve = console.administrator("eve").await;
    let (ada, ten) = (&provider.ada, provider.uplift("10").await);
    provider.associate((provider.labs, ten), FEBRUARY).await.unwrap();
    console.work().await;
    let text = format!("labs : Eve@example.org : {}", eve.org);
    let lines = tickets::read_customers(&ada.ctx, ada.org, &text).await.unwrap();
    let id = ask(ada, Request::EndCustomer { lines }).await;
    let asked = tickets::find(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!(asked.text, format!("Labs : Eve@example.org : {}", eve.org));
    let checks = support::ticket(&sam, id).await.unwrap().checks;
    let found: Vec<_> = checks.iter().map(|check| (check.organization_name.as_deref(), check.refused.as_deref())).collect();
    assert_eq!(found, [(Some("eve's"), None)]);
    let (one, other) = tokio::join!(support::approve(&sam, id, ""), support::approve(&sam, id, ""));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(customers::list(&ada.ctx, ada.org).await.unwrap().customers.len(), 1);
    let charges = statements::overview(&eve.ctx, eve.org, Look::default()).await.unwrap().charges.unwrap();
    assert_eq!(charges.total.exact(), "3.025");
    let steps = enrollment::list(&ada.ctx, ada.org).await.unwrap().remove(0).steps;
    let last = steps.iter().find(|row| row.step == Step::Customers).unwrap();
    assert_eq!((last.state, last.says.as_str()), (StepState::Done, "1 end customer sees its charges."));
    assert_eq!(support::ticket(&sam, id).await.unwrap().checks, []);
    let shown = async |person: &Person| people::me(&person.ctx).await.unwrap().is_customer_only(person.org);
    assert_eq!((shown(ada).await, shown(&eve).await), (false, true));
    eve.management_account().await;
    assert!(!shown(&eve).await, "she has bills of her own to come");
}

async fn an_end_customer_that_is_none_is_refused_and_the_ticket_stays_open(database: &Database) {
    let console = Console::open(database).await;
    let (provider, sam) = (Provider::new(&console).await, console.support("sam").await);
    let (ada, eve) = (&provider.ada, console.administrator("eve").await);
    let wrong = tickets::read_customers(&ada.ctx, ada.org, "Labs : eve : 1\nNowhere : a@b.c : 2").await;
    let Err(Error::Invalid(refusals)) = wrong else { panic!("{wrong:?}") };
    let reasons: Vec<_> = refusals.iter().map(|refusal| refusal.reason.as_str()).collect();
    assert_eq!(reasons, ["line 1: `eve` is not an email address", "line 2: no subset is named `Nowhere`"]);
    for (request, field) in [
        (customer(provider.labs, "eve", eve.org), "email"),
        (customer(provider.labs, "eve@example.org", ada.org), "organization"),
        (Request::EndCustomer { lines: Vec::new() }, "text"),
    ] {
        let refused = tickets::ask(&ada.ctx, ada.org, request).await;
        assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == field), "{field}: {refused:?}");
    }
    let foreign = tickets::ask(&eve.ctx, eve.org, customer(provider.labs, "ada@example.org", ada.org)).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let id = ask(ada, customer(provider.labs, "nobody@example.org", eve.org)).await;
    let check = support::ticket(&sam, id).await.unwrap().checks.remove(0);
    assert!(check.refused.unwrap().contains("is no administrator of the organization"));
    let refused = support::approve(&sam, id, "").await;
    assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == "email"), "{refused:?}");
    let row = tickets::find(&ada.ctx, ada.org, id).await.unwrap().row;
    assert_eq!((row.state, row.comments), (TicketState::Open, 0));
    let viewer = console.viewer(ada.org, &[]).await;
    let refused = tickets::ask(&viewer.ctx, ada.org, customer(provider.labs, "eve@example.org", eve.org)).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

/// A ticket that asks for a workflow to charge LABS.
async fn associate(provider: &Provider, workflow: muster_domain::WorkflowId, from: &str) -> muster_domain::TicketId {
    let pairs = vec![Pair { subset: provider.labs, workflow, version: 1 }];
    ask(&provider.ada, Request::AssociateWorkflows { from: month(from), pairs }).await
}

async fn support_sees_what_an_association_would_change_before_it_approves(database: &Database) {
    let console = Console::open(database).await;
    let (provider, sam) = (Provider::new(&console).await, console.support("sam").await);
    let (ada, ten) = (&provider.ada, provider.uplift("10").await);
    let id = associate(&provider, ten, FEBRUARY).await;
    let seen = support::impact(&sam, id).await.unwrap();
    assert_eq!((seen.months, seen.month), (vec![month(FEBRUARY), month(MARCH)], Some(month(MARCH))));
    let line = &seen.lines[0];
    let amounts = line.amounts.unwrap();
    assert_eq!([amounts.cost, amounts.charge_then].map(Money::exact), ["2.75", "3.025"]);
    assert_eq!((amounts.charge_now, line.now.clone(), line.validation.clone(), line.accounts), (None, None, None, 1));
    let report = reports::create(&ada.ctx, ada.org, march(ten, ReportScope::All)).await.unwrap();
    console.work().await;
    enrollment::validate(&ada.ctx, ada.org, report).await.unwrap();
    support::approve(&sam, id, "").await.unwrap();
    console.work().await;
    let again = support::impact(&sam, associate(&provider, ten, "2026-04").await).await.unwrap();
    let line = &again.lines[0];
    assert_eq!((again.months.len(), again.month), (0, Some(month(MARCH))), "nothing of April is there yet");
    assert_eq!(line.amounts.unwrap().charge_now.unwrap().exact(), "3.025");
    assert_eq!(line.now, Some(("Uplift 10".to_owned(), 1)));
    assert_eq!(line.validation.clone().unwrap().by, "ada");
    let other = subsets::create(&ada.ctx, ada.org, "Other", Vec::new()).await.unwrap();
    let retain = r#"{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"Other"}}"#;
    let stuck = associate(&provider, provider.workflow("Retain", retain).await, MARCH).await;
    subsets::delete(&ada.ctx, ada.org, vec![other]).await.unwrap();
    let line = support::impact(&sam, stuck).await.unwrap().lines.remove(0);
    assert!(line.amounts.is_none() && line.refused.unwrap().contains("Other"));
    let question = ask(ada, Request::Question { text: "Why?".to_owned() }).await;
    conflict(support::impact(&sam, question).await);
    assert!(actions(&console, ada.org).await.contains(&"support.impact".to_owned()));
    assert_eq!(associations::list(&ada.ctx, ada.org).await.unwrap().associations.len(), 1);
}

async fn found(sam: &Ctx, filter: DirectoryFilter) -> Vec<String> {
    let directory = support::directory(sam, filter).await.unwrap();
    assert_eq!(directory.total, directory.organizations.len() as u64);
    directory.organizations.into_iter().map(|row| row.name).collect()
}

async fn the_directory_is_searched_by_name_address_and_feature(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (newcomer(&console, "ada").await, console.support("sam").await);
    let eve = console.administrator("\u{c9}ve").await;
    let text = |text: &str| DirectoryFilter { text: text.to_owned(), ..DirectoryFilter::default() };
    assert_eq!(found(&sam, text("")).await, ["ada's", "\u{c9}ve's"]);
    assert_eq!(found(&sam, text(" \u{e9}VE ")).await, ["\u{c9}ve's"]);
    assert_eq!(found(&sam, text("ada@example")).await, ["ada's"]);
    assert_eq!(found(&sam, text("a%@_")).await, [""; 0], "no pattern");
    assert_eq!(found(&sam, text(&eve.org.to_string())).await, ["\u{c9}ve's"]);
    let subsets = Some(Feature::Subsets);
    assert_eq!(found(&sam, DirectoryFilter { has: subsets, ..text("") }).await, ["\u{c9}ve's"]);
    assert_eq!(found(&sam, DirectoryFilter { lacks: subsets, ..text("") }).await, ["ada's"]);
    ada.management_account().await;
    ask(&ada, Request::EnableSubsets).await;
    let row = support::directory(&sam, text("ada's")).await.unwrap().organizations.remove(0);
    assert_eq!((row.members, row.accounts, row.waiting), (1, 1, 1));
    let seen = support::organization(&sam, ada.org).await.unwrap();
    assert_eq!((seen.members[0].email.as_str(), seen.accounts.len(), seen.tickets.len()), ("ada@example.org", 1, 1));
    let nowhere = support::organization(&sam, OrganizationId(uuid::Uuid::nil())).await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
    assert!(actions(&console, ada.org).await.contains(&"support.organization".to_owned()));
}

async fn support_turns_a_feature_on_and_off_and_it_is_written_down(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam): (Person, _) = (newcomer(&console, "ada").await, console.support("sam").await);
    let list = async || subsets::list(&ada.ctx, ada.org, None).await;
    support::set_feature(&sam, ada.org, Feature::Subsets, Switch::On).await.unwrap();
    subsets::create(&ada.ctx, ada.org, "S", Vec::new()).await.unwrap();
    conflict(support::set_feature(&sam, ada.org, Feature::Subsets, Switch::On).await);
    support::set_feature(&sam, ada.org, Feature::Subsets, Switch::Off).await.unwrap();
    assert!(matches!(list().await, Err(Error::NotEnabled(_))));
    support::set_feature(&sam, ada.org, Feature::Subsets, Switch::On).await.unwrap();
    assert_eq!(list().await.unwrap().subsets.len(), 1, "what was made stays");
    assert_eq!(actions(&console, ada.org).await.iter().filter(|action| *action == "support.feature").count(), 3);
}

async fn coverage_is_the_covered_share_of_usage_week_by_week(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (console.administrator("ada").await, console.support("sam").await);
    let ma = ada.management_account().await;
    assert_eq!(enrollment::coverage(&ada.ctx, ada.org, ma).await.unwrap(), []);
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    console.work().await;
    let weeks = enrollment::coverage(&ada.ctx, ada.org, ma).await.unwrap();
    let shown: Vec<_> = weeks.iter().map(|week| (week.from.to_string(), week.usage.exact(), week.percent())).collect();
    let texts = |from: &str, usage: &str| (from.to_owned(), usage.to_owned(), 0);
    assert_eq!(
        shown,
        [texts("2026-02-09", "10.00"), texts("2026-02-16", "5.00"), texts("2026-02-23", "1.50"), texts("2026-03-02", "2.50")],
        "the tax is no usage"
    );
    assert_eq!(support::coverage(&sam, ma).await.unwrap(), weeks);
    ada.upload(ma, "more.csv", &csv(&[(LABS, "2026-03-02", "Usage", "4")])).await;
    console.work().await;
    let weeks = enrollment::coverage(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!(weeks.last().map(|week| week.usage.exact()), Some("4.00".to_owned()), "of the newest import");
}
