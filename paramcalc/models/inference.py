"""From a model as it was written down to shapes, weights and multiply-adds, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paramcalc.algebra.expression import expression
from paramcalc.algebra.integers import MOST_DIGITS
from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.classes import layer_classes, operations
from paramcalc.classes.base import (
    LayerCall,
    LayerEntry,
    Outputs,
    Shape,
    UncountedError,
    Unknown,
    weight_lines,
    whole,
)
from paramcalc.classes.rules import shape_text
from paramcalc.errors import UsageError, shown
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.layer import recurrent
from paramcalc.models.composites import COMPOSITES
from paramcalc.models.result import LayerResult, Source, Sublayer, Weight, total_macs, weight_of
from paramcalc.models.sizes import WeightSizes, stored_dtype
from paramcalc.models.spec import INPUT, Graph, GraphCall, LayerSpec, ModelSpec, RawShape, Ref

MOST_CALLS = 100_000
"""Layers called in one model: beyond it a small file can be made to take forever."""

MAX_NESTING = 60
"""Models and wrappers inside one another."""

MOST_AXES = 32

MOST_BITS = MOST_DIGITS * 10 // 3
"""Of a length that follows from others."""

MOST_TERMS = 50
"""Of the formula that a shape's lengths make together; beyond it a new symbol stands for a length."""

UNKNOWN_SHAPE = {3: ("batch", "steps", "input"), 4: ("batch", "height", "width", "channels")}
"""What a layer is taken to read where nothing is known of it, by its rank."""


def infer(model_spec: ModelSpec) -> LayerResult:
    """The model's node.

    Raises UsageError, naming the layer, for what cannot be, and where a weight depends on what a source does not tell.
    """
    inference = Inference(model_spec)
    node = inference.run(model_spec.root, (), False)
    if inference.unknowns:
        for weight in node.weights:
            for symbol in sorted(polynomial(weight.count).symbols & inference.unknowns.keys()):
                raise inference.unknowns[symbol].error()
    return node


class Inference:
    """One walk through a model. A layer's weights are those of its first call."""

    def __init__(self, model_spec: ModelSpec) -> None:
        self.framework = model_spec.framework
        self.version = model_spec.version
        self.hands_on = model_spec.hands_on_trainable
        self.entries = {**layer_classes(model_spec.framework), **operations(model_spec.framework)}
        self.results: dict[tuple[LayerSpec, tuple[Shape | None, ...]], LayerResult] = {}
        self.weights: dict[LayerSpec, tuple[Weight, ...]] = {}
        self.copies: dict[tuple[LayerSpec, str], LayerSpec] = {}
        self.symbols: dict[str, int] = {}
        self.unknowns: dict[str, Unknown] = {}
        """The symbols that stand for what a source does not tell."""
        self.depth = 0

    def symbol(self, name: str) -> Polynomial:
        """A length that is not known yet."""
        number = self.symbols[name] = self.symbols.get(name, 0) + 1
        return Polynomial.symbol(name if number == 1 else f"{name}_{number}")

    def shape(self, raw: RawShape) -> Shape:
        """A shape as files have it, with a symbol for each length that is not known."""
        if not isinstance(raw, (list, tuple)) or not 1 <= len(raw) <= MOST_AXES:
            raise UsageError(f"a shape is a list of 1 to {MOST_AXES} lengths, got {shown(raw)}")
        return tuple(self._length(axis, size) for axis, size in enumerate(raw))

    def _length(self, axis: int, size: Any) -> Size:
        if axis == 0 and size is None:
            return self._batch
        if size is None or isinstance(size, Unknown):
            symbol = self.symbol("steps" if axis == 1 else "size")
            if isinstance(size, Unknown):
                self.unknowns[str(symbol)] = size
            return symbol
        return whole("shape", size)

    @property
    def _batch(self) -> Polynomial:
        return Polynomial.symbol("batch")

    def copy(self, spec: LayerSpec, name: str) -> LayerSpec:
        """A copy of a layer, the same one whenever it is asked for."""
        if (spec, name) not in self.copies:
            self.copies[spec, name] = _copied(spec, name, {})
        return self.copies[spec, name]

    def run(self, spec: LayerSpec, shapes: Sequence[Shape | None], frozen: bool) -> LayerResult:
        """A layer called on tensors of these shapes; `frozen` says that something around it is."""
        key = (spec, tuple(shapes))
        if key not in self.results:
            if len(self.results) >= MOST_CALLS or self.depth >= MAX_NESTING:
                most = (
                    f"{MAX_NESTING} layers inside one another"
                    if self.depth >= MAX_NESTING
                    else f"{MOST_CALLS:,} layers"
                )
                raise UsageError(f"the model has more than {most}")
            self.depth += 1
            node = self._named(spec, tuple(shapes), frozen)
            self.depth -= 1
            first = self.weights.setdefault(spec, node.weights)
            self.results[key] = node._replace(weights=first)
        return self.results[key]

    def _named(self, spec: LayerSpec, shapes: tuple[Shape | None, ...], frozen: bool) -> LayerResult:
        """The node; an error says which layer it is in."""
        try:
            return self._node(spec, shapes, frozen)
        except UncountedError as error:
            return self._opaque(spec, error.message)
        except LayerError:
            raise
        except UsageError as error:
            place = f", {spec.place}" if spec.place else ""
            label = f"{spec.name} ({spec.kind}{place})" if spec.name else f"{spec.kind}{place}"
            raise LayerError(f"{label}: {error.message}", tip=error.tip) from error

    def _node(self, spec: LayerSpec, shapes: tuple[Shape | None, ...], frozen: bool) -> LayerResult:
        frozen = self._is_frozen(spec, frozen)
        if spec.graph is not None:
            return self._model(spec, spec.graph, shapes, frozen)
        if spec.kind == INPUT:
            return LayerResult(spec, (self._input(spec),))
        entry = self.entries.get(spec.kind)
        if entry is None:
            return self._opaque(
                spec, f"{spec.kind} is no layer of {FRAMEWORKS[self.framework].title} that is known here"
            )
        known, notes = self._known(spec, entry, shapes)
        call = LayerCall(spec.kind, entry, spec.config, known, self.version)
        entry = (entry.variant and entry.variant(call)) or entry
        call = LayerCall(spec.kind, entry, spec.config, known, self.version)
        if entry.composite:
            return COMPOSITES[entry.composite](self, spec, call, frozen)
        notes += (entry.note(call),) if entry.note and entry.note(call) else ()
        if all(shape is None for shape in shapes) and not entry.weights and not entry.cell:
            return LayerResult(spec, (None,))
        outputs = self._outputs(entry.output(call))
        frozen = frozen and (entry.trainable_reaches_weights or self.hands_on or spec.frozen)
        if entry.cell:
            return self._recurrent(spec, entry, call, outputs, frozen)._replace(notes=notes)
        weights, macs = self._plain(spec, entry, call, outputs, frozen)
        return LayerResult(spec, outputs, weights, macs, notes=notes)

    def _is_frozen(self, spec: LayerSpec, around: bool) -> bool:
        """In Keras 3 what stands around a layer counts only where it was set, which the layer's own mark shows."""
        own = spec.frozen or not spec.config.get("trainable", True)
        return own or (around and self.hands_on)

    def _input(self, spec: LayerSpec) -> Shape | None:
        """The shape of an input: with the batch, or without it in the words of a constructor."""
        raw = spec.config.get("batch_shape", spec.config.get("batch_input_shape"))
        if raw is None and spec.config.get("shape") is not None:
            inside = spec.config["shape"]
            raw = [spec.config.get("batch_size"), *(inside if isinstance(inside, (list, tuple)) else [inside])]
        return None if raw is None else self.shape(raw)

    def _opaque(self, spec: LayerSpec, reason: str) -> LayerResult:
        return LayerResult(spec, (None,), macs=None, unknown=(f"{spec.name or spec.kind}: {reason}",))

    def _known(
        self, spec: LayerSpec, entry: LayerEntry, shapes: tuple[Shape | None, ...]
    ) -> tuple[tuple[Shape, ...], tuple[str, ...]]:
        """The shapes that a layer reads: those inferred, those it was built for, or symbols; and where they differ."""
        built = spec.built or ()
        wanted = max(len(built), len(shapes), 1) if entry.inputs is None else 1
        if entry.inputs is not None and not entry.rank and len(shapes) > 1 and not entry.cell:
            shapes = shapes[:1]
        found, notes = [], []
        for place in range(wanted):
            inferred = shapes[place] if place < len(shapes) else None
            raw = built[place] if place < len(built) else None
            stated = None if raw is None else self.shape(raw)
            shape, differs = _settled(inferred, stated)
            if differs and inferred is not None and stated is not None:
                notes.append(f"built for {shape_text(stated)}, but what it reads is {shape_text(inferred)}")
            found.append(self._unknown_shape(entry) if shape is None else shape)
        for shape in found:
            _check_rank(entry, shape)
        return tuple(found), tuple(notes)

    def _unknown_shape(self, entry: LayerEntry) -> Shape:
        """Symbols for a shape of which nothing is known."""
        names = entry.unknown or UNKNOWN_SHAPE.get(entry.rank, ("batch", *["size"] * max(entry.rank - 2, 0), "input"))
        return tuple(self._batch if name == "batch" else self.symbol(name) for name in names)

    def _outputs(self, outputs: Outputs) -> tuple[Shape | None, ...]:
        several = outputs if isinstance(outputs, list) else [outputs]
        return tuple(None if shape is None else self._finished(shape) for shape in several)

    def _finished(self, shape: Sequence[Size | None]) -> Shape:
        """A shape with a symbol for each length that a rule could not tell, or whose formula grew too long."""
        if len(shape) > MOST_AXES:
            raise UsageError(f"what comes out has more than {MOST_AXES} axes")
        if any(isinstance(size, int) and size.bit_length() > MOST_BITS for size in shape):
            raise UsageError(f"what comes out has a length of more than {MOST_DIGITS:,} digits")
        finished: list[Size] = []
        terms = 1
        for size in shape:
            # What follows multiplies the axes, and with them their terms.
            more = terms * len(size.terms) if isinstance(size, Polynomial) and size.terms else terms
            known = size is not None and more <= MOST_TERMS
            finished.append(size if known and size is not None else self.symbol("size"))
            terms = more if known else terms
        return tuple(finished)

    def _plain(
        self, spec: LayerSpec, entry: LayerEntry, call: LayerCall, outputs: tuple[Shape | None, ...], frozen: bool
    ) -> tuple[tuple[Weight, ...], Size | None]:
        """The weights of a layer that is no recurrent one, and its multiply-adds."""
        if not entry.weights and not entry.macs:
            return (), 0
        sizes = WeightSizes(call, entry, outputs[0])
        dtype = stored_dtype(spec.config)
        weights = []
        for line in weight_lines(entry.weights):
            if not all(sizes.switch(name) == wanted for name, wanted in line.switches):
                continue
            shape = sizes.axes(line.axes)
            symbolic = sizes.symbols(line.axes)
            trained = line.trainable and not frozen
            kept = line.saved
            weights.append(
                weight_of(spec, line.name, shape, symbolic, trainable=trained, dtype=line.dtype or dtype, saved=kept)
            )
        if not entry.macs:
            return tuple(weights), 0
        formula = expression(entry.macs)
        return tuple(weights), formula.evaluate({name: sizes.number(name) for name in formula.symbols})

    def _recurrent(
        self, spec: LayerSpec, entry: LayerEntry, call: LayerCall, outputs: tuple[Shape | None, ...], frozen: bool
    ) -> LayerResult:
        """A layer whose gates are known from its cell's equations."""
        assert entry.cell is not None
        chosen = entry.cell(call)
        known, sizes = chosen.entry or FRAMEWORKS[chosen.framework].cells[chosen.cell], chosen.sizes
        layer = recurrent(
            chosen.framework,
            chosen.cell,
            known,
            chosen.options,
            bias=chosen.bias,
            bidirectional=chosen.bidirectional,
            layers=chosen.layers,
        )
        numbers = {name: size for name, size in sizes.items() if isinstance(size, int)}
        breakdown = Breakdown(layer, numbers, stored_dtype(spec.config))
        weights = []
        for tensor in layer.structure.tensors:
            symbolic = tensor.symbolic_shape
            shape = tuple(axis.evaluate(sizes) for axis in symbolic)
            weights.append(weight_of(spec, tensor.name, shape, symbolic, trainable=not frozen, dtype=breakdown.dtype))
        macs = layer.structure.macs.evaluate(sizes) * _times(call, known.spatial, outputs)
        return LayerResult(spec, outputs, tuple(weights), macs, breakdown=breakdown)

    def _model(self, spec: LayerSpec, graph: Graph, shapes: tuple[Shape | None, ...], frozen: bool) -> LayerResult:
        """A model: its layers called one after another."""
        built = tuple(spec.built or ())
        given = [
            _settled(shape, self.shape(stated) if stated is not None else None)[0]
            for shape, stated in zip(
                (*shapes, *(None,) * (len(graph.inputs) - len(shapes))),
                (*built, *(None,) * (len(graph.inputs) - len(built))),
                strict=False,
            )
        ]
        bound = dict(zip(graph.inputs, given, strict=False))
        nodes: list[LayerResult] = []
        for number, call in enumerate(graph.calls):
            inside = frozen and self.hands_on
            node = self.run(call.spec, self._read(call, nodes), inside)
            if bound.get(number) is not None:
                node = node._replace(outputs=(bound[number],))
            nodes.append(node)
        outputs = tuple(_output(nodes, ref) for ref in graph.outputs)
        return self._collected(spec, graph, nodes, outputs or (None,))

    def _read(self, call: GraphCall, nodes: Sequence[LayerResult]) -> tuple[Shape | None, ...]:
        shapes = []
        for place, ref in enumerate(call.inputs):
            shape = _output(nodes, ref)
            if shape is None and place < len(call.recorded) and call.recorded[place] is not None:
                shape = self.shape(call.recorded[place])  # type: ignore[arg-type]  # not None, as was just seen
            shapes.append(shape)
        return tuple(shapes)

    def _collected(
        self, spec: LayerSpec, graph: Graph, nodes: Sequence[LayerResult], outputs: tuple[Shape | None, ...]
    ) -> LayerResult:
        calls: dict[LayerSpec, list[int]] = {}
        for number, call in enumerate(graph.calls):
            calls.setdefault(call.spec, []).append(number)
        parts = []
        weights: dict[tuple[LayerSpec, str], Weight] = {}
        for layer in graph.layers:
            numbers = calls.get(layer, [])
            reads = tuple(_source(graph, ref) for number in numbers for ref in _refs(graph.calls[number]))
            held = tuple(nodes[number] for number in numbers)
            parts.append(Sublayer(layer.name, held, tuple(source for source in reads if source.layer)))
            for node in held[:1]:
                for weight in node.weights:
                    weights.setdefault(weight.key, weight._replace(name=f"{layer.name}/{weight.name}"))
        macs = total_macs(nodes)
        unknown = tuple(dict.fromkeys(each for node in nodes for each in node.unknown))
        return LayerResult(spec, outputs, tuple(weights.values()), macs, tuple(parts), unknown=unknown)


def _copied(spec: LayerSpec, name: str, done: dict[LayerSpec, LayerSpec]) -> LayerSpec:
    """A layer with new weights, and all that it holds; what it held twice it still holds twice."""
    if spec not in done:
        twin = done[spec] = spec.copy(name)
        twin.frozen = spec.frozen
        twin.config = {key: _copied_value(value, done) for key, value in spec.config.items()}
    return done[spec]


def _copied_value(value: Any, done: dict[LayerSpec, LayerSpec]) -> Any:
    if isinstance(value, (list, tuple)):
        return [_copied(each, each.name, done) if isinstance(each, LayerSpec) else each for each in value]
    return _copied(value, value.name, done) if isinstance(value, LayerSpec) else value


class LayerError(UsageError):
    """An error that names the layer already."""


def _settled(inferred: Shape | None, stated: Shape | None) -> tuple[Shape | None, bool]:
    """One shape of two: a length that the file states wins; and whether the two contradict each other."""
    if inferred is None or stated is None:
        return inferred if stated is None else stated, False
    if len(inferred) != len(stated):
        return stated, True
    differs = any(
        isinstance(one, int) and isinstance(two, int) and one != two for one, two in zip(inferred, stated, strict=True)
    )
    return tuple(two if isinstance(two, int) else one for one, two in zip(inferred, stated, strict=True)), differs


def _check_rank(entry: LayerEntry, shape: Shape) -> None:
    if entry.rank and len(shape) != entry.rank:
        named = {2: "(batch, features)", 3: "(batch, steps, features)"}.get(entry.rank, f"{entry.rank} axes")
        axes = f"({', '.join(entry.unknown)})" if entry.unknown else named
        raise UsageError(f"it reads {axes}, got {shape_text(shape)}")
    if not entry.rank and entry.weights and len(shape) < 2 and not entry.reads_numbers:
        raise UsageError(f"it reads (batch, ..., features), got {shape_text(shape)}")


def _output(nodes: Sequence[LayerResult], ref: Ref) -> Shape | None:
    outputs = nodes[ref.call].outputs
    return outputs[ref.output] if ref.output < len(outputs) else None


def _refs(call: GraphCall) -> tuple[Ref, ...]:
    return (*call.inputs, *call.beside)


def _source(graph: Graph, ref: Ref) -> Source:
    return Source(graph.calls[ref.call].spec.name, ref.output)


def _times(call: LayerCall, spatial: int, outputs: tuple[Shape | None, ...]) -> Size:
    """How often a recurrent layer's step is done: once a step, of a convolution at each position that comes out."""
    steps: Size = 1 if len(call.shape) < 3 else call.shape[1]
    output = outputs[0]
    if not spatial or output is None:
        return steps
    positions = output[2:] if call.flag("return_sequences") else output[1:]
    return steps * product(positions[1:] if call.channels_first else positions[:-1])
