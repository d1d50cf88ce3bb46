"""Runs a command on two processors and measures it from outside: measure.py COMMAND...

Prints `measured SECONDS BYTES`: wall time from start to end, and the most memory it held.
"""

import os
import sys
import time

PROCESSORS = 2

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
# Two threads, and where Polars starts them: it has no other setting.
os.environ["POLARS_MAX_THREADS"] = str(PROCESSORS)

command = sys.argv[1:]
begun = time.perf_counter()
_, status, used = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
seconds = time.perf_counter() - begun
# Linux counts kibibytes, macOS bytes.
unit = 1 if sys.platform == "darwin" else 1024
print("measured", seconds, used.ru_maxrss * unit, flush=True)
sys.exit(os.waitstatus_to_exitcode(status))
