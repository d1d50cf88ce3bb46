use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::components::{CardSkeleton, Load};
use crate::layouts::use_me;
use crate::routes;

/// Leads on: into the only organization, else to the choice.
#[component]
pub(crate) fn Home() -> impl IntoView {
    view! {
        <Load
            data=use_me()
            skeleton=|| view! { <CardSkeleton/> }
            view=|me| {
                let to = match me.organizations.as_slice() {
                    [only] => routes::organization(only.id),
                    [] if me.support => routes::SUPPORT.to_owned(),
                    _ => routes::ORGANIZATIONS.to_owned(),
                };
                view! { <Redirect path=to/> }
            }
        />
    }
}
