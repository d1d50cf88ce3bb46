use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use muster_domain::view::members::{InvitationView, Visitor};

use crate::api::members::{self, Accept, Join};
use crate::api::people::SignOut;
use crate::components::{
    ButtonKind, CardSkeleton, LinkButton, Load, NewPassword, Notice, ServerForm, SubmitButton, TextField, Tone, use_action,
};
use crate::routes;

/// What the link of an invitation opens, for whoever holds it.
#[component]
pub(crate) fn InvitationPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|params| params.get("token")).unwrap_or_default());
    let found = Resource::new(move || token.get(), members::invitation);
    let (accept, join) = (use_action::<Accept>(), use_action::<Join>());
    let view = move |found| view! { <Invitation found token=token.get_untracked() accept join/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Invitation(found: InvitationView, token: String, accept: ServerAction<Accept>, join: ServerAction<Join>) -> impl IntoView {
    let lead = format!("{} invites {} to {}, as {}.", found.by, found.email, found.organization, found.membership.words());
    let title = format!("Join {}", found.organization);
    let content = match found.visitor {
        Visitor::Invited => view! { <AcceptForm token accept/> }.into_any(),
        Visitor::New => view! { <JoinForm token email=found.email join/> }.into_any(),
        Visitor::Known => {
            let href = routes::sign_in_then(&routes::invitation(&token));
            view! { <LinkButton href label=format!("Sign in as {}", found.email) kind=ButtonKind::Primary/> }.into_any()
        }
        Visitor::Other(email) => view! { <WrongPerson email/> }.into_any(),
    };
    view! {
        <Title text=title.clone()/>
        <div class="sign">
            <h1>{title}</h1>
            <p class="sign-lead">{lead}</p>
            {content}
        </div>
    }
}

#[component]
fn AcceptForm(token: String, accept: ServerAction<Accept>) -> impl IntoView {
    view! {
        <ServerForm action=accept>
            <input type="hidden" name="token" value=token/>
            <SubmitButton label="Accept the invitation" kind=ButtonKind::Primary/>
        </ServerForm>
    }
}

#[component]
fn JoinForm(token: String, email: String, join: ServerAction<Join>) -> impl IntoView {
    view! {
        <ServerForm action=join fields=&["name", "password"]>
            <input type="hidden" name="token" value=token/>
            // For password managers, which ask whose password it is.
            <input type="hidden" autocomplete="username" value=email/>
            <TextField name="name" label="Your name" autocomplete="name"/>
            <NewPassword/>
            <SubmitButton label="Create account and join" kind=ButtonKind::Primary/>
        </ServerForm>
    }
}

#[component]
fn WrongPerson(email: String) -> impl IntoView {
    let sign_out = use_action::<SignOut>();
    let text = format!("You are signed in as {email}. Sign out, then open the link again.");
    view! {
        <Notice tone=Tone::Warning text/>
        <ServerForm action=sign_out>
            <SubmitButton label="Sign out"/>
        </ServerForm>
    }
}
