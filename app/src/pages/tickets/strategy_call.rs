use leptos::prelude::*;
use muster_domain::ManagementAccountId;
use muster_domain::permission::Permission;
use muster_domain::ticket::TicketKind;
use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::view::organizations::OrganizationRow;

use super::above;
use crate::api::management_accounts;
use crate::api::tickets::StrategyCall;
use crate::components::{
    ButtonKind, Card, CardSkeleton, EmptyState, Icon, LinkButton, Needed, PageHeader, Picture, ServerForm, SubmitButton,
    TextArea, TextField, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::routes::{self, Section};

/// Asks support to talk a management account's way through.
#[component]
pub(crate) fn StrategyCallPage() -> impl IntoView {
    let (id, call) = (use_parameter::<ManagementAccountId>("account"), use_action::<StrategyCall>());
    let found = organization_resource(move || id.get(), management_accounts::find);
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, account| view! { <AskForm org account call/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::ManageOrganization view/> }
}

/// Which management account the call is about.
#[component]
pub(super) fn CallAbout(org: OrganizationRow) -> impl IntoView {
    let found = organization_resource(|| Some(()), |org, ()| management_accounts::list(org));
    let view = |org, accounts| view! { <Accounts org accounts/> };
    view! {
        <PageHeader title=TicketKind::StrategyCall.label() steps=vec![above(org.id)]/>
        <OrganizationLoad data=found skeleton=|| view! { <CardSkeleton/> } permission=Permission::ManageOrganization view/>
    }
}

#[component]
fn Accounts(org: OrganizationRow, accounts: Vec<ManagementAccountRow>) -> impl IntoView {
    if accounts.is_empty() {
        let text = "A strategy call is about a management account; add one first.";
        let action = view! { <LinkButton href=routes::new_management_account(org.id) label="Add the account"/> }.into_any();
        return view! { <EmptyState icon=Picture::Account title="No management account yet" text action/> }.into_any();
    }
    let tiles = accounts.into_iter().map(|account| {
        view! {
            <li>
                <a class="tile" href=routes::new_strategy_call(org.id, account.id)>
                    <span class="tile-title">{account.name}</span>
                    <span class="tile-note">{account.account_id.to_string()}</span>
                    <Icon picture=Picture::ChevronRight/>
                </a>
            </li>
        }
    });
    view! {
        <p>"Which management account is it about?"</p>
        <ul class="tiles">{tiles.collect_view()}</ul>
    }
    .into_any()
}

#[component]
fn AskForm(org: OrganizationRow, account: ManagementAccountRow, call: ServerAction<StrategyCall>) -> impl IntoView {
    view! {
        <PageHeader title=TicketKind::StrategyCall.label() steps=vec![above(org.id)]/>
        <Card title=format!("A call about {}", account.name) hint="Support answers with a time.">
            <ServerForm action=call fields=&["times", "notes"] class="form form-wide">
                <input type="hidden" name="org" value=org.id.to_string()/>
                <input type="hidden" name="management_account" value=account.id.to_string()/>
                <TextField name="times" label="Preferred times" hint="Days and hours, with the time zone." max_length=500/>
                <TextArea name="notes" label="Notes" hint="What you want to talk about." needed=Needed::Sometimes/>
                <div class="form-actions">
                    <SubmitButton label="Send to support" kind=ButtonKind::Primary/>
                    <LinkButton href=Section::Enrollment.of(org.id) label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
}
