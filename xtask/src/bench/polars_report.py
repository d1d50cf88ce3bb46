"""The report's costs and charges with Polars, streaming: polars_report.py LEDGER OUT.csv plain|rules"""

import sys
import time
from decimal import Decimal

import polars as pl

from rules import COVERED, DESCRIBED, EDP, FACTOR, KEPT_CREDIT, KNOWN

KIND = pl.col("line_item_type")
DESCRIPTION = pl.col("description")
UNBLENDED = pl.col("unblended_cost")
NOTHING = pl.lit(Decimal("0"), dtype=pl.Decimal(38, 12))

REPLACED = (
    pl.when(KIND == "EdpDiscount")
    .then(NOTHING)
    .when(KIND.is_in(DESCRIBED) & DESCRIPTION.str.contains(EDP))
    .then(NOTHING)
    .when((KIND == "Credit") & ~DESCRIPTION.str.contains(KEPT_CREDIT).fill_null(False))
    .then(NOTHING)
    .when(KIND.is_in(COVERED))
    .then(pl.coalesce("on_demand_cost", "unblended_cost"))
    .when(KIND == "SavingsPlanNegation")
    .then(NOTHING)
    .otherwise(UNBLENDED)
)

# Decimal(38, 12) sums are exact; a product keeps the larger scale, so the sums get two decimals more before 1.03.
WIDER = pl.Decimal(38, 14)
CHARGE = {
    "plain": UNBLENDED.sum(),
    "rules": REPLACED.filter(KIND.is_in(KNOWN)).sum().cast(WIDER) * pl.lit(Decimal(FACTOR))
    + UNBLENDED.filter(~KIND.is_in(KNOWN)).sum().cast(WIDER),
}

ledger, output, rules = sys.argv[1:]
begun = time.perf_counter()
(
    pl.scan_parquet(f"{ledger}/*/*/*/lines-*.parquet")
    .filter(~pl.col("split_cost"))
    .group_by(
        pl.col("usage_account_id").alias("Usage Account"),
        pl.col("service").fill_null("").alias("Service"),
        pl.col("region").fill_null("").alias("Region"),
    )
    .agg(UNBLENDED.sum().alias("Unblended"), CHARGE[rules].alias("Charge From Report"))
    .sort("Usage Account", "Service", "Region")
    .sink_csv(output, engine="streaming")
)
print("inside", time.perf_counter() - begun)
