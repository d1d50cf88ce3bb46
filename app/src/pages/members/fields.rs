use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::organizations::Me;

use crate::components::{Choice, ChoiceGroup, Mark, use_refusal};

/// Role and single grants of a member, sent as `role` and `grants[]`. In an organization that is nothing but an end
/// customer no grant would mean anything.
#[component]
pub(super) fn MembershipFields(me: Me, org: OrganizationId, membership: Membership) -> impl IntoView {
    let is_viewer = membership.role == Role::Viewer;
    let is_customer = me.is_customer_only(org);
    let hint = match is_customer {
        true => "Reads everything of the organization.",
        false => "Reads everything of the organization, and does what is ticked below.",
    };
    let grants = Permission::GRANTS.into_iter().map(|grant| {
        let label = capitalized(grant.words());
        let checked = membership.grants.contains(&grant);
        view! { <Choice mark=Mark::Checkbox name="grants[]".to_owned() value=grant.name() checked label/> }
    });
    let grants = grants.collect_view();
    let grants = (!is_customer).then(|| {
        view! {
            <div class="detail-grants">
                <ChoiceGroup id="grants" legend="May also" refusal=use_refusal("grants")>
                    {grants}
                </ChoiceGroup>
            </div>
        }
    });
    let role = |role: Role| role.name().to_owned();
    view! {
        <ChoiceGroup id="role" legend="Role" refusal=use_refusal("role")>
            <Choice
                mark=Mark::Radio
                name="role".to_owned()
                value=role(Role::Viewer)
                checked=is_viewer
                label="Viewer"
                hint
            />
            {grants}
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
