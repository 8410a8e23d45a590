"""The real Keras model, built of real layers called one after another, and read: counts, tensors, shapes.

Nothing is allocated and nothing is loaded: the layers are made from what paramcalc read, in a scope without memory.
What the installed Keras does not have is left out, and what reads from it starts anew from the derived shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.classes.base import LayerEntry
from paramcalc.classes.keras.operations import PREFIX
from paramcalc.models.breakdown import Model
from paramcalc.models.result import LayerResult, Weight
from paramcalc.models.shapes import UNKNOWN_SHAPE
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, RawShape, Ref, stated_shape
from paramcalc.verifiers import BuiltLayer
from paramcalc.verifiers.keras import load, scope, versions
from paramcalc.verifiers.keras_arguments import DTYPES, arguments, class_of
from paramcalc.verifiers.keras_operations import replayed
from paramcalc.verifiers.keras_tensors import is_uneven, tensors_of
from paramcalc.verifiers.model_arguments import LeftOutError, first_line, is_taken
from paramcalc.verifiers.model_check import plain

__all__ = ["built_model", "load", "name_of", "versions"]

ATTENTION = ("MultiHeadAttention", "GroupQueryAttention")
"""What takes query, value and key one by one; the others take a list."""

Tensor = Any
"""A symbolic one of Keras; None where its shape is not known."""


@contextmanager
def built_model(model: Model) -> Iterator[KerasModel]:
    """The real model, as far as it can be built."""
    stateful = any(spec.config.get("stateful") for spec in _everything(model.spec.root))
    with scope(allocate=False, stateful=stateful) as method:
        yield KerasModel(model, method)


def _everything(spec: LayerSpec) -> Iterator[LayerSpec]:
    """A layer and all that is inside."""
    yield spec
    inside = [*spec.config.values(), *(spec.graph.layers if spec.graph else ())]
    for value in inside:
        for each in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(each, LayerSpec):
                yield from _everything(each)


def name_of(spec: LayerSpec, weight: Weight) -> str:
    """A derived tensor by the layer that has it and its name there, as the real one is told by its path."""
    owner, name = weight.key
    return name if owner is spec or not owner.name else f"{owner.name}/{name}"


class _Frame:
    """A real model in the making: where it starts, all that was computed, and whether it has a cut."""

    def __init__(self) -> None:
        self.starts: list[Tensor] = []
        self.tensors: list[Tensor] = []
        self.is_cut = False


class KerasModel:
    """The real layers of a model, called as the model calls them."""

    def __init__(self, model: Model, method: str) -> None:
        self.keras = load()
        self.method = method
        self.entries: Mapping[str, LayerEntry] = layer_classes("keras")
        self.version = model.spec.version
        self.real: dict[LayerSpec, Any] = {}
        self.outputs: dict[LayerSpec, tuple[tuple[int | None, ...], ...]] = {}
        self.left_out: dict[LayerSpec, str] = {}
        self.refused: dict[LayerSpec, str] = {}
        self.other_outputs: set[LayerSpec] = set()
        """The layers that gave out another shape in the generation that wrote the model."""
        self.is_whole = True
        self.frame = _Frame()
        self._run(model.spec.root, model.result, [], self.frame)
        for spec, real in self.real.items():
            if self._is_set_frozen(spec):
                # Again for what has been made inside since; Keras passes on only what changes.
                real.trainable = True
                real.trainable = False
        self.layers = {spec: self._read(spec) for spec in self.outputs if spec.graph is None}
        self.model = self._model(model.spec.root)

    def count(self) -> int:
        """What the real model says; where a model inside has a cut, so that there is no whole one, the sum."""
        if self.model is not None:
            return int(self.model.count_params())
        return sum(prod(weight.shape) for weight in self._weights())

    def trainable(self) -> int:
        """The same of what is trained."""
        weights = self._weights() if self.model is None else self.model.trainable_weights
        return sum(prod(weight.shape) for weight in weights if weight.trainable)

    def _model(self, spec: LayerSpec) -> Any:
        """The real model around all; None where there is none."""
        try:
            return (
                self.keras.Model(self.frame.starts, self.frame.tensors) if self.is_whole and self.frame.starts else None
            )
        except Exception as error:
            self._refuse(spec, error)
            return None

    def _weights(self) -> list[Any]:
        found = {id(weight): weight for spec in self.outputs if spec in self.real for weight in self.real[spec].weights}
        return list(found.values())

    def _read(self, spec: LayerSpec) -> BuiltLayer:
        real = self.real.get(spec)
        outputs = None if spec in self.other_outputs else self.outputs[spec]
        if real is None:
            return BuiltLayer(0, (), outputs)
        reason = "Keras 1 has other tensors for it" if self.version < (2,) else ""
        return BuiltLayer(int(real.count_params()), tensors_of(self.keras, real), outputs, reason)

    def _run(self, spec: LayerSpec, node: LayerResult, given: Sequence[Tensor], frame: _Frame) -> list[Tensor]:
        """All calls of a model one after another; gives its outputs."""
        graph = spec.graph
        if graph is None:
            self.left_out[spec] = f"{spec.kind} is no model whose layers are known"
            return []
        derived = _derived(graph, node)
        results: list[list[Tensor]] = []
        for number, call in enumerate(graph.calls):
            if number in graph.inputs or call.spec.kind == "InputLayer":
                place = graph.inputs.index(number) if number in graph.inputs else len(graph.inputs)
                results.append([self._start(graph, number, place, given, spec, frame)])
            else:
                results.append(self._call(call, derived[number], _tensors(results, call), frame))
            frame.tensors += [tensor for tensor in results[-1] if tensor is not None]
        return [ref.of(results) for ref in graph.outputs]

    def _start(
        self, graph: Graph, number: int, place: int, given: Sequence[Tensor], spec: LayerSpec, frame: _Frame
    ) -> Tensor:
        """An input: of the shape that it states, that the model was built for, or that the model is called on."""
        config = graph.calls[number].spec.config
        shape = _stated(config)
        if shape is None and spec.built and place < len(spec.built):
            shape = spec.built[place]
        if shape is None and place < len(given) and given[place] is not None:
            shape = given[place].shape
        if shape is None:
            shape = self._least(graph, number)
        dtype = config.get("dtype")
        return None if shape is None else self._fresh(shape, frame, dtype if dtype in DTYPES else None)

    def _least(self, graph: Graph, number: int) -> RawShape | None:
        """What the first layer is taken to read, all lengths open, where nothing says it: enough for an Embedding."""
        reader = next((call.spec for call in graph.calls if Ref(number) in call.inputs), None)
        entry = self.entries.get(reader.kind) if reader else None
        axes = (entry.unknown or UNKNOWN_SHAPE.get(entry.rank, ())) if entry else ()
        return [None] * len(axes) or None

    def _fresh(self, shape: RawShape, frame: _Frame, dtype: str | None = None) -> Tensor:
        tensor = self.keras.Input(batch_shape=tuple(shape), dtype=dtype)
        frame.starts.append(tensor)
        return tensor

    def _cut(self, node: LayerResult, frame: _Frame) -> list[Tensor]:
        """What comes out of a call that is not made, with the derived shapes."""
        frame.is_cut = True
        return [None if shape is None else self._fresh(plain(shape), frame) for shape in node.outputs]

    def _call(self, call: GraphCall, node: LayerResult, tensors: list[Tensor], frame: _Frame) -> list[Tensor]:
        spec = call.spec
        if spec in self.left_out or spec in self.refused:
            return self._cut(node, frame)
        try:
            return self._called(call, node, self._readable(call, self._read_by(spec, tensors), frame), frame)
        except LeftOutError as reason:
            self.left_out[spec] = str(reason)
        except Exception as error:
            self._refuse(spec, error)
        if spec.graph is not None:
            self.is_whole = False
        return self._cut(node, frame)

    def _refuse(self, spec: LayerSpec, error: Exception) -> None:
        """Whatever Keras raises: it has the class, and does not build the layer. For an older Keras it need not."""
        if self.version < (3,):
            self.left_out[spec] = f"Keras {self.keras.__version__} does not build it: {first_line(error)}"
        else:
            self.refused[spec] = first_line(error)

    def _read_by(self, spec: LayerSpec, tensors: list[Tensor]) -> list[Tensor]:
        """What weights and shapes depend on: not the states and masks that are handed to a layer beside its input."""
        entry = self.entries.get(spec.kind)
        takes_one = entry is not None and entry.inputs == 1 and spec.graph is None
        return tensors[:1] if takes_one else tensors

    def _readable(self, call: GraphCall, tensors: list[Tensor], frame: _Frame) -> list[Tensor]:
        """What a call reads; where that is not known, of the shape that the file states for it."""
        built = call.spec.built or ()
        found = []
        for place, tensor in enumerate(tensors):
            stated = next((each[place] for each in (call.recorded, built) if place < len(each) and each[place]), None)
            if tensor is None and stated is None:
                raise LeftOutError("the shape of what it reads cannot be told")
            found.append(self._fresh(stated, frame) if tensor is None and stated is not None else tensor)
        return found

    def _called(self, call: GraphCall, node: LayerResult, tensors: list[Tensor], frame: _Frame) -> list[Tensor]:
        """The outputs of a real layer, a real model or an operation."""
        spec = call.spec
        if spec.kind.startswith(PREFIX):
            outputs = replayed(self.keras.ops, spec, tensors)
        else:
            if spec.graph is not None and spec not in self.real and not self._nested(spec, node, tensors):
                return self._cut(node, frame)
            real = self._layer(spec)
            entry = self.entries.get(spec.kind)
            if spec.kind in ATTENTION:
                outputs = real(*(tensors[:3] if len(tensors) > 1 else tensors * 2))
            elif entry is not None and entry.inputs is None and spec.graph is None:
                outputs = real(
                    tensors if len(tensors) > 1 or spec.kind not in ("Attention", "AdditiveAttention") else tensors * 2
                )
            else:
                outputs = real(tensors if len(tensors) > 1 and spec.graph is not None else tensors[0])
        flat = _flat(outputs)
        self.outputs.setdefault(spec, tuple(tuple(tensor.shape) for tensor in flat))
        if self.version < (3,) and spec.kind == "Bidirectional" and is_uneven(self.real[spec]):
            # Keras 3 takes the width of what comes out for that of the forward layer twice.
            self.other_outputs.add(spec)
            frame.tensors += flat
            return self._cut(node, frame)
        return flat

    def _nested(self, spec: LayerSpec, node: LayerResult, tensors: Sequence[Tensor]) -> bool:
        """Whether a model inside could be made a real one: not if there is a cut in it."""
        frame = _Frame()
        outputs = self._run(spec, node, tensors, frame)
        if frame.is_cut or None in outputs:
            self.is_whole = False
            return False
        self.real[spec] = self._frozen(spec, self.keras.Model(frame.starts, outputs, name=spec.name))
        return True

    def _layer(self, spec: LayerSpec) -> Any:
        """The real layer, the same one for each use of a LayerSpec."""
        if spec not in self.real:
            made = self._made(spec) if spec.graph is None else self._chain(spec, spec.graph)
            self.real[spec] = self._frozen(spec, made)
        return self.real[spec]

    def _is_set_frozen(self, spec: LayerSpec) -> bool:
        """Whether `trainable = False` reaches all that is inside: where it was set, and in Keras 2 given, too."""
        return spec.frozen or (self.version < (3,) and not spec.config.get("trainable", True))

    def _frozen(self, spec: LayerSpec, real: Any) -> Any:
        if self._is_set_frozen(spec):
            real.trainable = False
        return real

    def _made(self, spec: LayerSpec) -> Any:
        entry = self.entries.get(spec.kind)
        real = class_of(self.keras.layers, spec, entry, self.keras.__version__)
        assert entry is not None
        given = arguments(real, spec, entry, self._layer, self._has_activation)
        if not self._is_set_frozen(spec) and is_taken(real, "trainable"):
            given["trainable"] = bool(spec.config.get("trainable", True))
        return real(**given)

    def _has_activation(self, name: str) -> bool:
        try:
            return self.keras.activations.get(name) is not None
        except ValueError:
            return False

    def _chain(self, spec: LayerSpec, graph: Graph) -> Any:
        """A model that a wrapper holds."""
        calls = enumerate(graph.calls[1:])
        if any(call.inputs != (Ref(number),) for number, call in calls) or graph.inputs != (0,):
            raise LeftOutError(f"{spec.name or spec.kind} inside it is no chain of layers")
        shape = _stated(graph.calls[0].spec.config)
        start = [] if shape is None else [self.keras.Input(batch_shape=tuple(shape))]
        return self.keras.Sequential([*start, *(self._layer(call.spec) for call in graph.calls[1:])], name=spec.name)


def _stated(config: Mapping[str, Any]) -> RawShape | None:
    """The shape in the configuration of an input, the batch first."""
    shape = stated_shape(config)
    return _lengths(shape) if isinstance(shape, (list, tuple)) else None


def _lengths(shape: Sequence[Any]) -> RawShape:
    return [size if isinstance(size, int) else None for size in shape]


def _derived(graph: Graph, node: LayerResult) -> list[LayerResult]:
    """What was derived for each call; for an input that the table does not list, nothing."""
    rest = {layer: list(part.results) for layer, part in zip(graph.layers, node.sublayers, strict=True)}
    return [rest[call.spec].pop(0) if call.spec in rest else LayerResult(call.spec, (None,)) for call in graph.calls]


def _tensors(results: Sequence[Sequence[Tensor]], call: GraphCall) -> list[Tensor]:
    return [ref.of(results) for ref in call.inputs]


def _flat(outputs: Any) -> list[Tensor]:
    """The tensors of an output, however nested: the states of stacked cells come in lists."""
    if isinstance(outputs, dict):
        outputs = list(outputs.values())
    if isinstance(outputs, (list, tuple)):
        return [tensor for each in outputs for tensor in _flat(each)]
    return [outputs]
