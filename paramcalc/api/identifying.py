"""From a number to the settings, in Python."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, overload

from paramcalc.algebra.quantities import quantity
from paramcalc.api import kernel_sizes
from paramcalc.api.shown import Shown
from paramcalc.frameworks import cells
from paramcalc.questions import identify as identifying
from paramcalc.questions.conventions import SIZES, known_layer


class IdentifyResult(Shown, identifying.Identification):
    """What a number of parameters stands for; `print(i)`, `i.to("json")`."""

    subject: ClassVar[str] = "identification"


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
