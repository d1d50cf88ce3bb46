//! Items of lines that are about no resource: fees, discounts, credits and taxes.

use super::build::{item, told};
use super::{Item, products};

/// Support is billed once a month to the management account.
pub(crate) static BUSINESS_SUPPORT: Item =
    told(item(&products::SUPPORT, "Dollar", "0", "Dollar"), "AWS Support", "", "Support fee for the month");

/// A fee that belongs to no commitment.
pub(crate) static DOMAIN: Item =
    told(item(&products::REGISTRAR, "RegisterDomain-com", "13", "Domain"), "", "RegisterDomain", ".com domain");

/// A monthly subscription of a third party.
pub(crate) static MARKETPLACE_FEE: Item = told(
    item(&products::MONITORING, "Subscription", "0", "Subscription"),
    "",
    "Subscription",
    "Beacon Monitoring Pro, monthly subscription",
);

/// What a Savings Plan's own lines are billed as.
pub(crate) static SAVINGS_PLAN: Item = item(&products::SAVINGS_PLANS, "", "0", "Hrs");

/// Stand for their product in lines that are about no resource.
pub(crate) static MACHINE: Item = item(&products::EC2, "", "0", "");
pub(crate) static DATA_TRANSFER: Item = item(&products::EC2, "DataTransfer-Out-Bytes", "0", "GB");
pub(crate) static BLOCK_STORAGE: Item = item(&products::EC2, "EBS:VolumeUsage", "0", "GB-Mo");
pub(crate) static OBJECT_STORAGE: Item = item(&products::S3, "", "0", "");
pub(crate) static DATABASE: Item = item(&products::RDS, "", "0", "");
