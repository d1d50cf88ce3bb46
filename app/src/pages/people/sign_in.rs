use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::people;
use crate::components::{ButtonKind, ServerForm, SubmitButton, TextField, use_action};
use crate::query::use_param;
use crate::routes;

#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let sign_in = use_action::<people::SignIn>();
    let next = use_param("next");
    view! {
        <Title text="Sign in"/>
        <div class="sign">
            <h1>"Sign in"</h1>
            <ServerForm action=sign_in fields=&["email", "password"]>
                <input type="hidden" name="next" value=move || next.get()/>
                <TextField name="email" label="E-mail" kind="email" autocomplete="username"/>
                <TextField name="password" label="Password" kind="password" autocomplete="current-password"/>
                <SubmitButton label="Sign in" kind=ButtonKind::Primary/>
            </ServerForm>
            <p class="sign-aside">"New to Muster? " <a href=routes::SIGN_UP>"Sign up"</a></p>
        </div>
    }
}
