//! The organizations of an installation, as support looks them up.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::enrollment::EnrolledAccount;
use super::members::MemberRow;
use super::tickets::TicketRow;
use crate::OrganizationId;
use crate::feature::{Feature, Features};

/// Which organizations the directory shows. Everything missing: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryFilter {
    /// Part of a name or of a member's e-mail, or an id.
    #[serde(default)]
    pub text: String,
    /// Only those that have it.
    #[serde(default)]
    pub has: Option<Feature>,
    /// Only those that lack it.
    #[serde(default)]
    pub lacks: Option<Feature>,
    /// From 0.
    #[serde(default)]
    pub page: u32,
}

/// One page of the directory, in order of name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    pub organizations: Vec<DirectoryRow>,
    /// How many match, on all pages.
    pub total: u64,
    /// From 0.
    pub page: u32,
    pub pages: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DirectoryRow {
    pub id: OrganizationId,
    pub name: String,
    pub features: Features,
    pub members: u64,
    pub accounts: u64,
    /// Tickets that wait for support.
    pub waiting: u64,
    pub created_at: DateTime<Utc>,
}

/// An organization as support sees it: who is in it, what it has, how far its accounts are. No bill, no rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DirectoryOrganization {
    pub id: OrganizationId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub features: Features,
    /// In order of name.
    pub members: Vec<MemberRow>,
    pub accounts: Vec<EnrolledAccount>,
    /// Newest first.
    pub tickets: Vec<TicketRow>,
    /// End customers who see charges of it.
    pub customers: u64,
    /// Providers whose charges it sees.
    pub providers: Vec<String>,
}
