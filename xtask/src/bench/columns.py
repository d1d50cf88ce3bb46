"""The columns of a legacy bill that the ledger keeps, and their types: DuckDB and Polars are asked to keep the same."""

import csv
import glob
import gzip

TEXT, MONEY, TIME = "text", "money", "time"

KEPT = {
    "identity/LineItemId": TEXT,
    "identity/TimeInterval": TEXT,
    "bill/PayerAccountId": TEXT,
    "bill/BillingPeriodStartDate": TIME,
    "bill/InvoiceId": TEXT,
    "bill/BillingEntity": TEXT,
    "lineItem/UsageAccountId": TEXT,
    "lineItem/LegalEntity": TEXT,
    "lineItem/CurrencyCode": TEXT,
    "lineItem/UsageStartDate": TIME,
    "lineItem/UsageEndDate": TIME,
    "lineItem/LineItemType": TEXT,
    "lineItem/ProductCode": TEXT,
    "lineItem/UsageType": TEXT,
    "lineItem/Operation": TEXT,
    "lineItem/AvailabilityZone": TEXT,
    "lineItem/ResourceId": TEXT,
    "lineItem/LineItemDescription": TEXT,
    "lineItem/UsageAmount": MONEY,
    "lineItem/UnblendedCost": MONEY,
    "product/productFamily": TEXT,
    "product/region": TEXT,
    "pricing/publicOnDemandCost": MONEY,
    "pricing/publicOnDemandRate": MONEY,
    "pricing/PurchaseOption": TEXT,
    "reservation/ReservationARN": TEXT,
    "reservation/StartTime": TEXT,
    "reservation/EffectiveCost": MONEY,
    "reservation/NetEffectiveCost": MONEY,
    "reservation/AmortizedUpfrontCostForUsage": MONEY,
    "reservation/NetAmortizedUpfrontCostForUsage": MONEY,
    "reservation/RecurringFeeForUsage": MONEY,
    "reservation/NetRecurringFeeForUsage": MONEY,
    "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod": MONEY,
    "reservation/UnusedRecurringFee": MONEY,
    "savingsPlan/SavingsPlanARN": TEXT,
    "savingsPlan/StartTime": TEXT,
    "savingsPlan/PaymentOption": TEXT,
    "savingsPlan/SavingsPlanEffectiveCost": MONEY,
    "savingsPlan/NetSavingsPlanEffectiveCost": MONEY,
    "savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod": MONEY,
    "savingsPlan/NetAmortizedUpfrontCommitmentForBillingPeriod": MONEY,
    "savingsPlan/RecurringCommitmentForBillingPeriod": MONEY,
    "savingsPlan/NetRecurringCommitmentForBillingPeriod": MONEY,
    "savingsPlan/TotalCommitmentToDate": MONEY,
    "savingsPlan/UsedCommitment": MONEY,
    "resourceTags/aws:createdBy": TEXT,
    "resourceTags/user:CostCenter": TEXT,
    "resourceTags/user:Environment": TEXT,
    "resourceTags/user:Team": TEXT,
    "costCategory/Customer": TEXT,
}


def parts(bill):
    """The bill's files, in order, and the columns that all of them have."""
    files = sorted(glob.glob(f"{bill}/**/*.csv.gz", recursive=True))
    with gzip.open(files[0], "rt", newline="") as first:
        return files, next(csv.reader(first))
