"""Real layers counted in one process: how many a second, at which size, and the memory they leave. Prints JSON."""

from __future__ import annotations

import json
import random
import resource
import statistics
import time

from paramcalc import gru, layer, lstm
from paramcalc.verifiers import verifier_of
from paramcalc.verifiers.check import check
from paramcalc.verifiers.verdict import Case

LEVELS = ("count", "tensors")


def resident() -> float:
    """MiB of this process now."""
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def seconds(cases: list[Case]) -> float:
    verifier = verifier_of("keras")
    started = time.perf_counter()
    assert all(check(verifier, case, LEVELS).ok for case in cases)
    return time.perf_counter() - started


def main() -> None:
    verifier_of("keras")
    giant = seconds([Case("giant", lstm(10**6, 10**6))])
    chance = random.Random(1)
    sizes = [(chance.randint(1, 10**6), chance.randint(1, 10**6)) for _ in range(1000)]
    cells = ("rnn", "lstm", "gru")
    cases = [
        Case("random", layer(cells[number % 3], units=units, input=features, bias=number % 2 == 0))
        for number, (units, features) in enumerate(sizes)
    ]
    seconds(cases[:50])
    before = resident()
    taken = seconds(cases)
    growth = resident() - before
    curve = {}
    for units in (1, 10, 100, 1000, 10_000, 100_000, 1_000_000):
        curve[units] = 50 / statistics.median(seconds([Case("curve", gru(units, units))] * 50) for _ in range(5))
    spread = max(curve.values()) / min(curve.values())
    figures = {"giant": giant, "per_second": len(cases) / taken, "growth": growth, "curve": curve, "spread": spread}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
