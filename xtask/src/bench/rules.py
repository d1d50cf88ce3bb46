"""What both reports by hand know of workflow.json; what its rules mean, docs/billing-choices.md says in words."""

import json
import pathlib
from decimal import Decimal

RULES = {rule["rule"]: rule for rule in json.loads(pathlib.Path(__file__).with_name("workflow.json").read_text())["rules"]}

# Commitments that began on this day or later are Eco; contest.rs tells Muster the same.
ECO_SINCE = "2018-10-01"

LARGE = Decimal(10)
REGIONS = "us-east-"

RI_PURCHASERS = RULES["replace_ri_discounts"]["purchased_by"]
SP_PURCHASERS = RULES["replace_sp_discounts"]["purchased_by"]


def percent(text):
    return Decimal(text) / 100


# 0.98, 0.005, 1.03, 0.15
CUSTOM = 1 + percent(RULES["custom"]["action"]["percent"])
ITEM = percent(RULES["custom_line_item"]["percent"])
UPLIFT = 1 + percent(RULES["uplift"]["percent"])
ECO_FEE = percent(RULES["eco_fee"]["percent_of_savings"])

# Descriptions: the first that fits says the kind. Kept are the kinds that the workflow does not name.
EDP = "(?i)enterprise (discount )?program"
KEPT_CREDIT = "(?i)solution provider program|egress.*(waiver|credit|discount)|data transfer.*waiver"
TAX_REFUND = r"(?i)^\s*tax"

DESCRIBED = ["Credit", "Refund", "Discount"]
COVERED = ["DiscountedUsage", "SavingsPlanCoveredUsage"]

# A line of any other type passes through every rule unchanged.
KNOWN = [
    "Usage",
    *COVERED,
    "SavingsPlanNegation",
    "SavingsPlanRecurringFee",
    "SavingsPlanUpfrontFee",
    "RIFee",
    "Fee",
    "Tax",
    *DESCRIBED,
    "EdpDiscount",
    "PrivateRateDiscount",
    "BundledDiscount",
    "RiVolumeDiscount",
    "SppDiscount",
    "DistributorDiscount",
]

# The money columns, left to right, as the report heads them.
MONEY = [
    "Unblended",
    "Charge From Report",
    "Difference",
    "Total Savings",
    "RI Savings Only",
    "Eco RI Savings",
    "SP Savings Only",
    "Eco SP Savings",
    "RI Ondemand Cost",
    "SP Ondemand Cost",
    "RI Effective Cost",
    "SP Effective Cost",
    "Eco RI Effective Cost",
    "Eco SP Effective Cost",
    "Eco Total Savings",
    "Unused Commitment Cost",
]
