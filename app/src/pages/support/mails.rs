use leptos::prelude::*;
use muster_domain::view::support::MailRow;

use crate::api::support::{self, RetryMail};
use crate::components::{
    ActionButton, Badge, ButtonKind, Column, EmptyState, Load, PageHeader, Picture, RecordTable, TableSkeleton, Timestamp, Tone,
    use_action, use_successes,
};
use crate::error::as_sentence;

const COLUMNS: &[Column] = &[
    ("To", ""),
    ("Subject", "text-wide"),
    ("State", ""),
    ("Why", "text-wide"),
    ("Since", ""),
    ("Tried", "number"),
    ("Actions", ""),
];

/// Mail that has not been sent.
#[component]
pub(crate) fn MailsPage() -> impl IntoView {
    let retry = use_action::<RetryMail>();
    let retried = use_successes(retry);
    let mails = Resource::new(move || retried.get(), |_| support::mails());
    let view = move |mails| view! { <Mails mails retry/> };
    view! { <Load data=mails skeleton=|| view! { <TableSkeleton/> } view/> }
}

#[component]
fn Mails(mails: Vec<MailRow>, retry: ServerAction<RetryMail>) -> impl IntoView {
    let hint =
        "What waits for the server of mail, and what it refused. Given up is what was refused for good, or for a day.".into_any();
    if mails.is_empty() {
        let text = "Every mail was taken by the server of mail, or none is sent here.";
        return view! {
            <PageHeader title="Mail" hint/>
            <EmptyState icon=Picture::Check title="Nothing waits" text/>
        }
        .into_any();
    }
    let rows = mails.into_iter().map(|mail| row(mail, retry)).collect();
    view! {
        <PageHeader title="Mail" hint/>
        <RecordTable caption="Mail that was not sent" columns=COLUMNS rows/>
    }
    .into_any()
}

fn row(mail: MailRow, retry: ServerAction<RetryMail>) -> Vec<AnyView> {
    let state = match (mail.failed_at, mail.attempts) {
        (Some(_), _) => view! { <Badge tone=Tone::Bad text="Given up"/> },
        (None, 0) => view! { <Badge tone=Tone::Active text="Waiting"/> },
        (None, _) => view! { <Badge tone=Tone::Warning text="Tried again"/> },
    };
    let description = format!("Send the mail to {} now", mail.recipient);
    let again = view! {
        <ActionButton
            action=retry
            fields=vec![("id", mail.id.to_string())]
            label="Send now"
            kind=ButtonKind::Quiet
            description
        />
    };
    vec![
        mail.recipient.into_any(),
        mail.subject.into_any(),
        state.into_any(),
        mail.error.map(|error| as_sentence(&error)).unwrap_or_default().into_any(),
        view! { <Timestamp at=mail.created_at/> }.into_any(),
        mail.attempts.to_string().into_any(),
        again.into_any(),
    ]
}
