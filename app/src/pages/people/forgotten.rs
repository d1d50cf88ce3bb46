use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::people::{self, AskReset, ResetPassword};
use crate::components::{
    ButtonKind, CardSkeleton, LinkButton, Load, NewPassword, Notice, ServerForm, SubmitButton, TextField, Tone, use_action,
};
use crate::error::ApiError;
use crate::query::use_param;
use crate::routes;

/// For those who forgot their password: asks where to mail the link.
#[component]
pub(crate) fn ForgottenPage() -> impl IntoView {
    let (ask, done) = (use_action::<AskReset>(), use_param("done"));
    let possible = Resource::new(|| (), |()| people::can_reset());
    let view = move |can_reset: bool| {
        let content = move || match (can_reset, done.get() == "sent") {
            (false, _) => view! { <NoMail/> }.into_any(),
            (true, true) => view! { <Sent/> }.into_any(),
            (true, false) => view! { <Ask ask/> }.into_any(),
        };
        view! {
            <Title text="Forgotten password"/>
            <div class="sign">
                <h1>"Forgotten password"</h1>
                {content}
                <p class="sign-aside">
                    <a href=routes::SIGN_IN>"Back to signing in"</a>
                </p>
            </div>
        }
    };
    view! { <Load data=possible skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Ask(ask: ServerAction<AskReset>) -> impl IntoView {
    view! {
        <p class="sign-lead">"We mail you a link that sets a new password."</p>
        <ServerForm action=ask fields=&["email"]>
            <TextField name="email" label="E-mail" kind="email" autocomplete="username" max_length=254/>
            <SubmitButton label="Mail me the link" kind=ButtonKind::Primary/>
        </ServerForm>
    }
}

/// The same for whoever has an account and whoever has none.
#[component]
fn Sent() -> impl IntoView {
    let text = "If somebody signs in with that address, a link is on its way there. It is good once, for an hour.";
    view! { <Notice tone=Tone::Good text/> }
}

#[component]
fn NoMail() -> impl IntoView {
    let text = "This installation sends no mail. Whoever runs it can make a link for you: muster user reset-link.";
    view! { <Notice tone=Tone::Warning text/> }
}

/// What the link of such a mail opens.
#[component]
pub(crate) fn ResetPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|params| params.get("token")).unwrap_or_default());
    let reset = use_action::<ResetPassword>();
    // A link that opens nothing is no failure of the page: it says what to do.
    let found = Resource::new(
        move || token.get(),
        async |token| match people::find_reset(token).await {
            Err(ApiError::NotFound) => Ok(None),
            found => found.map(Some),
        },
    );
    let view = move |email: Option<String>| {
        let content = match email {
            Some(email) => view! { <SetPassword token=token.get_untracked() email reset/> }.into_any(),
            None => view! { <Useless/> }.into_any(),
        };
        view! {
            <Title text="New password"/>
            <div class="sign">
                <h1>"New password"</h1>
                {content}
            </div>
        }
    };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn SetPassword(token: String, email: String, reset: ServerAction<ResetPassword>) -> impl IntoView {
    let lead = format!("For {email}. Every browser that is signed in as you is signed out.");
    view! {
        <p class="sign-lead">{lead}</p>
        <ServerForm action=reset fields=&["password"]>
            <input type="hidden" name="token" value=token/>
            // For password managers, which ask whose password it is.
            <input type="hidden" autocomplete="username" value=email/>
            <NewPassword label="New password"/>
            <SubmitButton label="Set the password" kind=ButtonKind::Primary/>
        </ServerForm>
    }
}

#[component]
fn Useless() -> impl IntoView {
    let text = "This link was used before, or its hour is over, or a newer one was mailed.";
    view! {
        <Notice tone=Tone::Warning text/>
        <LinkButton href=routes::RESET label="Ask for another" kind=ButtonKind::Primary/>
    }
}
