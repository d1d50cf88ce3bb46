//! Cost Analysis: cards, the chart over time, the groups, what can be chosen, and kept views.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::charges::Computation;
use crate::analysis::{Grain, Question};
use crate::{Money, Month, Period, SavedViewId};

/// The page. Without an analysis there is no bill yet, or nothing was charged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnalysisPage {
    pub question: Question,
    pub analysis: Option<Analysis>,
    /// Whose amounts can be chosen.
    pub scopes: Vec<ScopeChoice>,
    /// One's own, and those that others share, in order of name.
    pub views: Vec<SavedView>,
}

/// A subset, or what a provider lets an end customer see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeChoice {
    pub id: String,
    pub name: String,
}

/// The answer to a question. Amounts are of the question's cost type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Analysis {
    pub currency: String,
    /// The last day that bills reach.
    pub through: Option<NaiveDate>,
    pub cards: Cards,
    pub period: Period,
    /// What the period is held against.
    pub before: Period,
    /// Days of it that no bill covers, or for which nothing was charged yet: where there are some, a whole is held
    /// against a part.
    pub before_lacks: Vec<Period>,
    pub grain: Grain,
    pub total: Money,
    pub total_before: Money,
    /// Parts of the period, in order.
    pub parts: Vec<Period>,
    /// The largest groups, then what is left of them; each has an amount for each part.
    pub layers: Vec<Layer>,
    /// What is still expected in each part.
    pub forecast: Vec<Money>,
    /// A page of the groups.
    pub groups: Vec<Group>,
    pub group_count: u64,
    pub page: u32,
    pub pages: u32,
    pub top_accounts: Vec<Group>,
    pub facets: Facets,
    pub notes: Vec<Note>,
}

/// The month shown, whatever the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AnalysisCards"))]
pub struct Cards {
    pub month: Month,
    pub month_to_date: Money,
    pub projected: Money,
    /// How many days with bills the projection rests on; `null` where the month is over.
    pub projected_from_days: Option<u32>,
    /// As many days of the month before.
    pub last_month_to_date: Money,
    /// Those of them that no bill covers, as in `before_lacks`.
    pub last_month_to_date_lacks: Vec<Period>,
    pub last_month: Money,
    pub last_month_lacks: Vec<Period>,
}

/// What a group is: its text, and an account's name beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "GroupName"))]
pub struct Named {
    /// Empty where lines have none.
    pub key: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AnalysisLayer"))]
pub struct Layer {
    /// `None` is everything that has no layer of its own.
    pub group: Option<Named>,
    pub amounts: Vec<Money>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AnalysisGroup"))]
pub struct Group {
    pub named: Named,
    pub amount: Money,
    /// In the period that it is held against.
    pub before: Money,
}

/// What amounts can be filtered by, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AnalysisFacets"))]
pub struct Facets {
    pub accounts: Vec<Named>,
    pub services: Vec<String>,
    pub regions: Vec<String>,
    pub charge_types: Vec<String>,
    /// Keys of tags; asked for where amounts are told apart by one.
    pub tags: Vec<String>,
}

/// What should be said of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AnalysisNote"))]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// Nothing charges what was chosen.
    NothingCharged,
    /// Cost in the period that no charge stands against; a margin leaves it out.
    Uncharged(Money),
    /// The tag is not among those that charges are told apart by.
    NotByTag,
    /// It is, but charges of these months are not told apart by it.
    MonthsNotByTag(Vec<Month>),
    /// A tag is to be chosen.
    ChooseTag,
    /// Months whose charges are being computed, or could not be.
    Computing(Vec<Computation>),
}

/// A question that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: SavedViewId,
    pub name: String,
    pub question: Question,
    pub is_shared: bool,
    pub is_own: bool,
    /// Who keeps it.
    pub by: String,
    pub made_at: DateTime<Utc>,
}

/// Lines of the bill on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLines {
    pub day: NaiveDate,
    pub currency: String,
    pub question: Question,
    pub count: u64,
    pub unblended: Money,
    pub amortized: Money,
    /// The dearest first.
    pub lines: Vec<DayLine>,
    pub page: u32,
    pub pages: u32,
}

/// A line of the bill. Texts that it does not have are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayLine {
    pub id: String,
    pub start: DateTime<Utc>,
    pub account: String,
    pub account_name: String,
    pub service: String,
    pub region: String,
    pub charge_type: String,
    pub usage_type: String,
    pub operation: String,
    pub resource: String,
    pub description: String,
    pub usage_amount: Option<Money>,
    pub unblended: Money,
    pub amortized: Money,
}
