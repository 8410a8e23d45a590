"""From a model as it was written down to shapes, weights and multiply-adds, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat, zip_longest
from typing import Any, TypeVar

from paramcalc.algebra.polynomial import Polynomial, polynomial
from paramcalc.classes import layer_classes, operations, other_class
from paramcalc.classes.base import LayerCall, LayerEntry, Shape, UncountedError
from paramcalc.classes.messages import shape_text
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.composites import COMPOSITES, Wrapper
from paramcalc.models.result import LayerResult, Source, Sublayer, Uncounted, Weight, built_of
from paramcalc.models.shapes import Symbols, check_rank, merge_shapes
from paramcalc.models.spec import INPUT, Graph, GraphCall, LayerSpec, ModelSpec, stated_shape
from paramcalc.models.weights import weighed, with_held
from paramcalc.phrases import joined, labelled, tr

MOST_CALLS = 100_000
"""The most calls of layers in one model; without a limit a small file could take forever."""

MAX_NESTING = 60
"""The most models and wrappers inside one another."""

STEPS = Polynomial.symbol("steps")

T = TypeVar("T")

Shapes = tuple["Shape | None", ...]
"""The shapes of several tensors; None for one of which nothing is known."""


class LayerError(UsageError):
    """An error that already names the layer."""


def infer(model_spec: ModelSpec) -> LayerResult:
    """The result of the whole model.

    Raises UsageError, naming the layer, for what cannot be built, and for a weight that depends on a value that a
    source does not give.
    """
    inference = Inference(model_spec)
    result = inference.run(model_spec.root, (), False)
    if model_spec.steps is not None and not inference.uses_steps:
        raise UsageError(
            tr("steps={steps}: no input of the model leaves its number of steps open", steps=model_spec.steps)
        )
    if inference.unknowns:
        for weight in result.weights:
            for symbol in sorted(polynomial(weight.count).symbols & inference.unknowns.keys()):
                raise inference.unknowns[symbol].error()
    return result


class Inference:
    """One walk through a model. A layer's weights are those of its first call."""

    def __init__(self, model_spec: ModelSpec) -> None:
        self.framework = model_spec.framework
        self.generation = model_spec.generation
        self.entries = {**layer_classes(model_spec.framework), **operations(model_spec.framework)}
        self.results: dict[tuple[LayerSpec, Shapes], LayerResult] = {}
        self.weights: dict[LayerSpec, tuple[Weight, ...]] = {}
        self.copies: dict[tuple[LayerSpec, str], LayerSpec] = {}
        self.symbols = Symbols(model_spec.symbols)
        self.dtype, self.steps = model_spec.dtype, model_spec.steps
        self.uses_steps = False
        self.unknowns = self.symbols.unknowns

    def run(self, spec: LayerSpec, shapes: Sequence[Shape | None], frozen: bool, depth: int = 0) -> LayerResult:
        """A layer called on tensors of these shapes.

        `frozen` says that a layer around it is frozen, `depth` how many layers are around it.
        """
        key = (spec, tuple(shapes))
        if key not in self.results:
            if depth >= MAX_NESTING:
                raise UsageError(tr("the model has more than {most} layers inside one another", most=MAX_NESTING))
            if len(self.results) >= MOST_CALLS:
                raise UsageError(tr("the model has more than {most:,} layers", most=MOST_CALLS))
            result = with_held(self._labelled(spec, tuple(shapes), frozen, depth))
            weights = self.weights.setdefault(spec, result.weights)
            self.results[key] = result._replace(weights=weights, inputs=result.inputs or tuple(shapes))
        return self.results[key]

    def _labelled(self, spec: LayerSpec, shapes: Shapes, frozen: bool, depth: int) -> LayerResult:
        """The result; an error names the layer."""
        try:
            return self._result(spec, shapes, frozen, depth)
        except UncountedError as error:
            return _opaque(spec, error.message)
        except LayerError:
            raise
        except UsageError as error:
            kind = joined(tr(", "), filter(None, (spec.kind, spec.place)))
            label = tr("{name} ({kind})", name=spec.name, kind=kind) if spec.name else kind
            raise LayerError(labelled(label, error.message), tip=error.tip, remedy=error.remedy) from error

    def _result(self, spec: LayerSpec, shapes: Shapes, around: bool, depth: int) -> LayerResult:
        # In Keras 3 a frozen layer freezes the layers inside only when it is set, which marks each of them.
        inherited = around and self.generation.freezes_inside
        frozen = spec.frozen or not spec.config.get("trainable", True) or inherited
        run = partial(self.run, frozen=frozen, depth=depth + 1)
        if spec.graph is not None:
            return self._model(spec, spec.graph, shapes, run)
        if spec.kind == INPUT:
            return LayerResult(spec, (self._stated(stated_shape(spec.config), is_input=depth == 1),))
        entry = self.entries.get(spec.kind) or other_class(self.framework, spec.module, spec.kind)
        if entry is None:
            return _opaque(
                spec,
                tr("{kind} is not a known layer of {title}", kind=spec.kind, title=FRAMEWORKS[self.framework].title),
            )
        inputs, notes = self._inputs(spec, entry, shapes)
        call = LayerCall(entry, spec.config, inputs, self.generation)
        variant = entry.variant(call) if entry.variant else None
        if variant is not None:
            entry, call = variant, call._replace(entry=variant)
        if entry.composite:
            return COMPOSITES[entry.composite](Wrapper(spec, call, run, self.copies))
        if all(shape is None for shape in shapes) and not entry.weights and not entry.cell:
            return LayerResult(spec, (None,))
        outputs = self.symbols.outputs(entry.output(call))
        reached = entry.trainable_reaches_weights or self.generation.freezes_inside or spec.frozen
        trainable = not (frozen and reached)
        result = weighed(spec, call, outputs, trainable=trainable, dtype=self.dtype)
        return result._replace(notes=notes, inputs=inputs)

    def _inputs(self, spec: LayerSpec, entry: LayerEntry, shapes: Shapes) -> tuple[tuple[Shape, ...], tuple[str, ...]]:
        """The shapes that a layer reads: inferred, stated by the file, or symbols; and notes where these differ."""
        built = spec.built or ()
        wanted = max(len(built), len(shapes), 1) if entry.inputs is None else 1
        inputs, notes = [], []
        for inferred, raw in [*zip_longest(shapes, built), (None, None)][:wanted]:
            stated = None if raw is None else self.symbols.shape(raw)
            shape, differs = merge_shapes(inferred, stated)
            if differs and inferred is not None and stated is not None:
                notes.append(
                    tr(
                        "built for {stated}, but its input is {inferred}",
                        stated=shape_text(stated),
                        inferred=shape_text(inferred),
                    )
                )
            inputs.append(self._unknown_input(entry) if shape is None else shape)
        for shape in inputs:
            check_rank(entry, shape)
        return tuple(inputs), tuple(notes)

    def _stated(self, raw: Any, *, is_input: bool) -> Shape | None:
        """A shape that is stated; None for none. An input of the model with any number of steps has the given one."""
        if raw is None:
            return None
        if is_input and self.steps is not None and isinstance(raw, (list, tuple)) and raw[1:2] in ([None], (None,)):
            self.uses_steps = True
            raw = [raw[0], self.steps, *raw[2:]]
        return self.symbols.shape(raw)

    def _unknown_input(self, entry: LayerEntry) -> Shape:
        """Symbols for the input of a layer; the first layer of a model that states no input has the given steps."""
        shape = self.symbols.unknown_input(entry)
        is_first = all(spec.kind == INPUT for spec, _ in self.results)
        if self.steps is None or not is_first or shape[1:2] != (STEPS,):
            return shape
        self.uses_steps = True
        return (shape[0], self.steps, *shape[2:])

    def _model(self, spec: LayerSpec, graph: Graph, shapes: Shapes, run: Callable[..., LayerResult]) -> LayerResult:
        """A model: its layers called one after another."""
        given = {}
        for number, inferred, raw in zip(graph.inputs, _padded(shapes), _padded(spec.built or ()), strict=False):
            # The root is called on nothing: its own shapes are those of the model's inputs.
            given[number] = merge_shapes(inferred, self._stated(raw, is_input=not shapes))[0]
        results: list[LayerResult] = []
        outputs: list[Shapes] = []
        for number, call in enumerate(graph.calls):
            result = run(call.spec, self._read(call, outputs))
            if given.get(number) is not None:
                result = result._replace(outputs=(given[number],))
            results.append(result)
            outputs.append(result.outputs)
        calls: dict[LayerSpec, list[int]] = {}
        for number, call in enumerate(graph.calls):
            calls.setdefault(call.spec, []).append(number)
        sublayers = tuple(_sublayer(graph, layer, calls.get(layer, ()), results) for layer in graph.layers)
        return built_of(spec, sublayers, tuple(ref.of(outputs) for ref in graph.outputs) or (None,), results)

    def _read(self, call: GraphCall, outputs: Sequence[Shapes]) -> Shapes:
        """The shapes that a call reads: inferred, or recorded in the file."""
        shapes = []
        for ref, recorded in zip_longest(call.inputs, call.recorded[: len(call.inputs)]):
            shape = ref.of(outputs)
            shapes.append(self.symbols.shape(recorded) if shape is None and recorded is not None else shape)
        return tuple(shapes)


def _sublayer(graph: Graph, layer: LayerSpec, numbers: Sequence[int], results: Sequence[LayerResult]) -> Sublayer:
    """A layer of a model with its calls."""
    sources = []
    for number in numbers:
        for ref in (*graph.calls[number].inputs, *graph.calls[number].beside):
            if name := graph.calls[ref.call].spec.name:
                sources.append(Source(name, ref.output))
    return Sublayer(layer.name, tuple([results[number] for number in numbers]), tuple(sources))


def _padded(values: Iterable[T]) -> Iterator[T | None]:
    """The values, and None for ever."""
    return chain(values, repeat(None))


def _opaque(spec: LayerSpec, reason: str) -> LayerResult:
    return LayerResult(spec, (None,), macs=None, unknown=(Uncounted(spec.name or spec.kind, reason),))
