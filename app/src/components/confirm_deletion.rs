use leptos::prelude::*;

use super::breadcrumbs::Crumb;
use super::button::{ButtonKind, LinkButton, SubmitButton};
use super::card::Card;
use super::form::{FormFn, ServerForm};
use super::hidden::{HiddenFields, HiddenInputs};
use super::icon::Picture;
use super::page_header::PageHeader;

/// A page that asks whether something is to go: what goes with it, and the button.
#[component]
pub fn ConfirmDeletion<S: FormFn>(
    action: ServerAction<S>,
    #[prop(into)] title: String,
    steps: Vec<Crumb>,
    /// What this takes away, and what stays, one sentence each.
    consequences: Vec<String>,
    fields: HiddenFields,
    /// What the button says.
    #[prop(into)]
    label: String,
    /// Where the way back leads.
    #[prop(into)]
    keep: String,
) -> impl IntoView {
    let sentences = consequences.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    view! {
        <PageHeader title steps/>
        <Card title="What this takes away">
            <ul class="consequences">{sentences}</ul>
            <ServerForm action>
                <HiddenInputs fields/>
                <div class="form-actions">
                    <SubmitButton label kind=ButtonKind::Danger icon=Picture::Trash/>
                    <LinkButton href=keep label="Keep it"/>
                </div>
            </ServerForm>
        </Card>
    }
}
