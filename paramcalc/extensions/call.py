"""A value as a call in Python's syntax, `gru(75, 28).total`: read, never evaluated."""

from __future__ import annotations

import ast
import re
from typing import Any

from paramcalc.api import layer, model
from paramcalc.cli.commands import sizes_of
from paramcalc.document import value_of
from paramcalc.document.subjects.model import ModelView
from paramcalc.document.values import NamedValue
from paramcalc.errors import UsageError, parser_reason, shown, unknown
from paramcalc.frameworks import cells
from paramcalc.phrases import tr

CALL = re.compile(r"\s*\w+\s*\(")
"""The start of a call; anything else is a command."""

DEFAULT_NAME = "total"

EXAMPLE = tr("for example gru(75, 28).total")


def is_call(text: str) -> bool:
    """Whether a text is a call rather than a command.

    >>> is_call("gru(75, 28).total"), is_call("gru 75 28 --only total")
    (True, False)
    """
    return CALL.match(text) is not None


def called_value(text: str) -> NamedValue:
    """The value that a call names.

    >>> called_value("gru(75, 28).total").content, called_value("gru(75, 28, reset_after=False).rows.z").content
    (23625, 7800)

    Raises UsageError for a text that is no call of a cell, of `layer` or of `model` with literals, or has no value.
    """
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(
            tr("cannot read {text}: {error}", text=shown(text), error=parser_reason(error)), tip=EXAMPLE
        ) from error
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise UsageError(tr("{text} is no call of a layer", text=shown(text)), tip=EXAMPLE)
    values = [_literal(argument) for argument in node.args]
    options = {keyword.arg: _literal(keyword.value) for keyword in node.keywords if keyword.arg is not None}
    if len(options) != len(node.keywords):
        raise UsageError(tr("{text} has ** in its arguments", text=shown(text)), tip=EXAMPLE)
    subject, value = _called(node.func.id, values, options)
    return value_of(subject, value, ".".join(names) or DEFAULT_NAME)


def _literal(node: ast.expr) -> Any:
    """The value of an argument. Raises UsageError for one that is no literal."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise UsageError(tr("an argument is no number, text or truth value"), tip=EXAMPLE) from error


def _called(name: str, values: list[Any], options: dict[str, Any]) -> tuple[str, Any]:
    """The subject and the answer of a call. Raises UsageError for another function, and for wrong arguments."""
    known = cells()
    try:
        if name == "model":
            return "model", ModelView(model(*values, **options))
        if name == "layer":
            return "layer", layer(*values, **options)
        for cell, entries in known.items():
            if name.lower() in (cell, *(alias for entry in entries for alias in entry.aliases)):
                sizes = sizes_of(cell, entries[0])
                if len(values) > len(sizes):
                    raise UsageError(
                        tr(
                            "{name} takes {count} numbers, got {given}",
                            name=name,
                            count=len(sizes),
                            given=len(values),
                        ),
                        tip=EXAMPLE,
                    )
                return "layer", layer(cell, **dict(zip(sizes, values, strict=False)), **options)
    except TypeError as error:
        raise UsageError(tr("the arguments of {name} do not fit", name=name), tip=EXAMPLE) from error
    raise unknown(tr("layer"), name, [*known, "layer", "model"])
