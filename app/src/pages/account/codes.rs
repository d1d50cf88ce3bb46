use leptos::prelude::*;
use muster_domain::view::members::ShownOnce;

use crate::api::people;
use crate::components::{ButtonKind, Card, CardSkeleton, Crumb, EmptyState, LinkButton, Load, PageHeader, Picture};
use crate::routes;

/// The way up from a page below the account.
pub(super) fn above() -> Crumb {
    Crumb::new("My account", routes::ACCOUNT)
}

/// Recovery codes that were just made.
#[component]
pub(crate) fn RecoveryCodesPage() -> impl IntoView {
    let shown = Resource::new(|| (), |()| people::shown_once());
    let view = |shown| view! { <Shown shown/> };
    view! { <Load data=shown skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Shown(shown: Option<ShownOnce>) -> impl IntoView {
    let steps = vec![above(), Crumb::new("Two-factor sign-in", routes::TWO_FACTOR)];
    let Some(ShownOnce::RecoveryCodes(codes)) = shown else {
        let text = "Recovery codes are shown once. Make new ones if you have lost them.";
        let back = view! { <LinkButton href=routes::TWO_FACTOR label="To two-factor sign-in" kind=ButtonKind::Primary/> };
        return view! {
            <PageHeader title="Recovery codes" steps/>
            <EmptyState icon=Picture::Key title="Shown already" text action=back.into_any()/>
        }
        .into_any();
    };
    let list = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <PageHeader title="Recovery codes" steps/>
        <Card
            title="Keep them now"
            hint="One-time codes are on. Each of these signs you in once, when your telephone is not there. They are not shown again."
        >
            <ul class="recovery-codes">{list}</ul>
            <div class="form-actions card-end">
                <LinkButton href=routes::ACCOUNT label="I have kept them" kind=ButtonKind::Primary/>
            </div>
        </Card>
    }
    .into_any()
}
