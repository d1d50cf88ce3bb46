//! The forms in which a bill comes, as `import.json` names them.

use serde::{Deserialize, Serialize};

/// Which form the bill files had, told by their columns. CSV and Parquet are one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum BillForm {
    /// Cost and Usage Report: `lineItem/UnblendedCost`, in Parquet `line_item_unblended_cost`.
    #[serde(rename = "cur-legacy")]
    CurLegacy,
    /// Data Exports: `line_item_unblended_cost`, with maps such as `product`.
    #[serde(rename = "cur-2.0")]
    Cur2,
    #[serde(rename = "focus-1.0")]
    Focus1_0,
    #[serde(rename = "focus-1.1")]
    Focus1_1,
    /// And later ones, as far as they have the columns of 1.2.
    #[serde(rename = "focus-1.2")]
    Focus1_2,
}

impl BillForm {
    pub fn name(self) -> &'static str {
        match self {
            Self::CurLegacy => "Cost and Usage Report",
            Self::Cur2 => "Cost and Usage Report 2.0",
            Self::Focus1_0 => "FOCUS 1.0",
            Self::Focus1_1 => "FOCUS 1.1",
            Self::Focus1_2 => "FOCUS 1.2",
        }
    }

    pub fn is_focus(self) -> bool {
        match self {
            Self::CurLegacy | Self::Cur2 => false,
            Self::Focus1_0 | Self::Focus1_1 | Self::Focus1_2 => true,
        }
    }
}
