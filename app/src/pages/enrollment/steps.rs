use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::enrollment::{NextAction, StepRow, StepState};
use muster_domain::ticket::TicketKind;

use crate::components::{Badge, Timestamp, Tone};
use crate::routes::{self, Section};

/// The eight steps: where each stands, since when, who must act, and the link to it.
#[component]
pub(super) fn Steps(org: OrganizationId, steps: Vec<StepRow>) -> impl IntoView {
    let steps = steps.into_iter().map(|row| {
        let StepRow { step, state, says, since, actor, action } = row;
        let (tone, word) = shown(state);
        let link = action.map(|action| {
            let (label, href) = address(org, action);
            view! { <a href=href>{label}</a> }
        });
        view! {
            <li class="step" class:step-later=state == StepState::Later>
                <p class="step-head">
                    <strong>{step.title()}</strong>
                    <Badge tone text=word/>
                    {step.is_optional().then_some("Optional")}
                </p>
                <p class="step-says">{says}</p>
                <p class="step-facts">
                    {actor.map(|actor| view! { <span>{format!("{} acts", actor.label())}</span> })}
                    {since.map(|at| view! { <span>"Since " <Timestamp at/></span> })} {link}
                </p>
            </li>
        }
    });
    view! { <ol class="steps">{steps.collect_view()}</ol> }
}

fn shown(state: StepState) -> (Tone, &'static str) {
    match state {
        StepState::Done => (Tone::Good, "Done"),
        StepState::Next => (Tone::Active, "Next"),
        StepState::UnderWay => (Tone::Warning, "Under way"),
        StepState::Failing => (Tone::Bad, "Failing"),
        StepState::Later => (Tone::Neutral, "Later"),
    }
}

fn address(org: OrganizationId, action: NextAction) -> (&'static str, String) {
    match action {
        NextAction::Connect => ("Add the account", routes::new_management_account(org)),
        NextAction::OpenAccount(id) => ("Open the account", routes::management_account(org, id)),
        NextAction::RequestSubsets => ("Request Subsets", routes::new_ticket_of(org, TicketKind::EnableSubsets)),
        NextAction::OpenTicket(id) => ("Open the ticket", routes::ticket(org, id)),
        NextAction::OpenSubsets => ("Create subsets", Section::Subsets.of(org)),
        NextAction::OpenWorkflows => ("Write a workflow", Section::Workflows.of(org)),
        NextAction::GenerateReport(id) => ("Generate a report", routes::new_report(org, id)),
        NextAction::OpenReport(id) => ("Open the report", routes::report(org, id)),
        NextAction::Associate => ("Associate workflows", Section::Associations.of(org)),
        NextAction::AddCustomers => ("Add end customers", Section::Customers.of(org)),
    }
}
