use leptos::prelude::*;
use muster_domain::view::account::{Account, TwoFactor};

use super::forms::{EmailForm, NameForm, PasswordForm};
use super::sessions::Sessions;
use crate::api::account::{self, ChangeEmail, ChangePassword, RenameSelf, RevokeOthers, RevokeSession};
use crate::api::people::SendConfirmation;
use crate::components::{
    Badge, ButtonKind, Card, CardSkeleton, Fact, Facts, LinkButton, Load, Notice, PageHeader, ServerForm, SubmitButton,
    Timestamp, Tone, use_action, use_successes,
};
use crate::layouts::use_me;
use crate::query::use_param;
use crate::routes;

/// The forms of the page, made where it begins, so that a refused form comes back to its own.
#[derive(Clone, Copy)]
struct Actions {
    rename: ServerAction<RenameSelf>,
    email: ServerAction<ChangeEmail>,
    confirm: ServerAction<SendConfirmation>,
    password: ServerAction<ChangePassword>,
    revoke: ServerAction<RevokeSession>,
    revoke_others: ServerAction<RevokeOthers>,
}

/// One's own account.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let actions = Actions {
        rename: use_action(),
        email: use_action(),
        confirm: use_action(),
        password: use_action(),
        revoke: use_action(),
        revoke_others: use_action(),
    };
    let done = use_done(actions);
    let found = Resource::new(move || done.get(), |_| account::find());
    // The name stands in the menu too.
    let (me, renamed) = (use_me(), use_successes(actions.rename));
    Effect::new(move || {
        if renamed.get() > 0 {
            me.refetch();
        }
    });
    let view = move |account| view! { <Overview account actions/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

/// Grows with everything that is done on the page.
fn use_done(actions: Actions) -> Memo<usize> {
    let counts = (
        (use_successes(actions.rename), use_successes(actions.email), use_successes(actions.confirm)),
        (use_successes(actions.password), use_successes(actions.revoke), use_successes(actions.revoke_others)),
    );
    Memo::new(move |_| {
        let ((rename, email, confirm), (password, revoke, revoke_others)) = counts;
        rename.get() + email.get() + confirm.get() + password.get() + revoke.get() + revoke_others.get()
    })
}

#[component]
fn Overview(account: Account, actions: Actions) -> impl IntoView {
    let hint = "What others see of you, and what keeps others out.".into_any();
    let (name, email) = (account.name.clone(), account.email.clone());
    let (two_factor, sessions) = (account.two_factor.clone(), account.sessions.clone());
    view! {
        <PageHeader title="My account" hint/>
        <Done/>
        <div class="account">
            <Card title="Name" hint="What the members of your organizations call you.">
                <NameForm name action=actions.rename/>
            </Card>
            <Address account actions/>
            <Card title="Password" hint="Every other browser that is signed in as you is signed out.">
                <PasswordForm email action=actions.password/>
            </Card>
            <SecondFactor two_factor/>
            <Card title="Mails" hint="Which notifications are mailed to you.">
                <LinkButton href=routes::NOTIFICATION_SETTINGS label="Choose mails"/>
            </Card>
            <Sessions sessions revoke=actions.revoke revoke_others=actions.revoke_others/>
        </div>
    }
}

/// A word about what was just done.
#[component]
fn Done() -> impl IntoView {
    let done = use_param("done");
    let text = move || match done.get().as_str() {
        "name" => Some("Your name was changed."),
        "email" => Some("Look below: your address was changed, or a link was mailed to the new one."),
        "password" => Some("Your password was changed. Every other browser was signed out."),
        "session" => Some("That browser was signed out."),
        "sessions" => Some("Every other browser was signed out."),
        "two-factor" => Some("One-time codes were turned off."),
        _ => None,
    };
    view! { <div role="status">{move || text().map(|text| view! { <Notice tone=Tone::Good text/> })}</div> }
}

#[component]
fn Address(account: Account, actions: Actions) -> impl IntoView {
    let state = match (account.confirmed_at.is_some(), account.sends_mail) {
        (true, _) => Some(view! { <Badge tone=Tone::Good text="Confirmed"/> }),
        (false, true) => Some(view! { <Badge tone=Tone::Warning text="Not confirmed"/> }),
        (false, false) => None,
    };
    let again = (account.confirmed_at.is_none() && account.sends_mail).then(|| {
        view! {
            <ServerForm action=actions.confirm>
                <div class="form-actions">
                    <SubmitButton label="Mail me the link again"/>
                    <span class="saved" role="status">
                        {move || actions.confirm.value().with(|answer| matches!(answer, Some(Ok(())))).then_some("Sent")}
                    </span>
                </div>
            </ServerForm>
        }
    });
    let waiting = account.waiting.map(|address| {
        let text = format!("A link was mailed to {address}. Your address stays as it is until you open it.");
        view! { <Notice tone=Tone::Active text/> }
    });
    let hint = if account.sends_mail { "You sign in with it, and Muster writes to it." } else { "You sign in with it." };
    view! {
        <Card title="E-mail" hint>
            <Facts>
                <Fact name="Address">
                    <span class="account-address">{account.email}</span>
                    " "
                    {state}
                </Fact>
            </Facts>
            {again}
            {waiting}
            <EmailForm action=actions.email/>
        </Card>
    }
}

#[component]
fn SecondFactor(two_factor: TwoFactor) -> impl IntoView {
    let (label, kind) = match two_factor {
        TwoFactor::Off => ("Set up one-time codes", ButtonKind::Secondary),
        TwoFactor::Beginning(_) => ("Go on setting up", ButtonKind::Primary),
        TwoFactor::On { .. } => ("Change one-time codes", ButtonKind::Secondary),
    };
    let state = match two_factor {
        TwoFactor::Off | TwoFactor::Beginning(_) => view! { <Badge tone=Tone::Neutral text="Off"/> }.into_any(),
        TwoFactor::On { since, codes_left } => {
            let left = format!("{codes_left} recovery codes left");
            view! {
                <Badge tone=Tone::Good text="On"/>
                " since "
                <Timestamp at=since/>
                ", "
                {left}
            }
            .into_any()
        }
    };
    view! {
        <Card title="Two-factor sign-in" hint="Beside your password, a code from your telephone that is good once.">
            <Facts>
                <Fact name="One-time codes">{state}</Fact>
            </Facts>
            <LinkButton href=routes::TWO_FACTOR label kind/>
        </Card>
    }
}
