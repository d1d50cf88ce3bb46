//! Phase 7: what the work of saving costs. Never uplifted.

use serde::{Deserialize, Serialize};

use super::{Per, Percent, Refusal};
use crate::{Money, money};

/// `{"percent_of_savings":"15"}`, `{"flat":"100","per":"subset"}`, `{"distributed":"estimate","percent":"15"}` or
/// `{"distributed":"actuals"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "EcoFeeForm")]
pub enum EcoFee {
    /// Of each consumer account's own Eco savings; nothing where it has none.
    PercentOfSavings(Percent),
    /// Each month, for those present; per subset or per account.
    Flat { amount: Money, per: Per },
    /// This percentage of all Eco savings, split over accounts by eligible usage.
    Estimate(Percent),
    /// The recorded Eco invoice of the month before, split by that month's eligible usage.
    Actuals,
}

impl EcoFee {
    /// What a page calls this way of charging.
    pub fn title(self) -> &'static str {
        match self {
            Self::PercentOfSavings(_) => "Percentage of savings",
            Self::Flat { .. } => "Flat fee",
            Self::Estimate(_) => "Distributed estimate",
            Self::Actuals => "Distributed invoice",
        }
    }
}

/// The fields as the file has them.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct EcoFeeForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    percent_of_savings: Option<Percent>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "money::deserialize_optional")]
    flat: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<Per>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distributed: Option<Distributed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<Percent>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Distributed {
    Estimate,
    Actuals,
}

impl EcoFeeForm {
    /// The rule that the fields say, or what is wrong with them, at a path below the rule's.
    pub(super) fn read(self) -> Result<EcoFee, Refusal> {
        let refuse = |field, reason| Err(Refusal::new(field, reason));
        let unasked = |fee: EcoFee, per: Option<Per>, percent: Option<Percent>| match (per, percent) {
            (Some(_), _) => refuse("per", "only a flat fee is per subset or per account"),
            (_, Some(_)) => refuse("percent", "only a distributed estimate has it"),
            (None, None) => Ok(fee),
        };
        match (self.percent_of_savings, self.flat, self.distributed) {
            (Some(percent), None, None) => unasked(EcoFee::PercentOfSavings(percent), self.per, self.percent),
            (None, Some(amount), None) => match self.per {
                Some(per) => unasked(EcoFee::Flat { amount, per }, None, self.percent),
                None => refuse("per", "missing: a flat fee is per `subset` or per `account`"),
            },
            (None, None, Some(Distributed::Estimate)) => match self.percent {
                Some(percent) => unasked(EcoFee::Estimate(percent), self.per, None),
                None => refuse("percent", "missing: an estimate is a percentage of all Eco savings"),
            },
            (None, None, Some(Distributed::Actuals)) => unasked(EcoFee::Actuals, self.per, self.percent),
            (None, None, None) => refuse("percent_of_savings", "missing: give `percent_of_savings`, `flat` or `distributed`"),
            (_, Some(_), _) => refuse("flat", "one of `percent_of_savings`, `flat` and `distributed`, not several"),
            (_, _, Some(_)) => refuse("distributed", "one of `percent_of_savings`, `flat` and `distributed`, not several"),
        }
    }
}

impl From<EcoFee> for EcoFeeForm {
    fn from(fee: EcoFee) -> Self {
        let none = Self::default();
        match fee {
            EcoFee::PercentOfSavings(percent) => Self { percent_of_savings: Some(percent), ..none },
            EcoFee::Flat { amount, per } => Self { flat: Some(amount), per: Some(per), ..none },
            EcoFee::Estimate(percent) => Self { distributed: Some(Distributed::Estimate), percent: Some(percent), ..none },
            EcoFee::Actuals => Self { distributed: Some(Distributed::Actuals), ..none },
        }
    }
}
