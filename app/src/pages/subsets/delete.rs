use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use muster_domain::SubsetId;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::DeletionImpact;

use super::above;
use crate::api::subsets::{self, Delete as DeleteSubsets};
use crate::components::{CardSkeleton, ConfirmDeletion, EmptyState, LinkButton, PageHeader, Picture, use_action};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::figures::counted;
use crate::pages::schedules::affected;
use crate::routes::Section;

/// Says what goes with the subsets in the query, `?id=...&id=...`, and deletes them.
#[component]
pub(crate) fn Delete() -> impl IntoView {
    let (query, delete) = (use_query_map(), use_action::<DeleteSubsets>());
    let ids = Memo::new(move |_| query.with(|query| read(query.get_all("id").unwrap_or_default())));
    let impact = organization_resource(
        move || ids.get(),
        |org, ids: Vec<SubsetId>| async move {
            let impact = if ids.is_empty() { None } else { Some(subsets::impact(org, ids.clone()).await?) };
            Ok((ids, impact))
        },
    );
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, (ids, impact): (Vec<SubsetId>, Option<DeletionImpact>)| match impact {
        Some(impact) => view! { <Confirmation org ids impact delete/> }.into_any(),
        None => view! { <NothingChosen org/> }.into_any(),
    };
    view! { <OrganizationLoad data=impact skeleton permission=Permission::DeleteSubset view/> }
}

/// `None` where one of the texts is no id.
fn read(ids: Vec<String>) -> Option<Vec<SubsetId>> {
    ids.iter().map(|id| id.parse().ok()).collect()
}

#[component]
fn NothingChosen(org: OrganizationRow) -> impl IntoView {
    let action = view! { <LinkButton href=Section::Subsets.of(org.id) label="Back to the subsets"/> };
    let text = "Tick the subsets that you want to delete, then press the button below the list.";
    view! {
        <PageHeader title="Delete subsets" steps=vec![above(org.id)]/>
        <EmptyState icon=Picture::Subset title="No subset was selected" text action=action.into_any()/>
    }
}

#[component]
fn Confirmation(
    org: OrganizationRow,
    ids: Vec<SubsetId>,
    impact: DeletionImpact,
    delete: ServerAction<DeleteSubsets>,
) -> impl IntoView {
    let title = match impact.subsets.as_slice() {
        [only] => format!("Delete {only}?"),
        many => format!("Delete {} subsets?", many.len()),
    };
    let label = if impact.subsets.len() == 1 { "Delete subset" } else { "Delete subsets" };
    let gone = impact.subsets.iter().map(|name| format!("The subset {name} is deleted."));
    let consequences = gone.chain([
        counted(impact.accounts, "account becomes unassigned.", "accounts become unassigned."),
        counted(
            impact.reports,
            "report was made for them; it stays readable.",
            "reports were made for them; they stay readable.",
        ),
        counted(
            impact.associations,
            "association with a workflow goes, with what was charged.",
            "associations with workflows go, with what was charged.",
        ),
        counted(impact.customers, "end customer loses sight of them.", "end customers lose sight of them."),
    ]);
    let consequences = consequences.chain(affected(impact.schedules)).collect();
    let org_field = ("org", org.id.to_string());
    let fields = std::iter::once(org_field).chain(ids.into_iter().map(|id| ("ids[]", id.to_string()))).collect();
    let (steps, keep) = (vec![above(org.id)], Section::Subsets.of(org.id));
    view! { <ConfirmDeletion action=delete title steps consequences fields label keep/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_id_is_not_passed_over() {
        let id = "01890000-0000-7000-8000-000000000001".to_owned();
        assert_eq!(read(vec![id.clone()]).map(|ids| ids.len()), Some(1));
        assert_eq!(read(vec![id, "all".to_owned()]), None);
    }
}
