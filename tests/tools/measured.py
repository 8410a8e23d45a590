"""Runs the command line, and writes what it took: `python tests/tools/measured.py REPORT model train.py`.

The report has the seconds of CPU time and the KiB of memory at most. The seconds are those of a machine on which the
loop of `slowness` takes REFERENCE: one that is busy or slow takes more for the same work. A run is stopped far beyond
what it may take, so that a failure does not block the machine.
"""

from __future__ import annotations

import json
import resource
import runpy
import sys
import time
from pathlib import Path

LIMIT_SECONDS, LIMIT_BYTES = 20, 2 << 30

REFERENCE = 0.048
"""The seconds of CPU time that the loop takes on an idle machine of two cores of 2024, with Python 3.10 to 3.13."""


def slowness() -> float:
    """How many times as long as on the reference machine the same work takes here and now, at least 1."""
    started = time.process_time()
    numbers, total = {}, 0
    for number in range(300_000):
        numbers[number & 1023] = total
        total += number * number % 7
    return max(1.0, (time.process_time() - started) / REFERENCE)


def peak() -> int:
    """The largest memory of this process in KiB; Linux's own figure, since the usual one starts with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    report = Path(sys.argv[1])
    sys.argv[:2] = ["paramcalc"]
    slow, calibration = slowness(), time.process_time()
    try:
        runpy.run_module("paramcalc", run_name="__main__")
    finally:
        seconds = time.process_time() - calibration
        slow = (slow + slowness()) / 2
        report.write_text(json.dumps({"seconds": seconds / slow, "kibibytes": peak()}))
