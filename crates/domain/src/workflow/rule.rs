//! The rules and their options, as the workflow file spells them.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Custom, CustomLineItem, EcoFee, Percent, Share};
use crate::AccountId;

/// One billing rule. The JSON field `rule` names the kind; the other fields are its options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    RemoveCredits(RemoveCredits),
    RemoveTaxes(RemoveTaxes),
    RemoveVolumeDiscounts(RemoveVolumeDiscounts),
    ReplaceRiDiscounts(Replace),
    ReplaceSpDiscounts(Replace),
    RetainDiscounts(Retain),
    ShareRiCost(Share),
    ShareSpCost(Share),
    Custom(Custom),
    CustomLineItem(CustomLineItem),
    Uplift(Scale),
    Discount(Scale),
    EcoFee(EcoFee),
}

/// The fixed order in which rules run (billing.md section 3); inside a phase they run as listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    Removals = 1,
    Commitments = 2,
    VolumeTiers = 3,
    Sharing = 4,
    Custom = 5,
    Scale = 6,
    Eco = 7,
}

impl Phase {
    pub const ALL: [Self; 7] =
        [Self::Removals, Self::Commitments, Self::VolumeTiers, Self::Sharing, Self::Custom, Self::Scale, Self::Eco];

    /// What a page calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Removals => "Removals",
            Self::Commitments => "Commitments",
            Self::VolumeTiers => "Volume tiers",
            Self::Sharing => "Cost sharing",
            Self::Custom => "Custom rules",
            Self::Scale => "Uplift or discount",
            Self::Eco => "Eco fee",
        }
    }
}

impl Rule {
    /// Every value of the JSON field `rule`, in the order of their phases.
    pub const KINDS: [&str; 13] = [
        "remove_credits",
        "remove_taxes",
        "replace_ri_discounts",
        "replace_sp_discounts",
        "retain_discounts",
        "remove_volume_discounts",
        "share_ri_cost",
        "share_sp_cost",
        "custom",
        "custom_line_item",
        "uplift",
        "discount",
        "eco_fee",
    ];

    /// The value of the JSON field `rule`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::RemoveCredits(_) => "remove_credits",
            Self::RemoveTaxes(_) => "remove_taxes",
            Self::RemoveVolumeDiscounts(_) => "remove_volume_discounts",
            Self::ReplaceRiDiscounts(_) => "replace_ri_discounts",
            Self::ReplaceSpDiscounts(_) => "replace_sp_discounts",
            Self::RetainDiscounts(_) => "retain_discounts",
            Self::ShareRiCost(_) => "share_ri_cost",
            Self::ShareSpCost(_) => "share_sp_cost",
            Self::Custom(_) => "custom",
            Self::CustomLineItem(_) => "custom_line_item",
            Self::Uplift(_) => "uplift",
            Self::Discount(_) => "discount",
            Self::EcoFee(_) => "eco_fee",
        }
    }

    /// The phase it first acts in. `remove_volume_discounts` removes RI volume lines in phase 1 and replaces
    /// usage tiers in phase 3; with both it acts in both.
    pub fn phase(&self) -> Phase {
        match self {
            Self::RemoveCredits(_) | Self::RemoveTaxes(_) => Phase::Removals,
            Self::RemoveVolumeDiscounts(rule) if rule.usage.is_none() => Phase::Removals,
            Self::RemoveVolumeDiscounts(_) => Phase::VolumeTiers,
            Self::ReplaceRiDiscounts(_) | Self::ReplaceSpDiscounts(_) | Self::RetainDiscounts(_) => Phase::Commitments,
            Self::ShareRiCost(_) | Self::ShareSpCost(_) => Phase::Sharing,
            Self::Custom(_) | Self::CustomLineItem(_) => Phase::Custom,
            Self::Uplift(_) | Self::Discount(_) => Phase::Scale,
            Self::EcoFee(_) => Phase::Eco,
        }
    }
}

/// Phase 1: lines of these kinds are charged 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveCredits {
    pub kinds: Vec<CreditKind>,
}

/// Kinds of credit and discount lines. A line matches one kind, the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditKind {
    Edp,
    SolutionProvider,
    DataEgressWaiver,
    ApnPartner,
    OtherCredits,
    Refunds,
    PrivateRate,
    Bundled,
}

impl CreditKind {
    pub const ALL: [Self; 8] = [
        Self::Edp,
        Self::SolutionProvider,
        Self::DataEgressWaiver,
        Self::ApnPartner,
        Self::OtherCredits,
        Self::Refunds,
        Self::PrivateRate,
        Self::Bundled,
    ];

    /// As the workflow file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edp => "edp",
            Self::SolutionProvider => "solution_provider",
            Self::DataEgressWaiver => "data_egress_waiver",
            Self::ApnPartner => "apn_partner",
            Self::OtherCredits => "other_credits",
            Self::Refunds => "refunds",
            Self::PrivateRate => "private_rate",
            Self::Bundled => "bundled",
        }
    }

    /// As a page calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Edp => "Enterprise discount program",
            Self::SolutionProvider => "Solution provider program",
            Self::DataEgressWaiver => "Data egress waivers",
            Self::ApnPartner => "Partner network credits",
            Self::OtherCredits => "Other credits",
            Self::Refunds => "Refunds",
            Self::PrivateRate => "Private rate discounts",
            Self::Bundled => "Bundled discounts",
        }
    }
}

/// Phase 1: Tax lines, and refunds of tax, are charged 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveTaxes {}

/// Phases 1 and 3: volume discounts of usage tiers, and RI volume discount lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RemoveVolumeDiscounts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<VolumeTiers>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ri_volume: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolumeTiers {
    /// Every tier is charged at the public on-demand price.
    TopRate,
    /// Only the free tier is; the other tiers stay shared.
    TopRateForFree,
}

/// Phase 2: discounts of one commitment become on-demand prices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Replace {
    pub purchased_by: PurchasedBy,
    pub commitment_fees: CommitmentFees,
}

/// Whose commitments: `"any"`, or a list of purchasing accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PurchasedBy {
    #[default]
    Any,
    Accounts(Vec<AccountId>),
}

impl Serialize for PurchasedBy {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Any => serializer.serialize_str("any"),
            Self::Accounts(accounts) => accounts.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PurchasedBy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(word) if word == "any" => Ok(Self::Any),
            list @ serde_json::Value::Array(_) => serde_json::from_value(list).map(Self::Accounts).map_err(D::Error::custom),
            other => Err(D::Error::custom(format!("`{other}`: expected \"any\" or a list of account ids"))),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentFees {
    /// Whoever bought the commitment goes on paying its fees.
    #[default]
    Keep,
    /// The fees are charged 0.
    Drop,
}

/// Phase 2: a discount stays only where its purchaser is one of these; others become on-demand prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retain {
    pub commitments: Vec<Commitment>,
    pub purchased_by: RetainedFor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Commitment {
    Ri,
    Sp,
}

/// `{"accounts":[..]}`, `{"subset":"name"}`, `"own_subset"` or `"own_account"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetainedFor {
    Accounts(Vec<AccountId>),
    Subset(String),
    /// Purchaser and consumer are in the same subset on the usage date; an account in none is its own group.
    OwnSubset,
    OwnAccount,
}

/// Phase 6: every charge up or down by a percentage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    pub percent: Percent,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Exempt>,
}

/// Lines that an uplift or discount can leave alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exempt {
    Tax,
    Credits,
    Marketplace,
    Support,
}

impl Exempt {
    pub const ALL: [Self; 4] = [Self::Tax, Self::Credits, Self::Marketplace, Self::Support];

    /// As the workflow file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tax => "tax",
            Self::Credits => "credits",
            Self::Marketplace => "marketplace",
            Self::Support => "support",
        }
    }
}
