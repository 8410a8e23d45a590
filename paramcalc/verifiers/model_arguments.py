"""What the constructors of real layers may be called with, whatever the framework: plain values, and nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from paramcalc.errors import shown
from paramcalc.models.spec import LayerSpec


class LeftOutError(Exception):
    """A layer is not built, and why."""


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether a value is a number, a text, a truth value, None, a layer, or a list of those.

    >>> is_plain([1, ("same", None)]), is_plain({"class_name": "Orthogonal"}), is_plain(print)
    (True, False, False)
    """
    if isinstance(value, (list, tuple)):
        return depth < 4 and all(is_plain(each, depth + 1) for each in value)
    return value is None or isinstance(value, (bool, int, float, str, LayerSpec))


def made(value: Any, held: Callable[[LayerSpec], Any]) -> Any:
    """A plain value with real layers in the place of those that were written down."""
    if isinstance(value, (list, tuple)):
        return type(value)(made(each, held) for each in value)
    return held(value) if isinstance(value, LayerSpec) else value


def is_taken(real: Any, name: str) -> bool:
    """Whether a constructor takes an argument."""
    taken = inspect.signature(real.__init__).parameters
    return name in taken or any(each.kind is each.VAR_KEYWORD for each in taken.values())


def first_line(error: Exception) -> str:
    """What a framework says against a layer, short."""
    text = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {shown(text, 160)[1:-1]}"
