"""The answer about many models: the counts of each, the limits that it is over, and what has changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.batch.baseline import Baseline, Change
from paramcalc.batch.count import ModelCount
from paramcalc.errors import ExitCode
from paramcalc.questions.limits import Counts, Excess, Limits, excesses

STATUSES = ("error", "over limit", "changed", "differs", "lower bound", "formula", "ok")
"""What can be said of a model in one word; the first that applies."""


class ModelAnswer(NamedTuple):
    """One model of many."""

    counted: ModelCount
    excesses: tuple[Excess, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether a limit or the baseline is not kept."""
        return bool(self.excesses or self.changes)

    @property
    def status(self) -> str:
        """One of STATUSES."""
        count = self.counted
        applies = (
            count.error,
            self.excesses,
            self.changes,
            count.differences,
            count.is_lower_bound,
            isinstance(count.total, Polynomial),
            True,
        )
        return next(status for status, is_so in zip(STATUSES, applies, strict=True) if is_so)


class ModelsAnswer:
    """Many models. They are counted while the first reader iterates, and kept for the next one."""

    def __init__(self, counts: Iterable[ModelCount], limits: Limits, baseline: Baseline | None = None) -> None:
        self._counts = iter(counts)
        self._kept: list[ModelAnswer] = []
        self.limits = limits
        self.baseline = baseline

    def __iter__(self) -> Iterator[ModelAnswer]:
        position = 0
        while position < len(self._kept) or self._next():
            yield self._kept[position]
            position += 1

    def _next(self) -> bool:
        count = next(self._counts, None)
        if count is not None:
            self._kept.append(self._answer(count))
        return count is not None

    def _answer(self, count: ModelCount) -> ModelAnswer:
        if count.error:
            return ModelAnswer(count)
        counts = Counts(count.total, count.bytes, count.macs, count.unknown, count.is_lower_bound)
        changes = () if self.baseline is None else self.baseline.changes(count)
        return ModelAnswer(count, tuple(excesses(counts, self.limits)), changes)

    @cached_property
    def sum(self) -> ModelCount:
        """All models together: the counts that are numbers, added up. It is a lower bound if one of them is not."""
        counts = [model.counted for model in self]
        known = [count for count in counts if not count.error and not isinstance(count.total, Polynomial)]
        trainable, sizes = zip(*((count.trainable, count.bytes) for count in known), strict=True) if known else ((), ())
        return ModelCount(
            "",
            layers=sum(count.layers for count in counts),
            total=sum(count.total for count in known),
            trainable=sum(trainable),
            bytes=sum(sizes),
            is_lower_bound=not all(count.is_number for count in counts),
        )

    @property
    def left_out(self) -> list[str]:
        """The models of the baseline that were not counted now."""
        return [] if self.baseline is None else self.baseline.left_out(model.counted for model in self)

    @property
    def failures(self) -> list[ModelAnswer]:
        """The models that do not keep a limit or the baseline."""
        return [model for model in self if model.fails]

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the first thing that went wrong: a file, a limit or the baseline, a tensor, a layer."""
        errors = {model.counted.exit_code for model in self if model.counted.error}
        if errors:
            return ExitCode.USAGE if ExitCode.USAGE in errors else max(errors)
        if self.failures:
            return ExitCode.LIMIT
        if any(model.counted.differences for model in self):
            return ExitCode.DISAGREED
        return ExitCode.INCOMPLETE if any(model.counted.is_lower_bound for model in self) else ExitCode.OK
