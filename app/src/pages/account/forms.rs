use leptos::prelude::*;

use crate::api::account::{ChangeEmail, ChangePassword, RenameSelf};
use crate::components::{NewPassword, ServerForm, SubmitButton, TextField};

#[component]
pub(super) fn NameForm(name: String, action: ServerAction<RenameSelf>) -> impl IntoView {
    view! {
        <ServerForm action fields=&["name"]>
            <TextField name="name" label="Your name" value=name autocomplete="name"/>
            <div class="form-actions">
                <SubmitButton label="Save name"/>
            </div>
        </ServerForm>
    }
}

#[component]
pub(super) fn EmailForm(action: ServerAction<ChangeEmail>) -> impl IntoView {
    view! {
        <details class="disclosure" open=move || action.value().with(|answer| matches!(answer, Some(Err(_))))>
            <summary>"Use another address"</summary>
            <ServerForm action fields=&["email", "password"]>
                <TextField name="email" label="New address" kind="email" autocomplete="email" max_length=254/>
                <TextField
                    name="password"
                    id="email-password"
                    label="Your password"
                    kind="password"
                    autocomplete="current-password"
                    max_length=1024
                />
                <div class="form-actions">
                    <SubmitButton label="Change address"/>
                </div>
            </ServerForm>
        </details>
    }
}

#[component]
pub(super) fn PasswordForm(email: String, action: ServerAction<ChangePassword>) -> impl IntoView {
    view! {
        <ServerForm action fields=&["current", "password"]>
            // For password managers, which ask whose password it is.
            <input type="hidden" autocomplete="username" value=email/>
            <TextField
                name="current"
                label="Current password"
                kind="password"
                autocomplete="current-password"
                max_length=1024
            />
            <NewPassword id="new-password" label="New password"/>
            <div class="form-actions">
                <SubmitButton label="Change password"/>
            </div>
        </ServerForm>
    }
}
