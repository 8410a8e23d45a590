"""The reverse questions in Python: `solve`, `identify` and `check`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, overload

from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.quantities import quantity
from paramcalc.api import kernel_sizes, layer
from paramcalc.api.shown import Shown
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, cell_name, cells, framework_name, home_of
from paramcalc.layers.breakdown import DEFAULT_DTYPE, DTYPES, Breakdown
from paramcalc.questions import check as checking
from paramcalc.questions import identify as identifying
from paramcalc.questions import solve as solving
from paramcalc.questions.conventions import Known

if TYPE_CHECKING:
    from paramcalc.models.breakdown import Model

SIZES = ("units", "input", "projection", "filters", "channels")
"""The sizes that a layer can have, besides those of a kernel."""


class SolveResult(Shown, solving.Solutions):
    """The sizes that fit a budget; `print(s)`, `s.to("json")`."""

    subject: ClassVar[str] = "solutions"


class IdentifyResult(Shown, identifying.Identification):
    """What a number of parameters stands for; `print(i)`, `i.to("json")`."""

    subject: ClassVar[str] = "identification"


class CheckResult(Shown, checking.Check):
    """What a formula counts; `print(c)`, `c.to("json")`."""

    subject: ClassVar[str] = "check"


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
        raise UsageError("solve() takes a cell, a breakdown or a line of layers", tip=f"cells: {', '.join(cells())}")
    limits = {"params": params, "bytes": bytes, "macs": macs, "like": like}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if len(given) != 1:
        names = f"got {', '.join(given)}" if given else "none is given"
        raise UsageError(f"one limit is needed: params, bytes, macs or like; {names}")
    ((measure, limit),) = given.items()
    if measure == "like":
        measure, limit = "params", _total(limit)
    number = quantity(measure, limit, is_bytes=measure == "bytes")
    if dtype is not None and dtype not in DTYPES:
        raise unknown("dtype", dtype, DTYPES)
    question = solving.Question(number, measure, goal, whole_number("multiple_of", multiple_of, least=1))
    frameworks = [framework] if isinstance(framework, str) or framework is None else list(framework)
    subjects = [
        subject
        for each in what
        for subject in _subjects(each, frameworks, free, dtype, settings, is_only=len(what) * len(frameworks) == 1)
    ]
    if len({subject.free for subject in subjects}) > 1:
        free_sizes = ", ".join(f"{subject.label}: {subject.free}" for subject in subjects)
        raise UsageError(f"all must have the same free size; {free_sizes}")
    return SolveResult(*solving.solve(question, subjects))


def _total(like: Any) -> int:
    """The number of parameters of a layer or model to compare with."""
    if isinstance(like, str):
        from paramcalc.api import model

        like = model(like)
    total = getattr(like, "total", None)
    if not isinstance(total, int):
        raise UsageError(f"like must be a layer or model whose sizes are all given, got {shown(like)}")
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
        raise UsageError(f"solve() takes cells, breakdowns and lines of layers, got {shown(what)}")
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
        raise UsageError(f"a line of layers has its own settings, got {', '.join(settings)} too")
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


def check(
    formula: str,
    what: str | Breakdown | None = None,
    *,
    where: Mapping[str, str | int] | None = None,
    **settings: Any,
) -> CheckResult:
    """Whether a formula counts a layer, and if not, which parameters the difference consists of.

    `what` is the layer that is asked for, a breakdown or a cell with the arguments of `layer`; without it, every layer
    of every framework is compared. `where` says what the names in the formula stand for.

    >>> result = check("(n_features + n_units) * (n_units * 3) + n_units * 3", "gru")
    >>> result.is_right, result.closest[0].parts[0].parameters
    (False, ('c_z', 'c_r', 'c_h'))

    Raises UsageError for a text that is no formula.
    """
    if not isinstance(formula, str):
        raise UsageError(f"a formula is a text, got {shown(formula)}")
    if what is None:
        sizes = {
            name: whole_number(name, settings.pop(name), least=1)
            for name in tuple(settings)
            if name in SIZES and settings[name] is not None
        }
        known = known_layer(None, settings.pop("framework", None), settings)
        return CheckResult(*checking.check(formula, known=known, sizes=sizes, where=where))
    asked = what if isinstance(what, Breakdown) else layer(what, **settings)
    return CheckResult(*checking.check(formula, asked, where=where))


@overload
def identify(
    number: int | str, cell: str | None = ..., *, expected: int | str | None = ..., **settings: Any
) -> IdentifyResult: ...


@overload
def identify(
    number: Iterable[int], cell: str | None = ..., *, expected: int | str | None = ..., **settings: Any
) -> list[IdentifyResult]: ...


def identify(
    number: int | str | Iterable[int],
    cell: str | None = None,
    *,
    expected: int | str | None = None,
    **settings: Any,
) -> IdentifyResult | list[IdentifyResult]:
    """Every layer and pair of sizes with a number of parameters; for several numbers, an answer for each.

    For the text of a printed summary see `identify_summary`.

    `cell` and the arguments of `layer` (units, input, framework, bias, bidirectional, layers, options) narrow it;
    `expected` is a number that was expected instead.

    >>> match = identify(6336, units=32, input=32).matches[0]
    >>> [layer.framework for layer in match.layers]
    ['keras', 'pytorch', 'onnx', 'cudnn', 'onnx']

    Raises UsageError for a number that is not whole, and for one above 10^15 without any size.
    """
    given = {name: value for name, value in settings.items() if value is not None}
    framework = given.pop("framework", None)
    kernel = given.pop("kernel_size", None)
    if kernel is not None:
        entries = [entry for name, held in cells().items() if cell and name == cell.lower() for entry in held]
        given.update(kernel_sizes(entries[0], kernel) if entries else {"kernel_1": kernel})
    sizes = {name: given.pop(name) for name in tuple(given) if name in SIZES or name.startswith("kernel_")}
    if "projection" in sizes:
        given["projection"] = True
    known = known_layer(cell, framework, given)
    other = None if expected is None else quantity("expected", expected)
    if isinstance(number, (int, str)) or not isinstance(number, Iterable):
        return IdentifyResult(*identifying.identify(quantity("number", number), known, sizes, other))
    return [IdentifyResult(*answer) for answer in identifying.identify_all(number, known, sizes, other)]


def known_layer(cell: str | None, framework: str | None, settings: Mapping[str, Any]) -> Known:
    """What is known of a layer, from the arguments of `layer`."""
    given = {name: value for name, value in settings.items() if value is not None}
    stack = {name: given.pop(name) for name in ("bias", "bidirectional", "layers") if name in given}
    home = None if framework is None else framework_name(framework)
    return Known(cell, home, options=given, **stack)
