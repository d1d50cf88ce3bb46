"""On what was measured: processor, versions, and what else the machine was doing."""

import os
import platform
import sys

import duckdb
import polars


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


load = f", load average {', '.join(f'{load:.1f}' for load in os.getloadavg())}" if hasattr(os, "getloadavg") else ""
print(f"{processor()}, two processors of {os.cpu_count()}, {platform.system()}{load} at the end;")
print(f"Muster built with the profile {sys.argv[1]}, DuckDB {duckdb.__version__}, Polars {polars.__version__}.")
