//! What a page loads, in its designed states: loading, there, refused.
//!
//! An `ErrorBoundary` would erase the error's type on its way through the page, and a boundary that was rendered on
//! the server knows only its text in the browser. Each state here depends on the variant, so it is matched instead.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;
use muster_domain::feature::Feature;
use muster_domain::ticket::TicketKind;

use super::button::{ButtonKind, LinkButton};
use super::empty::{EmptyState, EmptyStateProps};
use super::icon::Picture;
use crate::error::ApiError;
use crate::routes;

/// Shows `view` of the data once it is there, the skeleton until then, and the failure where there is one. While
/// newer data is on its way the old stays.
#[component]
pub fn Load<T, F, V>(data: Resource<Result<T, ApiError>>, #[prop(into)] skeleton: ViewFnOnce, view: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let content = move || {
        let view = view.clone();
        Suspend::new(async move {
            match data.await {
                Ok(data) => Either::Left(view(data)),
                Err(error) => Either::Right(view! { <Failure error/> }),
            }
        })
    };
    view! { <Transition fallback=skeleton>{content}</Transition> }
}

/// A page, or a part of it, that cannot be shown.
#[component]
pub fn Failure(error: ApiError) -> impl IntoView {
    answer_with_status(&error);
    let text = error.to_string();
    match error {
        ApiError::NotSignedIn => {
            let place = use_location();
            let here = format!("{}{}", place.pathname.get_untracked(), place.query.with_untracked(|q| q.to_query_string()));
            view! { <Redirect path=routes::sign_in_then(&here)/> }.into_any()
        }
        ApiError::Forbidden(_) => state(Picture::Person, "Not permitted", text),
        ApiError::NotFound => state(Picture::Search, "Not found", "There is nothing at this address, or not for you.".to_owned()),
        ApiError::NotEnabled(feature) => not_enabled(feature),
        ApiError::Invalid(_) => stuck("This cannot be shown", text, start_over()),
        ApiError::Conflict(_) | ApiError::Wait(_) => state(Picture::Warning, "This cannot be shown", text),
        ApiError::Internal { .. } | ApiError::Unreachable => stuck("This could not be loaded", text, Some(try_again())),
    }
}

/// What the organization lacks, and the way to it.
fn not_enabled(feature: Feature) -> AnyView {
    let (title, text, kind) = match feature {
        Feature::Subsets => (
            "Subsets are not enabled yet",
            "A subset groups linked accounts: one per customer or department. An administrator of your organization asks \
             support for them; once that is approved, they are there at once.",
            TicketKind::EnableSubsets,
        ),
    };
    let org = use_location().pathname.with_untracked(|path| routes::organization_at(path));
    let action = org.map(|org| {
        let href = routes::new_ticket_of(org, kind);
        view! { <LinkButton href label=format!("Request {}", feature.label()) kind=ButtonKind::Primary/> }
    });
    view! {
        <Title text=title/>
        <div class="failure">
            <h1 class="visually-hidden">{title}</h1>
            <EmptyState icon=Picture::Subset title text action=action.into_any()/>
        </div>
    }
    .into_any()
}

/// The same address without the question in it that cannot be answered.
fn start_over() -> Option<AnyView> {
    let place = use_location();
    let has_question = !place.query.with_untracked(|query| query.to_query_string()).is_empty();
    let href = place.pathname.get_untracked();
    has_question.then(|| view! { <LinkButton href label="Start over" rel="external"/> }.into_any())
}

/// The same address once more; by the browser, for which it is no other place.
fn try_again() -> AnyView {
    let place = use_location();
    let href = format!("{}{}", place.pathname.get_untracked(), place.query.with_untracked(|query| query.to_query_string()));
    view! { <LinkButton href label="Try again" rel="external"/> }.into_any()
}

fn state(icon: Picture, title: &'static str, text: String) -> AnyView {
    failed(icon, (title, text), None)
}

/// What somebody may get out of.
fn stuck(title: &'static str, text: String, way_out: Option<AnyView>) -> AnyView {
    failed(Picture::Warning, (title, text), way_out)
}

fn failed(icon: Picture, (title, text): (&'static str, String), action: Option<AnyView>) -> AnyView {
    view! {
        <Title text=title/>
        <div class="failure" role="alert">
            <h1 class="visually-hidden">{title}</h1>
            {EmptyState(EmptyStateProps { icon, title: title.to_owned(), text, action })}
        </div>
    }
    .into_any()
}

fn answer_with_status(error: &ApiError) {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>()
        && let Ok(status) = axum::http::StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}
