//! What pages are sent of a ticket.

use chrono::{DateTime, Utc};
use muster_domain::ticket::{Request, TicketState};
use muster_domain::view::tickets::{Said, TicketDetail, TicketRow};
use muster_store::tickets::{Comment, Ticket};

/// Longer first lines are cut.
const LONGEST_TITLE: usize = 80;

pub(crate) fn row(ticket: &Ticket, now: DateTime<Utc>) -> TicketRow {
    let end = if ticket.state.is_over() { ticket.updated_at } else { now };
    TicketRow {
        id: ticket.id,
        organization: ticket.organization,
        organization_name: ticket.organization_name.clone(),
        kind: ticket.request.kind(),
        state: ticket.state,
        title: title(&ticket.request),
        requested_by: ticket.requester.clone(),
        assignee: ticket.assignee_name.clone(),
        comments: ticket.comments,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        age_minutes: u64::try_from((end - ticket.created_at).num_minutes()).unwrap_or_default(),
    }
}

/// Nobody who may withdraw it, until the caller knows who asks.
pub(crate) fn detail(ticket: &Ticket, said: Vec<Comment>, now: DateTime<Utc>) -> TicketDetail {
    let said = said.into_iter().map(|comment| Said {
        by: comment.by,
        support: comment.support,
        text: comment.text,
        became: comment.became,
        at: comment.at,
    });
    TicketDetail {
        row: row(ticket, now),
        text: ticket.text.clone(),
        request: ticket.request.clone(),
        said: said.collect(),
        may_withdraw: false,
    }
}

pub(crate) fn title(request: &Request) -> String {
    match request {
        Request::EnableSubsets | Request::StrategyCall { .. } => request.kind().label().to_owned(),
        Request::AssociateWorkflows { from, pairs } => format!("{} from {from}", counted(pairs.len(), "workflow")),
        Request::EndCustomer { lines } => counted(lines.len(), "end customer"),
        Request::CustomWorkflow { text } | Request::Question { text } => first_line(text),
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= LONGEST_TITLE {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LONGEST_TITLE).collect();
    format!("{}…", cut.trim_end())
}

/// What is written down of a decision.
pub(crate) fn decided(state: TicketState, comment: &str) -> String {
    if comment.is_empty() { state.label().to_owned() } else { format!("{}: {comment}", state.label()) }
}
