"""Paths through a source: how one ends, and where those that have left a block wait to be joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from paramcalc.classes.base import Unknown as Origin
from paramcalc.readers.python.store import Store
from paramcalc.readers.python.values import Unknown, Value


class Jump(Exception):  # noqa: N818  # it is no error: it ends a block
    """What ends a block on the path that is followed."""


class Return(Jump):
    """A function returns."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Break(Jump):
    """A loop ends."""


class Continue(Jump):
    """The next turn of a loop begins."""


class Raised(Jump):
    """The source raises, for sure: the name of the exception, empty where it is not known, and its value."""

    def __init__(self, name: str, line: int, value: Value = None) -> None:
        super().__init__(name)
        self.name, self.line, self.value = name, line, value


class Dead(Jump):
    """No path goes on: each one that there was has returned, left the loop or raised."""


class Pending(NamedTuple):
    """A path that has left the block already: its store, and its value or the exception's name."""

    store: Store
    value: Value
    origin: Origin


class Frame:
    """A call of a function that is being followed: where its early returns are collected."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.returns: list[Pending] = []
        self.loops: list[Loop] = []
        self.branches = 0
        """How many branches around it are not certain."""
        self.yields: list[Value] = []
        self.unsure = False
        """Whether what it yields is not known."""


class Loop:
    """A loop that is being followed: where its early ends are collected."""

    def __init__(self) -> None:
        self.breaks: list[Pending] = []
        self.continues: list[Pending] = []


class Catcher:
    """A `try` that is being followed: the states in which its body may raise."""

    def __init__(self) -> None:
        self.raised: list[Pending] = []
        self.version = -1
        self.names: set[str] = set()
        """What may raise in that state."""


class Parts(NamedTuple):
    """The functions of the interpreter that need one another."""

    evaluate: Callable[..., Value]
    run_block: Callable[..., None]
    call: Callable[..., Value]
    get_attribute: Callable[..., Value]
    set_attribute: Callable[..., None]
    delete_attribute: Callable[..., None]
    get_item: Callable[..., Value]
    set_item: Callable[..., None]
    delete_item: Callable[..., None]
    drain: Callable[..., list[Value] | Unknown]
    outputs_of: Callable[..., int]
    operate: Callable[..., Value]
    make_layer: Callable[..., Value]
    parser_method: Callable[..., Value]
    repeat: Callable[..., None]
    give: Callable[..., None]
    fill_module: Callable[..., None]
