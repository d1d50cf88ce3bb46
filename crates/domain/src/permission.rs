//! Who may do what in an organization. One list, so that pages, server functions, the HTTP API and downloads
//! all ask the same question; `service` is the only place that asks it.

use serde::{Deserialize, Serialize};

/// What an entry point does, and therefore asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See anything of the organization: accounts, costs, subsets, workflows, reports.
    Read,
    /// Rename the organization, connect and remove management accounts, import bills.
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

/// A member's role in one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
pub struct Membership {
    pub role: Role,
    pub grants: Vec<Permission>,
}

impl Membership {
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
    }
}
