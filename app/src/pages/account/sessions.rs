use leptos::prelude::*;
use muster_domain::view::account::SessionRow;

use crate::api::account::{RevokeOthers, RevokeSession};
use crate::components::{ActionButton, Badge, ButtonKind, Card, Column, RecordTable, Timestamp, Tone};

const COLUMNS: &[Column] = &[("Browser", ""), ("Network address", ""), ("Signed in", ""), ("Last seen", ""), ("Actions", "")];

/// Where one is signed in.
#[component]
pub(super) fn Sessions(
    sessions: Vec<SessionRow>,
    revoke: ServerAction<RevokeSession>,
    revoke_others: ServerAction<RevokeOthers>,
) -> impl IntoView {
    let others = (sessions.iter().any(|session| !session.current)).then(|| {
        view! {
            <ActionButton action=revoke_others label="Sign out all others"/>
        }
    });
    let rows = sessions.into_iter().map(|session| row(session, revoke)).collect();
    view! {
        <div class="account-sessions">
            <Card
                title="Signed in"
                hint="Browsers that are signed in as you. Sign out what you do not know, and change your password."
                actions=others.into_any()
            >
                <RecordTable caption="Browsers that are signed in" columns=COLUMNS rows/>
            </Card>
        </div>
    }
}

fn row(session: SessionRow, revoke: ServerAction<RevokeSession>) -> Vec<AnyView> {
    let description = format!("Sign out {}, {}", session.device, session.address);
    let last = if session.current {
        view! { <Badge tone=Tone::Good text="This browser"/> }.into_any()
    } else {
        view! {
            <ActionButton action=revoke fields=vec![("id", session.id)] label="Sign out" kind=ButtonKind::Quiet description/>
        }
        .into_any()
    };
    vec![
        session.device.into_any(),
        session.address.into_any(),
        view! { <Timestamp at=session.created_at/> }.into_any(),
        view! { <Timestamp at=session.seen_at/> }.into_any(),
        last,
    ]
}
