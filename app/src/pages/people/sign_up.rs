use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::people;
use crate::components::{ButtonKind, NewPassword, Notice, ServerForm, SubmitButton, TextField, Tone, use_action};
use crate::query::use_param;
use crate::routes;

#[component]
pub(crate) fn SignUp() -> impl IntoView {
    let (sign_up, done) = (use_action::<people::SignUp>(), use_param("done"));
    let content = move || {
        if done.get() == "sent" { view! { <Sent/> }.into_any() } else { view! { <Form sign_up/> }.into_any() }
    };
    view! {
        <Title text="Sign up"/>
        <div class="sign">{content}</div>
    }
}

#[component]
fn Form(sign_up: ServerAction<people::SignUp>) -> impl IntoView {
    view! {
        <h1>"Create your account"</h1>
        <p class="sign-lead">"You become the administrator of a new organization."</p>
        <ServerForm action=sign_up fields=&["email", "password", "name", "organization"]>
            <TextField name="organization" label="Organization" autocomplete="organization"/>
            <TextField name="name" label="Your name" autocomplete="name"/>
            <TextField name="email" label="E-mail" kind="email" autocomplete="username"/>
            <NewPassword/>
            <SubmitButton label="Sign up" kind=ButtonKind::Primary/>
        </ServerForm>
        <p class="sign-aside">"You have an account? " <a href=routes::SIGN_IN>"Sign in"</a></p>
    }
}

/// The same for whoever has an account and whoever has none.
#[component]
fn Sent() -> impl IntoView {
    let text = "A mail is on its way to the address you gave. Open the link in it to get in: it is good once, for three days.";
    view! {
        <h1>"Look into your mail"</h1>
        <Notice tone=Tone::Good text/>
        <p class="sign-aside">
            "No mail after a few minutes? Look among unwanted mail, or " <a href=routes::SIGN_UP>"sign up again"</a> "."
        </p>
        <p class="sign-aside">
            <a href=routes::SIGN_IN>"Back to signing in"</a>
        </p>
    }
}
