use leptos::prelude::*;
use muster_domain::view::account::{Enrolment, TwoFactor};

use super::codes::above;
use crate::api::account::{self, BeginTwoFactor, ConfirmTwoFactor, DisableTwoFactor, RenewCodes};
use crate::components::{
    ButtonKind, Card, CardSkeleton, CopyText, LinkButton, Load, Notice, PageHeader, ServerForm, SubmitButton, TextField, Tone,
    use_action, use_successes,
};
use crate::routes;

#[derive(Clone, Copy)]
struct Actions {
    begin: ServerAction<BeginTwoFactor>,
    confirm: ServerAction<ConfirmTwoFactor>,
    renew: ServerAction<RenewCodes>,
    disable: ServerAction<DisableTwoFactor>,
}

/// One-time codes: set up, renewed, turned off.
#[component]
pub(crate) fn TwoFactorPage() -> impl IntoView {
    let actions = Actions { begin: use_action(), confirm: use_action(), renew: use_action(), disable: use_action() };
    let begun = use_successes(actions.begin);
    let found = Resource::new(move || begun.get(), |_| account::find_two_factor());
    let view = move |found| view! { <Page found actions/> };
    view! { <Load data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Page(found: TwoFactor, actions: Actions) -> impl IntoView {
    let content = match found {
        TwoFactor::Off => view! { <Begin action=actions.begin/> }.into_any(),
        TwoFactor::Beginning(enrolment) => view! { <Enrol enrolment action=actions.confirm/> }.into_any(),
        TwoFactor::On { codes_left, .. } => view! { <Change codes_left renew=actions.renew disable=actions.disable/> }.into_any(),
    };
    view! {
        <PageHeader title="Two-factor sign-in" steps=vec![above()]/>
        {content}
    }
}

#[component]
fn Begin(action: ServerAction<BeginTwoFactor>) -> impl IntoView {
    view! {
        <Card title="Set up one-time codes" hint="You need an authenticator: an app on your telephone, or a password manager.">
            <ServerForm action fields=&["password"]>
                <TextField
                    name="password"
                    label="Your password"
                    kind="password"
                    autocomplete="current-password"
                    max_length=1024
                />
                <div class="form-actions">
                    <SubmitButton label="Begin" kind=ButtonKind::Primary/>
                    <LinkButton href=routes::ACCOUNT label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}

#[component]
fn Enrol(enrolment: Enrolment, action: ServerAction<ConfirmTwoFactor>) -> impl IntoView {
    view! {
        <Card title="1. Show it to your authenticator" hint="Scan the picture, or type the secret.">
            <div class="two-factor-secret">
                <div class="two-factor-picture" inner_html=enrolment.qr></div>
                <div>
                    <p>"Secret"</p>
                    <CopyText text=enrolment.secret what="secret"/>
                    <p>
                        <a class="link" href=enrolment.address rel="external">
                            "Open in an authenticator on this machine"
                        </a>
                    </p>
                </div>
            </div>
        </Card>
        <Card title="2. Type the code that it shows" hint="From then on, signing in asks for one.">
            <ServerForm action fields=&["code"]>
                <TextField name="code" label="Code" autocomplete="one-time-code" inputmode="numeric" max_length=10 hint="Six digits."/>
                <div class="form-actions">
                    <SubmitButton label="Turn on" kind=ButtonKind::Primary/>
                    <LinkButton href=routes::ACCOUNT label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}

#[component]
fn Change(codes_left: u64, renew: ServerAction<RenewCodes>, disable: ServerAction<DisableTwoFactor>) -> impl IntoView {
    let hint = format!("{codes_left} of ten are left. New ones end those of before.");
    let few = (codes_left < 3).then(|| {
        view! { <Notice tone=Tone::Warning text="Make new recovery codes before the last is used."/> }
    });
    view! {
        <Card title="Recovery codes" hint>
            {few}
            <ServerForm action=renew fields=&["password", "code"]>
                <ProofFields form="renew"/>
                <div class="form-actions">
                    <SubmitButton label="Make new recovery codes"/>
                </div>
            </ServerForm>
        </Card>
        <Card title="Turn off" hint="Your password alone signs you in then.">
            <ServerForm action=disable fields=&["password", "code"]>
                <ProofFields form="disable"/>
                <div class="form-actions">
                    <SubmitButton label="Turn one-time codes off" kind=ButtonKind::Danger/>
                </div>
            </ServerForm>
        </Card>
    }
}

/// What shows that it is the person, in each of the page's forms.
#[component]
fn ProofFields(form: &'static str) -> impl IntoView {
    view! {
        <TextField
            name="password"
            id=format!("{form}-password")
            label="Your password"
            kind="password"
            autocomplete="current-password"
            max_length=1024
        />
        <TextField
            name="code"
            id=format!("{form}-code")
            label="Code"
            autocomplete="one-time-code"
            max_length=40
            hint="Six digits, or one of your recovery codes."
        />
    }
}
