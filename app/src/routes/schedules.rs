//! Addresses of schedules.

use muster_domain::{OrganizationId, ReportId, ScheduleId};

use super::{Section, report};

/// The form that makes a report again and again.
pub fn schedule_report(org: OrganizationId, id: ReportId) -> String {
    format!("{}/schedule", report(org, id))
}

pub fn schedule(org: OrganizationId, id: ScheduleId) -> String {
    format!("{}/{id}", Section::Schedules.of(org))
}

pub fn edit_schedule(org: OrganizationId, id: ScheduleId) -> String {
    format!("{}/edit", schedule(org, id))
}

/// Where the secret of its webhook is shown, once.
pub fn schedule_secret(org: OrganizationId, id: ScheduleId) -> String {
    format!("{}/secret", schedule(org, id))
}

pub fn delete_schedule(org: OrganizationId, id: ScheduleId) -> String {
    format!("{}/delete", schedule(org, id))
}
