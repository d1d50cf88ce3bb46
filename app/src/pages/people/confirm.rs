use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::account::ConfirmEmail;
use crate::components::{ButtonKind, LinkButton, Notice, ServerForm, SubmitButton, Tone, use_action};
use crate::routes;

/// What the link opens that was mailed to an address. It asks first: programs that look into mails open links.
#[component]
pub(crate) fn ConfirmPage() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token")).unwrap_or_default();
    let confirm = use_action::<ConfirmEmail>();
    view! {
        <Title text="Confirm your address"/>
        <div class="sign">
            <h1>"Confirm your address"</h1>
            <p class="sign-lead">"The mail that you came from reached you: say so, and Muster knows that the address is yours."</p>
            <ServerForm action=confirm>
                <input type="hidden" name="token" value=token/>
                <SubmitButton label="It is my address" kind=ButtonKind::Primary/>
            </ServerForm>
        </div>
    }
}

/// Where it leads.
#[component]
pub(crate) fn ConfirmedPage() -> impl IntoView {
    view! {
        <Title text="Address confirmed"/>
        <div class="sign">
            <h1>"Address confirmed"</h1>
            <Notice tone=Tone::Good text="Muster writes to this address from now on."/>
            <LinkButton href=routes::HOME label="To the console" kind=ButtonKind::Primary/>
        </div>
    }
}
