"""The real Keras model, built of real layers called one after another, and read: counts, tensors, shapes.

Nothing is allocated or loaded: the layers are constructed from what paramcalc read, in a scope without memory. A layer
that the installed Keras does not have is left out, and the layers behind it read inputs of the derived shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from paramcalc.models.breakdown import Model
from paramcalc.models.result import LayerResult, Weight
from paramcalc.models.spec import INPUT, Graph, GraphCall, LayerSpec, RawShape, Ref
from paramcalc.phrases import tr
from paramcalc.verifiers.base import BuiltLayer, LeftOutError, RealModel, first_line
from paramcalc.verifiers.keras import scope
from paramcalc.verifiers.keras_layers import DTYPES, KerasLayers, is_uneven, tensors_of
from paramcalc.verifiers.model_check import known_lengths

Tensor = Any
"""A symbolic tensor of Keras; None if its shape is not known."""


def real_model(model: Model) -> RealModel:
    """The real model, as far as it can be built."""
    stateful = any(spec.config.get("stateful") for spec in model.spec.root.walk())
    with scope(allocate=False, stateful=stateful) as method:
        return KerasModel(model).read(method)


class _Construction:
    """A real model while it is built: its inputs, all its tensors, and whether a layer was left out."""

    def __init__(self) -> None:
        self.inputs: list[Tensor] = []
        self.tensors: list[Tensor] = []
        self.is_cut = False


def _name_of(spec: LayerSpec, weight: Weight) -> str:
    """A derived tensor's name behind that of the inner layer that owns it, as the path of the real one has them."""
    owner, name = weight.key
    return name if owner is spec or not owner.name else f"{owner.name}/{name}"


class KerasModel:
    """The real layers of a model, called as the model calls them."""

    def __init__(self, model: Model) -> None:
        self.root = model.spec.root
        self.version = model.spec.version
        self.made = KerasLayers(model)
        self.keras = self.made.keras
        self.outputs: dict[LayerSpec, tuple[tuple[int | None, ...], ...]] = {}
        self.failed: dict[LayerSpec, BuiltLayer] = {}
        self.other_outputs: set[LayerSpec] = set()
        """The layers that had another output shape in the Keras that wrote the model."""
        self.is_whole = True
        self.built = _Construction()
        self._run(self.root, model.result, [], self.built)
        self.made.freeze_again()

    def read(self, method: str) -> RealModel:
        """The counts, and what was read from each layer.

        If a layer was left out of a nested model there is no whole model, and the counts are sums over the layers.
        """
        model = self._whole_model()
        layers = {**self.failed, **{spec: self._read(spec) for spec in self.outputs if spec.graph is None}}
        built = [self.made.real[spec] for spec in self.outputs if spec in self.made.real]
        weights = list({id(weight): weight for layer in built for weight in layer.weights}.values())
        total = sum(prod(weight.shape) for weight in weights) if model is None else int(model.count_params())
        trained = weights if model is None else model.trainable_weights
        trainable = sum(prod(weight.shape) for weight in trained if weight.trainable)
        return RealModel(method, total, trainable, layers, _name_of)

    def _whole_model(self) -> Any:
        """The real model; None if there is none."""
        try:
            inputs = self.built.inputs
            return self.keras.Model(inputs, self.built.tensors) if self.is_whole and inputs else None
        except Exception as error:
            self._refuse(self.root, error)
            return None

    def _read(self, spec: LayerSpec) -> BuiltLayer:
        real, outputs = self.made.real.get(spec), None if spec in self.other_outputs else self.outputs[spec]
        reason = tr("Keras 1 has other tensors for it") if self.version < (2,) and real is not None else ""
        total, tensors = (0, ()) if real is None else (int(real.count_params()), tensors_of(self.keras, real))
        return BuiltLayer(total, tensors, outputs, reason)

    def _run(self, spec: LayerSpec, result: LayerResult, given: Sequence[Tensor], built: _Construction) -> list[Tensor]:
        """All calls of a model one after another; gives its outputs."""
        graph = spec.graph
        if graph is None:
            self.failed[spec] = BuiltLayer(left_out=tr("the layers of {kind} are not known", kind=spec.kind))
            return []
        derived = {layer: iter(part.results) for layer, part in zip(graph.layers, result.sublayers, strict=True)}
        outputs: list[list[Tensor]] = []
        for number, call in enumerate(graph.calls):
            # The table does not list every input.
            derived_call = next(derived[call.spec]) if call.spec in derived else LayerResult(call.spec, (None,))
            if number in graph.inputs or call.spec.kind == INPUT:
                outputs.append([self._input(spec, graph, number, given, built)])
            else:
                inputs = self.made.read_inputs(call, [_output(outputs, ref) for ref in call.inputs])
                outputs.append(self._call(call, derived_call, inputs, built))
            built.tensors += [tensor for tensor in outputs[-1] if tensor is not None]
        return [_output(outputs, ref) for ref in graph.outputs]

    def _input(
        self, spec: LayerSpec, graph: Graph, number: int, given: Sequence[Tensor], built: _Construction
    ) -> Tensor:
        """An input of the shape that it states, or that the model was built for, or that the model is called on."""
        start = graph.calls[number].spec
        position = graph.inputs.index(number) if number in graph.inputs else len(graph.inputs)
        shape = self.made.stated_shape(start)
        if shape is None and position < len(spec.built or ()):
            shape = (spec.built or ())[position]
        if shape is None and position < len(given) and given[position] is not None:
            shape = given[position].shape
        shape = self.made.least_shape(graph, number) if shape is None else shape
        dtype = start.config.get("dtype")
        return None if shape is None else self._new_input(shape, built, dtype if dtype in DTYPES else None)

    def _new_input(self, shape: RawShape, built: _Construction, dtype: str | None = None) -> Tensor:
        built.inputs.append(self.keras.Input(batch_shape=tuple(shape), dtype=dtype))
        return built.inputs[-1]

    def _call(self, call: GraphCall, result: LayerResult, inputs: list[Tensor], built: _Construction) -> list[Tensor]:
        """The outputs of a call; new inputs of the derived shapes if its layer is left out or refused."""
        spec = call.spec
        if spec not in self.failed:
            try:
                outputs = self._outputs(spec, result, self._known_inputs(call, inputs, built), built)
                if outputs is not None:
                    return outputs
            except LeftOutError as reason:
                self.failed[spec] = BuiltLayer(left_out=str(reason))
            except Exception as error:
                self._refuse(spec, error)
            if spec.graph is not None:
                self.is_whole = False
        built.is_cut = True
        return [None if shape is None else self._new_input(known_lengths(shape), built) for shape in result.outputs]

    def _refuse(self, spec: LayerSpec, error: Exception) -> None:
        """Note an error of any kind: Keras has the class but does not build the layer. An older one need not build."""
        older = tr(
            "Keras {version} does not build it: {error}", version=self.keras.__version__, error=first_line(error)
        )
        self.failed[spec] = BuiltLayer(left_out=older) if self.made.is_older else BuiltLayer(refused=first_line(error))

    def _known_inputs(self, call: GraphCall, inputs: list[Tensor], built: _Construction) -> list[Tensor]:
        """The inputs of a call; for an unknown one a new input of the shape that the file states."""
        known = []
        for position, tensor in enumerate(inputs):
            shapes = [stated[position] for stated in (call.recorded, call.spec.built or ()) if position < len(stated)]
            shape = next(filter(None, shapes), None)
            if tensor is None and shape is None:
                raise LeftOutError(tr("the shape of its input is not known"))
            known.append(self._new_input(shape, built) if tensor is None and shape is not None else tensor)
        return known

    def _outputs(
        self, spec: LayerSpec, result: LayerResult, inputs: list[Tensor], built: _Construction
    ) -> list[Tensor] | None:
        """The outputs of the real layer; None if a nested model has a layer left out, or they differ by design."""
        if spec.graph is not None and spec not in self.made.real and not self._nested(spec, result, inputs):
            return None
        outputs = self.made.called(spec, inputs)
        self.outputs.setdefault(spec, tuple(tuple(tensor.shape) for tensor in outputs))
        if self.made.is_older and spec.kind == "Bidirectional" and is_uneven(self.made.real[spec]):
            # Keras 3 gives twice the forward layer's width as the output's.
            self.other_outputs.add(spec)
            built.tensors += outputs
            return None
        return outputs

    def _nested(self, spec: LayerSpec, result: LayerResult, inputs: Sequence[Tensor]) -> bool:
        """Build a nested model; gives whether all its layers could be built."""
        built = _Construction()
        outputs = self._run(spec, result, inputs, built)
        if built.is_cut or None in outputs:
            return False
        self.made.add(spec, self.keras.Model(built.inputs, outputs, name=spec.name))
        return True


def _output(outputs: Sequence[Sequence[Tensor]], ref: Ref) -> Tensor:
    return outputs[ref.call][ref.output] if ref.output < len(outputs[ref.call]) else None
