use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::analysis::SavedView;
use muster_domain::view::organizations::OrganizationRow;

use super::{Asked, Forms};
use crate::components::{ButtonKind, HiddenInputs, Icon, Menu, Picture, ServerForm, SubmitButton, TextField, ids};

/// Kept questions: those of this person and those that are shared, and the form that keeps this one.
#[component]
pub(super) fn Views(org: OrganizationRow, asked: Asked, views: Vec<SavedView>, forms: Forms) -> impl IntoView {
    let may_share = org.allows(Permission::ManageOrganization);
    let count = views.len();
    let button = move || {
        let label = if count == 0 { "Saved views".to_owned() } else { format!("Saved views ({count})") };
        view! { <span>{label}</span> <Icon picture=Picture::ChevronDown/> }
    };
    let is_empty = views.is_empty();
    let rows = views.into_iter().map(|view| view! { <Row asked=asked.clone() view may_share forms/> }).collect_view();
    let side = if asked.is_of_costs() { "costs" } else { "charges" };
    view! {
        <Menu class="menu views-menu" button>
            {if is_empty {
                view! { <p class="menu-note">"Keep what you look at under a name, and it is one click away."</p> }.into_any()
            } else {
                view! { <ul class="views">{rows}</ul> }.into_any()
            }}
            <ServerForm action=forms.save fields=&["name"] class="form views-form">
                <input type="hidden" name="org" value=asked.org.to_string()/>
                <input type="hidden" name="side" value=side/>
                <input type="hidden" name="query" value=asked.question.query()/>
                <TextField name="name" label="Save this view as" max_length=200/>
                {may_share
                    .then(|| {
                        view! {
                            <label class="choice">
                                <input type="checkbox" name="shared" value="true"/>
                                <span class="choice-label">"Share it with every member"</span>
                            </label>
                        }
                    })}
                <SubmitButton label="Save view" kind=ButtonKind::Primary/>
            </ServerForm>
        </Menu>
    }
}

#[component]
fn Row(asked: Asked, view: SavedView, may_share: bool, forms: Forms) -> impl IntoView {
    let href = asked.href(&view.question);
    let is_here = view.question.query() == muster_domain::analysis::Question { page: 0, ..asked.question.clone() }.query();
    let note = match (view.is_shared, view.is_own) {
        (true, true) => "Shared".to_owned(),
        (true, false) => format!("Shared by {}", view.by),
        (false, _) => "Private".to_owned(),
    };
    let name = view.name.clone();
    let turned = if view.is_shared { ("Make private", "false") } else { ("Share", "true") };
    let may_remove = view.is_own || may_share;
    let fields = ids(asked.org, view.id);
    let share_fields = fields.iter().cloned().chain([("shared", turned.1.to_owned())]).collect();
    let (share_said, remove_said) = (format!("{}: {name}", turned.0), format!("Remove {name}"));
    view! {
        <li class="views-row">
            <a class="row-link" href=href aria-current=is_here.then_some("true")>{view.name}</a>
            <span class="pick-note">{note}</span>
            {may_share
                .then(|| {
                    view! {
                        <ServerForm action=forms.share class="views-action">
                            <HiddenInputs fields=share_fields/>
                            <SubmitButton label=turned.0 description=share_said kind=ButtonKind::Quiet/>
                        </ServerForm>
                    }
                })}
            {may_remove
                .then(|| {
                    view! {
                        <ServerForm action=forms.remove class="views-action">
                            <HiddenInputs fields/>
                            <SubmitButton label="Remove" description=remove_said kind=ButtonKind::Quiet/>
                        </ServerForm>
                    }
                })}
        </li>
    }
}
