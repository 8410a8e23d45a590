"""The figures of a run as they are kept in a file, with what they depend on."""

from __future__ import annotations

import datetime
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """What the figures depend on: the processor, the memory and the versions."""
    processor = next(
        (line.partition(":")[2].strip() for line in lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "memory": f"{memory:.0f} GiB",
        "system": platform.system(),
        "versions": {
            "Python": platform.python_version(),
            **{name: version(name.lower()) for name in ("Keras", "TensorFlow")},
        },
        "load": round(os.getloadavg()[2], 1),
    }


def lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def record(groups: dict[str, list[Any]], about: dict[str, Any]) -> dict[str, Any]:
    """The figures as they are kept in a file."""
    return {
        "date": datetime.datetime.now(tz=datetime.timezone.utc).date().isoformat(),
        "command": " ".join(["python", "tests/tools/benchmarks/run.py", *sys.argv[1:]]),
        "machine": about,
        "groups": {
            name: [{**figure._asdict(), "at_least": figure.at_least, "held": figure.held} for figure in figures]
            for name, figures in groups.items()
        },
    }


def merge(kept: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The kept record with the groups that were measured anew. The date and the machine stay those of the kept one."""
    return {**kept, "groups": {**kept["groups"], **new["groups"]}} if kept else new
