use leptos::prelude::*;
use muster_domain::view::account::SessionRow;

use crate::api::account::{RevokeOthers, RevokeSession};
use crate::components::{Badge, ButtonKind, Card, Column, RecordTable, ServerForm, SubmitButton, Timestamp, Tone};

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
            <ServerForm action=revoke_others class="form-in-line">
                <SubmitButton label="Sign out all others"/>
            </ServerForm>
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
            <ServerForm action=revoke class="form-in-line">
                <input type="hidden" name="id" value=session.id/>
                <SubmitButton label="Sign out" kind=ButtonKind::Quiet description/>
            </ServerForm>
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
