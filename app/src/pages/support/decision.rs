use leptos::prelude::*;
use muster_domain::TicketId;
use muster_domain::ticket::TicketKind;

use crate::api::support::Decide;
use crate::components::{ButtonKind, Card, Field, Needed, ServerForm, SubmitButton, TextArea};

/// The decision, with what is said to it.
#[component]
pub(super) fn DecisionCard(id: TicketId, kind: TicketKind, decide: ServerAction<Decide>) -> impl IntoView {
    let (approve, hint) = consequence(kind);
    let call_on = (kind == TicketKind::StrategyCall).then(|| {
        let hint = "The organization sees it beside the service tier.";
        view! {
            <Field id="call-on" name="call_on" label="Day of the call" hint>
                <input id="call-on" class="input" type="date" name="call_on" aria-describedby="call-on-notes"/>
            </Field>
        }
    });
    view! {
        <Card title="Decide" hint>
            <ServerForm action=decide fields=&["text", "call_on"] class="form form-wide">
                <input type="hidden" name="id" value=id.to_string()/>
                {call_on}
                <TextArea
                    name="text"
                    label="What the organization is told"
                    hint="Needed to decline; the decision is final."
                    rows=4
                    needed=Needed::Sometimes
                    id="decision-text"
                />
                <div class="form-actions">
                    <SubmitButton label=approve kind=ButtonKind::Primary name="decision" value="approve"/>
                    <SubmitButton label="Decline" kind=ButtonKind::Danger name="decision" value="decline"/>
                </div>
            </ServerForm>
        </Card>
    }
}

/// What the button says, and what it does.
fn consequence(kind: TicketKind) -> (&'static str, &'static str) {
    match kind {
        TicketKind::EnableSubsets => ("Approve", "Approval turns Subsets on for the organization at once."),
        TicketKind::StrategyCall => ("Approve", "Approval schedules the call."),
        TicketKind::AssociateWorkflows => ("Approve", "Approval charges the subsets from that month on, at once."),
        TicketKind::EndCustomer => ("Approve", "Approval shows the customers the charges of their subsets, at once."),
        TicketKind::CustomWorkflow => ("Done", "Write the workflow with the organization, then close the ticket."),
        TicketKind::Question => ("Answer and close", "The answer is what the organization reads."),
    }
}
