"""What both reports by hand must know of workflow.json: docs/billing-choices.md says it in words."""

FACTOR = "1.03"

EDP = "(?i)enterprise (discount )?program"

# A Credit described so is of a kind that the workflow keeps.
KEPT_CREDIT = (
    "(?i)solution provider program|egress.*(waiver|credit|discount)|data transfer.*waiver"
    "|apn|partner.*(accelerator|funding|credit)"
)

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
