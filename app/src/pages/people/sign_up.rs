use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::people;
use crate::components::{ButtonKind, NewPassword, ServerForm, SubmitButton, TextField, use_action};
use crate::routes;

#[component]
pub(crate) fn SignUp() -> impl IntoView {
    let sign_up = use_action::<people::SignUp>();
    view! {
        <Title text="Sign up"/>
        <div class="sign">
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
        </div>
    }
}
