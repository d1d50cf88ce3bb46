use chrono::Duration;
use uuid::Uuid;

use super::*;

fn at(day: i64) -> DateTime<Utc> {
    "2026-03-01T08:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::days(day)
}

fn many(count: u64, day: i64) -> Many {
    Many { count, since: Some(at(day)) }
}

fn newcomer() -> Facts {
    Facts {
        signed_up: at(0),
        account: None,
        self_service: false,
        has_subsets_feature: false,
        enabled_since: None,
        enable_ticket: None,
        subsets: Many::default(),
        workflows: Many::default(),
        workflow: None,
        report: None,
        validations: Many::default(),
        associations: Many::default(),
        associate_ticket: None,
        customers: Many::default(),
        customer_ticket: None,
    }
}

fn account(state: ConnectionState) -> Option<AccountFacts> {
    let (id, error) = (ManagementAccountId(Uuid::nil()), Some("bill.csv, line 3: no date".to_owned()));
    let (import, ready) = (Some((at(2), Some(at(3)))), Some(at(3)));
    Some(AccountFacts { id, state, since: None, finding: None, added: at(1), import, error, months: 1, ready })
}

fn waiting(day: i64) -> Option<Waiting> {
    Some(Waiting { ticket: TicketId(Uuid::nil()), since: at(day) })
}

/// Letters of the states: d(one), n(ext), u(nder way), f(ailing), l(ater).
fn states(facts: &Facts) -> String {
    let letter = |row: &StepRow| match row.state {
        StepState::Done => 'd',
        StepState::Next => 'n',
        StepState::UnderWay => 'u',
        StepState::Failing => 'f',
        StepState::Later => 'l',
    };
    let rows = steps(facts);
    assert_eq!(rows.iter().map(|row| row.step).collect::<Vec<_>>(), Step::ALL);
    rows.iter().map(letter).collect()
}

#[test]
fn a_newcomer_connects_an_account_and_asks_for_subsets() {
    assert_eq!(states(&newcomer()), "dnnlnlll");
    let row = &steps(&newcomer())[1];
    assert_eq!((row.actor, row.action), (Some(Actor::Organization), Some(NextAction::Connect)));
}

#[test]
fn whoever_waits_for_support_is_told_since_when() {
    let facts = Facts { enable_ticket: waiting(4), account: account(ConnectionState::Importing), ..newcomer() };
    assert_eq!(states(&facts), "duulnlll");
    let row = &steps(&facts)[2];
    assert_eq!((row.actor, row.since), (Some(Actor::Support), Some(at(4))));
    assert_eq!(steps(&facts)[1].actor, Some(Actor::Muster));
}

#[test]
fn a_failing_import_says_why() {
    let facts = Facts { account: account(ConnectionState::Failing), ..newcomer() };
    let row = &steps(&facts)[1];
    assert_eq!((row.state, row.says.as_str(), row.since), (StepState::Failing, "bill.csv, line 3: no date", Some(at(3))));
}

#[test]
fn each_step_opens_the_next() {
    let mut facts = Facts { account: account(ConnectionState::Ready), has_subsets_feature: true, ..newcomer() };
    assert_eq!(states(&facts), "dddnnlll");
    facts.subsets = many(3, 5);
    facts.workflows = many(1, 6);
    facts.workflow = Some(WorkflowId(Uuid::nil()));
    assert_eq!(states(&facts), "dddddnll");
    assert!(matches!(steps(&facts)[5].action, Some(NextAction::GenerateReport(_))));
    facts.report = Some((ReportId(Uuid::nil()), at(7)));
    assert!(matches!(steps(&facts)[5].action, Some(NextAction::OpenReport(_))));
    facts.validations = many(1, 8);
    assert_eq!(states(&facts), "ddddddnl");
    facts.associate_ticket = waiting(9);
    assert_eq!(states(&facts), "dddddd".to_owned() + "ul");
    facts.associations = many(2, 10);
    assert_eq!(states(&facts), "dddddddn");
    facts.customers = many(1, 11);
    assert_eq!(states(&facts), "dddddddd");
    assert_eq!(steps(&facts)[7].says, "1 end customer sees its charges.");
}

#[test]
fn a_ramp_up_runs_from_its_first_day_to_its_last() {
    let day = |text: &str| text.parse().unwrap();
    let ramp_up = RampUp { from: day("2026-03-02"), weeks: 4 };
    let percents = ["2026-02-01", "2026-03-02", "2026-03-16", "2026-03-29", "2026-03-30", "2027-01-01"].map(day);
    assert_eq!(percents.map(|today| ramp_up.percent(today)), [0, 0, 50, 96, 100, 100]);
    assert_eq!(ramp_up.until(), day("2026-03-30"));
}
