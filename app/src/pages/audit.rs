//! Who did what in an organization.

mod list;
mod record;

pub(crate) use list::AuditListPage;
pub(crate) use record::AuditRecordPage;
