"""Names that stand for sizes in a line of layers: `GRU(2 * u)` is counted as a formula in `u`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from paramcalc.algebra.expression import expression
from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.polynomial import Polynomial, known
from paramcalc.classes import aliases, free_arguments
from paramcalc.classes.base import Unknown as Origin
from paramcalc.errors import Remedy, UsageError, nearest
from paramcalc.models.spec import LayerSpec
from paramcalc.phrases import labelled, tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import STANDS_FOR_A_SIZE, Unknown

RANGE = re.compile(r"\d+\s*:\s*\d+(?:\s*:\s*\d+)?")

CONSTANTS = {"true": "True", "false": "False", "none": "None", "null": "None"}
"""Words of other languages, which are no names of sizes, and Python's words for them."""

ARITHMETIC = (ast.Name, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Pow, ast.UAdd, ast.USub, ast.Load)
"""What a formula in free sizes is made of in Python's syntax, beside whole numbers: no `[u]`, which is a list."""

LARGE = 10**6
"""A size at which a formula must be positive."""

BATCH = "batch"
"""The number of samples, on which no count depends."""


def refuse_ranges(text: str) -> None:
    """Raise UsageError for a range of sizes, `GRU(8:32:8)`, which no line of layers can have."""
    match = RANGE.search(text)
    if match:
        sizes = "".join(match[0].split())
        raise UsageError(
            tr("a line of layers cannot have a range of sizes, got {sizes}", sizes=sizes),
            remedy=Remedy("sweep", f"u={sizes}"),
        )


def bind_sizes(
    machine: Machine, links: Iterable[ast.expr], framework: str, values: Mapping[str, Any]
) -> frozenset[str]:
    """Give the names of sizes in a line their values, and return those that have none.

    Raises UsageError for a name that is more likely a misspelt word, and for a value of a name that does not occur.
    """
    machine.keeps_text = True
    slots = machine.edit(machine.globals).slots
    names = {node.id: node for link in links for node in _arguments(link) if node.id not in slots}
    for name in values.keys() - names.keys():
        raise UsageError(
            tr("the line has no size called {name}", name=name),
            tip=tr("its sizes: {value}", value=", ".join(names) or tr("none")),
        )
    classes = {kind.lower(): kind for kind in aliases(framework)}
    for name, node in names.items():
        meant = CONSTANTS.get(name.lower()) or classes.get(name.lower()) or nearest(name, classes.values())
        if meant:
            raise UsageError(tr("{name} is not a size", name=name), tip=tr("did you mean {meant}?", meant=meant))
        if name == BATCH:
            raise UsageError(tr("batch is the number of samples, not a size of a layer"), tip=tr("choose another name"))
        if name in values:
            slots[name] = whole_number(name, values[name], least=1)
        else:
            slots[name] = Unknown(machine.origin(node, STANDS_FOR_A_SIZE, name), is_plain=True)
    return frozenset(names.keys() - values.keys())


def _arguments(link: ast.expr) -> Iterable[ast.Name]:
    """The names in the arguments of a layer, except those of the classes that are called there."""
    called = {id(call.func) for call in ast.walk(link) if isinstance(call, ast.Call)}
    owners = {id(node.value) for node in ast.walk(link) if isinstance(node, ast.Attribute)}
    for node in ast.walk(link):
        if isinstance(node, ast.Name) and node is not link and id(node) not in called | owners:
            yield node


def close(root: LayerSpec, framework: str, free: frozenset[str]) -> None:
    """Replace the free sizes in the configurations of a model's layers by formulas.

    Raises UsageError where an argument must be a number, for a formula that is no polynomial, and for a name in a
    place where no size stands, such as `activation=tanh`.
    """
    allowed = free_arguments(framework)
    used: set[str] = set()
    for spec in dict.fromkeys(inner for outer in root.walk() for inner in (outer, *_called(outer))):
        for name, value in spec.config.items():
            if name not in allowed and _has_size(value):
                label = f"{spec.name} ({spec.kind})" if spec.name else spec.kind
                raise _refused(labelled(label, name), framework)
            closed, symbols = _closed(value)
            spec.config[name] = closed
            used |= symbols
    for name in sorted(free - used):
        raise UsageError(
            tr("{name} does not stand for a size", name=name), tip=tr("write {name!r} if it is a text", name=name)
        )


def _called(spec: LayerSpec) -> list[LayerSpec]:
    """The layers that a model calls, its inputs included."""
    return [call.spec for call in spec.graph.calls] if spec.graph else []


def _has_size(value: Any) -> bool:
    """Whether a name that stands for a size is in a value of a configuration."""
    if isinstance(value, (list, tuple)):
        return any(map(_has_size, value))
    return isinstance(value, Origin) and value.why == STANDS_FOR_A_SIZE


def _closed(value: Any) -> tuple[Any, frozenset[str]]:
    """A value of a configuration with formulas, and the names in those."""
    if isinstance(value, Origin):
        if value.why != STANDS_FOR_A_SIZE:
            raise UsageError(value.error().reason)
        formula = _formula(value.text)
        return formula, formula.symbols
    if isinstance(value, (list, tuple)):
        pairs = [_closed(item) for item in value]
        return type(value)(item for item, _ in pairs), frozenset().union(*(symbols for _, symbols in pairs))
    return value, frozenset()


def _formula(text: str) -> Polynomial:
    formula = expression(text)
    if not all(map(_is_arithmetic, ast.walk(ast.parse(text, mode="eval").body))):
        raise UsageError(tr("{text} is not a size", text=text))
    if known(formula.evaluate(dict.fromkeys(formula.symbols, LARGE))) < 1:
        raise UsageError(tr("{text} is not a size: it is negative for large sizes", text=text))
    return formula


def _is_arithmetic(node: ast.AST) -> bool:
    return isinstance(node, ARITHMETIC) or (isinstance(node, ast.Constant) and type(node.value) is int)


@contextmanager
def free_sizes_named(framework: str) -> Iterator[None]:
    """Name a free size in an error of the reader, for which it is only a value that is not known."""
    try:
        yield
    except UsageError as error:
        if STANDS_FOR_A_SIZE not in error.message:
            raise
        text = getattr(error, "reason", error.message).partition(" cannot be known")[0]
        raise _refused(text, framework) from error


def _refused(what: str, framework: str) -> UsageError:
    allowed = ", ".join(sorted(free_arguments(framework)))
    return UsageError(
        tr("{what} cannot be a free size", what=what),
        tip=tr("these arguments can have free sizes: {allowed}", allowed=allowed),
    )
