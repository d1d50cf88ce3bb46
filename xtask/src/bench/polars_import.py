"""Reads the bill's parts with Polars and writes the ledger's columns as Parquet: polars_import.py BILL FOLDER"""

import os
import sys
import time

import polars as pl

from columns import KEPT, MONEY, TEXT, TIME, parts

bill, folder = sys.argv[1:]
begun = time.perf_counter()
files, header = parts(bill)
# The CSV reader makes decimals by itself; times with a zone are made from texts.
read_as = {TEXT: pl.String, MONEY: pl.Decimal(38, 12), TIME: pl.String}
times = [name for name in header if KEPT.get(name) == TIME]
os.makedirs(folder)
(
    pl.scan_csv(files, schema={name: read_as[KEPT.get(name, TEXT)] for name in header})
    .select(name for name in header if name in KEPT)
    .with_columns(pl.col(times).str.to_datetime("%Y-%m-%dT%H:%M:%SZ"))
    .sink_parquet(f"{folder}/lines.parquet", compression="zstd", compression_level=1, engine="streaming")
)
print("inside", time.perf_counter() - begun)
