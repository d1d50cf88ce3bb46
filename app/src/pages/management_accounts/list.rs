use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::accounts::{LedgerMonth, ManagementAccountRow};
use muster_domain::view::organizations::OrganizationRow;

use super::ConnectionBadge;
use crate::api::management_accounts;
use crate::components::{ButtonKind, EmptyState, Icon, LinkButton, PageHeader, Picture, TableSkeleton};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::connections::ConnectionAlerts;
use crate::routes::{self, Section};

/// All management accounts of an organization.
#[component]
pub(crate) fn List() -> impl IntoView {
    let accounts = organization_resource(|| Some(()), |org, ()| management_accounts::list(org));
    view! {
        <OrganizationLoad
            data=accounts
            skeleton=|| view! { <TableSkeleton/> }
            view=|org, accounts| view! { <Accounts org accounts/> }
        />
    }
}

#[component]
fn Accounts(org: OrganizationRow, accounts: Vec<ManagementAccountRow>) -> impl IntoView {
    let hint = "The AWS accounts that receive the bills of your organization.".into_any();
    let id = org.id;
    let may_add = org.allows(Permission::ManageOrganization);
    if accounts.is_empty() {
        let text = "Add the AWS account that receives your bill, then connect where AWS delivers it, or upload it. \
                    Subsets, workflows and reports are made from it.";
        let action = may_add.then(|| add(id, ButtonKind::Primary)).into_any();
        return view! {
            <PageHeader title=Section::ManagementAccounts.title() hint/>
            <EmptyState icon=Picture::Upload title="Connect a management account" text action/>
        }
        .into_any();
    }
    let actions = may_add.then(|| add(id, ButtonKind::Secondary)).into_any();
    let cards = accounts.into_iter().map(move |account| view! { <AccountCard org=id account/> });
    view! {
        <PageHeader title=Section::ManagementAccounts.title() hint actions/>
        <ConnectionAlerts/>
        <ul class="account-list">{cards.collect_view()}</ul>
    }
    .into_any()
}

fn add(org: OrganizationId, kind: ButtonKind) -> impl IntoView {
    view! { <LinkButton href=routes::new_management_account(org) label="Add management account" icon=Picture::Plus kind/> }
}

#[component]
fn AccountCard(org: OrganizationId, account: ManagementAccountRow) -> impl IntoView {
    let note = format!("{} · {}", account.account_id, ledger(&account.months));
    view! {
        <li>
            <a class="account-card" href=routes::management_account(org, account.id)>
                <span class="account-title">
                    <span>{account.name}</span>
                    <ConnectionBadge state=account.state/>
                </span>
                <span class="account-note">{note}</span>
                <Icon picture=Picture::ChevronRight/>
            </a>
        </li>
    }
}

/// Which months are there; they come newest first, and several payers may share one.
fn ledger(months: &[LedgerMonth]) -> String {
    let mut months: Vec<_> = months.iter().map(|ledger| ledger.month).collect();
    months.dedup();
    match months.as_slice() {
        [] => "no bill yet".to_owned(),
        [only] => only.to_string(),
        [newest, .., oldest] => format!("{} months, {oldest} to {newest}", months.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::Money;

    #[test]
    fn two_payers_of_one_month_count_once() {
        let month = |text: &str, payer: &str| LedgerMonth {
            month: text.parse().unwrap(),
            payer: payer.parse().unwrap(),
            lines: 1,
            unblended: Money::ZERO,
            imported_at: Default::default(),
            notes: Vec::new(),
            is_final: true,
        };
        assert_eq!(ledger(&[]), "no bill yet");
        assert_eq!(ledger(&[month("2018-10", "1"), month("2018-10", "2")]), "2018-10");
        assert_eq!(ledger(&[month("2018-10", "1"), month("2018-08", "1")]), "2 months, 2018-08 to 2018-10");
    }
}
