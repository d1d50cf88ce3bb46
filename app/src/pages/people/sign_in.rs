use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::people;
use crate::components::{ButtonKind, Notice, ServerForm, SubmitButton, TextField, Tone, use_action};
use crate::query::use_param;
use crate::routes;

#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let sign_in = use_action::<people::SignIn>();
    let (next, done) = (use_param("next"), use_param("done"));
    view! {
        <Title text="Sign in"/>
        <div class="sign">
            <h1>"Sign in"</h1>
            {move || {
                (done.get() == "reset")
                    .then(|| view! { <Notice tone=Tone::Good text="Your password was set. Sign in with the new one."/> })
            }}
            <ServerForm action=sign_in fields=&["email", "password"]>
                <input type="hidden" name="next" value=move || next.get()/>
                <TextField name="email" label="E-mail" kind="email" autocomplete="username"/>
                <TextField name="password" label="Password" kind="password" autocomplete="current-password"/>
                <SubmitButton label="Sign in" kind=ButtonKind::Primary/>
            </ServerForm>
            <p class="sign-aside">
                <a href=routes::RESET>"Forgot your password?"</a>
            </p>
            <p class="sign-aside">"New to Muster? " <a href=routes::SIGN_UP>"Sign up"</a></p>
        </div>
    }
}
