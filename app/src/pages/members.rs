//! Who belongs to an organization, and what they may do there.

mod fields;
mod invitation;
mod invite;
mod list;
mod member;
mod shown;

use leptos::prelude::*;
use muster_domain::OrganizationId;

use crate::components::Crumb;
use crate::routes::Section;

pub(crate) use invitation::InvitationPage;
pub(crate) use invite::{InvitePage, ServiceUserPage};
pub(crate) use list::MembersPage;
pub(crate) use member::{MemberPage, RemoveMemberPage};
pub(crate) use shown::InvitedPage;

/// The way up from a page of one member.
fn above(org: OrganizationId) -> Crumb {
    Crumb::new(Section::Members.title(), Section::Members.of(org))
}

/// For a form about something of the organization.
#[component]
fn OrgField(org: OrganizationId) -> impl IntoView {
    view! { <input type="hidden" name="org" value=org.to_string()/> }
}
