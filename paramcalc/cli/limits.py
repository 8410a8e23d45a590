"""The options that make a count fail: `--max-params`, `--max-bytes`, `--max-macs` and `--no-unknown`."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Annotated, Any

from paramcalc.algebra.quantities import quantity
from paramcalc.cli.options import parameter
from paramcalc.cli.output import option
from paramcalc.errors import LimitError
from paramcalc.phrases import joined, tr
from paramcalc.questions.limits import Counts, Excess, Limits, excesses

HELP = {
    "max_params": tr("Fail (exit code 5) with more parameters: 50000, 50_000, 50k, 1.5M."),
    "max_bytes": tr("Fail with more bytes: 65536, 64KiB (1,024 each), 64kB (1,000 each), 1MB."),
    "max_macs": tr("Fail with more multiply-adds, of a cell per step, of a model per sample."),
}
"""The options that limit a count, with their help."""

LIMIT_OPTIONS: list[inspect.Parameter] = [
    *(
        parameter(name, Annotated[str | None, option(f"--{name.replace('_', '-')}", text, "LIMIT")])
        for name, text in HELP.items()
    ),
    parameter(
        "no_unknown",
        Annotated[bool, option("--no-unknown", tr("Fail if the number of parameters is a formula or a lower bound."))],
        False,
    ),
]
"""The options of every command that counts a layer or models."""

LIMIT_NAMES = tuple(option.name for option in LIMIT_OPTIONS)


def limits_of(values: dict[str, Any]) -> Limits:
    """The limits among the values of a command's options, which are taken out. Raises UsageError for a wrong one."""
    texts = {name.removeprefix("max_"): values.pop(name) for name in HELP}
    sizes = {
        name: quantity(f"--max-{name}", text, is_bytes=name == "bytes")
        for name, text in texts.items()
        if text is not None
    }
    return Limits(**sizes, no_unknown=values.pop("no_unknown"))


def refuse_over_limits(counted: Any, limits: Limits) -> None:
    """Raise LimitError if a layer or a model is over a limit, or cannot be held against one."""
    unknown = tuple(map(str, getattr(counted, "unknown", ())))
    is_lower_bound = getattr(counted, "is_lower_bound", False)
    over = tuple(excesses(Counts(counted.total, counted.bytes, counted.macs, unknown, is_lower_bound), limits))
    if over:
        raise LimitError(joined(tr("; "), limit_sentences(over)))


def limit_sentences(over: Iterable[Excess]) -> list[str]:
    """The sentences about limits that are not kept."""
    from paramcalc.document.page import PLAIN
    from paramcalc.document.subjects.limits import excess_sentence
    from paramcalc.document.translation import in_language
    from paramcalc.document.writers.plain import TextWriter

    return [TextWriter(PLAIN).content(in_language(excess_sentence(excess))) for excess in over]
