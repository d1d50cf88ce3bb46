"""Whether imports hold the same lines and the same cost: same_lines.py FILES COLUMN [FILES COLUMN]..., FILES a pattern.

Prints both; a difference ends it with status 1.
"""

import sys

import duckdb

words = sys.argv[1:]
found = {}
for files, column in zip(words[::2], words[1::2]):
    found[files] = duckdb.sql(f'SELECT count(*), sum("{column}") FROM read_parquet(\'{files}\')').fetchall()[0]
if len(set(found.values())) != 1:
    sys.exit("\n".join(f"{files}: {lines} lines, unblended {cost}" for files, (lines, cost) in found.items()))
lines, cost = found.popitem()[1]
print(f"{lines:,} lines, unblended {cost}")
