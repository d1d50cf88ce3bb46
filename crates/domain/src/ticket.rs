//! Tickets: what an organization asks of support, and what an approval then applies. The text that a request is known
//! by (composed, pasted, read back) is in [`text`]; what counts is the [`Request`] beside it.

pub mod text;

use serde::{Deserialize, Serialize};

use crate::permission::Permission;
use crate::{ManagementAccountId, Month, OrganizationId, SubsetId, WorkflowId};

/// What a ticket asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketKind {
    EnableSubsets,
    StrategyCall,
    AssociateWorkflows,
    EndCustomer,
    CustomWorkflow,
    Question,
}

impl TicketKind {
    pub const ALL: [Self; 6] = [
        Self::EnableSubsets,
        Self::StrategyCall,
        Self::AssociateWorkflows,
        Self::EndCustomer,
        Self::CustomWorkflow,
        Self::Question,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::EnableSubsets => "enable_subsets",
            Self::StrategyCall => "strategy_call",
            Self::AssociateWorkflows => "associate_workflows",
            Self::EndCustomer => "end_customer",
            Self::CustomWorkflow => "custom_workflow",
            Self::Question => "question",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it takes to ask for it.
    pub fn permission(self) -> Permission {
        match self {
            Self::EnableSubsets | Self::StrategyCall | Self::EndCustomer => Permission::ManageOrganization,
            Self::AssociateWorkflows => Permission::AssociateWorkflow,
            Self::CustomWorkflow => Permission::CreateWorkflow,
            Self::Question => Permission::Read,
        }
    }

    /// As a page calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::EnableSubsets => "Enable subsets",
            Self::StrategyCall => "Strategy call",
            Self::AssociateWorkflows => "Associate workflows",
            Self::EndCustomer => "End-customer association",
            Self::CustomWorkflow => "Custom workflow",
            Self::Question => "Question",
        }
    }
}

/// Where a ticket stands. The last three are final: an approval happens once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    Open,
    InProgress,
    Approved,
    Declined,
    Withdrawn,
}

impl TicketState {
    pub const ALL: [Self; 5] = [Self::Open, Self::InProgress, Self::Approved, Self::Declined, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::Approved => "Approved",
            Self::Declined => "Declined",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// Nothing will change any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Approved | Self::Declined | Self::Withdrawn)
    }

    /// Whether a ticket may go from here to there. Back to open is a ticket that its assignee let go.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Open => next != Self::Open,
            Self::InProgress => next != Self::InProgress,
            Self::Approved | Self::Declined | Self::Withdrawn => false,
        }
    }
}

/// A workflow for a subset, as of the version that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pair {
    pub subset: SubsetId,
    pub workflow: WorkflowId,
    /// From 1.
    pub version: u32,
}

/// An end customer who is to see a subset's charges.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerLine {
    pub subset: SubsetId,
    /// As written; must be an administrator's of `organization`.
    pub email: String,
    /// The customer's own organization.
    pub organization: OrganizationId,
}

/// What an approval applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Request {
    EnableSubsets,
    StrategyCall {
        /// Whose onboarding it is about.
        management_account: ManagementAccountId,
        /// When it would suit, as written.
        times: String,
        notes: String,
    },
    AssociateWorkflows {
        /// The first billing month they apply to.
        from: Month,
        pairs: Vec<Pair>,
    },
    EndCustomer {
        lines: Vec<CustomerLine>,
    },
    CustomWorkflow {
        text: String,
    },
    Question {
        text: String,
    },
}

impl Request {
    pub fn kind(&self) -> TicketKind {
        match self {
            Self::EnableSubsets => TicketKind::EnableSubsets,
            Self::StrategyCall { .. } => TicketKind::StrategyCall,
            Self::AssociateWorkflows { .. } => TicketKind::AssociateWorkflows,
            Self::EndCustomer { .. } => TicketKind::EndCustomer,
            Self::CustomWorkflow { .. } => TicketKind::CustomWorkflow,
            Self::Question { .. } => TicketKind::Question,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_as_it_is() {
        for state in TicketState::ALL {
            assert_eq!(TicketState::from_name(state.name()), Some(state));
            for next in TicketState::ALL {
                assert_eq!(state.may_become(next), !state.is_over() && state != next, "{state:?} to {next:?}");
            }
        }
    }

    #[test]
    fn a_request_is_kept_under_its_kind() {
        let json = serde_json::to_value(Request::Question { text: "Why?".to_owned() }).unwrap();
        assert_eq!(json, serde_json::json!({ "kind": "question", "text": "Why?" }));
        assert_eq!(serde_json::from_value::<Request>(json).unwrap().kind(), TicketKind::Question);
        for kind in TicketKind::ALL {
            assert_eq!(TicketKind::from_name(kind.name()), Some(kind));
        }
    }
}
