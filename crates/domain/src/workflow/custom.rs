//! Phase 5: rules over a condition that somebody wrote.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Condition, Percent, Rate, day};

/// What happens to the lines that a condition matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// What pages and explanations call it.
    pub label: String,
    pub when: Condition,
    pub action: Action,
    /// Usage that starts on this day or later; `None` is open.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Usage that starts before this day.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// `{"percent":"-2"}`, `{"to_on_demand":true}`, `{"set_rate":"0.05"}` or `{"remove":true}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ActionForm", into = "ActionForm")]
pub enum Action {
    /// The charge so far, up or down by a percentage (-100 to 1000).
    Percent(Percent),
    /// The public on-demand cost; a line without one keeps its charge.
    ToOnDemand,
    /// The rate x the usage amount.
    SetRate(Rate),
    /// Nothing is charged.
    Remove,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ActionForm {
    Percent(Percent),
    ToOnDemand(Yes),
    SetRate(Rate),
    Remove(Yes),
}

/// The JSON word `true`.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "bool", into = "bool")]
#[derive(Clone, Copy)]
struct Yes;

impl TryFrom<bool> for Yes {
    type Error = &'static str;
    fn try_from(value: bool) -> Result<Self, Self::Error> {
        if value { Ok(Self) } else { Err("expected `true`; leave the rule out instead") }
    }
}

impl From<Yes> for bool {
    fn from(_: Yes) -> Self {
        true
    }
}

impl From<ActionForm> for Action {
    fn from(form: ActionForm) -> Self {
        match form {
            ActionForm::Percent(percent) => Self::Percent(percent),
            ActionForm::ToOnDemand(Yes) => Self::ToOnDemand,
            ActionForm::SetRate(rate) => Self::SetRate(rate),
            ActionForm::Remove(Yes) => Self::Remove,
        }
    }
}

impl From<Action> for ActionForm {
    fn from(action: Action) -> Self {
        match action {
            Action::Percent(percent) => Self::Percent(percent),
            Action::ToOnDemand => Self::ToOnDemand(Yes),
            Action::SetRate(rate) => Self::SetRate(rate),
            Action::Remove => Self::Remove(Yes),
        }
    }
}
