"""How a layer and its parts are named in every answer about it, and the steps of its derivation."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from paramcalc.algebra.integers import grouped as grouped_digits
from paramcalc.algebra.polynomial import Polynomial, polynomial
from paramcalc.document.nodes import Equals, Formula
from paramcalc.document.words import DIRECTIONS, GATES, word
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.breakdown import Row as ParameterRow
from paramcalc.phrases import joined, tr

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def title(breakdown: Breakdown) -> str:
    """The framework's layer with its sizes and options."""
    layer = breakdown.layer
    framework = FRAMEWORKS[layer.framework].title if layer.framework in FRAMEWORKS else layer.framework
    return joined("", (f"{framework} {layer.entry.title}: ", joined(", ", settings(breakdown))))


def settings(breakdown: Breakdown) -> list[str]:
    """The sizes and options of a layer; a free size has no number."""
    layer = breakdown.layer
    parts = [
        f"{name}={grouped_digits(breakdown.sizes[name])}" if name in breakdown.sizes else name for name in layer.sizes
    ]
    own = [option.name for option in layer.entry.options if not option.is_size]
    parts += [f"{name}={layer.options[name]}" for name in own]
    parts += [] if layer.bias else ["bias=False"]
    parts += [tr("bidirectional")] if layer.bidirectional else []
    return [*parts, *([f"layers={layer.layers}"] if layer.layers > 1 else [])]


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Items by a key, in the order of their first appearance."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def gate_label(row: ParameterRow) -> str:
    """A gate's symbol, and its name if it has one."""
    return joined(" ", filter(None, (row.gate, word(GATES, row.gate_name))))


def by_place(rows: Iterable[ParameterRow]) -> dict[tuple[int, str], list[ParameterRow]]:
    """The parameters of each layer and direction."""
    return grouped(rows, lambda row: (row.layer, row.direction))


def place(breakdown: Breakdown, layer: int, direction: str) -> str:
    """The layer of a stack and the direction: `layer 2, forward`; empty where there is only one."""
    return joined(tr(", "), place_parts(breakdown, layer, direction))


def place_parts(breakdown: Breakdown, layer: int, direction: str) -> list[str]:
    """The same in parts."""
    parts: list[str] = [tr("layer {layer}", layer=layer)] if breakdown.layer.layers > 1 else []
    return [*parts, *([word(DIRECTIONS, direction)] if breakdown.layer.bidirectional else [])]


def derivation(breakdown: Breakdown) -> tuple[Formula | Equals, ...]:
    """The formula in symbols, with the sizes put in, and its value; equal steps only once."""
    first, formula = Formula(breakdown.formula), polynomial(breakdown.formula.evaluate(breakdown.symbols))
    if not breakdown.sizes and formula == breakdown.formula:
        return (first,)
    numbers, value = Formula(formula, breakdown.sizes), breakdown.total
    last = () if isinstance(value, Polynomial) and not formula.symbols - value.symbols else (Equals(value),)
    return (first, Equals(numbers), *last)
