use leptos::prelude::*;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::tickets::{TicketDetail, TicketRow, age};

use super::{CommentForm, Conversation, StateBadge, above, use_ticket_id};
use crate::api::tickets::{self, Comment, Withdraw};
use crate::components::{
    ActionButton, ButtonKind, Card, CardSkeleton, CopyButton, Fact, Facts, PageHeader, Picture, Timestamp, ids, use_action,
    use_successes,
};
use crate::layouts::{OrganizationLoad, organization_resource};

/// A ticket as the organization that asked sees it.
#[component]
pub(crate) fn TicketPage() -> impl IntoView {
    let (id, comment, withdraw) = (use_ticket_id(), use_action::<Comment>(), use_action::<Withdraw>());
    let (said, withdrawn) = (use_successes(comment), use_successes(withdraw));
    let found = organization_resource(
        move || {
            said.track();
            withdrawn.track();
            id.get().map(|id| (id, said.get(), withdrawn.get()))
        },
        |org, (id, _, _)| tickets::find(org, id),
    );
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, found| view! { <Found org found comment withdraw/> };
    view! { <OrganizationLoad data=found skeleton view/> }
}

#[component]
fn Found(
    org: OrganizationRow,
    found: TicketDetail,
    comment: ServerAction<Comment>,
    withdraw: ServerAction<Withdraw>,
) -> impl IntoView {
    let TicketDetail { row, text, said, may_withdraw, .. } = found;
    let fields = ids(org.id, row.id);
    let actions = may_withdraw.then(|| {
        view! {
            <ActionButton
                action=withdraw
                fields=ids(org.id, row.id)
                label="Withdraw"
                kind=ButtonKind::Quiet
                icon=Picture::Trash
            />
        }
    });
    let is_over = row.state.is_over();
    view! {
        <PageHeader title=row.title.clone() steps=vec![above(org.id)] actions=actions.into_any()/>
        <Card title="Request">
            <About row/>
            <TicketText text/>
        </Card>
        <Card title="Conversation">
            <Conversation said/>
            {(!is_over).then(|| view! { <CommentForm action=comment fields/> })}
        </Card>
    }
}

#[component]
fn About(row: TicketRow) -> impl IntoView {
    let TicketRow { kind, state, requested_by, assignee, created_at, age_minutes, .. } = row;
    view! {
        <Facts>
            <Fact name="State">
                <StateBadge state/>
            </Fact>
            <Fact name="Kind">{kind.label()}</Fact>
            <Fact name="Asked by">{requested_by} ", " <Timestamp at=created_at/></Fact>
            <Fact name=if state.is_over() { "Was open for" } else { "Open for" }>{age(age_minutes)}</Fact>
            <Fact name="Assignee">{assignee.unwrap_or_else(|| "Nobody took it yet".to_owned())}</Fact>
        </Facts>
    }
}

/// What is asked for, as people send it to each other.
#[component]
pub(crate) fn TicketText(text: String) -> impl IntoView {
    view! {
        <div class="ticket-text">
            <pre>{text.clone()}</pre>
            <CopyButton text what="text of the ticket"/>
        </div>
    }
}
