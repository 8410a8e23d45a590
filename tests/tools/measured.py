"""Runs the command line, and writes what it took: `python tests/tools/measured.py REPORT model train.py`.

The report has the seconds of CPU time and the KiB of memory at most. A run is stopped far beyond what it may take, so
that a failure does not block the machine.
"""

from __future__ import annotations

import json
import resource
import runpy
import sys
import time
from pathlib import Path

LIMIT_SECONDS, LIMIT_BYTES = 5, 2 << 30


def peak() -> int:
    """The largest memory of this process in KiB; Linux's own figure, since the usual one starts with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    report = Path(sys.argv[1])
    sys.argv[:2] = ["paramcalc"]
    try:
        runpy.run_module("paramcalc", run_name="__main__")
    finally:
        report.write_text(json.dumps({"seconds": time.process_time(), "kibibytes": peak()}))
