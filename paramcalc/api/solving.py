"""From a budget to a size, in Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.quantities import quantity
from paramcalc.api import layer
from paramcalc.api.shown import Shown
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, cell_name, cells, framework_name, home_of
from paramcalc.layers.breakdown import DEFAULT_DTYPE, DTYPES, Breakdown
from paramcalc.phrases import tr
from paramcalc.questions import solve as solving

if TYPE_CHECKING:
    from paramcalc.models.breakdown import Model


class SolveResult(Shown, solving.Solutions):
    """The sizes that fit a budget; `print(s)`, `s.to("json")`."""

    subject: ClassVar[str] = "solutions"


def solve(
    *what: str | Breakdown,
    params: int | str | None = None,
    bytes: int | str | None = None,
    macs: int | str | None = None,
    like: str | Breakdown | Model | None = None,
    goal: str = "at most",
    multiple_of: int = 1,
    free: str | None = None,
    framework: str | Iterable[str] | None = None,
    dtype: str | None = None,
    **settings: Any,
) -> SolveResult:
    """The value of the one free size that fits a limit on parameters, bytes or multiply-adds.

    `what` are names of cells, breakdowns with one free size, or lines of layers with one symbol; `like` is a layer or
    model whose number of parameters is the limit; `goal` is `at most`, `at least` or `nearest`; `free` names the size
    to solve for where it may also be left out (`projection`). The other arguments are those of `layer`.

    >>> solve("gru", input=28, params=50_000).solutions[0].size
    114

    Raises UsageError unless exactly one limit is given and exactly one size is free.
    """
    if not what:
        raise UsageError(
            tr("solve() takes a cell, a breakdown or a line of layers"),
            tip=tr("cells: {cells}", cells=", ".join(cells())),
        )
    limits = {"params": params, "bytes": bytes, "macs": macs, "like": like}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if len(given) != 1:
        names = tr("got {names}", names=", ".join(given)) if given else tr("none is given")
        raise UsageError(tr("one limit is needed: params, bytes, macs or like; {names}", names=names))
    ((measure, limit),) = given.items()
    if measure == "like":
        measure, limit = "params", _total(limit)
    number = quantity(measure, limit, is_bytes=measure == "bytes")
    if dtype is not None and dtype not in DTYPES:
        raise unknown(tr("dtype"), dtype, DTYPES)
    question = solving.Question(number, measure, goal, whole_number("multiple_of", multiple_of, least=1))
    frameworks = [framework] if isinstance(framework, str) or framework is None else list(framework)
    subjects = [
        subject
        for each in what
        for subject in _subjects(each, frameworks, free, dtype, settings, is_only=len(what) * len(frameworks) == 1)
    ]
    if len({subject.free for subject in subjects}) > 1:
        free_sizes = ", ".join(f"{subject.label}: {subject.free}" for subject in subjects)
        raise UsageError(tr("all must have the same free size; {free_sizes}", free_sizes=free_sizes))
    return SolveResult(*solving.solve(question, subjects))


def _total(like: Any) -> int:
    """The number of parameters of a layer or model to compare with."""
    if isinstance(like, str):
        from paramcalc.api import model

        like = model(like)
    total = getattr(like, "total", None)
    if not isinstance(total, int):
        raise UsageError(tr("like must be a layer or model whose sizes are all given, got {like}", like=shown(like)))
    return total


def _subjects(
    what: str | Breakdown,
    frameworks: Sequence[str | None],
    free: str | None,
    dtype: str | None,
    settings: Mapping[str, Any],
    *,
    is_only: bool,
) -> list[solving.Subject]:
    """The subjects that a name stands for: one for each framework."""
    if isinstance(what, Breakdown):
        return [solving.layer_subject(_title(what), what, free)]
    if isinstance(what, str) and re.search("[(>]", what):
        return [_line(what, framework, dtype, settings) for framework in frameworks]
    if not isinstance(what, str):
        raise UsageError(tr("solve() takes cells, breakdowns and lines of layers, got {what}", what=shown(what)))
    subjects = []
    for framework in frameworks:
        breakdown = _free_layer(what, framework, free, dtype or DEFAULT_DTYPE, _own(what, framework, settings, is_only))
        subjects.append(solving.layer_subject(_title(breakdown), breakdown, free))
    return subjects


def _line(text: str, framework: str | None, dtype: str | None, settings: Mapping[str, Any]) -> solving.Subject:
    """A line of layers with a symbol for the free size."""
    from paramcalc.models.breakdown import Model
    from paramcalc.readers.text import read_text

    if settings:
        raise UsageError(tr("a line of layers has its own settings, got {settings} too", settings=", ".join(settings)))
    home = framework_name(framework or DEFAULT)
    symbolic = Model(read_text(text, home))

    def at(size: int) -> Model:
        return Model(read_text(text, home, {subject.free: size}))

    subject = solving.model_subject(text, symbolic, at, dtype or "")
    return subject


def _own(cell: str, framework: str | None, settings: Mapping[str, Any], is_only: bool) -> dict[str, Any]:
    """The settings that a cell has; one alone must have them all."""
    if is_only:
        return dict(settings)
    home = FRAMEWORKS[framework_name(home_of(cell) if framework is None else framework)]
    options = {option.name for option in home.cells[cell_name(home, cell)].options}
    others = {option.name for entries in cells().values() for entry in entries for option in entry.options}
    return {name: value for name, value in settings.items() if name in options or name not in others}


def _free_layer(
    cell: str, framework: str | None, free: str | None, dtype: str, settings: Mapping[str, Any]
) -> Breakdown:
    """A layer whose size `free` is free, though it may also be left out."""
    given = dict(settings)
    if free is None or given.get(free) is not None:
        return layer(cell, framework=framework, dtype=dtype, **given)
    home = FRAMEWORKS[framework_name(home_of(cell) if framework is None else framework)]
    optional = {option.name for option in home.cells[cell_name(home, cell)].options if option.is_size}
    breakdown = layer(cell, framework=framework, dtype=dtype, **{**given, **({free: 1} if free in optional else {})})
    sizes = {name: size for name, size in breakdown.sizes.items() if name != free}
    return Breakdown(breakdown.layer, sizes, dtype)


def _title(breakdown: Breakdown) -> str:
    framework = FRAMEWORKS.get(breakdown.layer.framework)
    return f"{framework.title if framework else breakdown.layer.framework} {breakdown.layer.entry.title}"
