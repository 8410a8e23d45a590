"""What stands around the table, in words: the heading, the formula, tensors, bytes, multiply-adds, the choices."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, show
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.option_effects import OptionEffect, option_effects
from paramcalc.render.page import Glyphs

LARGER_UNITS = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


class Fact(NamedTuple):
    """A labelled statement; `formula` lines are to be kept whole, the others may wrap between words."""

    label: str
    lines: tuple[str, ...]
    formula: bool = False


def heading(breakdown: Breakdown) -> str:
    """The convention and the choices: which framework's layer, at which sizes, with which options.

    The sizes that are free are named without a number.
    """
    layer = breakdown.layer
    sizes = [f"{name}={breakdown.sizes[name]:,}" if name in breakdown.sizes else name for name in layer.sizes]
    switches = [option.name for option in layer.entry.options if not option.is_size]
    options = [f"{name}={layer.options[name]}" for name in switches]
    options += [] if layer.bias else ["bias=False"]
    options += ["bidirectional"] if layer.bidirectional else []
    options += [f"layers={layer.layers}"] if layer.layers > 1 else []
    framework = FRAMEWORKS[layer.framework].title if layer.framework in FRAMEWORKS else layer.framework
    return f"{framework} {layer.entry.title}: {', '.join(sizes + options)}"


def facts(breakdown: Breakdown, glyphs: Glyphs) -> list[Fact]:
    """All statements under the table, in their order."""
    return [
        Fact("formula", tuple(derivation(breakdown, glyphs)), formula=True),
        Fact("tensors", tuple(tensor_lines(breakdown, glyphs))),
        Fact("bytes", (_bytes(breakdown, glyphs),)),
        Fact("macs", (_macs(breakdown, glyphs),)),
        *(Fact(choice.option, (choice_line(choice, glyphs),)) for choice in option_effects(breakdown)),
    ]


def derivation(breakdown: Breakdown, glyphs: Glyphs) -> list[str]:
    """The formula in symbols, with the numbers put in, and what it comes to; each line once.

    >>> from paramcalc import gru
    >>> from paramcalc.render.page import UNICODE_GLYPHS
    >>> for line in derivation(gru(units=75, input=28), UNICODE_GLYPHS):
    ...     print(line)
    3·(input·units + units² + 2·units)
    = 3·(28·75 + 75² + 2·75)
    = 23,625
    """
    formula = breakdown.formula
    steps = [
        formula.show(glyphs.notation),
        formula.show(glyphs.notation, breakdown.sizes),
        glyphs.number(breakdown.total),
    ]
    first, *rest = dict.fromkeys(steps)
    return [first, *(f"= {step}" for step in rest)]


def tensor_lines(breakdown: Breakdown, glyphs: Glyphs) -> list[str]:
    """The tensors with their shapes and the order of gates, one line a layer and direction."""
    plain = glyphs.notation._replace(number=str)
    places: dict[tuple[int, str], list[str]] = {}
    for tensor in breakdown.tensors:
        shape = ", ".join(show(size, plain) for size in tensor.shape) + ("," if len(tensor.shape) == 1 else "")
        places.setdefault((tensor.layer, tensor.direction), []).append(f"{tensor.name} ({shape})")
    gates = max((tensor.gates for tensor in breakdown.tensors), key=len)
    order = f"; gates in the order {', '.join(gates)}" if len(gates) > 1 else ""
    if len(places) == 1:
        return [f"{', '.join(tensors)}{order}" for tensors in places.values()]
    lines = [f"{layer} {direction}: {', '.join(tensors)}" for (layer, direction), tensors in places.items()]
    return [*lines[:-1], lines[-1] + order]


def choice_line(choice: OptionEffect, glyphs: Glyphs) -> str:
    """What a choice did to the number, and why."""
    amount, more = _amount(choice.difference, glyphs)
    switch = f"--{'no-' if choice.value else ''}{choice.option.replace('_', '-')}"
    default = " (the default)" if choice.value != choice.default else ""
    names, other = ", ".join(choice.parameters), glyphs.number(choice.other_total)
    if more:
        return f"{choice.option}={choice.value} adds {amount} ({names}); {switch} gives {other}{_why(choice)}"
    text = f"{choice.option}={choice.value} leaves out {amount}; {switch}{default} gives {other}, with {names} more"
    return text + _why(choice)


def _why(choice: OptionEffect) -> str:
    if not choice.redundant:
        return ""
    verb = "are" if choice.value else "would be"
    spare = ", ".join(name for name, _ in choice.redundant)
    kept = ", ".join(name for _, name in choice.redundant)
    needed = "".join(f"; {name} is not: it stands in {where}" for name, where in choice.needed if choice.value)
    return f". Redundant {verb} {spare}, only ever added to {kept}{needed}"


def _amount(difference: Size, glyphs: Glyphs) -> tuple[str, bool]:
    """A difference without its sign, and whether it is more."""
    leading = difference.terms[0][1] if isinstance(difference, Polynomial) else difference
    return glyphs.number(difference if leading > 0 else -difference), leading > 0


def _macs(breakdown: Breakdown, glyphs: Glyphs) -> str:
    where = " at each position of the output" if breakdown.layer.entry.spatial else ""
    return f"{glyphs.number(breakdown.macs)} a step{where} (1 MAC = 1 multiply-add; matrix products only)"


def _bytes(breakdown: Breakdown, glyphs: Glyphs) -> str:
    size = breakdown.bytes
    return f"{glyphs.number(size)} as {breakdown.dtype}{_rounded(size)}"


def _rounded(size: Size) -> str:
    if isinstance(size, Polynomial) or size < 1024:
        return ""
    power = min((size.bit_length() - 1) // 10, len(LARGER_UNITS))
    tenths = (size * 20 + 1024**power) // (2 * 1024**power)
    return f" ({tenths // 10:,}.{tenths % 10} {LARGER_UNITS[power - 1]})"


def wrap(lines: tuple[str, ...], width: int | None, indent: int) -> list[str]:
    """Lines broken between words to a width, further ones indented; a long number is never broken."""
    if width is None:
        return list(lines)
    return [
        part
        for line in lines
        for part in textwrap.wrap(
            line, max(width - indent, 20), break_long_words=False, break_on_hyphens=False, subsequent_indent="  "
        )
    ]


def fact_lines(breakdown: Breakdown, glyphs: Glyphs, width: int | None) -> list[str]:
    """All facts as lines of plain text, the labels in a column of their own."""
    stated = facts(breakdown, glyphs)
    indent = max(len(fact.label) for fact in stated) + 2
    lines = []
    for fact in stated:
        parts = list(fact.lines) if fact.formula else wrap(fact.lines, width, indent)
        lines += [
            f"{label:<{indent}}{part}"
            for label, part in zip([fact.label, *[""] * (len(parts) - 1)], parts, strict=True)
        ]
    return lines
