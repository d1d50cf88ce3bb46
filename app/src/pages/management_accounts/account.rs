use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::ManagementAccountRow;
use muster_domain::view::connections::Health;
use muster_domain::view::imports::{ImportRow, WorkState};
use muster_domain::view::organizations::OrganizationRow;

use super::history::History;
use super::import::LastImport;
use super::months::Months;
use super::upload::Upload;
use super::{ConnectionBadge, above, use_account};
use crate::api::imports::Retry;
use crate::api::management_accounts::Rename;
use crate::api::{connections, imports, management_accounts};
use crate::components::{
    ButtonKind, Card, CardSkeleton, HiddenInputs, LinkButton, PageHeader, Picture, ServerForm, SubmitButton, TextField, ids,
    use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::connections::ConnectionCard;
use crate::pages::reports::poll_while;
use crate::routes;

/// The forms of the page; they outlive each reload of its data.
#[derive(Clone, Copy)]
struct Actions {
    rename: ServerAction<Rename>,
    retry: ServerAction<Retry>,
    reload: Callback<()>,
}

/// One management account: its bill's upload, the import under way, the months in the ledger, and every import.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let (rename, retry) = (use_action::<Rename>(), use_action::<Retry>());
    let id = use_account();
    let source = move || Some((id.get()?, rename.version().get(), retry.version().get()));
    let account = organization_resource(source, |org, (id, _, _)| async move {
        let health = connections::health(org, id).await?;
        Ok((management_accounts::find(org, id).await?, imports::list(org, id).await?, health))
    });
    poll_while(account, |(_, _, health)| health.is_checking);
    let actions = Actions { rename, retry, reload: Callback::new(move |()| account.refetch()) };
    view! {
        <OrganizationLoad
            data=account
            skeleton=|| view! { <CardSkeleton/> }
            view=move |org, (account, imports, health)| view! { <AccountPage org account imports health actions/> }
        />
    }
}

#[component]
fn AccountPage(
    org: OrganizationRow,
    account: ManagementAccountRow,
    imports: Vec<ImportRow>,
    health: Health,
    actions: Actions,
) -> impl IntoView {
    let may_manage = org.allows(Permission::ManageOrganization);
    let Actions { rename, retry, reload } = actions;
    let (org, id, name) = (org.id, account.id, account.name.clone());
    let hint = view! {
        <span class="account-title">
            <span>{account.account_id.to_string()}</span>
            <ConnectionBadge state=account.state/>
        </span>
    };
    let buttons = may_manage.then(|| {
        let href = routes::remove_management_account(org, id);
        view! { <LinkButton href label="Remove" icon=Picture::Trash kind=ButtonKind::Quiet/> }
    });
    // Of several that wait, the one being done is what there is to see.
    let shown = imports.iter().find(|import| import.state == WorkState::Processing).or(imports.first());
    let last = shown.cloned().map(|import| view! { <LastImport org import retry may_retry=may_manage reload/> });
    view! {
        <PageHeader title=account.name steps=vec![above(org)] hint=hint.into_any() actions=buttons.into_any()/>
        <ConnectionCard org id health may_manage/>
        {last}
        {may_manage.then(|| view! { <Upload org id reload/> })}
        <Months months=account.months/>
        <History imports/>
        {may_manage
            .then(|| {
                view! {
                    <Card title="Rename">
                        <ServerForm action=rename fields=&["name"] class="form form-inline">
                            <HiddenInputs fields=ids(org, id)/>
                            <TextField name="name" label="Display name" value=name/>
                            <SubmitButton label="Save name" kind=ButtonKind::Secondary/>
                        </ServerForm>
                    </Card>
                }
            })}
    }
}
