use leptos::prelude::*;
use muster_domain::view::notifications::{Inbox, NotificationRow};

use crate::api::notifications::{self, Read, ReadAll};
use crate::components::{
    ActionButton, ButtonKind, EmptyState, Load, PageHeader, Pagination, Picture, TableSkeleton, Timestamp, use_action,
    use_successes,
};
use crate::layouts::use_me;
use crate::query::{PAGE, use_parsed};

/// One's own notifications, newest first.
#[component]
pub(crate) fn InboxPage() -> impl IntoView {
    let (read, read_all) = (use_action::<Read>(), use_action::<ReadAll>());
    let (me, page) = (use_me(), use_parsed::<u32>(PAGE));
    let marked = (use_successes(read), use_successes(read_all));
    let done = move || marked.0.get() + marked.1.get();
    // The count beside the menu is part of who is signed in.
    Effect::new(move || {
        if done() > 0 {
            me.refetch();
        }
    });
    let inbox = Resource::new(move || (page.get().unwrap_or(1), done()), |(page, _)| notifications::inbox(page));
    let view = move |inbox| view! { <Notifications inbox read read_all/> };
    view! { <Load data=inbox skeleton=|| view! { <TableSkeleton/> } view/> }
}

#[component]
fn Notifications(inbox: Inbox, read: ServerAction<Read>, read_all: ServerAction<ReadAll>) -> impl IntoView {
    let hint = match inbox.unread {
        0 => "Nothing new.".to_owned(),
        unread => format!("{unread} new."),
    };
    let mark_all = (inbox.unread > 0).then(|| {
        view! {
            <ActionButton action=read_all label="Mark all as read" icon=Picture::Check/>
        }
    });
    let is_empty = inbox.rows.is_empty();
    let items = inbox.rows.into_iter().map(|row| view! { <Item row read/> }).collect_view();
    view! {
        <PageHeader title="Notifications" hint=hint.into_any() actions=mark_all.into_any()/>
        {if is_empty {
            let text = "You are told here when a bill was imported, when an import fails, and when a report you asked for is ready.";
            view! { <EmptyState icon=Picture::Bell title="No notifications yet" text/> }.into_any()
        } else {
            view! { <ul class="inbox">{items}</ul> }.into_any()
        }}
        <Pagination page=inbox.page pages=inbox.pages/>
    }
}

#[component]
fn Item(row: NotificationRow, read: ServerAction<Read>) -> impl IntoView {
    let (class, said) = if row.read { ("inbox-item", "") } else { ("inbox-item inbox-new", "New: ") };
    view! {
        <li class=class>
            <div class="inbox-text">
                <p class="inbox-title">
                    <span class="visually-hidden">{said}</span>
                    {row.title.clone()}
                </p>
                {(!row.body.is_empty()).then(|| view! { <p class="inbox-body">{row.body}</p> })}
                <p class="inbox-note">{row.organization} " · " <Timestamp at=row.at/></p>
            </div>
            <ActionButton
                action=read
                fields=vec![("id", row.id.to_string()), ("next", row.path)]
                label="Open"
                kind=ButtonKind::Quiet
                description=format!("Open: {}", row.title)
            />
        </li>
    }
}
