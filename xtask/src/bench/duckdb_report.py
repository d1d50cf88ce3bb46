"""The report's costs and charges with DuckDB: duckdb_report.py LEDGER OUT.csv plain|rules"""

import sys
import time

import duckdb

from rules import COVERED, DESCRIBED, EDP, FACTOR, KEPT_CREDIT, KNOWN


def texts(values):
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


REPLACED = f"""
    CASE
        WHEN line_item_type = 'EdpDiscount' THEN 0
        WHEN line_item_type IN {texts(DESCRIBED)} AND regexp_matches(description, '{EDP}') THEN 0
        WHEN line_item_type = 'Credit' AND regexp_matches(description, '{KEPT_CREDIT}') IS NOT TRUE THEN 0
        WHEN line_item_type IN {texts(COVERED)} THEN coalesce(on_demand_cost, unblended_cost)
        WHEN line_item_type = 'SavingsPlanNegation' THEN 0
        ELSE unblended_cost
    END
"""

# The same factor for all lines of a group: after the sum is cheaper, and as exact.
CHARGE = {
    "plain": "sum(unblended_cost)",
    "rules": f"""
        coalesce(sum({REPLACED}) FILTER (line_item_type IN {texts(KNOWN)}), 0) * {FACTOR}
        + coalesce(sum(unblended_cost) FILTER (line_item_type NOT IN {texts(KNOWN)}), 0)
    """,
}

ledger, output, rules = sys.argv[1:]
begun = time.perf_counter()
duckdb.connect(config={"threads": 2}).execute(
    f"""
    COPY (
        SELECT usage_account_id AS "Usage Account", coalesce(service, '') AS "Service", coalesce(region, '') AS "Region",
               sum(unblended_cost) AS "Unblended", {CHARGE[rules]} AS "Charge From Report"
        FROM read_parquet('{ledger}/*/*/*/lines-*.parquet')
        WHERE NOT split_cost
        GROUP BY ALL
        ORDER BY 1, 2, 3
    ) TO '{output}' (FORMAT csv, HEADER)
    """
)
print("inside", time.perf_counter() - begun)
