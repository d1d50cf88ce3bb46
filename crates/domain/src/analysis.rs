//! What a cost analysis is asked for: which amounts, of whom, when, told apart by what. It all stands in an address, so
//! that a view can be sent to a colleague, kept, and opened without script.

mod covered;
mod forecast;
mod frame;
mod grain;
mod query;
mod window;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{CustomerLinkId, SubsetId};

pub use covered::Covered;
pub use forecast::{Forecast, expected};
pub use frame::{Anchor, Frame};
pub use grain::Grain;
pub use query::{NotAQuestion, decoded, encoded, named, names};
pub use window::{MOST_MONTHS, Window};

/// A text that lines have, by which they can be told apart and chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    Account,
    Service,
    Region,
    ChargeType,
    Lifecycle,
    UsageType,
}

impl Dimension {
    pub const ALL: [Self; 6] = [Self::Account, Self::Service, Self::Region, Self::ChargeType, Self::Lifecycle, Self::UsageType];

    /// In the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Service => "service",
            Self::Region => "region",
            Self::ChargeType => "charge-type",
            Self::Lifecycle => "lifecycle",
            Self::UsageType => "usage-type",
        }
    }

    /// As a page and a file call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Service => "Service",
            Self::Region => "Region",
            Self::ChargeType => "Charge Type",
            Self::Lifecycle => "Lifecycle",
            Self::UsageType => "Usage Type",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.name() == name)
    }
}

/// What amounts are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum By {
    Dimension(Dimension),
    /// The value of a tag; without a key it is still to be chosen.
    Tag(String),
}

impl Default for By {
    fn default() -> Self {
        Self::Dimension(Dimension::Service)
    }
}

impl By {
    /// In the address; a tag's key stands beside it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Dimension(dimension) => dimension.name(),
            Self::Tag(_) => "tag",
        }
    }

    pub fn title(&self) -> String {
        match self {
            Self::Dimension(dimension) => dimension.title().to_owned(),
            Self::Tag(key) if key.is_empty() => "Tag".to_owned(),
            Self::Tag(key) => format!("Tag: {key}"),
        }
    }
}

/// Which amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CostType {
    /// The bill's own cost.
    #[default]
    Unblended,
    /// What was paid for commitments, on the days that used them.
    Amortized,
    /// What subsets are charged.
    Charge,
    /// Charge less unblended cost, of what is charged.
    Margin,
}

impl CostType {
    pub const ALL: [Self; 4] = [Self::Unblended, Self::Amortized, Self::Charge, Self::Margin];

    pub fn name(self) -> &'static str {
        match self {
            Self::Unblended => "unblended",
            Self::Amortized => "amortized",
            Self::Charge => "charge",
            Self::Margin => "margin",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Unblended => "Unblended",
            Self::Amortized => "Amortized",
            Self::Charge => "Charge",
            Self::Margin => "Margin",
        }
    }

    /// Whether charges are part of it.
    pub fn needs_charges(self) -> bool {
        matches!(self, Self::Charge | Self::Margin)
    }
}

/// Whose amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    #[default]
    All,
    /// Accounts in no subset.
    Unassigned,
    Subset(SubsetId),
    /// What a provider lets an end customer see.
    Source(CustomerLinkId),
}

/// How the list of groups is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupOrder {
    /// The largest first.
    #[default]
    Amount,
    Name,
    /// The largest change first, whichever way it goes.
    Change,
}

impl GroupOrder {
    pub const ALL: [Self; 3] = [Self::Amount, Self::Name, Self::Change];

    pub fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Name => "name",
            Self::Change => "change",
        }
    }
}

/// Texts of which a line must have one, for each dimension named.
pub type Only = BTreeMap<Dimension, BTreeSet<String>>;

/// All that an analysis is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    pub scope: Scope,
    pub cost: CostType,
    pub by: By,
    pub window: Window,
    /// `None` is what suits the window.
    pub grain: Option<Grain>,
    pub only: Only,
    pub order: GroupOrder,
    /// Page of the list of groups, from 1.
    pub page: u32,
}

/// What stands for a text that was not kept when a charge was computed.
pub const NOT_KEPT: &str = "Not kept";
/// What stands for all values of a tag where nothing tells them apart.
pub const NOT_TOLD_APART: &str = "Not told apart";

impl Question {
    /// The same of one text of a dimension alone.
    #[must_use]
    pub fn only(mut self, dimension: Dimension, text: &str) -> Self {
        self.page = 0;
        self.only.insert(dimension, BTreeSet::from([text.to_owned()]));
        self
    }

    /// The same without a text.
    #[must_use]
    pub fn without(mut self, dimension: Dimension, text: &str) -> Self {
        self.page = 0;
        if let Some(texts) = self.only.get_mut(&dimension) {
            texts.remove(text);
            if texts.is_empty() {
                self.only.remove(&dimension);
            }
        }
        self
    }

    /// The same told apart by something else.
    #[must_use]
    pub fn by(self, by: By) -> Self {
        Self { by, page: 0, ..self }
    }
}
