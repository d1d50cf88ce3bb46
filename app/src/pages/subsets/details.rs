mod charging;
mod history;
mod members;

use leptos::prelude::*;
use muster_domain::Money;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::AccountRow;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::{MembershipRow, SubsetDetail, Tally};

use super::{above, use_id};
use crate::api::subsets::{self, Rename, Unassign};
use crate::components::{
    Amount, ButtonKind, Card, CardSkeleton, HiddenInputs, LinkButton, PageHeader, Picture, ServerForm, Stat, Stats, SubmitButton,
    TextField, ids, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::charging::{Computing, is_underway};
use crate::pages::costs::{CostMonthPicker, explanation};
use crate::pages::reports::poll_while;
use crate::query::{MONTH, use_parsed};
use crate::routes;
use charging::Charging;
use history::History;
use members::{Members, Presence};

/// The forms of the page; they outlive each reload of its data.
#[derive(Clone, Copy)]
struct Actions {
    rename: ServerAction<Rename>,
    unassign: ServerAction<Unassign>,
}

/// One subset: its accounts, what they cost, and who was in it when.
#[component]
pub(crate) fn Details() -> impl IntoView {
    let actions = Actions { rename: use_action(), unassign: use_action() };
    let (id, month) = (use_id(), use_parsed(MONTH));
    let changes = move || (actions.rename.version().get(), actions.unassign.version().get());
    let subset = organization_resource(
        move || Some((id.get()?, month.get(), changes())),
        |org, (id, month, _)| subsets::find(org, id, month),
    );
    poll_while(subset, |subset: &SubsetDetail| is_underway(&subset.computing));
    view! {
        <OrganizationLoad
            data=subset
            skeleton=|| view! { <CardSkeleton/> }
            view=move |org, subset| view! { <Subset org subset actions/> }
        />
    }
}

#[component]
fn Subset(org: OrganizationRow, subset: SubsetDetail, actions: Actions) -> impl IntoView {
    let SubsetDetail { id, name, month, accounts, tally, computing, associations, history, .. } = subset;
    let may_assign = org.allows(Permission::AssignAccounts);
    let assign = may_assign.then(|| {
        let href = routes::assign_accounts(org.id, id);
        view! { <LinkButton href label="Assign accounts" icon=Picture::Plus kind=ButtonKind::Primary/> }
    });
    let delete = org.allows(Permission::DeleteSubset).then(|| {
        let href = routes::delete_subset(org.id, id);
        view! { <LinkButton href label="Delete" icon=Picture::Trash kind=ButtonKind::Quiet/> }
    });
    let hint = month.as_ref().map(explanation).into_any();
    let rename = org
        .allows(Permission::CreateSubset)
        .then(|| view! { <RenameCard org=org.clone() id name=name.clone() rename=actions.rename/> });
    view! {
        <PageHeader title=name steps=vec![above(org.id)] hint actions=(delete, assign).into_any()/>
        {month
            .map(|month| {
                view! {
                    <div class="toolbar">
                        <CostMonthPicker month/>
                    </div>
                }
            })}
        <Computing computing/>
        <Figures tally/>
        <Members org=org.id id accounts=with_presence(accounts, &history) tally may_assign unassign=actions.unassign/>
        <Charging org=org.clone() associations/>
        <History history/>
        {rename}
    }
}

/// Whether each account is in the subset still: one that left is shown in the months in which it was in.
fn with_presence(accounts: Vec<AccountRow>, history: &[MembershipRow]) -> Vec<(AccountRow, Presence)> {
    let stays = |account: &AccountRow| history.iter().any(|row| row.account_id == account.account_id && row.until.is_none());
    let told = |account: AccountRow| {
        let presence = if stays(&account) { Presence::Member } else { Presence::Left };
        (account, presence)
    };
    accounts.into_iter().map(told).collect()
}

#[component]
fn Figures(tally: Tally) -> impl IntoView {
    let stat = |name: &'static str, money: Option<Money>| money.map(|money| view! { <Stat name><Amount money/></Stat> });
    let charges = tally.charges.unwrap_or_default();
    let charges = (
        stat("Last Month Charge", charges.last_month),
        stat("MTD Charge", charges.month_to_date),
        stat("Expected Charge", charges.expected),
    );
    view! {
        <Stats>
            <Stat name="Last Month Cost"><Amount money=tally.costs.last_month/></Stat>
            <Stat name="MTD Cost"><Amount money=tally.costs.month_to_date/></Stat>
            <Stat name="Expected Cost"><Amount money=tally.costs.expected/></Stat>
            {charges}
        </Stats>
    }
}

#[component]
fn RenameCard(org: OrganizationRow, id: muster_domain::SubsetId, name: String, rename: ServerAction<Rename>) -> impl IntoView {
    view! {
        <Card title="Rename">
            <ServerForm action=rename fields=&["name"] class="form form-inline">
                <HiddenInputs fields=ids(org.id, id)/>
                <TextField name="name" label="Name" value=name/>
                <SubmitButton label="Save name" kind=ButtonKind::Secondary/>
            </ServerForm>
        </Card>
    }
}
