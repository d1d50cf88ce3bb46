use leptos::prelude::*;

use crate::api::organizations;
use crate::components::{
    ButtonKind, Card, CardSkeleton, Crumb, LinkButton, Load, PageHeader, ServerForm, SubmitButton, TextField, use_action,
};
use crate::layouts::use_me;
use crate::routes;

/// Another organization for the person who is signed in.
#[component]
pub(crate) fn New() -> impl IntoView {
    let add = use_action::<organizations::Add>();
    view! {
        <Load data=use_me() skeleton=|| view! { <CardSkeleton/> } view=move |_| view! { <AddForm add/> }/>
    }
}

#[component]
fn AddForm(add: ServerAction<organizations::Add>) -> impl IntoView {
    view! {
        <PageHeader title="New organization" steps=vec![Crumb::new("Organizations", routes::ORGANIZATIONS)]/>
        <Card title="Name" hint="You become its administrator. Nothing is shared with your other organizations.">
            <ServerForm action=add fields=&["name"]>
                <TextField name="name" label="Organization" autocomplete="organization"/>
                <div class="form-actions">
                    <SubmitButton label="Create organization" kind=ButtonKind::Primary/>
                    <LinkButton href=routes::ORGANIZATIONS label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}
