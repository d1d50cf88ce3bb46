"""Reads the bill's parts with DuckDB and writes the ledger's columns as Parquet: duckdb_import.py BILL FOLDER"""

import sys
import time

import duckdb

from columns import KEPT, MONEY, TEXT, TIME, parts

SQL_TYPE = {TEXT: "VARCHAR", MONEY: "DECIMAL(38, 12)", TIME: "TIMESTAMP"}

bill, folder = sys.argv[1:]
begun = time.perf_counter()
files, header = parts(bill)
columns = ", ".join(f"'{name}': '{SQL_TYPE[KEPT.get(name, TEXT)]}'" for name in header)
kept = ", ".join(f'"{name}"' for name in header if name in KEPT)
database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
database.execute(
    f"""
    COPY (SELECT {kept} FROM read_csv({files}, columns = {{{columns}}}, auto_detect = false, header = true, delim = ',',
                                      quote = '"', escape = '"', nullstr = ''))
    TO '{folder}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PER_THREAD_OUTPUT true)
    """
)
print("inside", time.perf_counter() - begun)
