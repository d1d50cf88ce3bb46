use leptos::prelude::*;
use muster_domain::ticket::TicketKind;
use muster_domain::view::support::{QueueAssignee, StaffRow, SupportTicket};
use muster_domain::view::tickets::{TicketDetail, age};
use muster_domain::{TicketId, UserId};

use super::checks::Checks;
use super::decision::DecisionCard;
use super::impact::ImpactCard;
use crate::api::support::{self, Assign, Comment, Decide, Take};
use crate::components::{
    ButtonKind, Card, CardSkeleton, CopyText, Crumb, Fact, Facts, Field, Load, PageHeader, ServerForm, SubmitButton, Timestamp,
    use_action, use_successes,
};
use crate::error::ApiError;
use crate::pages::tickets::{CommentForm, Conversation, StateBadge, TicketText, use_ticket_id};
use crate::routes;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Actions {
    take: ServerAction<Take>,
    assign: ServerAction<Assign>,
    comment: ServerAction<Comment>,
    decide: ServerAction<Decide>,
}

/// A ticket as support sees it: who asks, what for, and the decision.
#[component]
pub(crate) fn SupportTicketPage() -> impl IntoView {
    let id = use_ticket_id();
    let actions = Actions {
        take: use_action::<Take>(),
        assign: use_action::<Assign>(),
        comment: use_action::<Comment>(),
        decide: use_action::<Decide>(),
    };
    let done = (
        use_successes(actions.take),
        use_successes(actions.assign),
        use_successes(actions.comment),
        use_successes(actions.decide),
    );
    let found = Resource::new(
        move || (id.get(), done.0.get(), done.1.get(), done.2.get(), done.3.get()),
        |(id, ..)| async move {
            let id = id.ok_or(ApiError::NotFound)?;
            support::ticket(id).await
        },
    );
    let view = move |found| view! { <Found found actions/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Found(found: SupportTicket, actions: Actions) -> impl IntoView {
    let SupportTicket { ticket: TicketDetail { row, text, said, .. }, requester_email, assignee, staff, checks } = found;
    let steps = vec![Crumb::new("Ticket queue", routes::SUPPORT)];
    let (id, kind, is_over) = (row.id, row.kind, row.state.is_over());
    view! {
        <PageHeader title=row.title.clone() steps/>
        <Card title="Request">
            <Facts>
                <Fact name="State">
                    <StateBadge state=row.state/>
                </Fact>
                <Fact name="Kind">{kind.label()}</Fact>
                <Fact name="Organization">
                    <a href=routes::support_organization(row.organization)>{row.organization_name}</a>
                </Fact>
                <Fact name="Organization ID">
                    <CopyText text=row.organization.to_string() what="organization ID"/>
                </Fact>
                <Fact name="Asked by">{format!("{} ({requester_email}), ", row.requested_by)} <Timestamp at=row.created_at/></Fact>
                <Fact name=if is_over { "Was open for" } else { "Open for" }>{age(row.age_minutes)}</Fact>
            </Facts>
            <TicketText text/>
        </Card>
        {(!is_over && kind == TicketKind::AssociateWorkflows).then(|| view! { <ImpactCard id/> })}
        {(!checks.is_empty()).then(|| view! { <Checks checks/> })}
        {(!is_over).then(|| view! { <Assignment id assignee staff actions/> })}
        {(!is_over).then(|| view! { <DecisionCard id kind decide=actions.decide/> })}
        <Card title="Conversation">
            <Conversation said/>
            {(!is_over).then(|| view! { <CommentForm action=actions.comment fields=vec![("id", id.to_string())]/> })}
        </Card>
    }
}

#[component]
fn Assignment(id: TicketId, assignee: Option<UserId>, staff: Vec<StaffRow>, actions: Actions) -> impl IntoView {
    let nobody = StaffOption { value: QueueAssignee::Nobody.to_string(), name: "Nobody".to_owned() };
    let people = staff.into_iter().map(|row| StaffOption { value: row.id.to_string(), name: row.name });
    let chosen = assignee.map_or(nobody.value.clone(), |user| user.to_string());
    let options = std::iter::once(nobody).chain(people).map(move |option| {
        let selected = option.value == chosen;
        view! {
            <option value=option.value selected=selected>
                {option.name}
            </option>
        }
    });
    view! {
        <Card title="Who works on it">
            <ServerForm action=actions.assign fields=&["assignee"] class="form form-inline">
                <input type="hidden" name="id" value=id.to_string()/>
                <Field id="assignee" name="assignee" label="Assignee">
                    <select id="assignee" class="input" name="assignee" aria-describedby="assignee-notes">
                        {options.collect_view()}
                    </select>
                </Field>
                <SubmitButton label="Assign"/>
            </ServerForm>
            <ServerForm action=actions.take>
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="form-actions">
                    <SubmitButton label="Take it myself" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}

struct StaffOption {
    value: String,
    name: String,
}
