//! Addresses of the connection of a management account.

use muster_domain::connection::TemplateForm;
use muster_domain::{ManagementAccountId, OrganizationId};

use super::management_account;

/// The step of the wizard, in its address.
pub const STEP: &str = "step";
pub const STEP_ROLE: &str = "role";
pub const STEP_LOCATION: &str = "server";
/// What the role is described in.
pub const DESCRIBED: &str = "described";

/// How the connection does.
pub fn connection(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}/connection", management_account(org, id))
}

/// The wizard.
pub fn connect(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}/connect", management_account(org, id))
}

/// Its second step.
pub fn connect_role(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}?{STEP}={STEP_ROLE}", connect(org, id))
}

pub fn connect_role_as(org: OrganizationId, id: ManagementAccountId, form: TemplateForm) -> String {
    format!("{}&{DESCRIBED}={}", connect_role(org, id), form.name())
}

/// A place on the server instead of a bucket.
pub fn connect_location(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}?{STEP}={STEP_LOCATION}", connect(org, id))
}

pub fn disconnect(org: OrganizationId, id: ManagementAccountId) -> String {
    format!("{}/disconnect", management_account(org, id))
}

/// The role's template as a file; a link to it needs `rel="external"`.
pub fn template_download(org: OrganizationId, id: ManagementAccountId, form: TemplateForm) -> String {
    format!("{}/template?form={}", management_account(org, id), form.name())
}
