//! Who is signed in, and the organizations that this person belongs to.

use serde::{Deserialize, Serialize};

use crate::feature::{Feature, Features};
use crate::permission::{Membership, Permission};
use crate::{OrganizationId, UserId};

/// The person behind the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub id: UserId,
    pub email: String,
    pub name: String,
    /// Member of the installation's support staff.
    pub support: bool,
    /// In order of name.
    pub organizations: Vec<OrganizationRow>,
    /// Those among them that see charges as a provider's end customer.
    #[serde(default)]
    pub customers: Vec<OrganizationId>,
    /// Those among them that have bills of their own to come: a management account.
    #[serde(default)]
    pub payers: Vec<OrganizationId>,
    /// How many notifications were not read.
    pub unread: u64,
    /// Whether mail waits for this person to confirm their address.
    #[serde(default)]
    pub unconfirmed: bool,
}

impl Me {
    /// Whether an organization is nothing but a provider's end customer. It is shown what it has: no bills to shape.
    pub fn is_customer_only(&self, org: OrganizationId) -> bool {
        self.customers.contains(&org) && !self.payers.contains(&org)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationRow {
    pub id: OrganizationId,
    pub name: String,
    pub membership: Membership,
    /// What is turned on for it.
    pub features: Features,
}

impl OrganizationRow {
    /// Whether a page should offer it at all; the service decides again when it is asked.
    pub fn allows(&self, permission: Permission) -> bool {
        self.membership.allows(permission) && self.lacks(permission).is_none()
    }

    /// What the organization would have to have first.
    pub fn lacks(&self, permission: Permission) -> Option<Feature> {
        permission.feature().filter(|feature| !self.features.has(*feature))
    }
}
