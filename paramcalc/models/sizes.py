"""The sizes that a layer's weights are made of, and the type that they are stored as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.classes.base import LayerCall, LayerEntry, Shape, signature
from paramcalc.layers.breakdown import DEFAULT_DTYPE, DTYPES


class WeightSizes:
    """The sizes that an entry's weights are made of: the entry's own, what is read, or arguments."""

    def __init__(self, call: LayerCall, entry: LayerEntry, output: Shape | None) -> None:
        self.call = call
        self.own = dict(entry.sizes(call)) if entry.sizes else {}
        self.output = output

    def value(self, name: str) -> Any:
        """What goes by a name: the entry's own, what is read or comes out, or an argument."""
        if name in self.own:
            return self.own[name]
        if name == "input":
            return self.call.shape[-1]
        if name == "positions":
            return self._positions()
        if name == "inputs":
            return product(self.call.shape[2:] if self.call.channels_first else self.call.shape[1:-1])
        return self.switch(name) if self._is_switch(name) else self.call.size(name)

    def switch(self, name: str) -> bool:
        """A choice of the entry's own, or an argument by its truth, as Keras takes it."""
        return bool(self.own[name]) if name in self.own else self.call.flag(name)

    def _is_switch(self, name: str) -> bool:
        return isinstance(signature(self.call.entry.arguments).get(name), bool)

    def _positions(self) -> Size:
        if self.output is None:
            return 1
        return product(self.output[2:] if self.call.channels_first else self.output[1:-1])

    def number(self, name: str) -> Size:
        """A size as a number; of several axes the product, of a switch 1 or 0."""
        value = self.value(name)
        if isinstance(value, tuple):
            return product(value)
        return value if isinstance(value, Polynomial) else int(value)

    def axes(self, names: Sequence[str]) -> tuple[Size, ...]:
        """The axes of a weight in numbers."""
        found: list[Size] = []
        for name in names:
            if name.startswith("*"):
                found += self.value(name[1:])
            else:
                found.append(int(name) if name.isdigit() else self.number(name))
        return tuple(found)

    def symbols(self, names: Sequence[str]) -> tuple[Polynomial, ...]:
        """The same in symbols."""
        found: list[Polynomial] = []
        for name in names:
            if name.startswith("*"):
                axes = self.value(name[1:])
                texts = [name[1:]] if len(axes) == 1 else [f"{name[1:]}_{place}" for place in range(1, len(axes) + 1)]
                found += map(Polynomial.symbol, texts)
            else:
                found.append(polynomial(int(name)) if name.isdigit() else Polynomial.symbol(name))
        return tuple(found)


def stored_dtype(config: Mapping[str, Any]) -> str:
    """What a layer's weights are stored as: its policy's, a mixed one storing float32."""
    policy = config.get("dtype")
    if isinstance(policy, dict):
        inner = policy.get("config")
        policy = (inner.get("source_name") or inner.get("name")) if isinstance(inner, dict) else None
    if not isinstance(policy, str):
        return DEFAULT_DTYPE
    name = policy.rpartition("_from_")[2]
    return DEFAULT_DTYPE if name.startswith("mixed_") or name not in DTYPES else name
