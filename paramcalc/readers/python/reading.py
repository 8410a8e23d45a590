"""What all of a reading of Python source shares: what was met, what it may cost, how a value becomes unknown."""

from __future__ import annotations

import ast
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from paramcalc.classes.base import Unknown
from paramcalc.classes.keras.recurrent import state_count
from paramcalc.errors import UsageError
from paramcalc.models.spec import LayerSpec
from paramcalc.readers.construct import Names
from paramcalc.readers.python.builtins import WRONG, compute, weigh
from paramcalc.readers.python.shapes import Shapes
from paramcalc.readers.python.values import (
    Found,
    Function,
    Stack,
    Tape,
    Tensor,
    Value,
)

MOST_STEPS = 300_000
"""Expressions and statements that are followed in one source: a second's work."""

IDLE_STEPS = 10_000
"""Of a loop that makes no layer: one over data, whose results are rather not known than waited for."""

PLAIN = (int, float, complex, str, bytes, bool, type(None), list, tuple, dict, set)

CELLS = {"SimpleRNN": "rnn", "GRU": "gru", "LSTM": "lstm", "CuDNNGRU": "gru", "CuDNNLSTM": "lstm"}


class Reading(ABC):
    """The state of one reading of a source."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        self.given = {_normal(text): value for text, value in given.items()}
        self.used: set[str] = set()
        self.notes: list[str] = []
        self.doubted: dict[int, tuple[Value, Unknown]] = {}
        self.stars: list[str] = []
        self.steps = 0
        self.tape = Tape()
        self.shapes = Shapes(self.tape)
        self.ends: dict[LayerSpec, tuple[list[Tensor], list[Tensor]]] = {}
        """What goes into a functional model, and what comes out of it."""
        self.keras1 = False
        self.names = Names()
        self.found: list[Found] = []

    @abstractmethod
    def value(self, node: ast.expr, scope: Any) -> Value:
        """What an expression stands for."""

    @abstractmethod
    def assign(self, target: ast.expr, value: Value, scope: Any, source: ast.expr | None = None) -> None:
        """A value given to a name."""

    @abstractmethod
    def set_trainable(self, owner: Value, value: Value, node: ast.AST) -> None:
        """What is set trainable or not."""

    @abstractmethod
    def call_function(
        self, function: Function, node: ast.AST, given: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """A function of the source, followed."""

    def function(self, node: Any, scope: Any) -> Function:
        """A function, its defaults worked out where it is made."""
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        return Function(node, scope, {each: self.value(each, scope) for each in defaults})

    def spend(self, steps: int = 1) -> None:
        """So many steps more. Raises UsageError when it is enough."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise UsageError(f"the source takes more than {MOST_STEPS:,} steps to follow")

    @property
    def made(self) -> int:
        """How many layers and calls of layers there are by now."""
        return len(self.tape.calls) + self.names.total

    def idle(self, start: int, made: int) -> bool:
        """Whether a loop that began with so many steps and layers takes long and makes no layer."""
        return self.steps - start > IDLE_STEPS and self.made == made

    def weighed(self, value: Value) -> Value:
        """A value, once it is sure that walking through it does not take forever, which has its cost."""
        if isinstance(value, (list, tuple, dict, set)):
            self.spend(weigh(value) // 4)
        return value

    def doubt_value(self, value: Value, unknown: Unknown) -> None:
        """What is in a list or a model is not known any more, by whatever name it goes."""
        if isinstance(value, Stack):
            value.doubt = value.doubt or unknown
        elif isinstance(value, (list, dict, set)):
            # The value is kept so that nothing else can have its identity.
            self.doubted[id(value)] = (value, unknown)

    def unknown(self, node: ast.AST, why: str) -> Unknown:
        """That an expression cannot be known."""
        return Unknown(self.text(node), getattr(node, "lineno", 0), why)

    def text(self, node: ast.AST | None) -> str:
        """An expression as it is written, in one line and not too long."""
        text = "" if node is None else " ".join(ast.unparse(node).split())
        return text if len(text) <= 60 else text[:59] + "…"

    def computed(self, node: ast.AST, function: Callable[..., Any], *arguments: Any) -> Value:
        """What a function of plain values gives, or that it cannot be known."""
        try:
            return self.weighed(compute(function, *arguments))
        except WRONG as error:
            return self.unknown(node, f"it cannot be computed: {error}")

    def outputs_of(self, tensor: Tensor) -> int:
        """How many tensors a call gives: a recurrent layer its states, too, where it returns them."""
        spec = self.tape.calls[tensor.call].spec
        if spec.graph is not None:
            return len(spec.graph.outputs)
        inner = spec.config.get("layer") if spec.kind == "Bidirectional" else spec
        if isinstance(inner, LayerSpec) and inner.config.get("return_state"):
            return 1 + (state_count(CELLS[inner.kind]) if inner.kind in CELLS else 1) * (1 if inner is spec else 2)
        return 1

    def shape_of(self, tensor: Tensor, node: ast.AST) -> Value:
        """A tensor's shape, as far as it can be told."""
        self.spend(10)
        shape = self.shapes.of(tensor)
        return self.unknown(node, "the shape of the tensor is not known") if shape is None else shape


def _normal(text: str) -> str:
    """An expression as `ast.unparse` writes it. Raises UsageError for what is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.unparse(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"--set takes NAME=VALUE, and {text[:60]!r} is no name") from error
