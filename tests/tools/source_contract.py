"""The contract of reading Python source: a number without reservation is the one of every run.

A source is read without running it; what the reader says is then compared with what real runs gave.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from paramcalc.errors import ParamcalcError
from paramcalc.models.breakdown import Model
from paramcalc.readers.source import read_source

SECONDS = 2
"""The longest time that one source may take."""


class Counts(NamedTuple):
    """The parameters of a model, and how many of them are trained."""

    total: int
    trainable: int


class Reading(NamedTuple):
    """What the reader says about a source."""

    kind: str
    """`number`, `bound` (a lower bound), `formula`, `refused`, or `broken` for any error that is not a refusal."""
    counts: Counts | None = None
    message: str = ""


def read(text: str, name: str | None = None) -> Reading:
    """What the reader says about a source; `name` is the model, if the source has several."""
    started = time.process_time()
    try:
        model = Model(read_source(text, "program.py", name=name))
        total, trainable, bound = model.total, model.trainable, model.is_lower_bound
    except ParamcalcError as error:
        return _in_time(Reading("refused", message=str(error)), started)
    except Exception as error:
        return Reading("broken", message=f"{type(error).__name__}: {error}")
    if not isinstance(total, int) or not isinstance(trainable, int):
        return _in_time(Reading("formula", message=f"{total}, trainable {trainable}"), started)
    return _in_time(Reading("bound" if bound else "number", Counts(total, trainable)), started)


def _in_time(reading: Reading, started: float) -> Reading:
    took = time.process_time() - started
    return reading if took < SECONDS else Reading("broken", message=f"{took:.1f} s")


def verdict(reading: Reading, runs: Sequence[Counts]) -> str:
    """`right`, `bound`, `refused`, or `wrong`, given the counts of the runs that reached their end.

    A source of which no run reaches its end fulfils the contract whatever the reader says.
    """
    if reading.kind == "broken":
        return "wrong"
    if reading.counts is None:
        return "refused"
    if reading.kind == "number":
        return "right" if all(run == reading.counts for run in runs) else "wrong"
    below = all(reading.counts.total <= run.total and reading.counts.trainable <= run.trainable for run in runs)
    return "bound" if below else "wrong"
