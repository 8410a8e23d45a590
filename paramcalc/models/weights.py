"""The weights and multiply-adds of a layer at the shapes that it reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.classes.axes import formula, length
from paramcalc.classes.base import UNKNOWN_MACS, CellChoice, LayerCall, Shape, signature, weight_lines
from paramcalc.classes.dtypes import policy_of
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.layer import recurrent
from paramcalc.models.result import LayerResult, Weight
from paramcalc.models.spec import LayerSpec
from paramcalc.phrases import tr


class WeightSizes:
    """The sizes of an entry's weights: its own `sizes`, axes of the input and output, or arguments."""

    def __init__(self, call: LayerCall, output: Shape | None) -> None:
        self.call = call
        self.own = call.entry.sizes(call) if call.entry.sizes else {}
        self.output = output

    def value(self, name: str) -> Any:
        """The value of a name."""
        if name in self.own:
            return self.own[name]
        if name == "input":
            return self.call.shape[-1]
        if name == "positions":
            return 1 if self.output is None else self._positions(self.output)
        if name == "inputs":
            return self._positions(self.call.shape)
        is_switch = isinstance(signature(self.call.entry.arguments).get(name), bool)
        return self.call.flag(name) if is_switch else self.call.free_size(name)

    def _positions(self, shape: Shape) -> Size:
        return product(shape[2:] if self.call.channels_first else shape[1:-1])

    def switch(self, name: str) -> bool:
        """A switch: one of the entry's own, or the truth of an argument, as Keras takes it."""
        return bool(self.own[name]) if name in self.own else self.call.flag(name)

    def number(self, name: str) -> Size:
        """A size as a number: the product of several axes, and 1 or 0 for a switch."""
        value = self.value(name)
        if isinstance(value, tuple):
            return product(value)
        return value if isinstance(value, Polynomial) else int(value)

    def axes(self, names: Sequence[str]) -> tuple[Size, ...]:
        """The axes of a weight in numbers."""
        sizes: list[Size] = []
        for name in names:
            if name.startswith("*"):
                sizes += self.value(name[1:])
            else:
                sizes.append(length(name, self.number))
        return tuple(sizes)

    def symbols(self, names: Sequence[str]) -> tuple[Polynomial, ...]:
        """The same axes in symbols."""
        symbols: list[Polynomial] = []
        for name in names:
            if name.startswith("*"):
                count = len(self.value(name[1:]))
                texts = [name[1:]] if count == 1 else [f"{name[1:]}_{number}" for number in range(1, count + 1)]
                symbols += map(Polynomial.symbol, texts)
            else:
                symbols.append(formula(name))
        return tuple(symbols)


def with_held(result: LayerResult) -> LayerResult:
    """The result, with the tensors that a layer in memory has where its weights cannot be derived."""
    spec = result.spec
    is_open = bool(result.unknown) or any(isinstance(weight.count, Polynomial) for weight in result.weights)
    if not is_open or not spec.held or spec.graph is not None:
        return result
    weights = tuple(
        Weight(
            tensor.name,
            tensor.shape,
            tuple(map(polynomial, tensor.shape)),
            tensor.trainable is not False,
            tensor.dtype,
            (spec, f"{place}/{tensor.name}"),
        )
        for place, tensor in enumerate(spec.held)
    )
    note = tr("counted from the tensors of the object, since they do not follow from its configuration")
    return result._replace(weights=weights, unknown=(), notes=(*result.notes, note))


def weighed(
    spec: LayerSpec, call: LayerCall, outputs: tuple[Shape | None, ...], *, trainable: bool, dtype: str = ""
) -> LayerResult:
    """The result of a layer that is not built of others: its weights and multiply-adds.

    `dtype` replaces the data type in which the layer stores its weights.
    """
    dtype = dtype or policy_of(spec.config.get("dtype")).stored
    if call.entry.cell:
        return _recurrent(spec, call, call.entry.cell(call), outputs, trainable, dtype)
    if not call.entry.weights and not call.entry.macs:
        return LayerResult(spec, outputs)
    sizes = WeightSizes(call, outputs[0])
    weights = tuple(
        Weight(
            line.name,
            sizes.axes(line.axes),
            sizes.symbols(line.axes),
            line.trainable and trainable,
            line.dtype or dtype,
            (spec, line.name),
            line.saved,
        )
        for line in weight_lines(call.entry.weights)
        if all(sizes.switch(name) == wanted for name, wanted in line.switches)
    )
    if not call.entry.macs:
        return LayerResult(spec, outputs, weights)
    macs = None if call.entry.macs == UNKNOWN_MACS else length(call.entry.macs, sizes.number)
    return LayerResult(spec, outputs, weights, macs)


def _recurrent(
    spec: LayerSpec,
    call: LayerCall,
    choice: CellChoice,
    outputs: tuple[Shape | None, ...],
    trainable: bool,
    dtype: str,
) -> LayerResult:
    """The result of a layer whose gates follow from its cell's equations."""
    entry, sizes = choice.entry or FRAMEWORKS[choice.framework].cells[choice.cell], choice.sizes
    layer = recurrent(
        choice.framework,
        choice.cell,
        entry,
        choice.options,
        bias=choice.bias,
        bidirectional=choice.bidirectional,
        layers=choice.layers,
    )
    numbers = {name: size for name, size in sizes.items() if isinstance(size, int)}
    symbols = {name: size for name, size in sizes.items() if isinstance(size, Polynomial)}
    breakdown = Breakdown(layer, numbers, dtype, symbols)
    weights = []
    for tensor in layer.structure.tensors:
        shape = tuple(axis.evaluate(sizes) for axis in tensor.symbolic_shape)
        key = (spec, tensor.name)
        weights.append(Weight(tensor.name, shape, tensor.symbolic_shape, trainable, breakdown.dtype, key))
    macs = layer.structure.macs.evaluate(sizes) * _steps(call, entry.spatial, outputs[0])
    return LayerResult(spec, outputs, tuple(weights), macs, breakdown=breakdown)


def _steps(call: LayerCall, spatial: int, output: Shape | None) -> Size:
    """How often the cell is computed: once a step; a convolution also once for each position of its output."""
    steps: Size = 1 if len(call.shape) < 3 else call.shape[1]
    if not spatial or output is None:
        return steps
    positions = output[2:] if call.flag("return_sequences") else output[1:]
    return steps * product(positions[1:] if call.channels_first else positions[:-1])
