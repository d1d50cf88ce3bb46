use leptos::prelude::*;

use super::form::FormState;
use super::icon::{Icon, Picture};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing that the page is for.
    Primary,
    #[default]
    Secondary,
    /// Beside many of its kind: in rows and toolbars.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A link that looks like a button: it leads to a page.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Picture>,
    /// `rel` of the link: `external` for what is answered outside the pages (downloads).
    #[prop(optional)]
    rel: Option<&'static str>,
    /// Read aloud instead of the label, where rows repeat it.
    #[prop(optional, into)]
    description: Option<String>,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href rel=rel aria-label=description>
            {icon.map(|picture| view! { <Icon picture/> })}
            <span>{label}</span>
        </a>
    }
}

/// Sends the form it stands in; says so, and cannot be pressed twice, while the answer is awaited.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Picture>,
    /// Sent with the form, so that one form can have several buttons.
    #[prop(optional)]
    name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
    /// Read aloud instead of the label, where rows repeat it.
    #[prop(optional, into)]
    description: Option<String>,
) -> impl IntoView {
    let pending = use_context::<FormState>().map(|form| form.pending);
    let waits = move || pending.is_some_and(|pending| pending.get());
    view! {
        <button
            type="submit"
            class=kind.class()
            name=name
            value=value
            aria-label=description
            disabled=waits
            aria-busy=move || waits().then_some("true")
        >
            {icon.map(|picture| view! { <Icon picture/> })}
            <span>{label}</span>
        </button>
    }
}
