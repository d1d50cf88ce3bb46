//! Where things lie in the data folder:
//!
//! ```text
//! uploads/<import>/FILES                                        until the import succeeds
//! organizations/<organization>/ledger/<management account>/     the engine's ledger; goes with the management account
//! organizations/<organization>/reports/<report>/                what reports/kept.rs lists
//! organizations/<organization>/charges/<charge>.csv            cells of what a subset is charged for a month
//! ```

use std::path::PathBuf;

use muster_domain::{ImportId, ManagementAccountId, OrganizationId, ReportId};

use crate::Muster;

impl Muster {
    pub(crate) fn uploads_folder(&self) -> PathBuf {
        self.settings().data.join("uploads")
    }

    pub(crate) fn upload_folder(&self, import: ImportId) -> PathBuf {
        self.uploads_folder().join(import.to_string())
    }

    pub(crate) fn ledger_folder(&self, organization: OrganizationId, account: ManagementAccountId) -> PathBuf {
        self.organization_folder(organization).join("ledger").join(account.to_string())
    }

    pub(crate) fn report_folder(&self, organization: OrganizationId, report: ReportId) -> PathBuf {
        self.organization_folder(organization).join("reports").join(report.to_string())
    }

    pub(crate) fn charges_folder(&self, organization: OrganizationId) -> PathBuf {
        self.organization_folder(organization).join("charges")
    }

    pub(crate) fn organizations_folder(&self) -> PathBuf {
        self.settings().data.join("organizations")
    }

    fn organization_folder(&self, organization: OrganizationId) -> PathBuf {
        self.organizations_folder().join(organization.to_string())
    }
}
