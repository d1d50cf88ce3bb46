//! The sections of an organization: what its menu lists.

use muster_domain::OrganizationId;
use muster_domain::view::organizations::Me;

use super::{ORGANIZATIONS, organization};

/// Shown below an organization; the order is the menu's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Enrollment,
    Analysis,
    ManagementAccounts,
    Accounts,
    Subsets,
    Workflows,
    Reports,
    Schedules,
    Associations,
    Months,
    Customers,
    Charges,
    ChargeAnalysis,
    Statements,
    Billing,
    Members,
    Tickets,
    Tokens,
    Audit,
    Settings,
}

impl Section {
    const MENU: [Self; 16] = [
        Self::Enrollment,
        Self::Analysis,
        Self::ManagementAccounts,
        Self::Accounts,
        Self::Subsets,
        Self::Workflows,
        Self::Reports,
        Self::Schedules,
        Self::Associations,
        Self::Months,
        Self::Customers,
        Self::Billing,
        Self::Members,
        Self::Tickets,
        Self::Tokens,
        Self::Audit,
    ];
    /// For an organization that is a provider's end customer, above the others.
    const CUSTOMER: [Self; 3] = [Self::Charges, Self::ChargeAnalysis, Self::Statements];
    /// What an organization has that shapes no bills.
    const ANY: [Self; 4] = [Self::Members, Self::Tickets, Self::Tokens, Self::Audit];

    /// What an organization is shown: only what it has, or may have.
    pub fn menu(me: &Me, org: OrganizationId) -> Vec<Self> {
        let charged = if me.customers.contains(&org) { &Self::CUSTOMER[..] } else { &[] };
        let others = if me.is_customer_only(org) { &Self::ANY[..] } else { &Self::MENU };
        [charged, others].concat()
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Enrollment => "Enrollment",
            Self::Analysis => "Cost Analysis",
            Self::ManagementAccounts => "Management accounts",
            Self::Accounts => "Linked accounts",
            Self::Subsets => "Subsets",
            Self::Workflows => "Billing workflows",
            Self::Reports => "Reports",
            Self::Schedules => "Schedules",
            Self::Associations => "Associations",
            Self::Months => "Charged months",
            Self::Customers => "End customers",
            Self::Charges => "Overview",
            Self::ChargeAnalysis => "Charge analysis",
            Self::Statements => "Statements",
            Self::Billing => "Billing settings",
            Self::Members => "Members",
            Self::Tickets => "Tickets",
            Self::Tokens => "API tokens",
            Self::Audit => "Audit",
            Self::Settings => "My organization",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Enrollment => "enrollment",
            Self::Analysis => "analysis",
            Self::ManagementAccounts => "management-accounts",
            Self::Accounts => "accounts",
            Self::Subsets => "subsets",
            Self::Workflows => "workflows",
            Self::Reports => "reports",
            Self::Schedules => "schedules",
            Self::Associations => "associations",
            Self::Months => "months",
            Self::Customers => "customers",
            Self::Charges => "charges",
            Self::ChargeAnalysis => "charge-analysis",
            Self::Statements => "statements",
            Self::Billing => "billing",
            Self::Members => "members",
            Self::Tickets => "tickets",
            Self::Tokens => "tokens",
            Self::Audit => "audit",
            Self::Settings => "settings",
        }
    }

    /// The section's list.
    pub fn of(self, org: OrganizationId) -> String {
        format!("{}/{}", organization(org), self.word())
    }

    /// The section that an address lies in.
    pub fn at(path: &str) -> Option<Self> {
        let word = path.strip_prefix(ORGANIZATIONS)?.split('/').nth(2)?;
        Self::MENU.into_iter().chain(Self::CUSTOMER).chain([Self::Settings]).find(|section| section.word() == word)
    }
}
