//! What an organization decides about its bills: how credits are told apart, which commitments are Eco, what Eco
//! invoiced, and by which tags charges are told apart.

mod charge_tags;
mod commitments;
mod invoices;
mod patterns;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use muster_domain::permission::Permission;
use muster_domain::view::billing::BillingDetail;
use muster_domain::view::organizations::OrganizationRow;

use self::charge_tags::ChargeTags;
use self::commitments::Commitments;
pub(crate) use self::commitments::said as commitments_said;
use self::invoices::Invoices;
use self::patterns::{Edited, LeftResource, Patterns, drafted, use_left};
use crate::api::billing::{
    self, AddChargeTag, RemoveChargeTag, RemoveInvoice, ResetPatterns, SaveEco, SaveInvoice, SavePatterns,
};
use crate::components::{CardSkeleton, PageHeader, use_action, use_successes};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// The forms of the page; they outlive each reload of its data.
#[derive(Clone, Copy)]
struct Actions {
    save_patterns: ServerAction<SavePatterns>,
    reset_patterns: ServerAction<ResetPatterns>,
    save_eco: ServerAction<SaveEco>,
    save_invoice: ServerAction<SaveInvoice>,
    remove_invoice: ServerAction<RemoveInvoice>,
    add_charge_tag: ServerAction<AddChargeTag>,
    remove_charge_tag: ServerAction<RemoveChargeTag>,
}

impl Actions {
    fn use_all() -> Self {
        Self {
            save_patterns: use_action(),
            reset_patterns: use_action(),
            save_eco: use_action(),
            save_invoice: use_action(),
            remove_invoice: use_action(),
            add_charge_tag: use_action(),
            remove_charge_tag: use_action(),
        }
    }

    /// Grows with everything that was saved.
    fn use_successes(self) -> Memo<usize> {
        let patterns = [use_successes(self.save_patterns), use_successes(self.reset_patterns)];
        let eco = [use_successes(self.save_eco), use_successes(self.save_invoice), use_successes(self.remove_invoice)];
        let tags = [use_successes(self.add_charge_tag), use_successes(self.remove_charge_tag)];
        Memo::new(move |_| patterns.iter().chain(&eco).chain(&tags).map(|saved| saved.get()).sum())
    }
}

#[component]
pub(crate) fn BillingPage() -> impl IntoView {
    let actions = Actions::use_all();
    let saved = actions.use_successes();
    let found = organization_resource(move || Some(saved.get()), |org, _| billing::find(org));
    let edited = RwSignal::new(use_query_map().with_untracked(drafted));
    let left = use_left(edited, saved);
    let reset = use_successes(actions.reset_patterns);
    // Whoever wants Muster's own patterns does not want what was being typed.
    Effect::new(move |before: Option<usize>| {
        let now = reset.get();
        if before.is_some_and(|before| before != now) {
            edited.set(None);
        }
        now
    });
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, found| view! { <Settings org found actions edited left/> };
    view! { <OrganizationLoad data=found skeleton view/> }
}

#[component]
fn Settings(org: OrganizationRow, found: BillingDetail, actions: Actions, edited: Edited, left: LeftResource) -> impl IntoView {
    let may_manage = org.allows(Permission::ManageOrganization);
    let BillingDetail { settings, has_default_patterns, charge_tags, tags, currency, months } = found;
    let hint = "How Muster reads the bills of this organization. Reports keep the settings that they were made with.";
    view! {
        <PageHeader title=Section::Billing.title() hint=hint.into_any()/>
        <Patterns org=org.id patterns=settings.credit_patterns has_default_patterns may_manage actions edited left/>
        <Commitments org=org.id eco=settings.eco_commitments may_manage save=actions.save_eco/>
        <ChargeTags org=org.id chosen=charge_tags tags may_manage actions/>
        <Invoices org=org.id invoices=settings.eco_invoices currency months may_manage actions/>
    }
}

/// What was just saved, said once.
#[component]
fn Saved<S>(action: ServerAction<S>) -> impl IntoView
where
    S: leptos::server_fn::ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let is_saved = move || action.value().with(|answer| matches!(answer, Some(Ok(_))));
    view! { <span class="saved" role="status">{move || is_saved().then_some("Saved.")}</span> }
}
