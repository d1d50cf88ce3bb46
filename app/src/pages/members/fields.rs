use leptos::prelude::*;
use muster_domain::permission::{Membership, Permission, Role};

use crate::components::{Choice, ChoiceGroup, Mark, use_refusal};

/// Role and single grants of a member, sent as `role` and `grants[]`.
#[component]
pub(super) fn MembershipFields(membership: Membership) -> impl IntoView {
    let is_viewer = membership.role == Role::Viewer;
    let grants = Permission::GRANTS.into_iter().map(|grant| {
        let label = capitalized(grant.words());
        let checked = membership.grants.contains(&grant);
        view! { <Choice mark=Mark::Checkbox name="grants[]".to_owned() value=grant.name() checked label/> }
    });
    let grants = grants.collect_view();
    let role = |role: Role| role.name().to_owned();
    view! {
        <ChoiceGroup id="role" legend="Role" refusal=use_refusal("role")>
            <Choice
                mark=Mark::Radio
                name="role".to_owned()
                value=role(Role::Viewer)
                checked=is_viewer
                label="Viewer"
                hint="Reads everything of the organization, and does what is ticked below."
            />
            <div class="detail-grants">
                <ChoiceGroup id="grants" legend="May also" refusal=use_refusal("grants")>
                    {grants}
                </ChoiceGroup>
            </div>
            <Choice
                mark=Mark::Radio
                name="role".to_owned()
                value=role(Role::Administrator)
                checked=!is_viewer
                label="Administrator"
                hint="May do everything here, and say who is a member."
            />
        </ChoiceGroup>
    }
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
