"""Whether reports say the same, group by group and column by column, to the last of twelve decimals.

same_report.py A.csv B.csv... prints the groups and the two totals; the first difference ends it with status 1.
"""

import csv
import sys
from decimal import ROUND_HALF_EVEN, Context, Decimal

from rules import MONEY

GROUPS = ["Usage Account", "Service", "Region"]
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def read(path):
    with open(path, newline="") as file:
        return {tuple(row[name] for name in GROUPS): [cell(row[name]) for name in MONEY] for row in csv.DictReader(file)}


def cell(text):
    return EXACT.quantize(Decimal(text), Decimal("1e-12"))


first, *others = sys.argv[1:]
reports = {path: read(path) for path in (first, *others)}
for other in others:
    for group in sorted(reports[first].keys() | reports[other].keys()):
        a, b = reports[first].get(group), reports[other].get(group)
        if a is None or b is None:
            sys.exit(f"{'/'.join(group)}: only in {first if b is None else other}")
        for name, ours, theirs in zip(MONEY, a, b, strict=True):
            if ours != theirs:
                sys.exit(f"{'/'.join(group)}, {name}: {ours} in {first}, {theirs} in {other}")

rows = reports[first].values()
unblended, charge = (sum((row[place] for row in rows), Decimal(0)) for place in (0, 1))
print(f"{len(rows):,} groups of {len(MONEY)} columns, unblended {unblended.normalize():f}, charge {charge.normalize():f}")
