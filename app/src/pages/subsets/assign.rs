use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::SubsetDetail;

use super::checklist::AccountChecklist;
use super::day::FromDay;
use super::{above, use_id};
use crate::api::subsets::{self, Assign as AssignAccounts};
use crate::components::{
    ButtonKind, Card, CardSkeleton, Crumb, HiddenInputs, LinkButton, PageHeader, ServerForm, SubmitButton, ids, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes;

/// Puts more accounts into a subset.
#[component]
pub(crate) fn Assign() -> impl IntoView {
    let (id, assign) = (use_id(), use_action::<AssignAccounts>());
    let subset = organization_resource(move || id.get(), |org, id| subsets::find(org, id, None));
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, subset| view! { <AssignForm org subset assign/> };
    view! { <OrganizationLoad data=subset skeleton permission=Permission::AssignAccounts view/> }
}

#[component]
fn AssignForm(org: OrganizationRow, subset: SubsetDetail, assign: ServerAction<AssignAccounts>) -> impl IntoView {
    let page = routes::subset(org.id, subset.id);
    let accounts = subset.unassigned;
    let steps = vec![above(org.id), Crumb::new(subset.name, page.clone())];
    view! {
        <PageHeader title="Assign accounts" steps/>
        <Card title="Accounts" hint="An account that was in no subset before always belonged to this one, unless a day is given.">
            <ServerForm action=assign fields=&["accounts", "from"] class="form form-wide">
                <HiddenInputs fields=ids(org.id, subset.id)/>
                <AccountChecklist accounts moved=subset.elsewhere/>
                <FromDay
                    id="assign-from"
                    label="From"
                    hint="The first day in the subset. Left empty, today. In the middle of a month, its charge is split by day."
                />
                <div class="form-actions">
                    <SubmitButton label="Assign accounts" kind=ButtonKind::Primary/>
                    <LinkButton href=page label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}
