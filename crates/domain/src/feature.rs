//! What an installation turns on for one organization after another.

use serde::{Deserialize, Serialize};

use crate::permission::Permission;

/// Something that an organization has, or asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    Subsets,
}

/// Whether a feature is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    On,
    Off,
}

impl Switch {
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

/// What an organization has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Features {
    pub subsets: bool,
}

impl Feature {
    pub const ALL: [Self; 1] = [Self::Subsets];

    pub fn name(self) -> &'static str {
        match self {
            Self::Subsets => "subsets",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.name() == name)
    }

    /// As a page calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Subsets => "Subsets",
        }
    }
}

impl Features {
    pub fn has(self, feature: Feature) -> bool {
        match feature {
            Feature::Subsets => self.subsets,
        }
    }
}

impl Permission {
    /// What the organization must have before anybody in it may do this.
    pub fn feature(self) -> Option<Feature> {
        match self {
            Self::CreateSubset | Self::DeleteSubset | Self::AssignAccounts => Some(Feature::Subsets),
            Self::Read
            | Self::ManageOrganization
            | Self::CreateWorkflow
            | Self::DeleteWorkflow
            | Self::AssociateWorkflow
            | Self::CreateReport
            | Self::DeleteReport => None,
        }
    }
}
