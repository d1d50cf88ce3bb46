//! What organizations ask of support, and what becomes of it.

use muster_domain::enrollment::{Step, StepState, Tier};
use muster_domain::ticket::{Pair, Request, TicketKind, TicketState};
use muster_domain::view::reports::ReportScope;
use muster_domain::view::support::{QueueAssignee, QueueFilter, QueueState};
use muster_domain::{OrganizationId, TicketId};
use muster_service::tickets::Asked;
use muster_service::{
    Ctx, Error, associations, enrollment, notifications, organizations, reports, subsets, support, tickets, workflows,
};

use crate::bill::{BILL, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::march;

on_both!(
    subsets_are_off_until_support_approves,
    self_service_needs_no_ticket,
    of_two_approvals_that_race_one_applies,
    a_decision_is_final_and_a_refusal_says_why,
    whoever_asked_may_take_it_back_and_others_may_not,
    the_queue_is_filtered_and_shows_the_longest_waiting_first,
    support_takes_a_ticket_and_lays_it_back,
    what_support_looks_at_is_written_down,
    an_approved_association_charges_and_a_refused_one_leaves_the_ticket_open,
    a_strategy_call_is_scheduled_and_the_ramp_up_follows,
    a_version_is_validated_once_on_a_report_that_is_there,
);

fn question(text: &str) -> Request {
    Request::Question { text: text.to_owned() }
}

pub(crate) async fn ask(person: &Person, request: Request) -> TicketId {
    match tickets::ask(&person.ctx, person.org, request).await.unwrap() {
        Asked::Ticket(id) => id,
        Asked::Granted => panic!("granted without a ticket"),
    }
}

/// A newcomer where support answers.
pub(crate) async fn newcomer(console: &Console, name: &str) -> Person {
    let person = console.newcomer(name).await;
    Person { ctx: Ctx::user(console.with_support(), "test", person.user), ..person }
}

pub(crate) async fn actions(console: &Console, org: OrganizationId) -> Vec<String> {
    let records = muster_store::audit::list(&mut console.tables(org).await).await.unwrap();
    records.into_iter().map(|record| record.action).collect()
}

pub(crate) fn conflict<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Conflict(reason)) => reason,
        other => panic!("no conflict: {other:?}"),
    }
}

async fn subsets_are_off_until_support_approves(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (newcomer(&console, "ada").await, console.support("sam").await);
    for refused in [
        subsets::list(&ada.ctx, ada.org, None).await.map(drop),
        subsets::csv(&ada.ctx, ada.org, None).await.map(drop),
        subsets::create(&ada.ctx, ada.org, "S", Vec::new()).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::NotEnabled(_))), "{refused:?}");
    }
    let id = ask(&ada, Request::EnableSubsets).await;
    let detail = tickets::find(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!(detail.text, format!("For our Organization ID {}, enable Subsets.", ada.org));
    assert!(conflict(tickets::ask(&ada.ctx, ada.org, Request::EnableSubsets).await).contains("asked for already"));
    support::approve(&sam, id, "Welcome").await.unwrap();
    assert!(organizations::get(&ada.ctx, ada.org).await.unwrap().features.subsets);
    subsets::create(&ada.ctx, ada.org, "S", Vec::new()).await.unwrap();
    assert!(conflict(tickets::ask(&ada.ctx, ada.org, Request::EnableSubsets).await).contains("enabled"));
    let said = tickets::find(&ada.ctx, ada.org, id).await.unwrap().said;
    assert_eq!(
        said.iter().map(|s| (s.by.as_str(), s.text.as_str(), s.became)).collect::<Vec<_>>(),
        [("sam", "Welcome", Some(TicketState::Approved))]
    );
    let told = &notifications::inbox(&ada.ctx, 1).await.unwrap().rows[0];
    assert_eq!((told.title.as_str(), told.body.as_str()), ("Support approved your ticket: Enable subsets", "Welcome"));
}

async fn self_service_needs_no_ticket(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.newcomer("ada").await;
    assert_eq!(tickets::ask(&ada.ctx, ada.org, Request::EnableSubsets).await.unwrap(), Asked::Granted);
    assert_eq!(tickets::list(&ada.ctx, ada.org).await.unwrap(), []);
    subsets::create(&ada.ctx, ada.org, "S", Vec::new()).await.unwrap();
    assert!(actions(&console, ada.org).await.contains(&"tickets.grant".to_owned()));
}

async fn of_two_approvals_that_race_one_applies(database: &Database) {
    let console = Console::open(database).await;
    let (sam, sue) = (console.support("sam").await, console.support("sue").await);
    let provider = crate::charges::Provider::new(&console).await;
    let ten = provider.uplift("10").await;
    let pair = Pair { subset: provider.labs, workflow: ten, version: 1 };
    let associate = Request::AssociateWorkflows { from: "2026-02".parse().unwrap(), pairs: vec![pair] };
    for round in 1..=5 {
        let id = ask(&provider.ada, associate.clone()).await;
        let (one, other) = tokio::join!(support::approve(&sam, id, "one"), support::approve(&sue, id, "other"));
        let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
        assert!(matches!(refused.as_slice(), [Error::Conflict(why)] if why.contains("approved already")), "{refused:?}");
        let said = tickets::find(&provider.ada.ctx, provider.ada.org, id).await.unwrap().said;
        assert_eq!(said.len(), 1, "{said:?}");
        let made = associations::list(&provider.ada.ctx, provider.ada.org).await.unwrap().associations.len();
        assert_eq!(made, round, "each ticket applies once");
    }
    let approved = actions(&console, provider.ada.org).await;
    assert_eq!(approved.iter().filter(|action| *action == "support.approve").count(), 5);
}

async fn a_decision_is_final_and_a_refusal_says_why(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (newcomer(&console, "ada").await, console.support("sam").await);
    let id = ask(&ada, Request::EnableSubsets).await;
    let unsaid = support::decline(&sam, id, " ").await;
    assert!(matches!(&unsaid, Err(Error::Invalid(refusals)) if refusals[0].path == "text"), "{unsaid:?}");
    support::decline(&sam, id, "Connect an account first").await.unwrap();
    let found = tickets::find(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!((found.row.state, found.may_withdraw), (TicketState::Declined, false));
    assert_eq!(found.said[0].text, "Connect an account first");
    assert!(conflict(support::approve(&sam, id, "").await).contains("declined already"));
    assert!(conflict(support::take(&sam, id).await).contains("declined already"));
    conflict(tickets::withdraw(&ada.ctx, ada.org, id).await);
    conflict(tickets::comment(&ada.ctx, ada.org, id, "But").await);
    conflict(support::comment(&sam, id, "And").await);
    assert!(!organizations::get(&ada.ctx, ada.org).await.unwrap().features.subsets);
    ask(&ada, Request::EnableSubsets).await;
}

async fn whoever_asked_may_take_it_back_and_others_may_not(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (newcomer(&console, "ada").await, console.support("sam").await);
    let viewer = console.viewer(ada.org, &[]).await;
    let enable = tickets::ask(&viewer.ctx, ada.org, Request::EnableSubsets).await;
    assert!(matches!(enable, Err(Error::Forbidden(_))), "{enable:?}");
    let (theirs, mine) = (ask(&ada, question("Why?")).await, ask(&viewer, question("How?")).await);
    let refused = tickets::withdraw(&viewer.ctx, ada.org, theirs).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    assert!(tickets::find(&viewer.ctx, ada.org, mine).await.unwrap().may_withdraw);
    tickets::withdraw(&viewer.ctx, ada.org, mine).await.unwrap();
    assert!(conflict(support::approve(&sam, mine, "").await).contains("withdrawn already"));
    tickets::withdraw(&ada.ctx, ada.org, theirs).await.unwrap();
    let empty = tickets::ask(&ada.ctx, ada.org, question(" \n")).await;
    assert!(matches!(&empty, Err(Error::Invalid(refusals)) if refusals[0].path == "text"), "{empty:?}");
}

async fn the_queue_is_filtered_and_shows_the_longest_waiting_first(database: &Database) {
    let console = Console::open(database).await;
    let (ada, eve, sam) = (newcomer(&console, "ada").await, newcomer(&console, "eve").await, console.support("sam").await);
    let old = ask(&ada, question("Old")).await;
    console.forward(chrono::Duration::days(3));
    let (enable, done) = (ask(&ada, Request::EnableSubsets).await, ask(&ada, question("Done")).await);
    let other = ask(&eve, question("Other")).await;
    support::take(&sam, other).await.unwrap();
    support::approve(&sam, done, "Because").await.unwrap();
    let shown = async |filter| {
        let queue = support::queue(&sam, filter).await.unwrap();
        assert_eq!(queue.total, queue.tickets.len() as u64);
        queue.tickets.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let all = QueueFilter::default;
    assert_eq!(shown(all()).await, [old, enable, other]);
    assert_eq!(shown(QueueFilter { kind: Some(TicketKind::EnableSubsets), ..all() }).await, [enable]);
    assert_eq!(shown(QueueFilter { state: QueueState::All, ..all() }).await.len(), 4);
    assert_eq!(shown(QueueFilter { state: QueueState::Only(TicketState::Approved), ..all() }).await, [done]);
    assert_eq!(shown(QueueFilter { assignee: QueueAssignee::Nobody, ..all() }).await, [old, enable]);
    let mine = QueueAssignee::One(sam.user_id().unwrap());
    assert_eq!(shown(QueueFilter { assignee: mine, ..all() }).await, [other]);
    assert_eq!(shown(QueueFilter { organization: Some(eve.org), ..all() }).await, [other]);
    assert_eq!(shown(QueueFilter { days: 2, ..all() }).await, [old]);
    let queue = support::queue(&sam, all()).await.unwrap();
    assert_eq!(queue.tickets[0].age_minutes / 60, 72);
    let names: Vec<_> = queue.organizations.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["ada's", "eve's"]);
}

async fn support_takes_a_ticket_and_lays_it_back(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (newcomer(&console, "ada").await, console.support("sam").await);
    let id = ask(&ada, question("Why?")).await;
    support::take(&sam, id).await.unwrap();
    support::take(&sam, id).await.unwrap();
    let row = tickets::find(&ada.ctx, ada.org, id).await.unwrap().row;
    assert_eq!((row.state, row.assignee.as_deref()), (TicketState::InProgress, Some("sam")));
    let stranger = support::assign(&sam, id, Some(ada.user)).await;
    assert!(matches!(&stranger, Err(Error::Invalid(refusals)) if refusals[0].path == "assignee"), "{stranger:?}");
    support::assign(&sam, id, None).await.unwrap();
    let row = tickets::find(&ada.ctx, ada.org, id).await.unwrap().row;
    assert_eq!((row.state, row.assignee), (TicketState::Open, None));
    support::comment(&sam, id, "Which month?").await.unwrap();
    tickets::comment(&ada.ctx, ada.org, id, "March").await.unwrap();
    let seen = support::ticket(&sam, id).await.unwrap();
    let said: Vec<_> = seen.ticket.said.iter().map(|s| (s.support, s.text.as_str())).collect();
    assert_eq!(
        (said.as_slice(), seen.requester_email.as_str()),
        ([(true, "Which month?"), (false, "March")].as_slice(), "ada@example.org")
    );
}

async fn what_support_looks_at_is_written_down(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (newcomer(&console, "ada").await, console.support("sam").await);
    let id = ask(&ada, question("Why?")).await;
    support::queue(&sam, QueueFilter::default()).await.unwrap();
    support::ticket(&sam, id).await.unwrap();
    assert!(actions(&console, ada.org).await.contains(&"support.ticket".to_owned()));
    let mut tx = console.store.read().await.unwrap();
    let aside = muster_store::audit::list_by_user(&mut tx, sam.user_id().unwrap()).await.unwrap();
    assert!(aside.iter().any(|record| record.action == "support.queue"), "{aside:?}");
}

async fn an_approved_association_charges_and_a_refused_one_leaves_the_ticket_open(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let sam = console.support("sam").await;
    let subset = subsets::create(&ada.ctx, ada.org, "R&D", Vec::new()).await.unwrap();
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"Standard","rules":[]}"#.to_owned()).await.unwrap();
    let wrong = tickets::read_pairs(&ada.ctx, ada.org, "R&D : Gold\nLabs : Standard").await;
    let Err(Error::Invalid(refusals)) = wrong else { panic!("{wrong:?}") };
    let reasons: Vec<_> = refusals.iter().map(|refusal| refusal.reason.as_str()).collect();
    assert_eq!(reasons, ["line 1: no billing workflow is named `Gold`", "line 2: no subset is named `Labs`"]);
    let pairs = tickets::read_pairs(&ada.ctx, ada.org, "r&d : standard").await.unwrap();
    assert_eq!(pairs, [Pair { subset, workflow, version: 1 }]);
    let request = Request::AssociateWorkflows { from: "2026-03".parse().unwrap(), pairs };
    let gold = workflows::create(&ada.ctx, ada.org, r#"{"name":"Gold","rules":[]}"#.to_owned()).await.unwrap();
    let of_gold = tickets::read_pairs(&ada.ctx, ada.org, "R&D : Gold").await.unwrap();
    let of_gold = Request::AssociateWorkflows { from: "2026-03".parse().unwrap(), pairs: of_gold };
    let (kept, gone) = (ask(&ada, request).await, ask(&ada, of_gold).await);
    support::approve(&sam, kept, "").await.unwrap();
    assert_eq!(associations::list(&ada.ctx, ada.org).await.unwrap().associations.len(), 1);
    conflict(support::approve(&sam, kept, "").await);
    workflows::delete(&ada.ctx, ada.org, gold).await.unwrap();
    let refused = support::approve(&sam, gone, "").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let row = tickets::find(&ada.ctx, ada.org, gone).await.unwrap().row;
    assert_eq!((row.state, row.comments), (TicketState::Open, 0));
    assert_eq!(associations::list(&ada.ctx, ada.org).await.unwrap().associations.len(), 1);
}

async fn a_strategy_call_is_scheduled_and_the_ramp_up_follows(database: &Database) {
    let console = Console::open(database).await;
    let (ada, sam) = (console.administrator("ada").await, console.support("sam").await);
    let ma = ada.management_account().await;
    let tier = async || {
        let found = enrollment::list(&ada.ctx, ada.org).await.unwrap();
        let service = found[0].account.clone().unwrap().service;
        (service.tier, service.percent)
    };
    assert_eq!(tier().await, (Tier::Analysis, 0));
    let call = |times: &str| Request::StrategyCall { management_account: ma, times: times.to_owned(), notes: String::new() };
    let untold = tickets::ask(&ada.ctx, ada.org, call(" ")).await;
    assert!(matches!(&untold, Err(Error::Invalid(refusals)) if refusals[0].path == "times"), "{untold:?}");
    let again = call("Tuesdays");
    let id = ask(&ada, call("Mondays")).await;
    assert_eq!(tier().await.0, Tier::CallRequested);
    conflict(tickets::ask(&ada.ctx, ada.org, call("Tuesdays")).await);
    let call = support::Call { on: "2026-03-16".parse().unwrap(), text: "Monday, 10:00 UTC" };
    support::schedule(&sam, id, call).await.unwrap();
    assert_eq!(tier().await.0, Tier::Scheduled);
    let shown = enrollment::list(&ada.ctx, ada.org).await.unwrap()[0].account.clone().unwrap().service.call_on;
    assert_eq!(shown, Some(call.on));
    let from = Some("2026-03-03".parse().unwrap());
    let to = |weeks| support::Move { tier: Tier::RampUp, call_on: None, from, weeks };
    let short = support::set_tier(&sam, ma, to(3)).await;
    assert!(matches!(&short, Err(Error::Invalid(refusals)) if refusals[0].path == "weeks"), "{short:?}");
    support::set_tier(&sam, ma, to(5)).await.unwrap();
    assert_eq!(tier().await, (Tier::RampUp, 20));
    support::set_tier(&sam, ma, support::Move { tier: Tier::Analysis, ..to(5) }).await.unwrap();
    let late = ask(&ada, again).await;
    support::set_tier(&sam, ma, to(5)).await.unwrap();
    support::approve(&sam, late, "We have begun already").await.unwrap();
    assert_eq!(tier().await, (Tier::RampUp, 20), "the board was quicker than the ticket");
    assert_eq!(support::board(&sam).await.unwrap()[0].account.service.tier, Tier::RampUp);
    assert!(actions(&console, ada.org).await.contains(&"support.tier".to_owned()));
}

async fn a_version_is_validated_once_on_a_report_that_is_there(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"Standard","rules":[]}"#.to_owned()).await.unwrap();
    console.work().await;
    let report = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
    conflict(enrollment::validate(&ada.ctx, ada.org, report).await);
    console.work().await;
    enrollment::validate(&ada.ctx, ada.org, report).await.unwrap();
    conflict(enrollment::validate(&ada.ctx, ada.org, report).await);
    let found = enrollment::validation(&ada.ctx, ada.org, report).await.unwrap();
    assert_eq!((found.version, found.mark.unwrap().by.as_str()), (1, "ada"));
    let steps = enrollment::list(&ada.ctx, ada.org).await.unwrap().remove(0).steps;
    let done: Vec<_> = steps.iter().filter(|row| row.state == StepState::Done).map(|row| row.step).collect();
    assert_eq!(done, [Step::SignUp, Step::Connect, Step::EnableSubsets, Step::Workflows, Step::Validate]);
}
