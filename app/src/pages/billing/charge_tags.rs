use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::charge::MOST_TAGS;

use super::{Actions, Saved};
use crate::api::billing::RemoveChargeTag;
use crate::components::{
    ActionButton, ButtonKind, Card, Column, EmptyState, Picture, RecordTable, ServerForm, SubmitButton, TextField,
};

const COLUMNS: [Column; 2] = [("Tag", "text-wide"), ("", "row-actions")];

/// The tags by which charges are told apart. Without one, Cost Analysis says by tags what was spent and not what is charged.
#[component]
pub(super) fn ChargeTags(
    org: OrganizationId,
    chosen: Vec<String>,
    /// On the newest bill.
    tags: Vec<String>,
    may_manage: bool,
    actions: Actions,
) -> impl IntoView {
    let hint = "Cost Analysis tells charges and margins apart by these tags, and end customers may do so with their own. \
                Every month is computed again when they change; what is charged stays the same.";
    let remove = may_manage.then_some(actions.remove_charge_tag);
    let proposed = tags.into_iter().filter(|tag| !chosen.contains(tag)).collect::<Vec<_>>();
    let form = (may_manage && chosen.len() < MOST_TAGS).then(|| view! { <Add org proposed actions/> });
    let list = if chosen.is_empty() {
        let text = "Choose a tag to see charges and margins by its values.";
        view! { <EmptyState icon=Picture::Report title="No tag chosen" text/> }.into_any()
    } else {
        let rows = chosen.into_iter().map(|tag| cells(org, tag, remove)).collect();
        view! { <RecordTable caption="Tags that tell charges apart" columns=&COLUMNS rows/> }.into_any()
    };
    view! { <Card title="Charges by tag" hint>{form} {list}</Card> }
}

#[component]
fn Add(org: OrganizationId, proposed: Vec<String>, actions: Actions) -> impl IntoView {
    view! {
        <ServerForm action=actions.add_charge_tag fields=&["tag"] class="form form-inline" clears=true>
            <input type="hidden" name="org" value=org.to_string()/>
            <TextField name="tag" label="Tag" placeholder="user:Team" list="charge-tags-known" max_length=150/>
            <datalist id="charge-tags-known">{proposed.into_iter().map(|tag| view! { <option value=tag/> }).collect_view()}</datalist>
            <SubmitButton label="Add tag" kind=ButtonKind::Secondary/>
            <Saved action=actions.add_charge_tag/>
        </ServerForm>
    }
}

fn cells(org: OrganizationId, tag: String, remove: Option<ServerAction<RemoveChargeTag>>) -> Vec<AnyView> {
    let title = tag.clone();
    let away = remove.map(|remove| {
        let description = format!("Remove {tag}");
        view! {
            <ActionButton
                action=remove
                fields=vec![("org", org.to_string()), ("tag", tag)]
                label="Remove"
                kind=ButtonKind::Quiet
                icon=Picture::Trash
                description
            />
        }
    });
    vec![view! { <code>{title}</code> }.into_any(), away.into_any()]
}
