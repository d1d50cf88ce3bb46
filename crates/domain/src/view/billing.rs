//! What an organization decides about its bills: how credits are told apart, which commitments are Eco, and what Eco
//! invoiced.

use serde::{Deserialize, Serialize};

use crate::credit::CreditPatterns;
use crate::report::{EcoCommitments, EcoInvoices};
use crate::workflow::CreditKind;
use crate::{Money, Month};

/// A report keeps those that it was asked for with, so that it can be made again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillingSettings {
    pub credit_patterns: CreditPatterns,
    pub eco_commitments: EcoCommitments,
    /// By the month that was invoiced.
    pub eco_invoices: EcoInvoices,
}

/// The settings page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BillingDetail {
    pub settings: BillingSettings,
    /// The patterns are Muster's own, and will be those of a later Muster that knows better.
    pub has_default_patterns: bool,
    /// Keys of the tags that charges are told apart by.
    pub charge_tags: Vec<String>,
    /// Keys of tags on the newest bill.
    pub tags: Vec<String>,
    /// Of the newest bill.
    pub currency: String,
    /// Every month with lines, newest first.
    pub months: Vec<Month>,
}

/// The credits, refunds and discounts of one month that no pattern caught, so that somebody can see whether one should.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unclassified {
    /// `None` before the first bill.
    pub month: Option<Month>,
    /// Every month with lines, newest first.
    pub choices: Vec<Month>,
    pub currency: String,
    pub groups: Vec<UnclassifiedGroup>,
}

/// Lines of one type and description.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnclassifiedGroup {
    /// The bill's line item type.
    pub line_type: String,
    pub description: String,
    /// What they count as, for being caught by nothing; `None`: no rule removes them.
    pub kind: Option<CreditKind>,
    pub lines: u64,
    pub unblended: Money,
}
