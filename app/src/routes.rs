//! Every address of the console, once. Pages and menus link through these functions, never through text.

mod analysis;
mod charges;
mod connections;
mod schedules;
mod section;

use leptos_router::params::ParamsMap;
use muster_domain::ticket::TicketKind;
use muster_domain::view::notifications::NotificationKind;
use muster_domain::view::reports::{ReportFormat, RerateForm};
use muster_domain::{ManagementAccountId, Month, OrganizationId, ReportId, SubsetId, TicketId, UserId, WorkflowId};

pub use analysis::*;
pub use charges::*;
pub use connections::*;
pub use schedules::*;
pub use section::Section;

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
/// Where a second factor is asked for.
pub const SIGN_IN_CODE: &str = "/sign-in/code";
pub const SIGN_IN_AFTER_RESET: &str = "/sign-in?done=reset";
pub const SIGN_UP: &str = "/sign-up";
/// For those who signed up where the address is to be confirmed.
pub const SIGN_UP_SENT: &str = "/sign-up?done=sent";
/// For those who forgot their password.
pub const RESET: &str = "/reset";
pub const RESET_SENT: &str = "/reset?done=sent";
pub const CONFIRMED: &str = "/confirmed";
pub const ACCOUNT: &str = "/account";
pub const TWO_FACTOR: &str = "/account/two-factor";
pub const RECOVERY_CODES: &str = "/account/recovery-codes";
pub const ORGANIZATIONS: &str = "/organizations";
/// The description of the HTTP API; a link to it needs `rel="external"`.
pub const API_DOCS: &str = "/api/docs";
pub const NOTIFICATIONS: &str = "/notifications";
pub const NOTIFICATION_SETTINGS: &str = "/notifications/settings";
/// The ticket queue.
pub const SUPPORT: &str = "/support/tickets";
/// The directory of organizations.
pub const SUPPORT_ORGANIZATIONS: &str = "/support/organizations";
/// The support console's pages, in the menu's order.
pub const SUPPORT_MENU: [(&str, &str); 4] = [
    ("Ticket queue", SUPPORT),
    ("Organizations", SUPPORT_ORGANIZATIONS),
    ("Ramp-up board", "/support/ramp-up"),
    ("Mail", "/support/mail"),
];

pub fn organization(org: OrganizationId) -> String {
    format!("{ORGANIZATIONS}/{org}")
}

/// The organization that an address lies in.
pub fn organization_at(path: &str) -> Option<OrganizationId> {
    path.strip_prefix(ORGANIZATIONS)?.split('/').nth(1)?.parse().ok()
}

pub fn new_organization() -> String {
    format!("{ORGANIZATIONS}/new")
}

pub fn new_management_account(org: OrganizationId) -> String {
    format!("{}/new", Section::ManagementAccounts.of(org))
}

pub fn management_account(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}/{id}", Section::ManagementAccounts.of(org))
}

pub fn remove_management_account(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}/remove", management_account(org, id))
}

/// Where the upload form posts its files; answered outside the pages.
pub fn upload(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}/upload", management_account(org, id))
}

pub fn new_subset(org: OrganizationId) -> String {
    format!("{}/new", Section::Subsets.of(org))
}

/// The list as a file, with its costs around a month; a link to it needs `rel="external"`.
pub fn subsets_download(org: OrganizationId, month: Month) -> String {
    format!("{}/download?month={month}", Section::Subsets.of(org))
}

/// The confirmation; the subsets are in its query, `?id=...&id=...`.
pub fn delete_subsets(org: OrganizationId) -> String {
    format!("{}/delete", Section::Subsets.of(org))
}

pub fn delete_subset(org: OrganizationId, id: SubsetId) -> String {
    format!("{}?id={id}", delete_subsets(org))
}

pub fn subset(org: OrganizationId, id: SubsetId) -> String {
    format!("{}/{id}", Section::Subsets.of(org))
}

pub fn assign_accounts(org: OrganizationId, id: SubsetId) -> String {
    format!("{}/assign", subset(org, id))
}

pub fn new_workflow(org: OrganizationId) -> String {
    format!("{}/new", Section::Workflows.of(org))
}

pub fn workflow(org: OrganizationId, id: WorkflowId) -> String {
    format!("{}/{id}", Section::Workflows.of(org))
}

/// The editor, filled from a template.
pub fn new_workflow_from(org: OrganizationId, template: &str) -> String {
    format!("{}?start={template}", new_workflow(org))
}

/// The workflow file of a version; a link to it needs `rel="external"`.
pub fn workflow_download(org: OrganizationId, id: WorkflowId, version: u32) -> String {
    format!("{}/download?version={version}", workflow(org, id))
}

pub fn workflow_version(org: OrganizationId, id: WorkflowId, version: u32) -> String {
    format!("{}/versions/{version}", workflow(org, id))
}

pub fn restore_workflow(org: OrganizationId, id: WorkflowId, version: u32) -> String {
    format!("{}/restore", workflow_version(org, id, version))
}

/// What became of a workflow between two versions; without them, between its last two.
pub fn compare_versions(org: OrganizationId, id: WorkflowId) -> String {
    format!("{}/compare", workflow(org, id))
}

pub fn compare_with(org: OrganizationId, id: WorkflowId, [from, to]: [u32; 2]) -> String {
    format!("{}?from={from}&to={to}", compare_versions(org, id))
}

pub fn edit_workflow(org: OrganizationId, id: WorkflowId) -> String {
    format!("{}/edit", workflow(org, id))
}

pub fn delete_workflow(org: OrganizationId, id: WorkflowId) -> String {
    format!("{}/delete", workflow(org, id))
}

pub fn new_report(org: OrganizationId, workflow_id: WorkflowId) -> String {
    format!("{}/reports/new", workflow(org, workflow_id))
}

pub fn report(org: OrganizationId, id: ReportId) -> String {
    format!("{}/{id}", Section::Reports.of(org))
}

pub fn delete_report(org: OrganizationId, id: ReportId) -> String {
    format!("{}/delete", report(org, id))
}

/// The lines behind a row of the report's file, counted from 1.
pub fn report_row(org: OrganizationId, id: ReportId, row: u64) -> String {
    format!("{}/rows/{row}", report(org, id))
}

pub fn report_unpriced(org: OrganizationId, id: ReportId) -> String {
    format!("{}/unpriced", report(org, id))
}

/// The report's file; a link to it needs `rel="external"`, so that the browser fetches it and not the router.
pub fn report_download(org: OrganizationId, id: ReportId, format: ReportFormat) -> String {
    format!("{}/download?format={}", report(org, id), format.name())
}

pub fn report_explain(org: OrganizationId, id: ReportId) -> String {
    format!("{}/explain", report(org, id))
}

/// The re-rated bill beside a report; a link to it needs `rel="external"`.
pub fn rerated_bill(org: OrganizationId, id: ReportId, form: RerateForm) -> String {
    format!("{}/bill?form={}", report(org, id), form.name())
}

pub fn unsubscribed(kind: NotificationKind) -> String {
    format!("/unsubscribed?kind={}", kind.name())
}

pub fn member(org: OrganizationId, id: UserId) -> String {
    format!("{}/{id}", Section::Members.of(org))
}

pub fn remove_member(org: OrganizationId, id: UserId) -> String {
    format!("{}/remove", member(org, id))
}

pub fn invite_member(org: OrganizationId) -> String {
    format!("{}/invite", Section::Members.of(org))
}

pub fn invited(org: OrganizationId) -> String {
    format!("{}/invited", Section::Members.of(org))
}

pub fn new_service_user(org: OrganizationId) -> String {
    format!("{}/new-service-user", Section::Members.of(org))
}

pub fn new_token(org: OrganizationId) -> String {
    format!("{}/new", Section::Tokens.of(org))
}

pub fn token_made(org: OrganizationId) -> String {
    format!("{}/made", Section::Tokens.of(org))
}

pub fn audit_record(org: OrganizationId, id: &str) -> String {
    format!("{}/{id}", Section::Audit.of(org))
}

/// What is found, as a file; `query` is the page's own. A link to it needs `rel="external"`.
pub fn audit_download(org: OrganizationId, query: &str) -> String {
    format!("{}/download{query}", Section::Audit.of(org))
}

/// Where an invitation's link leads; `service` writes the same into mails.
pub fn invitation(token: &str) -> String {
    format!("/invitations/{token}")
}

pub fn new_ticket(org: OrganizationId) -> String {
    format!("{}/new", Section::Tickets.of(org))
}

/// The form of a kind; those of associations and of end customers are pages of their own.
pub fn new_ticket_of(org: OrganizationId, kind: TicketKind) -> String {
    match kind {
        TicketKind::AssociateWorkflows => format!("{}/associate", new_ticket(org)),
        TicketKind::EndCustomer => format!("{}/end-customer", new_ticket(org)),
        TicketKind::EnableSubsets | TicketKind::StrategyCall | TicketKind::CustomWorkflow | TicketKind::Question => {
            format!("{}?kind={}", new_ticket(org), kind.name())
        }
    }
}

pub fn new_strategy_call(org: OrganizationId, account: ManagementAccountId) -> String {
    format!("{}/strategy-call/{account}", new_ticket(org))
}

pub fn ticket(org: OrganizationId, id: TicketId) -> String {
    format!("{}/{id}", Section::Tickets.of(org))
}

pub fn support_organization(id: OrganizationId) -> String {
    format!("{SUPPORT_ORGANIZATIONS}/{id}")
}

pub fn support_ticket(id: TicketId) -> String {
    format!("{SUPPORT}/{id}")
}

/// One's account, with a word about what was just done there.
pub fn account_after(done: &str) -> String {
    format!("{ACCOUNT}?done={done}")
}

/// The page that asks for the code, and afterwards leads back to `next`.
pub fn sign_in_code_then(next: &str) -> String {
    let mut query = ParamsMap::new();
    query.insert("next", safe_next(next).to_owned());
    format!("{SIGN_IN_CODE}{}", query.to_query_string())
}

/// The sign-in page that afterwards leads back to `next`.
pub fn sign_in_then(next: &str) -> String {
    if next == HOME {
        return SIGN_IN.to_owned();
    }
    let mut query = ParamsMap::new();
    query.insert("next", next.to_owned());
    format!("{SIGN_IN}{}", query.to_query_string())
}

/// `next` if it is an address of this console, else home: a link to the sign-in page must not lead elsewhere.
pub fn safe_next(next: &str) -> &str {
    let mut bytes = next.bytes();
    let inside = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside && plain { next } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_in_page_leads_back_only_into_the_console() {
        assert_eq!(safe_next("/organizations?q=a%20b"), "/organizations?q=a%20b");
        for elsewhere in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", "/a b"] {
            assert_eq!(safe_next(elsewhere), HOME, "{elsewhere}");
        }
    }

    #[test]
    fn an_address_names_its_section() {
        let org: OrganizationId = "01890000-0000-7000-8000-000000000000".parse().unwrap();
        assert_eq!(Section::at(&new_subset(org)), Some(Section::Subsets));
        assert_eq!(Section::at(&Section::Settings.of(org)), Some(Section::Settings));
        assert_eq!(Section::at(&organization(org)), None);
        assert_eq!(Section::at(SIGN_IN), None);
    }
}
