//! Subsets: named groups of linked accounts.

mod assign;
mod checklist;
mod create;
mod day;
mod delete;
mod details;
mod list;

pub(crate) use assign::Assign;
pub(crate) use create::Create;
pub(crate) use delete::Delete;
pub(crate) use details::Details;
pub(crate) use list::List;

use leptos::prelude::*;
use muster_domain::{OrganizationId, SubsetId};

use crate::components::Crumb;
use crate::layouts::use_parameter;
use crate::routes::Section;

/// The subset in the address; `None` where its text is no id.
fn use_id() -> Memo<Option<SubsetId>> {
    use_parameter("subset")
}

fn above(org: OrganizationId) -> Crumb {
    Crumb::new(Section::Subsets.title(), Section::Subsets.of(org))
}
