//! From facts to the eight steps.

use chrono::{DateTime, Utc};

use super::{AccountFacts, Actor, Facts, Many, NextAction, Step, StepRow, StepState, Waiting};
use crate::connection::{ConnectionState, Finding, Mender, Severity};

/// The steps in order. A step is later while one that it builds on is not done; what is there counts all the same.
pub fn steps(facts: &Facts) -> Vec<StepRow> {
    let connect = connect(facts.account.as_ref());
    let is_ready = connect.state == StepState::Done;
    let enable = enable(facts);
    vec![
        done(Step::SignUp, "The organization is there.".to_owned(), Some(facts.signed_up)),
        connect,
        enable,
        subsets(facts, is_ready),
        workflows(facts),
        validate(facts, is_ready),
        associate(facts),
        customers(facts),
    ]
}

fn done(step: Step, says: String, since: Option<DateTime<Utc>>) -> StepRow {
    StepRow { step, state: StepState::Done, says, since, actor: None, action: None }
}

fn later(step: Step, says: &str) -> StepRow {
    StepRow { step, state: StepState::Later, says: says.to_owned(), since: None, actor: None, action: None }
}

fn next(step: Step, says: &str, (action, since): (NextAction, Option<DateTime<Utc>>)) -> StepRow {
    let (actor, action) = (Some(Actor::Organization), Some(action));
    StepRow { step, state: StepState::Next, says: says.to_owned(), since, actor, action }
}

fn waits(step: Step, Waiting { ticket, since }: Waiting) -> StepRow {
    let (says, action) = ("Support will answer the ticket.".to_owned(), Some(NextAction::OpenTicket(ticket)));
    StepRow { step, state: StepState::UnderWay, says, since: Some(since), actor: Some(Actor::Support), action }
}

fn counted(Many { count, .. }: Many, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}.") } else { format!("{count} {many}.") }
}

fn connect(account: Option<&AccountFacts>) -> StepRow {
    let step = Step::Connect;
    let Some(account) = account else {
        return next(step, "Add the AWS account that receives your bill.", (NextAction::Connect, None));
    };
    let action = Some(NextAction::OpenAccount(account.id));
    let asked = account.import.map(|(asked, _)| asked);
    let ended = account.import.and_then(|(_, ended)| ended);
    let row = |state, says: String, since, actor| StepRow { step, state, says, since, actor: Some(actor), action };
    match account.state {
        ConnectionState::NotConnected => {
            let says = "Connect where AWS delivers its bills, or upload the first.".to_owned();
            row(StepState::Next, says, Some(account.added), Actor::Organization)
        }
        ConnectionState::Checking => {
            row(StepState::UnderWay, "What you connected is being looked at.".to_owned(), account.since, Actor::Muster)
        }
        ConnectionState::Waiting => {
            let says = "AWS has not delivered yet; a first delivery takes up to 48 hours.".to_owned();
            // AWS acts, which is nobody here; and nothing changes from one second to the next.
            StepRow { actor: None, ..row(StepState::UnderWay, says, account.since, Actor::Muster) }
        }
        ConnectionState::Importing => row(StepState::UnderWay, "The bill is being read.".to_owned(), asked, Actor::Muster),
        ConnectionState::Failing => match &account.finding {
            Some(finding) if finding.severity() == Severity::Fails => {
                let says = format!("{}. {}", finding.title(), finding.what());
                row(StepState::Failing, says, account.since, mender(finding))
            }
            _ => {
                let why = account.error.clone().unwrap_or_else(|| "The last import failed.".to_owned());
                row(StepState::Failing, why, ended, Actor::Organization)
            }
        },
        ConnectionState::Ready => {
            let months = Many { count: account.months, since: None };
            StepRow {
                action,
                ..done(step, counted(months, "month of the bill is there", "months of the bill are there"), account.ready)
            }
        }
    }
}

/// Who runs the server is called by support.
fn mender(finding: &Finding) -> Actor {
    match finding.mender() {
        Mender::Nobody => Actor::Muster,
        Mender::Organization => Actor::Organization,
        Mender::Operator => Actor::Support,
    }
}

fn enable(facts: &Facts) -> StepRow {
    let step = Step::EnableSubsets;
    match facts.enable_ticket {
        _ if facts.has_subsets_feature => done(step, "Subsets are enabled.".to_owned(), facts.enabled_since),
        Some(ticket) => waits(step, ticket),
        None => {
            let says =
                if facts.self_service { "Turn Subsets on; nobody has to approve it here." } else { "Ask support for Subsets." };
            next(step, says, (NextAction::RequestSubsets, Some(facts.signed_up)))
        }
    }
}

fn subsets(facts: &Facts, is_ready: bool) -> StepRow {
    let step = Step::Subsets;
    if facts.subsets.count > 0 {
        return done(step, counted(facts.subsets, "subset", "subsets"), facts.subsets.since);
    }
    if !facts.has_subsets_feature {
        return later(step, "Subsets must be enabled first.");
    }
    if !is_ready {
        return later(step, "A bill must be there first: its accounts are what is grouped.");
    }
    next(step, "Group linked accounts, one subset per customer or department.", (NextAction::OpenSubsets, facts.enabled_since))
}

fn workflows(facts: &Facts) -> StepRow {
    let step = Step::Workflows;
    if facts.workflows.count > 0 {
        return done(step, counted(facts.workflows, "billing workflow", "billing workflows"), facts.workflows.since);
    }
    next(step, "Write the rules that make charges of costs.", (NextAction::OpenWorkflows, None))
}

fn validate(facts: &Facts, is_ready: bool) -> StepRow {
    let step = Step::Validate;
    if facts.validations.count > 0 {
        let says = counted(facts.validations, "version of a workflow is validated", "versions of workflows are validated");
        return done(step, says, facts.validations.since);
    }
    match (facts.report, facts.workflow) {
        (Some((report, since)), _) => {
            next(step, "Look at a report, and mark its workflow validated.", (NextAction::OpenReport(report), Some(since)))
        }
        (None, Some(workflow)) if is_ready => next(
            step,
            "Generate a report and see what is charged.",
            (NextAction::GenerateReport(workflow), facts.workflows.since),
        ),
        (None, Some(_)) => later(step, "A bill must be there first."),
        (None, None) => later(step, "A workflow must be there first."),
    }
}

fn associate(facts: &Facts) -> StepRow {
    let step = Step::Associate;
    if facts.associations.count > 0 {
        let says = counted(facts.associations, "subset is charged", "subsets are charged");
        return done(step, says, facts.associations.since);
    }
    match facts.associate_ticket {
        Some(ticket) => waits(step, ticket),
        None if facts.subsets.count > 0 && facts.validations.count > 0 => {
            let says = if facts.self_service {
                "Let workflows charge subsets, from a month on; nobody has to approve it here."
            } else {
                "Ask for workflows to charge subsets, from a month on."
            };
            next(step, says, (NextAction::Associate, facts.validations.since))
        }
        None => later(step, "Subsets and a validated workflow come first."),
    }
}

fn customers(facts: &Facts) -> StepRow {
    let step = Step::Customers;
    if facts.customers.count > 0 {
        let says = counted(facts.customers, "end customer sees its charges", "end customers see their charges");
        return done(step, says, facts.customers.since);
    }
    match facts.customer_ticket {
        Some(ticket) => waits(step, ticket),
        None if facts.associations.count > 0 => {
            next(step, "Let customers see the charges of their subsets.", (NextAction::AddCustomers, facts.associations.since))
        }
        None => later(step, "Workflows must be associated first."),
    }
}
