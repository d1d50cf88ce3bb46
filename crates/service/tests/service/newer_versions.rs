//! A workflow's newer version charges when somebody says so, from the month that they say, and never by itself.

use muster_domain::ticket::{Pair, Request};
use muster_domain::{TicketId, WorkflowId};
use muster_service::{Ctx, associations, support, tickets, workflows};

use crate::bill::{LABS, csv};
use crate::charges::{FEBRUARY, MARCH, Provider, month};
use crate::console::Console;
use crate::databases::{Database, on_both};
use crate::tickets::ask;

on_both!(a_newer_version_charges_when_somebody_says_so_from_which_month, a_ticket_asks_for_the_version_that_it_names);

/// The next version of a workflow.
async fn edit(provider: &Provider, workflow: WorkflowId, percent: &str) {
    let json = format!(r#"{{"name":"Uplift","rules":[{{"rule":"uplift","percent":"{percent}"}}]}}"#);
    let edit = workflows::Edit { json, note: String::new() };
    workflows::edit(&provider.ada.ctx, provider.ada.org, workflow, edit).await.unwrap();
}

/// A month's bill of LABS, of 100.
async fn deliver(provider: &Provider, day: &str) {
    provider.ada.upload(provider.ma, &format!("{day}.csv"), &csv(&[(LABS, day, "Usage", "100")])).await;
}

/// What LABS is charged, after all work is done.
async fn charged(console: &Console, provider: &Provider, months: &[&str]) -> Vec<String> {
    console.work().await;
    let mut charges = Vec::new();
    for of in months {
        charges.push(provider.month(of).await.charge.exact());
    }
    charges
}

async fn versions(provider: &Provider) -> Vec<(String, u32, Option<u32>)> {
    let list = associations::list(&provider.ada.ctx, provider.ada.org).await.unwrap();
    list.associations.into_iter().map(|row| (row.from.to_string(), row.version, row.newest)).collect()
}

async fn ask_for(provider: &Provider, (workflow, version): (WorkflowId, u32), from: &str) -> TicketId {
    let pairs = vec![Pair { subset: provider.labs, workflow, version }];
    ask(&provider.ada, Request::AssociateWorkflows { from: month(from), pairs }).await
}

async fn approve(sam: &Ctx, id: TicketId) {
    support::approve(sam, id, "").await.unwrap();
}

async fn a_newer_version_charges_when_somebody_says_so_from_which_month(database: &Database) {
    let console = Console::open(database).await;
    let provider = Provider::new(&console).await;
    let uplift = provider.uplift("10").await;
    for day in ["2026-02-03", "2026-03-03"] {
        deliver(&provider, day).await;
    }
    provider.associate((provider.labs, uplift), FEBRUARY).await.unwrap();
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH]).await, ["110.00", "110.00"]);

    // Neither a new version, nor a new delivery, nor a new month, nor another server says so.
    edit(&provider, uplift, "20").await;
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH]).await, ["110.00", "110.00"]);
    console.set_day("2026-04-10");
    for day in ["2026-02-04", "2026-03-04", "2026-04-04"] {
        deliver(&provider, day).await;
    }
    let twin = console.twin().await;
    muster_service::jobs::run(twin.clone(), async { twin.jobs_idle().await.unwrap() }).await;
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH, "2026-04"]).await, ["110.00", "110.00", "110.00"]);
    assert_eq!(versions(&provider).await, [(FEBRUARY.to_owned(), 1, Some(2))]);

    provider.associate((provider.labs, uplift), MARCH).await.unwrap();
    edit(&provider, uplift, "30").await;
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH, "2026-04"]).await, ["110.00", "120.00", "120.00"]);
    provider.associate((provider.labs, uplift), "2026-04").await.unwrap();
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH, "2026-04"]).await, ["110.00", "120.00", "130.00"]);
    let expected = [("2026-04", 3), (MARCH, 2), (FEBRUARY, 1)].map(|(from, version)| (from.to_owned(), version));
    let found: Vec<_> = versions(&provider).await.into_iter().map(|(from, version, _)| (from, version)).collect();
    assert_eq!(found, expected);
}

async fn a_ticket_asks_for_the_version_that_it_names(database: &Database) {
    let console = Console::open(database).await;
    let (provider, sam) = (Provider::new(&console).await, console.support("sam").await);
    let uplift = provider.uplift("10").await;
    for day in ["2026-02-03", "2026-03-03"] {
        deliver(&provider, day).await;
    }
    approve(&sam, ask_for(&provider, (uplift, 1), FEBRUARY).await).await;
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH]).await, ["110.00", "110.00"]);
    edit(&provider, uplift, "20").await;
    let pairs = tickets::read_pairs(&provider.ada.ctx, provider.ada.org, "Labs : Uplift").await.unwrap();
    assert_eq!(pairs, [Pair { subset: provider.labs, workflow: uplift, version: 2 }], "text asks for the newest");

    let (declined, approved) = (ask_for(&provider, (uplift, 2), FEBRUARY).await, ask_for(&provider, (uplift, 2), MARCH).await);
    support::decline(&sam, declined, "February is invoiced.").await.unwrap();
    edit(&provider, uplift, "30").await;
    deliver(&provider, "2026-03-05").await;
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH]).await, ["110.00", "110.00"], "asking is not saying so");
    approve(&sam, approved).await;
    assert_eq!(charged(&console, &provider, &[FEBRUARY, MARCH]).await, ["110.00", "120.00"], "what was asked for, no newer");
    assert_eq!(versions(&provider).await, [(MARCH.to_owned(), 2, Some(3)), (FEBRUARY.to_owned(), 1, Some(3))]);
}
