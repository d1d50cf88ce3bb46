//! Who may do what in an organization. One list, so that pages, server functions, the HTTP API and downloads
//! all ask the same question; `service` is the only place that asks it.

use serde::{Deserialize, Serialize};

/// What an entry point does, and therefore asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See anything of the organization: accounts, costs, subsets, workflows, reports.
    Read,
    /// Rename the organization, connect and remove management accounts, import bills, say who is a member.
    ManageOrganization,
    CreateSubset,
    DeleteSubset,
    AssignAccounts,
    CreateWorkflow,
    DeleteWorkflow,
    /// Ask that a workflow be associated with a subset.
    AssociateWorkflow,
    CreateReport,
    DeleteReport,
}

impl Permission {
    /// What a viewer can be granted, one by one, in the order that pages list it.
    pub const GRANTS: [Self; 8] = [
        Self::CreateSubset,
        Self::DeleteSubset,
        Self::AssignAccounts,
        Self::CreateWorkflow,
        Self::DeleteWorkflow,
        Self::AssociateWorkflow,
        Self::CreateReport,
        Self::DeleteReport,
    ];

    /// As forms and files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ManageOrganization => "manage_organization",
            Self::CreateSubset => "create_subset",
            Self::DeleteSubset => "delete_subset",
            Self::AssignAccounts => "assign_accounts",
            Self::CreateWorkflow => "create_workflow",
            Self::DeleteWorkflow => "delete_workflow",
            Self::AssociateWorkflow => "associate_workflow",
            Self::CreateReport => "create_report",
            Self::DeleteReport => "delete_report",
        }
    }

    /// In words: what somebody who has it may do.
    pub fn words(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ManageOrganization => "manage the organization",
            Self::CreateSubset => "create subsets",
            Self::DeleteSubset => "delete subsets",
            Self::AssignAccounts => "assign accounts",
            Self::CreateWorkflow => "create workflows",
            Self::DeleteWorkflow => "delete workflows",
            Self::AssociateWorkflow => "associate workflows",
            Self::CreateReport => "create reports",
            Self::DeleteReport => "delete reports",
        }
    }
}

/// A member's role in one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    Viewer,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Viewer => "viewer",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Administrator, Self::Viewer].into_iter().find(|role| role.name() == name)
    }
}

/// What a member was given: a role, and for a viewer single grants on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Membership {
    pub role: Role,
    pub grants: Vec<Permission>,
}

impl Membership {
    /// In one line, for lists and for the audit record.
    pub fn words(&self) -> String {
        let granted = || self.grants.iter().map(|grant| grant.words()).collect::<Vec<_>>().join(", ");
        match self.role {
            Role::Administrator => "administrator".to_owned(),
            Role::Viewer if self.grants.is_empty() => "viewer".to_owned(),
            Role::Viewer => format!("viewer, may {}", granted()),
        }
    }

    /// Whether this member may do it. An administrator may do all; a viewer reads, and does what was granted.
    pub fn allows(&self, permission: Permission) -> bool {
        match self.role {
            Role::Administrator => true,
            Role::Viewer => permission == Permission::Read || self.grants.contains(&permission),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_reads_and_does_only_what_was_granted() {
        let viewer = Membership { role: Role::Viewer, grants: vec![Permission::CreateReport] };
        assert!(viewer.allows(Permission::Read));
        assert!(viewer.allows(Permission::CreateReport));
        assert!(!viewer.allows(Permission::DeleteReport));
        assert!(!viewer.allows(Permission::ManageOrganization));
        assert_eq!(viewer.words(), "viewer, may create reports");
    }

    #[test]
    fn a_grant_is_written_everywhere_by_the_name_it_is_kept_by() {
        for grant in Permission::GRANTS {
            assert_eq!(serde_json::to_value(grant).unwrap(), grant.name());
        }
    }
}
